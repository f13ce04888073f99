"""What must not be seen is masked before it is written: credentials whole, phone numbers but for two digits."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from attrs import field, frozen

MASK = "***"


def spoil(value: str) -> str:
    """Another value of the same form and length: it is refused for what it is, not for how it looks."""
    last = value[-1:]
    return value[:-1] + ("1" if last == "0" else "0" if last.isdecimal() else "b" if last == "a" else "a")


# Seven digits or more, as in a phone number; the last two stay so that a reader can tell two numbers apart.
_PHONE_NUMBER = re.compile(r"(?<![\w.-])(?:\+|%2B)?\d{5,}(?=\d{2}(?![\w-]))")


def _spell_out(replacements: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    # Longest first: a secret that contains another one must not be left with its own tail showing.
    spellings = {
        form: name for secret, name in replacements.items() if secret for form in (secret, quote(secret, safe=""))
    }
    return tuple(sorted(spellings.items(), key=lambda item: len(item[0]), reverse=True))


@frozen
class Redactor:
    """Replaces secret values, plain or URL-encoded, by what stands for them: `{"s3cret": "$VOBIZ_AUTH_TOKEN"}`."""

    replacements: tuple[tuple[str, str], ...] = field(repr=False, converter=_spell_out)

    def secrets_in(self, text: str) -> str:
        """`text` with every secret replaced."""
        for secret, replacement in self.replacements:
            text = text.replace(secret, replacement)
        return text

    def numbers_in(self, text: str) -> str:
        """`text` with everything that looks like a phone number masked, but for its last two digits."""
        return _PHONE_NUMBER.sub(MASK, text)

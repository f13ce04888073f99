"""What must not be seen is masked before it is written: credentials whole, phone numbers but for two digits."""

import re
from collections.abc import Mapping

from attrs import field, frozen

from contract_tests.harness.findings.spellings import spellings

MASK = "***"


def tamper(value: str) -> str:
    """Another value of the same form and length: it is refused for what it is, not for how it looks."""
    last = value[-1:]
    return value[:-1] + ("1" if last == "0" else "0" if last.isdecimal() else "b" if last == "a" else "a")


# Seven digits or more, as in a phone number, also in groups after a plus; the last two stay so that a reader can tell
# two numbers apart.
_GROUP = r"(?:[ ().-]|%20){0,3}"
_PHONE_NUMBER = re.compile(
    rf"(?:\+|%2B)\d(?:{_GROUP}\d){{4,}}(?=(?:{_GROUP}\d){{2}}(?!\d))|\d{{5,}}(?=\d{{2}}(?!\d))", re.IGNORECASE
)
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d(?!\d?$)")


def shape_of(text: str) -> str:
    """Return how `text` looks without what it says: `x` for a letter, `9` for a digit but for two at its end."""
    return _DIGIT.sub("9", _LETTER.sub("x", text))


def _spell_out(replacements: Mapping[str, str]) -> dict[str, str]:
    # Longest first: a secret that contains another one must not be left with its own tail showing.
    forms = {form.lower(): name for secret, name in replacements.items() if secret for form in spellings(secret)}
    return dict(sorted(forms.items(), key=lambda item: len(item[0]), reverse=True))


@frozen
class Secrets:
    """Replaces secret values, however they are spelt, by what stands for them: `{"s3cret": "$VOBIZ_AUTH_TOKEN"}`."""

    replacements: Mapping[str, str] = field(repr=False, converter=_spell_out)
    _secret: re.Pattern[str] | None = field(repr=False, init=False)

    @_secret.default
    def _compile(self) -> re.Pattern[str] | None:
        return re.compile("|".join(map(re.escape, self.replacements)), re.IGNORECASE) if self.replacements else None

    @property
    def longest(self) -> int:
        """How many characters may hide the longest thing that is masked."""
        return max(map(len, self.replacements), default=0) + 64

    def mask(self, text: str) -> str:
        """`text` with every secret replaced."""
        if self._secret is None:
            return text
        return self._secret.sub(lambda match: self.replacements.get(match[0].lower(), MASK), text)

    def mask_numbers(self, text: str) -> str:
        """`text` with everything that looks like a phone number masked, but for its last two digits."""
        return _PHONE_NUMBER.sub(MASK, text)

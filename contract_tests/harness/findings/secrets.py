"""What must not be seen is masked before it is written: credentials whole, phone numbers but for two digits."""

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

from attrs import field, frozen

from contract_tests.harness.findings.phone_numbers import MASK

SHORTEST = 5  # characters; what is shorter, a piece of Base64 for one, is found inside other words everywhere
URL_SAFE = ("", "/", "!'()*~", "!#$&'()*+,/:;=?@[]~")  # what strict and lenient encoders leave as it is


def tamper(value: str) -> str:
    """Another value of the same form and length: it is refused for what it is, not for how it looks."""
    last = value[-1:]
    one, other = ("0", "1") if last.isdecimal() else ("A", "B") if last.isupper() else ("a", "b")
    return value[:-1] + (other if last == one else one)


def with_tampered(names: Mapping[str, str]) -> dict[str, str]:
    """Return what stands for each value (`$VOBIZ_TOKEN`), and for what `tamper` makes of it, which is also sent: what
    a shell makes by leaving out the last character and putting another in its place."""
    tampered = {tamper(value): f"${{{name[1:]}%?}}" for value, name in names.items()}
    return {**names, **{value: f"{name}{value[-1]}" for value, name in tampered.items()}}


_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d(?!\d?$)")


def shape_of(text: str) -> str:
    """Return how `text` looks without what it says: `x` for a letter, `9` for a digit but for two at its end."""
    return _DIGIT.sub("9", _LETTER.sub("x", text))


def spellings(secret: str) -> set[str]:
    """Return every spelling of `secret`, itself included; upper and lower case are the reader's to ignore."""
    forms = {secret.encode().hex()} if len(secret) >= SHORTEST else set()
    for part in _parts(secret):
        forms |= {*_escaped(part), *_url_encoded(part), *_base64(part)}
    return forms


def _parts(secret: str) -> Iterator[str]:
    yield secret
    # A password may come back without its user.
    user, colon, password = secret.partition(":")
    if colon and not password.startswith("//"):
        yield from (part for part in (user, password) if len(part) >= SHORTEST)


def _escaped(text: str) -> Iterator[str]:
    yield text
    for quoted in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        yield from (quoted, quoted.replace("/", "\\/"), json.dumps(quoted)[1:-1])
    page = html.escape(text, quote=False)
    yield from (page, html.escape(text), page.replace('"', "&#34;").replace("'", "&#39;"), page.replace("/", "&#x2F;"))
    yield from (repr(text)[1:-1], text.encode("unicode_escape").decode())
    shell = text
    for character in '\\"$`':
        shell = shell.replace(character, f"\\{character}")
    yield from (shell, text.replace("'", "'\"'\"'"))


def _url_encoded(text: str) -> Iterator[str]:
    for once in {quote_plus(text), *(quote(text, safe=safe) for safe in URL_SAFE)}:
        yield from (once, quote(once, safe=""))


def _base64(text: str) -> Iterator[str]:
    """Yield the characters of Base64 that depend on `text` alone, at each of the three places where it may begin."""
    content = text.encode()
    for before in range(3):
        for encode in (b64encode, urlsafe_b64encode):
            encoded = encode(bytes(before) + content).decode()
            core = encoded[(before * 8 + 5) // 6 : (before + len(content)) * 8 // 6]
            if len(core) >= SHORTEST:
                yield from (core, quote(core, safe=""), core.replace("/", "\\/"))


def _spell_out(replacements: Mapping[str, str]) -> dict[str, str]:
    # Longest first: a secret that contains another one must not be left with its own tail showing.
    forms = {form.lower(): name for secret, name in replacements.items() if secret for form in spellings(secret)}
    return dict(sorted(forms.items(), key=lambda item: len(item[0]), reverse=True))


def _pattern_of(form: str) -> str:
    exact = re.escape(form)
    return exact if len(form) >= SHORTEST else rf"(?:(?<!\w)|(?<=%[0-9a-f][0-9a-f])){exact}(?!\w)"


@frozen
class Secrets:
    """Replaces secret values, however they are spelt, by what stands for them: `{"s3cret": "$VOBIZ_AUTH_TOKEN"}`."""

    replacements: Mapping[str, str] = field(repr=False, converter=_spell_out)
    _secret: re.Pattern[str] | None = field(repr=False, init=False)

    @_secret.default
    def _compile(self) -> re.Pattern[str] | None:
        forms = "|".join(map(_pattern_of, self.replacements))
        return re.compile(forms, re.IGNORECASE) if forms else None

    @property
    def longest(self) -> int:
        """How many characters may hide the longest thing that is masked."""
        return max(map(len, self.replacements), default=0) + 64

    def mask(self, text: str) -> str:
        """`text` with every secret replaced."""
        return "".join(f"{plain}{variable}" for plain, variable, _ in self.split(text))

    def split(self, text: str) -> Iterator[tuple[str, str, str]]:
        """Yield the parts of `text` without a secret, each with what stands for the secret after it, and the secret as
        it is spelt there; both are empty at the end.

        A variable is written so that a shell finds its end.
        """
        end = 0
        for match in self._secret.finditer(text) if self._secret else ():
            name = self.replacements.get(match[0].lower(), MASK)
            is_open = name[:1] == "$" and name[-1:].isalnum() and re.match(r"\w", text[match.end() : match.end() + 1])
            yield text[end : match.start()], f"${{{name[1:]}}}" if is_open else name, match[0]
            end = match.end()
        yield text[end:], "", ""

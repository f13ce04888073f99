"""What must not be shown: the secrets of a client, whichever way a server or a library writes them."""

import base64
import json
import re
from collections.abc import Iterable, Iterator

_SHORTEST = 5  # characters; less than that is found everywhere
_OTHER = {" ": (r"\+", "%(?:25){0,3}2[bB]"), "'": (r"'\\{0,7}\"'\\{0,7}\"'",)}  # in a form, and for a shell


class Secrets:
    """Replaces secrets by `***`. `repr` and pickling show none of them."""

    __slots__ = ("_patterns", "_values")

    def __init__(self, values: Iterable[str]) -> None:
        self._values = [value for value in values if value]
        self._patterns: list[re.Pattern[str]] | None = None

    def __repr__(self) -> str:
        return "<Secrets: hidden>"

    def __reduce__(self) -> str:
        raise TypeError("secrets are not pickled")

    def hide(self, text: str) -> str:
        """Return a text with every spelling of each secret masked.

        Each character may stand for itself in upper or lower case, or be escaped for a URL, JSON, HTML or a shell, also
        more than once; there may be the zero bytes of UTF-16 and UTF-32 in between. The whole may be in Base64, also as
        a part of something longer, or in hexadecimal. What has fewer than five characters is found as a word only.
        """
        if self._patterns is None:
            self._patterns = [re.compile(form) for value in self._values for form in _forms(value)]
        for pattern in self._patterns:
            text = pattern.sub("***", text)
        return text

    def hide_bytes(self, content: bytes) -> bytes:
        """Return a body with every spelling of each secret masked, in whichever Unicode encoding it is."""
        encoding = json.detect_encoding(content)
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        text = content.decode(encoding, errors)
        hidden = self.hide(text)
        return content if hidden == text else hidden.encode(encoding, errors)


def _forms(secret: str) -> Iterator[str]:
    # Each form begins with alternatives that begin with a letter: only then does `re` skip quickly what is none.
    characters = r"\x00{0,3}".join(map(_escaped, secret))
    yield characters if len(secret) >= _SHORTEST else rf"(?<![A-Za-z0-9]){characters}(?![A-Za-z0-9])"
    digits = secret.encode().hex()
    if len(digits) >= _SHORTEST:
        yield "".join(map(_any_case, digits))
    for before in range(3):
        # The characters that depend on the secret alone, at each of the three places where it may begin.
        encoded = base64.b64encode(bytes(before) + secret.encode()).decode()
        core = encoded[(before * 8 + 5) // 6 : (before + len(secret)) * 8 // 6]
        if len(core) >= _SHORTEST:
            yield core.replace("+", f"(?:-|{_escaped('+')})").replace("/", f"(?:_|{_escaped('/')})")


def _escaped(character: str) -> str:
    from html.entities import html5  # thousands of names, for errors only

    plain, digits = _any_case(character), "".join(map(_any_case, f"{ord(character):02x}"))
    names = "".join(f"|{re.escape(name)}" for name, meant in html5.items() if meant == character)
    alternatives = (
        *_OTHER.get(character, ()),
        rf"\\\\{{0,7}}+(?:u00|x){digits}",
        # Possessive: a million backslashes would be counted again from each of them.
        r"\\\\{0,7}" if character == "\\" else rf"\\\\{{0,7}}+{plain}",
        plain,
        rf"%(?:25){{0,3}}{digits}",
        rf"&(?:amp;){{0,3}}(?:#0{{0,5}}{ord(character)};?|#[xX]0{{0,4}}{digits};?{names})",
    )
    return f"(?:{'|'.join(alternatives)})"


def _any_case(character: str) -> str:
    return f"(?:{character.lower()}|{character.upper()})" if character.isalpha() else re.escape(character)

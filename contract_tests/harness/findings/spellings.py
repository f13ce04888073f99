"""How a secret may be written: as a response, a page, a log line or a command line might give it back."""

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

SHORTEST_CORE = 5  # characters; a shorter piece of Base64 is found everywhere
SHORTEST_PART = 5
URL_SAFE = ("", "/", "!'()*~", "!#$&'()*+,/:;=?@[]~")  # what strict and lenient encoders leave as it is


def spellings(secret: str) -> set[str]:
    """Return every spelling of `secret`, itself included; upper and lower case are the reader's to ignore."""
    forms = {secret, secret.encode().hex()}
    for part in _parts(secret):
        forms |= {*_escaped(part), *_url_encoded(part), *_base64(part)}
    return forms


def _parts(secret: str) -> Iterator[str]:
    yield secret
    # A password may come back without its user.
    user, colon, password = secret.partition(":")
    if colon and not password.startswith("//"):
        yield from (part for part in (user, password) if len(part) >= SHORTEST_PART)


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
            if len(core) >= SHORTEST_CORE:
                yield from (core, quote(core, safe=""), core.replace("/", "\\/"))

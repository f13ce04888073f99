"""The body of a response: decompressed and collected within a limit, and its bytes as text."""

import re
import zlib

import httpx

MOST_BYTES = 32 * 2**20
ACCEPTED = "gzip"
_COMPRESSED = ("gzip", "x-gzip", "deflate")
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE | re.ASCII)
_ASCII = bytes(range(0x20, 0x7F)).replace(b"\\", b"\\u0041")


class UnusableBody(httpx.RequestError):
    """A body that is too long, or not compressed as it says."""


class Body:
    """Takes the chunks of a body as they come over the network.

    `encoding` is the header `Content-Encoding`; what it names beside gzip and deflate is left as it is. Decompressing
    stops at `MOST_BYTES`, so that no few bytes become many.
    """

    def __init__(self, encoding: str) -> None:
        names = [name.strip() for name in encoding.lower().split(",")]
        names = [name for name in names if name not in ("", "identity")]
        is_compressed = len(names) == 1 and names[0] in _COMPRESSED
        self._decompressor = zlib.decompressobj(_GZIP_OR_ZLIB) if is_compressed else None
        self._content = bytearray()

    def add(self, chunk: bytes) -> None:
        """Raise `UnusableBody` for a chunk that makes the body too long, or cannot be decompressed."""
        if self._decompressor is not None:
            try:
                chunk = self._decompressor.decompress(chunk, MOST_BYTES + 1 - len(self._content))
            except zlib.error as error:
                raise UnusableBody(f"the body is not compressed as it says: {error}") from None
        self._content += chunk
        if len(self._content) > MOST_BYTES:
            raise UnusableBody(f"the body is longer than {MOST_BYTES:,} bytes")

    def content(self) -> bytes:
        """Return the body as far as it has come."""
        return bytes(self._content)


def text_of(content: bytes, content_type: str) -> str:
    """Return a body as text in the charset of its `Content-Type`, or in UTF-8; what that cannot hold is replaced."""
    named = _CHARSET.search(content_type)
    charset = named[1] if named else "utf-8"
    return content.decode(charset if is_readable(charset) else "utf-8", errors="replace")


def is_readable(charset: str) -> bool:
    """Say whether a charset is for text: Python has others, which compress, raise, or take hours."""
    if re.fullmatch(r"utf[-_]?(16|32)([-_]?[bl]e)?", charset, re.IGNORECASE):
        return True
    try:
        return _ASCII.decode(charset, errors="replace") == _ASCII.decode()
    except (LookupError, ValueError):
        return False

"""The body of a response: decompressed and collected within a limit, and its bytes as text."""

import re
import zlib
from collections.abc import Iterator
from typing import Any, ClassVar

import httpx

MOST_BYTES = 32 * 2**20
ACCEPTED = "gzip"
_PIECE = 2**20  # bytes
_COMPRESSED = ("gzip", "x-gzip", "deflate")
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE | re.ASCII)
_ASCII = bytes(range(0x20, 0x7F)).replace(b"\\", b"\\u0041")


class UnusableBody(httpx.RequestError):
    """A body that is too long, or not compressed as it says."""


class Body:
    """Takes the chunks of a body as they come over the network, and keeps them in memory.

    `encoding` is the header `Content-Encoding`; what it names beside gzip and deflate is left as it is. Decompressing
    stops at `most` bytes, and goes piece by piece, so that no few bytes become many.
    """

    blocks: ClassVar[bool] = False  # whether `add` may wait for something, such as a disk

    def __init__(self, encoding: str, most: int = MOST_BYTES) -> None:
        names = [name.strip() for name in encoding.lower().split(",")]
        names = [name for name in names if name not in ("", "identity")]
        is_compressed = len(names) == 1 and names[0] in _COMPRESSED
        self._decompressor = zlib.decompressobj(_GZIP_OR_ZLIB) if is_compressed else None
        self._most = most
        self._content = bytearray()
        self.length = 0

    def add(self, chunk: bytes) -> None:
        """Raise `UnusableBody` for a chunk that makes the body too long, or cannot be decompressed."""
        for piece in (chunk,) if self._decompressor is None else self._decompressed(self._decompressor, chunk):
            self.length += len(piece)
            if self.length > self._most:
                raise self.too_long()
            self.keep(piece)

    def _decompressed(self, decompressor: Any, chunk: bytes) -> Iterator[bytes]:
        piece = b""
        while chunk or len(piece) == _PIECE:
            try:
                piece = decompressor.decompress(chunk, _PIECE)
            except zlib.error as error:
                raise UnusableBody(f"the body is not compressed as it says: {error}") from None
            yield piece
            chunk = decompressor.unconsumed_tail

    def keep(self, piece: bytes) -> None:
        """Take a piece of the body, after decompression."""
        self._content += piece

    def content(self) -> bytes:
        """Return the body as far as it has come."""
        return bytes(self._content)

    def too_long(self) -> UnusableBody:
        """Return the error of a body that is longer than it may be."""
        return UnusableBody(f"the body is longer than {self._most:,} bytes")


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

"""A response as a record that drifts can change, and its bytes, as HTTP/1.1 or 1.0 has them."""

import json
from collections.abc import Callable, Iterator
from email.utils import formatdate
from enum import StrEnum
from http.client import responses
from typing import Any

from attrs import evolve, frozen

from fake_vendor.spec.decisions import Cause
from fake_vendor.spec.request import Request
from fake_vendor.spec.request_body import is_json
from fake_vendor.store.changes import Change
from fake_vendor.store.pages import Page

CHUNK = 64  # bytes
Octets = Callable[[bytes], bytes]


class ConnectionFault(StrEnum):
    """How a connection may fail during a transfer."""

    NONE = ""
    SILENT = "no response, the connection stays open"
    CLOSED = "no response, the connection is closed"
    RESET = "no response, the connection is reset"
    REFUSED = "no response, the connection is reset, and no other is accepted from now on"
    HALF_SILENT = "half the body, the connection stays open"
    HALF_CLOSED = "half the body, the connection is closed"


@frozen
class Transfer:
    """How the bytes travel; `delay` in seconds, `piece` in bytes (0: all at once)."""

    delay: float = 0.0
    version: str = "1.1"
    is_chunked: bool = False
    closes: bool = False
    piece: int = 0
    has_lower_case: bool = False
    fault: ConnectionFault = ConnectionFault.NONE
    raw: bytes | None = None  # sent in the place of a response

    @property
    def is_silent(self) -> bool:
        """Whether no status reaches the client."""
        return self.raw is not None or self.fault in (
            ConnectionFault.SILENT,
            ConnectionFault.CLOSED,
            ConnectionFault.RESET,
            ConnectionFault.REFUSED,
        )


@frozen
class Response:
    """One response: `content` is a JSON value, a text or bytes, None for no body; `finish` is applied to the bytes.

    `page` and `change` are what its content is about, where that is a list or a record that the vendor keeps.
    """

    cause: Cause
    status: int
    media_type: str | None = "application/json"
    content: Any = None
    has_body: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    finish: tuple[Octets, ...] = ()
    transfer: Transfer = Transfer()
    page: Page | None = None
    change: Change | None = None

    @property
    def is_json(self) -> bool:
        return self.has_body and self.media_type is not None and is_json(self.media_type)

    def body(self) -> bytes:
        """Return the bytes of the body, before any transfer coding."""
        if not self.has_body:
            return b""
        if isinstance(self.content, bytes):
            encoded = self.content
        elif isinstance(self.content, str) and not self.is_json:
            encoded = self.content.encode()
        else:
            encoded = encode_json(self.content)
        for step in self.finish:
            encoded = step(encoded)
        return encoded

    def with_headers(self, *headers: tuple[str, str]) -> "Response":
        """Return this response with more headers."""
        return evolve(self, headers=(*self.headers, *headers))

    def deliver(self, **changes: Any) -> "Response":
        """Return this response, delivered otherwise."""
        return evolve(self, transfer=evolve(self.transfer, **changes))

    def serialize(self, request: Request, *, keep_alive: bool) -> bytes:
        """Return all that is sent in response to `request`, on a connection that the client would keep or not."""
        if self.transfer.raw is not None or self.transfer.is_silent:
            return self.transfer.raw or b""
        body = self.body()
        head = self._head(len(body), says_close=not keep_alive)
        if request.method == "HEAD" or _is_bodiless(self.status):
            body = b""
        if self.transfer.fault is not ConnectionFault.NONE:
            # Of a body that is empty, half of the head.
            return head + body[: len(body) // 2] if body else head[: len(head) // 2]
        return head + (b"".join(_chunks(body)) if self.transfer.is_chunked and body else body)

    def _head(self, length: int, *, says_close: bool) -> bytes:
        transfer = self.transfer
        headers = [("Date", formatdate(usegmt=True)), ("Server", "fake-vendor")]
        if self.has_body and self.media_type is not None:
            headers.append(("Content-Type", self.media_type))
        if transfer.is_chunked and self.has_body and not _is_bodiless(self.status):
            headers.append(("Transfer-Encoding", "chunked"))
        elif transfer.version != "1.0" and not _is_bodiless(self.status):
            headers.append(("Content-Length", str(length)))
        if says_close:
            headers.append(("Connection", "close"))
        own = {name.lower() for name, _ in self.headers}
        headers = [pair for pair in headers if pair[0].lower() not in own] + list(self.headers)
        if transfer.has_lower_case:
            headers = [(name.lower(), value) for name, value in headers]
        lines = [f"HTTP/{transfer.version} {self.status} {reason(self.status)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def reason(status: int) -> str:
    """Return the reason phrase of a status."""
    return responses.get(status, "Unknown")


def encode_json(value: Any) -> bytes:
    """Return compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _chunks(body: bytes) -> Iterator[bytes]:
    for at in range(0, len(body), CHUNK):
        piece = body[at : at + CHUNK]
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    yield b"0\r\n\r\n"


def _is_bodiless(status: int) -> bool:
    return status in (204, 304) or 100 <= status < 200

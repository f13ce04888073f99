"""The bytes of a response, as HTTP/1.1 or 1.0 has them."""

from collections.abc import Iterator
from email.utils import formatdate

from fake_vendor.serving.response import ConnectionFault, Response, reason
from fake_vendor.spec.request import Request

CHUNK = 64


def serialize(response: Response, request: Request, *, keep_alive: bool) -> bytes:
    """Return all that is sent for a response to `request`, on a connection that the client would keep or not."""
    delivery = response.delivery
    if delivery.raw is not None:
        return delivery.raw
    if delivery.is_silent:
        return b""
    body = response.body()
    head = _head(response, len(body), says_close=not keep_alive)
    if request.method == "HEAD" or _is_bodiless(response.status):
        body = b""
    if delivery.fault is not ConnectionFault.NONE:
        # Of a body that is empty, half of the head.
        return head + body[: len(body) // 2] if body else head[: len(head) // 2]
    return head + (b"".join(_chunks(body)) if delivery.is_chunked and body else body)


def _head(response: Response, length: int, *, says_close: bool) -> bytes:
    delivery = response.delivery
    headers = [("Date", formatdate(usegmt=True)), ("Server", "fake-vendor")]
    names = {name.lower() for name, _ in response.headers}
    if response.has_body and response.media_type is not None:
        headers.append(("Content-Type", response.media_type))
    if delivery.is_chunked and response.has_body and not _is_bodiless(response.status):
        headers.append(("Transfer-Encoding", "chunked"))
    elif delivery.version != "1.0" and not _is_bodiless(response.status):
        headers.append(("Content-Length", str(length)))
    if says_close and "connection" not in names:
        headers.append(("Connection", "close"))
    headers = [pair for pair in headers if pair[0].lower() not in names] + list(response.headers)
    if delivery.has_lower_case:
        headers = [(name.lower(), value) for name, value in headers]
    lines = [f"HTTP/{delivery.version} {response.status} {reason(response.status)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _chunks(body: bytes) -> Iterator[bytes]:
    for at in range(0, len(body), CHUNK):
        piece = body[at : at + CHUNK]
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    yield b"0\r\n\r\n"


def _is_bodiless(status: int) -> bool:
    return status in (204, 304) or 100 <= status < 200

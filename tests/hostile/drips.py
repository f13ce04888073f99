"""Answers that come drop by drop, or never end, or unpack to what no memory holds."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from tests.client.stub_server import Turn, reply

DRIP_S, UNPACKED = 30.0, 40 * 2**20

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n"


def drops(before: bytes, drop: bytes, pause: float = 0.05) -> Turn:
    """Send `before`, and then `drop` again and again for as long as anybody listens, but 30 s at most."""

    def turn(connection: socket.socket) -> None:
        connection.sendall(before)
        end = time.monotonic() + DRIP_S
        while time.monotonic() < end:
            connection.sendall(drop)
            time.sleep(pause)

    return turn


DRIPS = {
    "the status line": drops(b"HTTP/1.1 200 ", b"O"),
    "a header": drops(HEAD + b"x-a: ", b"a"),
    "headers": drops(HEAD, b"x-a: a\r\n"),
    "the body": drops(HEAD + b"content-length: 100000\r\n\r\n", b" "),
    "a compressed body": drops(
        HEAD + b"content-encoding: gzip\r\ncontent-length: 100000\r\n\r\n" + gzip.compress(b""), b"\0"
    ),
    "the size of a chunk": drops(CHUNKED + b"\r\n", b"0"),
    "chunks": drops(CHUNKED + b"\r\n", b"1\r\n \r\n"),
    "trailers": drops(CHUNKED + b"\r\n2\r\n{}\r\n0\r\n", b"x-a: a\r\n"),
    "100 Continue": drops(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "103 Early Hints": drops(b"", b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
    "a storm of 100 Continue": drops(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2000, pause=0),
    "a storm of 103 Early Hints": drops(b"", b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" * 2000, pause=0),
    "an error's body": drops(b"HTTP/1.1 500 X\r\ncontent-length: 100000\r\n\r\n", b" "),
    "a redirect's body": drops(b"HTTP/1.1 302 X\r\nlocation: /\r\ncontent-length: 100000\r\n\r\n", b" "),
}


def bomb(encoding: str) -> Turn:
    compressor = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    body = b"".join([*(compressor.compress(bytes(2**20)) for _ in range(UNPACKED // 2**20 + 1)), compressor.flush()])
    return reply(200, body, content_encoding=encoding)


TOO_LONG = {
    "without end": drops(CHUNKED + b"\r\n", b"%x\r\n%b\r\n" % (2**20, bytes(2**20)), pause=0),
    "a bomb of gzip": bomb("gzip"),
    "a bomb of deflate": bomb("deflate"),
}


@contextmanager
def raw_server(turn: Turn) -> Iterator[int]:
    """A server for what begins without a request; it does its turn once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            try:
                connection, _ = listener.accept()
                with connection:
                    turn(connection)
            except OSError:  # the client goes away
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]

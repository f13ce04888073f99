"""The limits of one response: its time, its headers, its bytes as they are sent and unpacked.

A time-out of requests begins anew with each byte, and nothing else in it bounds what a server sends.
"""

import http.client
import io
import socket
from typing import Any, cast

import requests
import urllib3
from requests.adapters import HTTPAdapter
from vobiz_client.runtime.body import is_readable
from vobiz_client.runtime.deadline import left

MOST_HEAD = 64 * 1024  # bytes of status line and headers, interim responses (100, 103) included
MOST_BYTES = 10 * 2**20  # of a body
PIECE = 64 * 1024  # bytes


class UnusableResponse(requests.RequestException):
    """A response that is not read, since it goes beyond a limit; in words such as `a response of more than 10 MB`."""


class _Beyond(Exception):
    """The same inside of urllib3, which takes any OSError, a RequestException too, for a lost connection."""


class BoundedAdapter(HTTPAdapter):
    """Makes connections that keep to `vobiz_client.runtime.deadline.until`, and to the limits of what is sent."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        try:
            return super().send(*args, **kwargs)
        except _Beyond as error:
            raise UnusableResponse(str(error)) from None


def read_body(response: requests.Response) -> None:
    """Read the body of a response that was sent for with `stream=True`, so that it has its `content`.

    Raises UnusableResponse, or what requests raises.
    """
    content = bytearray()
    try:
        for piece in response.iter_content(PIECE):
            content += piece
            if len(content) > MOST_BYTES:
                raise _Beyond(_Stream.BODY)
    except _Beyond as error:
        response.close()
        raise UnusableResponse(str(error)) from None
    except ValueError as error:
        response.close()
        if isinstance(error, requests.RequestException):
            raise
        raise UnusableResponse("a response of chunks that are none") from None  # http.client takes a size below 0
    # Only `content` itself may fill this, and it reads without a limit.
    response._content = bytes(content)  # noqa: SLF001 - requests has no other way in
    if response.encoding and not is_readable(response.encoding):
        response.encoding = "utf-8"  # whoever wants text of it would wait for hours


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, url: str | None = None):
        super().__init__(sock, debuglevel, method, url)
        self._stream = _Stream(self.fp.detach(), sock)
        self.fp = io.BufferedReader(self._stream)

    def begin(self) -> None:
        """Read the head, and those of interim responses: http.client passes over 100 alone."""
        try:
            super().begin()
            while 102 <= self.status < 200:
                self.headers = self.msg = None  # type: ignore[assignment]  # as before a head
                super().begin()
        except http.client.LineTooLong:
            raise _Beyond(_Stream.HEAD) from None
        except http.client.HTTPException as error:
            if type(error) is not http.client.HTTPException:
                raise
            # Its own limits, in its words: `got more than 100 headers`, of newer Pythons also `... interim responses`.
            raise _Beyond(f"a response with {str(error).removeprefix('got ')}") from None
        self._stream.pass_head()


class _Stream(io.RawIOBase):
    """Reads a socket until the deadline, and up to a limit."""

    HEAD, BODY = "a response with more than 64 KB of headers", "a response of more than 10 MB"

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw, self._sock, self._timeout = raw, sock, sock.gettimeout()
        # What is read ahead of the body counts, too.
        self._left, self._what = MOST_HEAD + io.DEFAULT_BUFFER_SIZE, self.HEAD

    def pass_head(self) -> None:
        """Count what comes from now on as the body."""
        self._left, self._what = MOST_BYTES, self.BODY

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(left(self._timeout, TimeoutError))
        count = cast("int | None", self._raw.readinto(buffer))
        self._left -= count or 0
        if self._left < 0:
            raise _Beyond(self._what)
        return count

    def fileno(self) -> int:
        return self._raw.fileno()

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Connection(urllib3.connection.HTTPConnection):
    response_class = _Response


class _SecureConnection(urllib3.connection.HTTPSConnection):
    response_class = _Response


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection

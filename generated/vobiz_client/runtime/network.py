# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""Connections that keep to the deadline of the call, whatever comes drop by drop.

A time-out of httpx begins anew with each read, so a server that sends a byte now and then holds a call for ever. Here
every read, write, handshake and connection gets what is left of the whole call.
"""

import ssl
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from typing import Any

import httpcore
import httpx

from .deadline import left

_PIECE = 16 * 1024  # bytes: little enough for a socket to take all of it at once, when it takes any


def keep_deadlines(transport: httpx.BaseTransport) -> httpx.BaseTransport:
    """Make the connections of this transport keep to `until`, and return it.

    A transport that is not httpx's own stays as it is.
    """
    if isinstance(transport, httpx.HTTPTransport):
        # httpcore takes a network backend, and httpx has no argument to pass it on.
        _keep_deadlines(vars(transport)["_pool"])
    return transport


def _keep_deadlines(pool: Any) -> None:
    if not isinstance(pool._network_backend, _Backend):  # noqa: SLF001
        pool._network_backend = _Backend(pool._network_backend)  # noqa: SLF001


class _Backend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect in a thread: finding the addresses of a name knows no time-out, and each address has all of it."""
        connected: Future[httpcore.NetworkStream] = Future()

        def connect() -> None:
            try:
                stream = self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
            except Exception as error:
                if connected.set_running_or_notify_cancel():
                    connected.set_exception(error)
            else:
                if connected.set_running_or_notify_cancel():
                    connected.set_result(stream)
                else:
                    stream.close()

        remaining = left(None, httpcore.ConnectTimeout)
        if remaining is None:
            connect()
        else:
            try:
                threading.Thread(target=connect, daemon=True).start()
            except RuntimeError:  # an interpreter that is about to end starts no thread
                connect()
        try:
            return _Stream(connected.result(remaining))
        except TimeoutError:
            raise httpcore.ConnectTimeout("the time of the call is over") from None
        finally:
            connected.cancel()

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        timeout = left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.connect_unix_socket(path, timeout, socket_options))

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(left(seconds, httpcore.ConnectTimeout) or 0)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._inner.write(buffer[start : start + _PIECE], left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

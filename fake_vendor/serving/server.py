"""HTTP on a loopback port: one thread, one event loop, kept-alive connections; h11 reads the requests."""

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable

import h11

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Response
from fake_vendor.serving.wire import WireResponse, serialize
from fake_vendor.spec.request import Request

HOST = "127.0.0.1"
PATIENCE = 5  # tenths of a second for a TLS handshake that is under way when the server is stopped
BODY_LIMIT = 10 * 1024 * 1024
# What RFC 8446 has for it: alert, TLS 1.0 record, two bytes: fatal, handshake_failure.
TLS_ALERT = bytes((0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28))
_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
Handler = Callable[[Request], Response]


class Server:
    """Responds on a port of the loopback interface from `start` to `stop`; its thread never outlives the process."""

    def __init__(
        self, handle: Handler, port: int = 0, *, tls: ssl.SSLContext | None = None, first_bytes: bytes | None = None
    ) -> None:
        """`first_bytes`, when given, is all that anybody gets who says anything."""
        self.handle, self.first_bytes = handle, first_bytes
        self.connections: set[asyncio.Transport] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self.is_stopping = False
        self._tls = tls
        self._socket = bind(port)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="fake-vendor", daemon=True)
        self._ready = threading.Event()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Begin to respond; return when connections are accepted."""
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """End every connection, whatever it is in the middle of, and free the port."""
        if self._thread.is_alive():
            self.is_stopping = True
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        listening = self._loop.create_server(
            lambda: _Connection(self, self._loop), sock=self._socket, backlog=1024, ssl=self._tls
        )
        server = self._loop.run_until_complete(listening)
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._end_all(server))
            self._loop.close()

    async def _end_all(self, server: asyncio.Server) -> None:
        for task in self.tasks:
            task.cancel()
        # A server that is closed while a connection is being accepted forgets that connection without closing it.
        for _ in range(PATIENCE):
            others = asyncio.all_tasks() - {asyncio.current_task()}
            if not others:
                break
            await asyncio.wait(others, timeout=0.1)
        server.close()
        for transport in list(self.connections):
            transport.abort()
        await asyncio.sleep(0)


class _Connection(asyncio.Protocol):
    _transport: asyncio.Transport
    _request: h11.Request

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self._server, self._loop = server, loop
        self._reader = h11.Connection(h11.SERVER)
        self._body = bytearray()
        self._is_busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.connections.add(transport)
        if self._server.is_stopping:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connections.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        if self._server.first_bytes is not None:
            self._end_with(self._server.first_bytes)
            return
        self._reader.receive_data(data)
        self._pump()

    def _pump(self) -> None:
        try:
            while not self._is_busy and not self._transport.is_closing() and self._step():
                pass
        except h11.RemoteProtocolError:
            self._end_with(_BAD_REQUEST)

    def _end_with(self, data: bytes) -> None:
        self._transport.write(data)
        self._transport.close()

    def _step(self) -> bool:
        """Take one event in; return whether another may be waiting."""
        event = self._reader.next_event()
        if isinstance(event, h11.Request):
            self._request, self._body = event, bytearray()
            if self._reader.they_are_waiting_for_100_continue:
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        elif isinstance(event, h11.Data):
            self._body += event.data
            if len(self._body) > BODY_LIMIT:
                raise h11.RemoteProtocolError("the body is too large")
        elif isinstance(event, h11.EndOfMessage):
            self._respond()
        else:
            return False
        return True

    def _respond(self) -> None:
        head = self._request
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers]
        request = Request.of(head.method.decode(), head.target.decode("latin-1"), headers, bytes(self._body))
        keep_alive = head.http_version == b"1.1" and (request.header("connection") or "").lower() != "close"
        wire = serialize(self._server.handle(request), request, keep_alive=keep_alive)
        self._is_busy = True
        if not wire.delay and not wire.pause:
            self._transport.write(b"".join(wire.pieces))
            self._finish(wire)
            return
        task = self._loop.create_task(self._send_slowly(wire))
        self._server.tasks.add(task)
        task.add_done_callback(self._server.tasks.discard)

    async def _send_slowly(self, wire: WireResponse) -> None:
        await asyncio.sleep(wire.delay)
        for piece in wire.pieces:
            self._transport.write(piece)
            await asyncio.sleep(wire.pause)
        self._finish(wire)
        self._pump()

    def _finish(self, wire: WireResponse) -> None:
        if self._transport.is_closing() or wire.hangs:
            return
        if wire.resets:
            connection = self._transport.get_extra_info("socket")
            with contextlib.suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()
        elif wire.closes:
            self._transport.close()
        else:
            # A fresh reader instead of h11's own next cycle: what was sent may have broken the rules h11 would enforce.
            waiting, _ = self._reader.trailing_data
            self._reader = h11.Connection(h11.SERVER)
            if waiting:
                self._reader.receive_data(waiting)
            self._is_busy = False


def bind(port: int) -> socket.socket:
    """Return a socket bound to a loopback port, not listening yet; raises VendorFault when the port cannot be used."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except (OSError, OverflowError) as error:
        bound.close()
        reason = error.strerror if isinstance(error, OSError) else "it is not a port"
        raise VendorFault(f"port {port} cannot be used: {reason}; choose another with --port") from None
    return bound

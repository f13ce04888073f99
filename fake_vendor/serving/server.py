"""HTTP on a loopback port: a thread for each connection, which is kept alive; h11 reads the requests."""

import contextlib
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable
from typing import Any

import h11

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import ConnectionFault, Response
from fake_vendor.spec.request import Request

HOST = "127.0.0.1"
BODY_LIMIT = 10 * 1024 * 1024
BLOCK = 65536
# What RFC 8446 has for it: alert, TLS 1.0 record, two bytes: fatal, handshake_failure.
TLS_ALERT = bytes((0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28))
_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
Handler = Callable[[Request], Response]


class Server(socketserver.TCPServer):
    """Responds on a port of the loopback interface from `start` to `stop`; its threads never outlive the process.

    Raises VendorFault when the port cannot be used. Until `start` connections are refused.
    """

    allow_reuse_address = True
    request_queue_size = 1024

    def __init__(
        self, handle: Handler, port: int = 0, *, tls: ssl.SSLContext | None = None, first_bytes: bytes | None = None
    ) -> None:
        """`first_bytes`, when given, is all that anybody gets who says anything."""
        super().__init__((HOST, port), socketserver.BaseRequestHandler, bind_and_activate=False)
        self._handle, self._tls, self._first_bytes = handle, tls, first_bytes
        self._acceptor = threading.Thread(target=self.serve_forever, args=[0.02], name="fake-vendor", daemon=True)
        self._threads: dict[socket.socket, threading.Thread] = {}
        self._is_stopping = threading.Event()
        self._lock = threading.Lock()  # drifts count the responses that they change
        self._ending = threading.Lock()
        try:
            self.server_bind()
        except (OSError, OverflowError) as error:
            self.server_close()
            reason = error.strerror if isinstance(error, OSError) else "it is not a port"
            raise VendorFault(f"port {port} cannot be used: {reason}; choose another with --port") from None

    def start(self) -> None:
        """Begin to respond; return when connections are accepted."""
        self.server_activate()
        self._acceptor.start()

    def stop(self) -> None:
        """End every connection, whatever it is in the middle of, and free the port."""
        self._is_stopping.set()
        with self._ending:
            self._end_listening()
        for connection, thread in list(self._threads.items()):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()

    def _end_listening(self) -> None:
        if self._acceptor.is_alive():
            self.shutdown()
            self._acceptor.join()
        self.server_close()

    def _refuse(self) -> None:
        """Accept no more connections, but keep the port: nobody else's server shall be met there."""
        with self._ending:
            if self._is_stopping.is_set() or not self._acceptor.is_alive():
                return
            self._end_listening()
            self.socket = socket.socket(self.address_family, self.socket_type)
            self.server_bind()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def process_request(self, request: Any, client_address: object) -> None:
        thread = threading.Thread(target=self._serve, args=[request], name="fake-vendor", daemon=True)
        self._threads[request] = thread
        thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                if self._first_bytes is None:
                    self._respond(connection)
                elif connection.recv(BLOCK):
                    connection.sendall(self._first_bytes)
        except OSError:
            pass  # the client has gone, or does not trust the certificate
        finally:
            del self._threads[connection]

    def _respond(self, connection: socket.socket) -> None:
        """Respond to one request after the other, until either side ends the connection."""
        waiting = b""
        while True:
            # A fresh reader instead of h11's own next cycle: what was sent may have broken the rules h11 would enforce.
            reader = h11.Connection(h11.SERVER)
            if waiting:
                reader.receive_data(waiting)
            try:
                request = _read_request(connection, reader)
            except h11.RemoteProtocolError:
                connection.sendall(_BAD_REQUEST)
                connection.shutdown(socket.SHUT_WR)
                _drain(connection)  # closing with bytes unread would reset the connection, and lose the response
                return
            if request is None:
                return
            keep_alive = reader.their_state is not h11.MUST_CLOSE
            with self._lock:
                response = self._handle(request)
            is_open = self._send(connection, response, response.serialize(request, keep_alive=keep_alive))
            if not (is_open and keep_alive):
                return
            waiting, _ = reader.trailing_data

    def _send(self, connection: socket.socket, response: Response, data: bytes) -> bool:
        """Send `data` as the transfer of the response has it; return whether the connection stays open."""
        transfer = response.transfer
        self._is_stopping.wait(transfer.delay)
        for at in range(0, len(data), transfer.piece or BLOCK):
            connection.sendall(data[at : at + (transfer.piece or BLOCK)])
            self._is_stopping.wait(0.001 if transfer.piece else 0)
        if transfer.fault in (ConnectionFault.SILENT, ConnectionFault.HALF_SILENT):
            _drain(connection)
        elif transfer.fault in (ConnectionFault.RESET, ConnectionFault.REFUSED):
            if transfer.fault is ConnectionFault.REFUSED:
                self._refuse()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return transfer.fault is ConnectionFault.NONE and not transfer.closes


def _read_request(connection: socket.socket, reader: h11.Connection) -> Request | None:
    """Return the next request; None when the client has ended the connection."""
    head, body = h11.Request(method="GET", target="/", headers=[("Host", HOST)]), bytearray()
    while True:
        event = reader.next_event()
        if event is h11.NEED_DATA:
            if reader.they_are_waiting_for_100_continue:
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            reader.receive_data(connection.recv(BLOCK))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > BODY_LIMIT:
                raise h11.RemoteProtocolError("the body is too large")
        elif isinstance(event, h11.EndOfMessage):
            headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers]
            return Request(head.method.decode(), head.target.decode("latin-1"), headers, bytes(body))
        else:
            return None


def _drain(connection: socket.socket) -> None:
    """Read on, and send nothing, until the client or `stop` ends the connection."""
    while connection.recv(BLOCK):
        pass

"""A server on a free loopback port that responds by script, well or badly, and remembers the requests."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import define, field

Turn = Callable[[socket.socket], None]


@define
class Seen:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at: float


@define
class StubServer:
    """`script` holds a turn for each request in the order they come; the last one is for all later ones."""

    script: list[Turn]
    port: int
    seen: list[Seen] = field(factory=list)
    _lock: threading.Lock = field(factory=threading.Lock)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def note(self, seen: Seen) -> Turn:
        with self._lock:
            self.seen.append(seen)
            return self.script[min(len(self.seen), len(self.script)) - 1]


@contextmanager
def stub_server(*script: Turn) -> Iterator[StubServer]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    server = StubServer(list(script), listener.getsockname()[1])
    threading.Thread(target=_accept, args=(listener, server), daemon=True).start()
    try:
        yield server
    finally:
        listener.close()


def reply(status: int = 200, body: bytes | str = b"{}", **headers: str) -> Turn:
    """SuccessResponse properly; `Retry-After` is written `retry_after=...`."""
    return raw(_head(status, len(_bytes(body)), headers) + _bytes(body))


def raw(response: bytes) -> Turn:
    return lambda connection: connection.sendall(response)


def hang_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def hang(connection: socket.socket) -> None:
    connection.settimeout(10)
    connection.recv(1)


def cut_off(connection: socket.socket) -> None:
    connection.sendall(_head(200, 100, {}) + b'{"half":')
    connection.shutdown(socket.SHUT_RDWR)


def drip(connection: socket.socket) -> None:
    """Send a body of which a byte comes every 50 ms, for as long as the client listens."""
    connection.sendall(_head(200, 1000, {}))
    for _ in range(200):
        connection.sendall(b" ")
        time.sleep(0.05)


def after(seconds: float, turn: Turn) -> Turn:
    def wait(connection: socket.socket) -> None:
        time.sleep(seconds)
        turn(connection)

    return wait


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _head(status: int, length: int, headers: dict[str, str]) -> bytes:
    fields = {"content-type": "application/json", "content-length": str(length)}
    fields.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def _bytes(body: bytes | str) -> bytes:
    return body if isinstance(body, bytes) else body.encode()


def _accept(listener: socket.socket, server: StubServer) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_serve, args=(connection, server), daemon=True).start()


def _serve(connection: socket.socket, server: StubServer) -> None:
    # A client that goes away in the middle is what half of the tests are about.
    try:
        with connection, connection.makefile("rb") as stream:
            while line := stream.readline():
                method, target, _ = line.decode("latin-1").split(" ", 2)
                headers: dict[str, str] = {}
                while (line := stream.readline()) not in (b"\r\n", b""):
                    name, _, value = line.decode("latin-1").partition(":")
                    headers[name.lower()] = value.strip()
                body = stream.read(int(headers.get("content-length", 0)))
                server.note(Seen(method, target, headers, body, time.monotonic()))(connection)
    except OSError:
        return

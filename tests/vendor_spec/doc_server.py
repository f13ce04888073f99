"""A docs server on loopback for the tests: pages with ETags, and the ways in which a server can misbehave."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from attrs import define, field

REDIRECTS = {"/away": "http://localhost:9/elsewhere.md", "/around": "/around", "/moved": "/page.md"}


@define
class DocServer:
    """`pages` by path, `redirects` from path to address, `hung` paths that never answer, `failing` ones so many times.

    What was asked is counted by status, and kept as path and headers; so is how many requests were open at once.
    """

    pages: dict[str, bytes] = field(factory=dict)
    redirects: dict[str, str] = field(factory=lambda: dict(REDIRECTS))
    hung: set[str] = field(factory=set)
    failing: Counter[str] = field(factory=Counter)
    asked: list[tuple[str, dict[str, str]]] = field(factory=list)
    statuses: Counter[int] = field(factory=Counter)
    agents: set[str] = field(factory=set)
    open_now: int = 0
    most_open: int = 0
    delay: float = 0.0
    url: str = ""
    lock: threading.Lock = field(factory=threading.Lock)

    @contextmanager
    def serve(self) -> Iterator["DocServer"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _make_handler(self))
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()


def _make_handler(docs: DocServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"docs": docs})


class _Handler(BaseHTTPRequestHandler):
    docs: DocServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        with self.docs.lock:
            self.docs.open_now += 1
            self.docs.most_open = max(self.docs.most_open, self.docs.open_now)
            self.docs.agents.add(self.headers["User-Agent"])
            self.docs.asked.append((self.path, dict(self.headers)))
        try:
            time.sleep(self.docs.delay)
            self.answer(self.path.partition("?")[0])
        finally:
            with self.docs.lock:
                self.docs.open_now -= 1

    def answer(self, path: str) -> None:
        if path in self.docs.redirects:
            self.send(302, b"", Location=self.docs.redirects[path])
            return
        if self.docs.failing[path] > 0:
            self.docs.failing[path] -= 1
            self.send(503, b"not now")
            return
        if path in self.docs.hung:
            time.sleep(30)
            return
        if path == "/trickle":
            self.trickle()
            return
        if path == "/endless":
            self.endless()
            return
        if path == "/slow":
            time.sleep(3)
        content = self.docs.pages.get(path)
        if content is None:
            self.send(404, b"nothing here")
            return
        etag = f'"{hash(content)}"'
        if self.headers["If-None-Match"] == etag:
            self.send(304, b"")
        else:
            self.send(200, content, ETag=etag)

    def trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        with suppress(ConnectionError):
            while True:
                self.wfile.write(b"# More\n" * 10_000)

    def send(self, status: int, content: bytes, **headers: str) -> None:
        if self.path.partition("?")[0].endswith(".gz"):
            headers["Content-Encoding"] = "gzip"
        with self.docs.lock:
            self.docs.statuses[status] += 1
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass

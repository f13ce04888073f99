"""Every request passes one place, which counts, bounds and never leaves the origin."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from contract_tests.harness.transport import ForeignOrigin, NotAllowed, OutOfBudget, TargetDown, Transport


class Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def origin() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_requests_are_counted_by_method(origin: str) -> None:
    transport = Transport(origin)
    transport.get(f"{origin}/a")
    transport.get(f"{origin}/b")
    assert transport.by_method == {"GET": 2}


def test_a_redirect_is_never_followed(origin: str) -> None:
    assert Transport(origin).get(f"{origin}/moved", allow_redirects=True).status_code == 302


def test_another_origin_is_never_asked(origin: str) -> None:
    transport = Transport(origin)
    for url in ("http://127.0.0.1:1/", "https://127.0.0.1/", origin.replace("127.0.0.1", "localhost")):
        with pytest.raises(ForeignOrigin):
            transport.get(url)
    assert transport.by_method.total() == 0


def test_no_method_is_sent_but_those_allowed(origin: str) -> None:
    transport = Transport(origin, methods=("GET",))
    for method in ("POST", "DELETE", "put", "HEAD", "TRACE"):
        with pytest.raises(NotAllowed):
            transport.request(method, origin)
    assert transport.get(origin).ok
    assert transport.by_method == {"GET": 1}


def test_the_budget_holds_over_resets_of_the_count(origin: str) -> None:
    transport = Transport(origin, budget=2)
    transport.get(origin)
    transport.by_method.clear()
    transport.get(origin)
    with pytest.raises(OutOfBudget):
        transport.get(origin)


def test_the_rate_is_kept_between_threads(origin: str) -> None:
    transport = Transport(origin, rate=50)
    began = time.monotonic()
    threads = [threading.Thread(target=lambda: transport.get(origin)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began >= 5 / 50


def test_a_target_that_is_down_is_not_asked_for_ever() -> None:
    transport = Transport("http://127.0.0.1:9")
    for _ in range(3):
        with pytest.raises(requests.ConnectionError):
            transport.get("http://127.0.0.1:9/")
    with pytest.raises(TargetDown):
        transport.get("http://127.0.0.1:9/")
    assert transport.by_method.total() == 3

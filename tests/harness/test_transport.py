"""Every request passes one place, which counts, bounds and never leaves the origin."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from contract_tests.harness.target.budget import Budget, NotSent
from contract_tests.harness.target.transport import ForeignOrigin, Transport


class Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response({"/moved": 302, "/busy": 503, "/soon": 503}.get(self.path, 200))
        self.send_header("Retry-After", "0" if self.path == "/soon" else "30")
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def origin() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
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


def test_wrong_credentials_are_sent_ten_times_at_most_repetitions_included(origin: str) -> None:
    transport = Transport(origin, Budget(down_after=None), patience=2)
    request = transport.prepare_request(requests.Request("GET", f"{origin}/soon"))
    for _ in range(4):  # three times each, and the last one once
        assert transport.send(request, wrong_credentials=True).status_code == 503
    with pytest.raises(NotSent, match="10 requests with wrong credentials"):
        transport.send(request, wrong_credentials=True)
    assert (transport.by_method.total(), transport.wrong_credentials) == (10, 10)


def test_after_the_time_limit_nothing_is_sent_and_no_wait_passes_it(origin: str) -> None:
    transport = Transport(origin, Budget(lasting=0.5), patience=2)
    began = time.monotonic()
    assert transport.get(f"{origin}/busy").status_code == 503  # Retry-After: 30
    assert transport.get(f"{origin}/a").ok
    assert time.monotonic() - began < 0.4
    time.sleep(0.5)
    with pytest.raises(NotSent) as refused:
        transport.get(f"{origin}/a")
    assert str(refused.value.skip) == "not sent: the time limit of 0.5 s is reached"
    assert transport.by_method == {"GET": 2}


def test_a_rate_that_has_no_turn_left_before_the_time_limit_ends_at_once(origin: str) -> None:
    transport = Transport(origin, Budget(rate=0.1, lasting=5))
    began = time.monotonic()
    transport.get(f"{origin}/a")
    for _ in range(2):
        with pytest.raises(NotSent, match="time limit"):
            transport.get(f"{origin}/a")
    assert time.monotonic() - began < 2


def test_the_budget_holds_over_resets_of_the_count(origin: str) -> None:
    transport = Transport(origin, Budget(2))
    transport.get(origin)
    transport.by_method.clear()
    transport.get(origin)
    with pytest.raises(NotSent, match="the budget of 2 requests is spent"):
        transport.get(origin)


def test_the_rate_is_kept_between_threads(origin: str) -> None:
    transport = Transport(origin, Budget(rate=50))
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
    with pytest.raises(NotSent, match="the target does not answer"):
        transport.get("http://127.0.0.1:9/")
    assert transport.by_method.total() == 3

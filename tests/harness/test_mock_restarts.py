"""Who brought the mock down is told apart from who only lost it."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from contract_tests.harness.target import sender
from contract_tests.harness.target.sender import Sender
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.target.transport import Transport


class Answering(BaseHTTPRequestHandler):
    """A mock that is always back."""

    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def base_url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def attempt(base_url: str, turns: Path | None, send: Callable[[], str], notes: list[str]) -> str:
    sender = Sender(Target(Kind.MOCK, base_url), Transport(base_url), turns)
    return sender.send(send, on_return=lambda: notes.append("back"))


def failing(error: Exception, times: int) -> Callable[[], str]:
    left = [error] * times

    def send() -> str:
        if left:
            raise left.pop()
        return "answered"

    return send


def test_a_request_that_only_lost_the_mock_is_sent_again(base_url: str, tmp_path: Path) -> None:
    notes: list[str] = []
    assert attempt(base_url, tmp_path / "turns", failing(requests.ConnectionError(), 1), notes) == "answered"
    assert notes == ["back"]


def test_a_request_that_brings_it_down_twice_is_given_up(base_url: str, tmp_path: Path) -> None:
    notes: list[str] = []
    with pytest.raises(requests.ConnectionError):
        attempt(base_url, tmp_path / "turns", failing(requests.ConnectionError(), 2), notes)
    assert notes == []


def test_a_request_that_hangs_is_not_sent_again(base_url: str, tmp_path: Path) -> None:
    send = failing(requests.ReadTimeout(), 1)
    with pytest.raises(requests.Timeout):
        attempt(base_url, tmp_path / "turns", send, [])
    assert send() == "answered"


def test_a_live_target_is_asked_once(base_url: str) -> None:
    with pytest.raises(requests.ConnectionError):
        attempt(base_url, None, failing(requests.ConnectionError(), 1), [])


def test_a_mock_that_does_not_come_back_ends_the_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "RETURN", 0.3)
    with pytest.raises(requests.ConnectionError):
        attempt("http://127.0.0.1:9", tmp_path / "turns", failing(requests.ConnectionError(), 1), [])


def test_the_second_asking_happens_alone(base_url: str, tmp_path: Path) -> None:
    """A killer and a bystander lose the mock together; the bystander's second request must not meet the killer's."""
    under_way: set[str] = set()
    met: list[set[str]] = []
    both_sent = threading.Barrier(2)
    outcomes: dict[str, str] = {}

    def ask(name: str, deadly: bool) -> None:
        asked = 0

        def send() -> str:
            nonlocal asked
            asked += 1
            if asked == 1:
                both_sent.wait(5)
                raise requests.ConnectionError
            under_way.add(name)
            met.append(set(under_way))
            threading.Event().wait(0.05)
            under_way.discard(name)
            if deadly:
                raise requests.ConnectionError
            return "answered"

        try:
            outcomes[name] = attempt(base_url, tmp_path / "turns", send, [])
        except requests.ConnectionError:
            outcomes[name] = "to blame"

    threads = [threading.Thread(target=ask, args=(f"{deadly}", deadly)) for deadly in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert outcomes == {"True": "to blame", "False": "answered"}
    assert sorted(map(sorted, met)) == [["False"], ["True"]]

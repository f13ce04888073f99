"""The mock starts, says in one sentence why it does not, comes back when it dies, and never outlives the run."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.target.mock import server as mock_server
from contract_tests.harness.target.mock.process import PRISM, Prism
from contract_tests.harness.target.mock.server import MockError, MockServer

ROOT = Path(__file__).parents[2]

DOCUMENT = """\
openapi: 3.0.3
info: {title: Calls, version: "1"}
paths:
  /calls:
    get:
      parameters:
        - {name: slow, in: query, schema: {type: string, pattern: "^(a+)+$"}}
      responses: {"200": {description: yes, content: {application/json: {example: {calls: []}}}}}
  /recording:
    post:
      requestBody:
        content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string}}}}}
      responses: {"204": {description: yes}}
"""
BUSY_FOREVER = "/calls?slow=" + "a" * 60 + "!"  # the pattern above takes years to say no

RUN = """\
import sys, time
from pathlib import Path
from contract_tests.harness.target.mock.server import MockServer
document, root, log = map(Path, sys.argv[1:])
with MockServer(document, root, log) as mock:
    print(mock.url, mock._prism.process.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MockServer]:
    """A running mock, started in an environment that must not reach it."""
    folder = tmp_path_factory.mktemp("mock")
    (folder / "openapi.yaml").write_text(DOCUMENT)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            patch.setenv(name, "http://127.0.0.1:9")
        patch.setenv("NODE_OPTIONS", "--no-such-option")
        patch.setenv("NODE_ENV", "production")
        with MockServer(folder / "openapi.yaml", ROOT, folder / "mock.log") as running:
            yield running


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "openapi.yaml"
    path.write_text(DOCUMENT)
    return path


@pytest.fixture
def make(document: Path, tmp_path: Path) -> Iterator[Callable[..., MockServer]]:
    mocks: list[MockServer] = []

    def make_mock(**changes: Path | int) -> MockServer:
        values = {"document": document, "root": ROOT, "log": tmp_path / f"mock-{len(mocks)}.log"} | changes
        mocks.append(MockServer(**values))  # type: ignore[arg-type]
        return mocks[-1]

    yield make_mock
    for mock in mocks:
        mock.stop()


def send(url: str, path: str = "/calls", method: str = "GET", timeout: float = 5, **more: object) -> int:
    connection = http.client.HTTPConnection(str(urlsplit(url).hostname), urlsplit(url).port, timeout=timeout)
    connection.request(method, path, **more)  # type: ignore[arg-type]
    return connection.getresponse().status


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


def pid_of(mock: MockServer) -> int:
    assert mock._prism is not None
    return mock._prism.process.pid


def is_running(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def is_gone(pid: int, port: int) -> bool:
    deadline = time.monotonic() + 5
    while is_running(pid) or not is_free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_it_responds_as_soon_as_start_returns_whatever_the_environment_holds(mock: MockServer) -> None:
    assert send(mock.url) == 200
    assert mock.ensure_alive() is False
    assert mock.restarts == []


def test_it_listens_on_loopback_only(mock: MockServer) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port_of(mock.url)), timeout=1)


@pytest.mark.catalogue
def test_several_mocks_work_side_by_side(make: Callable[..., MockServer]) -> None:
    mocks = [make() for _ in range(3)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(MockServer.start, mocks))
    assert len({mock.url for mock in mocks}) == 3
    assert [send(mock.url) for mock in mocks] == [200, 200, 200]


def test_a_document_that_changes_during_the_run_is_not_followed(mock: MockServer) -> None:
    mock.document.write_text(DOCUMENT.replace("/calls:", "/moved:"))
    time.sleep(1)  # Prism's own watcher waits half a second
    assert send(mock.url) == 200
    os.kill(pid_of(mock), signal.SIGKILL)
    assert mock.ensure_alive()
    assert send(mock.url) == 200


def test_a_machine_without_the_mock_s_address_is_one_sentence(
    make: Callable[..., MockServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contract_tests.harness.target.mock.process.HOST", "192.0.2.1")  # RFC 5737: nobody's
    with pytest.raises(MockError, match=r"^This machine has no address 127\.0\.0\.1, which the mock needs: .*\.$"):
        make().start()


@pytest.mark.catalogue
def test_a_port_can_be_chosen_and_a_taken_one_is_one_sentence(
    mock: MockServer, make: Callable[..., MockServer]
) -> None:
    taken = port_of(mock.url)
    said = f"^Port {taken} of 127.0.0.1 is taken: end what .* choose another port\\.$"
    with pytest.raises(MockError, match=said) as raised:
        make(port=taken).start()
    assert raised.value.status == UsageFault.status
    assert send(mock.url) == 200
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    with make(port=free) as second:
        assert second.url == f"http://127.0.0.1:{free}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("a: [1,", "unexpected end of the stream", marks=pytest.mark.catalogue),
        pytest.param("hello: world", "Unsupported document format", marks=pytest.mark.catalogue),
        ('openapi: 3.0.3\ninfo: {title: x, version: "1"}\npaths: {}', "No operations found"),
        (DOCUMENT.replace("{type: string}", "{$ref: '#/components/schemas/Gone'}"), "#/components/schemas/Gone"),
        pytest.param("", "document", marks=pytest.mark.catalogue),
    ],
)
def test_a_document_that_prism_refuses_is_one_sentence(
    make: Callable[..., MockServer], document: Path, content: str, reason: str
) -> None:
    document.write_text(content)
    mock = make()
    with pytest.raises(MockError) as caught:
        mock.start()
    message = str(caught.value)
    assert str(document) in message and reason in message and "make setup" in message
    assert "\n" not in message and "prism mock <document>" not in message


def test_what_is_missing_is_named_with_what_to_do(
    make: Callable[..., MockServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MockError, match=r"^The mock's file .*absent.yaml cannot be used \(No such file"):
        make(document=tmp_path / "absent.yaml").start()
    with pytest.raises(MockError, match=r"^The mock's file .* cannot be used \(Is a directory\)"):
        make(document=tmp_path).start()
    with pytest.raises(MockError, match=r"^The mock's file .*openapi.yaml.* cannot be used"):
        make(log=tmp_path / "openapi.yaml" / "mock.log").start()
    with pytest.raises(MockError, match=r"^Prism is missing \(.*\): run `make setup`\.$"):
        make(root=tmp_path).start()
    monkeypatch.setattr(mock_server, "find_node", lambda: None)
    with pytest.raises(MockError, match=r"^Node is missing .*: run `make setup`\.$"):
        make().start()


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("require('no-such-module')", "Cannot find module 'no-such-module'.*make setup"),
        ("console.log('thinking'); setTimeout(() => {}, 60000)", "^Prism did not respond within 1 s: thinking$"),
        ("require('net').createServer().listen(0, '127.0.0.1')", "^Prism did not respond .*: it printed nothing$"),
    ],
)
def test_a_start_that_fails_shows_the_last_lines_and_leaves_nothing(
    make: Callable[..., MockServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, message: str
) -> None:
    monkeypatch.setattr(mock_server, "START_TIMEOUT", 1)
    (tmp_path / PRISM).parent.mkdir(parents=True)
    (tmp_path / PRISM).write_text(program)
    processes: list[subprocess.Popen[str]] = []
    launch = Prism.launch

    def remember(*arguments: object) -> Prism:
        prism = launch(*arguments)  # type: ignore[arg-type]
        processes.append(prism.process)
        return prism

    monkeypatch.setattr(Prism, "launch", remember)
    mock = make(root=tmp_path)
    with pytest.raises(MockError, match=message):
        mock.start()
    assert [is_running(process.pid) for process in processes] == [False]


def test_nothing_is_left_after_an_exception(make: Callable[..., MockServer]) -> None:
    with pytest.raises(ZeroDivisionError), make() as mock:
        pid, port = pid_of(mock), port_of(mock.url)
        _ = 1 / 0
    assert not is_running(pid)
    assert is_free(port)
    with pytest.raises(MockError, match="not running"):
        mock.ensure_alive()


@pytest.mark.parametrize(
    ("end", "busy"),
    [
        (signal.SIGTERM, False),
        (signal.SIGKILL, True),
        pytest.param(signal.SIGINT, False, marks=pytest.mark.catalogue),
        pytest.param(signal.SIGINT, True, marks=pytest.mark.catalogue),
        pytest.param(signal.SIGTERM, True, marks=pytest.mark.catalogue),
        pytest.param(signal.SIGKILL, False, marks=pytest.mark.catalogue),
    ],
)
def test_nothing_is_left_when_the_run_is_ended(document: Path, tmp_path: Path, end: signal.Signals, busy: bool) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(document), str(ROOT), str(tmp_path / "mock.log")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with run:
        try:
            assert run.stdout is not None
            url, pid = run.stdout.readline().split()
            if busy:
                with pytest.raises(TimeoutError):
                    send(url, BUSY_FOREVER, timeout=0.5)
            assert is_running(int(pid))
        finally:
            run.send_signal(end)
    assert is_gone(int(pid), port_of(url))


def test_it_comes_back_on_the_same_port_after_it_died(mock: MockServer) -> None:
    url, before = mock.url, len(mock.restarts)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        send(
            mock.url,
            "/recording",
            "POST",
            body=b"--b\r\nno colon\r\n\r\nx\r\n--b--\r\n",
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        )
    assert mock.ensure_alive() is True
    assert mock.url == url
    assert send(mock.url) == 200
    assert len(mock.restarts) == before + 1
    assert "died (exit status 1)" in mock.restarts[-1] and "TypeError" in mock.restarts[-1]


def test_it_comes_back_when_it_does_not_respond(mock: MockServer) -> None:
    hanging = pid_of(mock)
    with pytest.raises(TimeoutError):
        send(mock.url, BUSY_FOREVER, timeout=0.5)
    assert mock.ensure_alive(0.5) is True
    assert not is_running(hanging)
    assert send(mock.url) == 200
    assert mock.restarts[-1] == "did not respond within 0.5 s: it printed nothing"


def test_threads_that_notice_the_same_death_restart_it_once(mock: MockServer) -> None:
    before = len(mock.restarts)
    os.kill(pid_of(mock), signal.SIGKILL)
    with ThreadPoolExecutor(8) as pool:
        restarted = list(pool.map(lambda _: mock.ensure_alive(), range(8)))
    assert restarted.count(True) == 1
    assert len(mock.restarts) == before + 1
    assert send(mock.url) == 200


def test_a_restart_that_fails_can_be_tried_again(mock: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    os.kill(pid_of(mock), signal.SIGKILL)
    with monkeypatch.context() as without_node:
        without_node.setattr(mock_server, "find_node", lambda: None)
        with pytest.raises(MockError, match="Node is missing"):
            mock.ensure_alive()
    assert mock.ensure_alive() is True
    assert send(mock.url) == 200


@pytest.mark.catalogue
def test_starting_twice_is_refused_and_stopping_twice_is_not(make: Callable[..., MockServer]) -> None:
    mock = make()
    with pytest.raises(MockError, match="start it first"):
        _ = mock.url
    mock.start()
    with pytest.raises(MockError, match="running already"):
        mock.start()
    mock.stop()
    mock.stop()
    mock.start()
    assert send(mock.url) == 200

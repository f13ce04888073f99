"""Proxies, certificates and servers that are none, met by an update: one sentence, and nothing has changed."""

import gzip
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from tests.hostile.commands import is_one_sentence, run, updated_project
from tests.vendor_spec.conftest import bytes_below
from tests.vendor_spec.doc_server import DocServer
from tests.vendor_spec.pages import make_page
from vendor_spec.__main__ import main
from vendor_spec.project import Project


@pytest.fixture
def updated(tmp_path: Path) -> Project:
    return updated_project(tmp_path)


@pytest.mark.parametrize(
    "variable",
    [
        {"https_proxy": "foo://user:secret@proxy"},
        {"ALL_PROXY": "socks5://user:secret@proxy"},
        {"SSL_CERT_FILE": "/nowhere/secret"},
        pytest.param({"HTTPS_PROXY": "http://user:secret@127.0.0.1:9"}, marks=pytest.mark.catalogue),
        pytest.param({"HTTPS_PROXY": "http://[secret"}, marks=pytest.mark.catalogue),
        pytest.param({"SSL_CERT_FILE": "/dev/null"}, marks=pytest.mark.catalogue),
    ],
    ids=str,
)
def test_a_proxy_or_a_certificate_that_is_none_is_one_sentence(updated: Project, variable: dict[str, str]) -> None:
    outcome = run(updated.root, "update", "--yes", "https://docs.invalid/page.md", environment=variable)
    assert is_one_sentence(outcome, "fetched")
    assert "secret" not in outcome[1]


def test_a_page_on_this_machine_needs_no_proxy(updated: Project, tmp_path: Path) -> None:
    with DocServer(pages={"/page.md": make_page(summary="Newer").encode()}).serve() as server:
        names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        dead = dict.fromkeys(names, "http://127.0.0.1:9")
        assert run(updated.root, "update", "--yes", f"{server.url}/page.md", environment=dead) == (0, "")


def test_a_name_that_does_not_resolve_is_one_sentence(updated: Project) -> None:
    assert is_one_sentence(run(updated.root, "update", "--yes", "https://docs.invalid/page.md"), "docs.invalid")


@pytest.fixture
def answers() -> Iterator[Callable[[bytes], str]]:
    """Serve one raw answer to whoever asks; return the address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(answer: bytes) -> str:
        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield serve
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
ODD_ANSWERS = {
    "a bomb": OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(50_000_000)),
    "an encoding that was not asked for": OK + b"Content-Encoding: br\r\n\r\n\x00",
    "no gzip": OK + b"Content-Encoding: gzip\r\n\r\nxxxxxxxx",
    "half a gzip": OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 1000)[:-9],
    "many headers": OK + b"X: y\r\n" * 50_000 + b"\r\n",
    "a long header": OK + b"X: " + b"y" * 500_000 + b"\r\n\r\n",
    "no HTTP": b"\x00\x01\x02" * 100,
    "nothing": b"",
    "a redirect to another scheme": b"HTTP/1.1 302 F\r\nLocation: file:///etc/hostname\r\nContent-Length: 0\r\n\r\n",
    "a redirect to another port": b"HTTP/1.1 302 F\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
    "a redirect to no address": b"HTTP/1.1 302 F\r\nLocation: http://[x\r\nContent-Length: 0\r\n\r\n",
    "a redirect with a password": b"HTTP/1.1 302 F\r\nLocation: http://a:b@127.0.0.1/\r\nContent-Length: 0\r\n\r\n",
    "a redirect without an end": b"HTTP/1.1 302 F\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n",
    "a redirect to itself": b"HTTP/1.1 302 F\r\nLocation: \r\nContent-Length: 0\r\n\r\n",
    "an error": b"HTTP/1.1 500 \x1b[31mX\r\nContent-Length: 0\r\n\r\n",
    "informational answers": b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000,
    "a length that is none": OK + b"Content-Length: -1\r\n\r\n",
    "too little": OK + b"Content-Length: 100\r\n\r\nx",
}


@pytest.mark.parametrize("answer", ODD_ANSWERS.values(), ids=ODD_ANSWERS.keys())
def test_an_answer_that_is_no_page_is_one_sentence(
    updated: Project,
    answers: Callable[[bytes], str],
    answer: bytes,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(updated.root)
    url = answers(answer)
    before = bytes_below(updated)
    word = "address" if "file:" in repr(answer) or "a:b@" in repr(answer) else url
    assert is_one_sentence((main(["update", "--yes", f"{url}/page.md"]), capsys.readouterr().err), word)
    assert bytes_below(updated) == before


def test_a_certificate_that_nobody_vouches_for_is_one_sentence(updated: Project, tmp_path: Path) -> None:
    subject = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(["openssl", "req", *subject, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            connection, _ = listener.accept()
            with connection:
                try:
                    context.wrap_socket(connection, server_side=True)
                except (ssl.SSLError, OSError):
                    return

        Thread(target=accept, daemon=True).start()
        address = f"https://localhost:{listener.getsockname()[1]}/page.md"
        assert is_one_sentence(run(updated.root, "update", "--yes", address), "CERTIFICATE_VERIFY_FAILED", "localhost")

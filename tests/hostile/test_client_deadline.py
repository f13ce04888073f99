"""Whatever comes drop by drop, or without end: a call of either client ends with its time-out, and in little memory."""

import asyncio
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.hostile.drips import DRIP_S, DRIPS, HEAD, TOO_LONG, drops, raw_server
from tests.vobiz_runtime.conftest import _calm_surroundings  # noqa: F401 - used by each test
from tests.vobiz_runtime.sample import NAMED, READ, THING, WRITE, aclient, client
from tests.vobiz_runtime.stub_server import Turn, raw, reply, stub_server
from vobiz_runtime.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    ConfigurationError,
    UnexpectedResponseError,
    VobizError,
)

TIMEOUT_S, BOUND_S = 0.5, 10.0

Call = Callable[..., VobizError]


def blocking(base_url: str, **settings: Any) -> VobizError:
    with client(base_url, **{"timeout": TIMEOUT_S, **settings}) as vobiz, pytest.raises(VobizError) as caught:
        vobiz.call(READ, THING)
    return caught.value


def nonblocking(base_url: str, **settings: Any) -> VobizError:
    async def run() -> VobizError:
        async with aclient(base_url, **{"timeout": TIMEOUT_S, **settings}) as vobiz:
            with pytest.raises(VobizError) as caught:
                await vobiz.call(READ, THING)
        return caught.value

    return asyncio.run(run())


both = pytest.mark.parametrize("call", [blocking, nonblocking])


@both
@pytest.mark.parametrize("drip", DRIPS.values(), ids=DRIPS)
def test_a_drip_ends_with_the_time_out(drip: Turn, call: Call) -> None:
    began = time.monotonic()
    with stub_server(drip) as server:
        assert isinstance(call(server.base_url), APITimeoutError)
    assert time.monotonic() - began < BOUND_S


def test_the_deadline_holds_in_a_client_of_the_users_own() -> None:
    began = time.monotonic()
    with stub_server(DRIPS["a header"]) as server, httpx.Client(timeout=60) as own:
        assert isinstance(blocking(server.base_url, http_client=own), APITimeoutError)
    assert time.monotonic() - began < BOUND_S


def test_a_client_of_the_users_own_keeps_its_own_time_outs_otherwise() -> None:
    with stub_server(reply(200, NAMED)) as server, httpx.Client() as own:
        client(server.base_url, http_client=own, timeout=0.5).call(READ, THING)
        assert own.get(server.base_url).json() == {"name": "Ada"}


@both
def test_a_tls_handshake_that_drips_ends_with_the_time_out(call: Call) -> None:
    began = time.monotonic()
    with raw_server(drops(b"\x16\x03\x03\x40\x00", b"\x02")) as port:
        error = call(f"https://127.0.0.1:{port}", max_retries=0)
    assert isinstance(error, APIConnectionError)
    assert time.monotonic() - began < BOUND_S


@both
def test_a_proxy_that_drips_ends_with_the_time_out(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    with stub_server(drops(b"HTTP/1.1 200 OK\r\nx-a: ", b"a")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base_url)
        assert isinstance(call("https://api.example"), APITimeoutError)
    assert time.monotonic() - began < BOUND_S


@both
def test_a_name_that_is_not_found_in_time_ends_with_the_time_out(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    is_over = threading.Event()

    def slow(*_: Any, **__: Any) -> Any:
        is_over.wait(DRIP_S)
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    began = time.monotonic()
    # The event loop waits at its end for its threads.
    threading.Timer(3, is_over.set).start()
    assert isinstance(call("https://api.example"), APITimeoutError)
    assert time.monotonic() - began < BOUND_S


def test_a_server_that_does_not_read_ends_with_the_time_out() -> None:
    began = time.monotonic()

    def sip(connection: socket.socket) -> None:
        for _ in range(int(DRIP_S / 0.05)):
            connection.recv(1)
            time.sleep(0.05)

    with raw_server(sip) as port, client(f"http://127.0.0.1:{port}", timeout=TIMEOUT_S) as vobiz:
        with pytest.raises(APITimeoutError):
            vobiz.call(WRITE, {}, {"a": "a" * 20_000_000})
    assert time.monotonic() - began < BOUND_S


@both
@pytest.mark.parametrize("turn", TOO_LONG.values(), ids=TOO_LONG)
def test_a_body_is_read_up_to_a_limit(turn: Turn, call: Call) -> None:
    with stub_server(turn) as server:
        error = call(server.base_url, timeout=60)
        assert len(server.seen) == 1
    assert str(error) == "read_thing: the body is longer than 33,554,432 bytes"


@both
def test_what_is_compressed_twice_or_unasked_is_left_as_it_came(call: Call) -> None:
    body = gzip.compress(gzip.compress(NAMED.encode()))
    for encoding in ("gzip, gzip", "br", "zstd"):
        with stub_server(reply(200, body, content_encoding=encoding)) as server:
            error = call(server.base_url)
            assert server.seen[0].headers["accept-encoding"] == "gzip"
        assert isinstance(error, UnexpectedResponseError)
        assert error.content == body


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "identity", "", "GZIP", "identity, gzip"])
def test_a_compressed_body_is_read(encoding: str) -> None:
    plain = encoding in ("identity", "")
    body = NAMED.encode() if plain else (zlib if encoding == "deflate" else gzip).compress(NAMED.encode())
    with stub_server(reply(200, body, content_encoding=encoding)) as server, client(server.base_url) as vobiz:
        assert vobiz.call(READ, THING) == "Ada"


@both
@pytest.mark.parametrize("header", [b"x-a: " + b"a" * 200_000, b"\r\n".join([b"a: b"] * 50_000)], ids=["huge", "many"])
def test_the_headers_are_read_up_to_a_limit(header: bytes, call: Call) -> None:
    with stub_server(raw(HEAD + header + b"\r\ncontent-length: 2\r\n\r\n{}")) as server:
        assert isinstance(call(server.base_url, max_retries=0), APIConnectionError)


@both
@pytest.mark.parametrize("status", [429, 503])
def test_no_retry_outlasts_the_time_out(status: int, call: Call) -> None:
    began = time.monotonic()
    with stub_server(reply(status, retry_after="0")) as server:
        error = call(server.base_url, max_retries=10**6)
    assert isinstance(error, APIStatusError | APITimeoutError)
    assert time.monotonic() - began < BOUND_S


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), 1e300, 10**400, 604_801, "1", b"1", None, 1j])
def test_a_time_out_that_no_system_can_wait_for_is_refused(timeout: Any) -> None:
    with pytest.raises(ConfigurationError, match="timeout must be a number of seconds"):
        client("http://127.0.0.1:9", timeout=timeout)

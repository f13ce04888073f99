"""Whatever comes drop by drop: a call of either client ends with its time-out."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from vobiz_client.runtime.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    ConfigurationError,
    VobizError,
)

from tests.client.conftest import _calm_surroundings  # noqa: F401 - used by each test
from tests.client.sample import NAMED, READ, THING, WRITE, aclient, client
from tests.client.stub_server import Turn, reply, stub_server
from tests.client.test_concurrency import open_connections
from tests.hostile.drips import DRIP_S, DRIPS, drops, raw_server

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


def test_a_call_that_ended_late_leaves_no_connection_behind() -> None:
    async def run(base_url: str) -> list[str]:
        async with aclient(base_url, timeout=TIMEOUT_S) as vobiz:
            with pytest.raises(APITimeoutError):
                await vobiz.call(READ, THING)
            return open_connections(vobiz)

    for drip in (DRIPS["a header"], DRIPS["the body"]):
        with stub_server(drip) as server, client(server.base_url, timeout=TIMEOUT_S) as vobiz:
            with pytest.raises(APITimeoutError):
                vobiz.call(READ, THING)
            assert open_connections(vobiz) == []
            assert asyncio.run(run(server.base_url)) == []


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

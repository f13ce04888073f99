"""What passes is tried again, within one deadline; what does not is raised at once."""

import asyncio
import time
from email.utils import formatdate

import httpx
import pytest
from vobiz_client.runtime.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    BadRequestError,
    RateLimitError,
    ServerError,
)

from .sample import NAMED, READ, THING, WRITE, aclient, client
from .stub_server import Turn, after, cut_off, drip, free_port, hang, hang_up, reply, stub_server

FINE = reply(200, NAMED)


@pytest.mark.parametrize("fault", [reply(429), reply(502), reply(503), reply(504), hang_up, cut_off])
def test_what_passes_heals(fault: Turn) -> None:
    with stub_server(fault, FINE) as server, client(server.base_url) as vobiz:
        assert vobiz.call(READ, THING) == "Ada"
        assert len(server.seen) == 2


@pytest.mark.parametrize("fault", [reply(429), reply(502), reply(503), reply(504), hang_up, cut_off])
def test_what_passes_heals_async(fault: Turn) -> None:
    async def run() -> None:
        with stub_server(fault, FINE) as server:
            async with aclient(server.base_url) as vobiz:
                assert await vobiz.call(READ, THING) == "Ada"
            assert len(server.seen) == 2

    asyncio.run(run())


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 418, 422, 499, 500, 501, 520])
def test_what_does_not_pass_is_raised_at_once(status: int) -> None:
    with stub_server(reply(status)) as server, client(server.base_url) as vobiz:
        with pytest.raises(APIStatusError) as caught:
            vobiz.call(READ, THING)
        assert caught.value.status == status
        assert len(server.seen) == 1


@pytest.mark.parametrize("fault", [reply(503), reply(429), hang_up])
def test_a_post_is_sent_once(fault: Turn) -> None:
    with stub_server(fault) as server, client(server.base_url) as vobiz:
        with pytest.raises((APIStatusError, APIConnectionError)):
            vobiz.call(WRITE, {}, {"a": 1})
        assert len(server.seen) == 1


def test_a_post_is_repeated_where_the_user_says_so() -> None:
    with stub_server(reply(503), reply(204, b"")) as server, client(server.base_url, retry_any_method=True) as vobiz:
        vobiz.call(WRITE, {}, {"a": 1})
        assert [seen.body for seen in server.seen] == [b'{"a":1}'] * 2


def test_the_attempts_are_counted_and_end() -> None:
    with stub_server(reply(503)) as server, client(server.base_url, max_retries=3) as vobiz:
        with pytest.raises(ServerError):
            vobiz.call(READ, THING)
        assert len(server.seen) == 4
        with pytest.raises(ServerError):
            vobiz.with_options(max_retries=0).call(READ, THING)
        assert len(server.seen) == 5


def test_nobody_there_is_a_connection_error_after_all_attempts() -> None:
    with client(f"http://127.0.0.1:{free_port()}", max_retries=1) as vobiz:
        with pytest.raises(APIConnectionError) as caught:
            vobiz.call(READ, THING)
        assert caught.value.attempts == 2
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None


def test_retry_after_in_seconds_is_waited_for() -> None:
    with stub_server(reply(429, retry_after="2"), FINE) as server, client(server.base_url) as vobiz:
        assert vobiz.call(READ, THING) == "Ada"
        assert server.seen[1].at - server.seen[0].at >= 2.0


def test_retry_after_as_a_date_is_waited_for() -> None:
    due = time.time() + 2
    with stub_server(reply(503, retry_after=formatdate(due, usegmt=True)), FINE) as server:
        with client(server.base_url) as vobiz:
            assert vobiz.call(READ, THING) == "Ada"
        assert time.time() >= int(due)


@pytest.mark.parametrize("value", ["soon", "-1", "1e9", "", "Wed, 99 Foo 2026 00:00:00 GMT"])
def test_a_senseless_retry_after_harms_nothing(value: str) -> None:
    with stub_server(reply(429, retry_after=value), FINE) as server, client(server.base_url) as vobiz:
        assert vobiz.call(READ, THING) == "Ada"


@pytest.mark.parametrize("value", ["3600", "9" * 400])
def test_a_retry_after_beyond_the_deadline_is_not_waited_for(value: str) -> None:
    with stub_server(reply(429, retry_after=value)) as server, client(server.base_url) as vobiz:
        began = time.monotonic()
        with pytest.raises(RateLimitError) as caught:
            vobiz.call(READ, THING)
        assert caught.value.retry_after == float(value)
        assert time.monotonic() - began < 5
        assert len(server.seen) == 1


@pytest.mark.parametrize("turn", [hang, drip])
def test_a_slow_server_ends_in_a_time_out(turn: Turn) -> None:
    with stub_server(turn) as server, client(server.base_url, timeout=0.4) as vobiz:
        began = time.monotonic()
        with pytest.raises(APITimeoutError, match=r"read_thing.* 0\.4 s"):
            vobiz.call(READ, THING)
        assert 0.3 < time.monotonic() - began < 3


@pytest.mark.parametrize("turn", [hang, drip])
def test_a_slow_server_ends_in_a_time_out_async(turn: Turn) -> None:
    async def run() -> None:
        with stub_server(turn) as server:
            async with aclient(server.base_url, timeout=0.4) as vobiz:
                with pytest.raises(APITimeoutError):
                    await vobiz.call(READ, THING)

    began = time.monotonic()
    asyncio.run(run())
    assert time.monotonic() - began < 3


def test_one_deadline_holds_over_slow_attempts_and_waits() -> None:
    slow = after(0.5, reply(503))
    with stub_server(slow) as server, client(server.base_url, timeout=1.2, max_retries=50) as vobiz:
        began = time.monotonic()
        with pytest.raises((ServerError, APITimeoutError)):
            vobiz.call(READ, THING)
        assert time.monotonic() - began < 3
        assert 2 <= len(server.seen) <= 3


def test_retries_stay_on_around_a_client_of_the_users_own() -> None:
    with stub_server(reply(503), FINE) as server, httpx.Client(headers={"X-Trace": "7"}, verify=False) as own:
        with client(server.base_url, http_client=own) as vobiz:
            assert vobiz.call(READ, THING) == "Ada"
        assert [seen.headers["x-trace"] for seen in server.seen] == ["7", "7"]
        assert not own.is_closed


def test_errors_stay_typed_around_a_transport_of_the_users_own() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json={"error": "no"})

    with httpx.Client(transport=httpx.MockTransport(refuse)) as own:
        with pytest.raises(BadRequestError, match="no"):
            client("https://api.example", http_client=own).call(READ, THING)

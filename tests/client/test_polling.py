"""Watching: each change once, calm, through what passes, until it ends."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from attrs import define, field
from vobiz_client.runtime.errors import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    NotFoundError,
    RateLimitError,
    ServerError,
    VobizError,
)
from vobiz_client.runtime.model import Model, no_fields
from vobiz_client.runtime.polling import WatchTimeoutError, awatch, watch


@define
class State(Model[Any]):
    api_id: str
    status: str
    additional_properties: dict[str, Any] = field(init=False, factory=no_fields)


def status_error(kind: type[APIStatusError], status: int, **headers: str) -> APIStatusError:
    return kind("", operation="x", status=status, headers=headers, content=b"")


GONE = status_error(NotFoundError, 404)


def playing(*outcomes: object) -> Callable[[], Any]:
    left = iter(outcomes)

    def fetch() -> Any:
        outcome = next(left)
        if isinstance(outcome, VobizError):
            raise outcome
        return outcome

    return fetch


def test_each_changed_state_is_yielded_once_until_the_end() -> None:
    assert list(watch(playing("a", "a", "b", "b", "a", GONE), every=0.001)) == ["a", "b", "a"]


def test_watching_what_is_not_there_yields_nothing() -> None:
    assert list(watch(playing(GONE), every=0.001)) == []


def test_the_id_of_an_answer_is_no_change() -> None:
    states = [State("1", "ringing"), State("2", "ringing"), State("3", "answered")]
    assert list(watch(playing(*states, GONE), every=0.001)) == [states[0], states[2]]


@define
class Leg(Model[Any]):
    direction: str
    seconds: int
    additional_properties: dict[str, Any] = field(init=False, factory=no_fields)

    _ENUMERATED: ClassVar[tuple[str, ...]] = ("direction",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Leg("in", 1), Leg("out", 1)),
        ([Leg("in", 1)], [Leg("in", 1), Leg("in", 1)]),
        ({"callStatus": "ringing", "n": 1}, {"callStatus": "over", "n": 1}),
        ({"muted": False, "n": 1}, {"muted": True, "n": 1}),
        ({"data": [{"state": "a"}]}, {"data": [{"state": "b"}]}),
        ({"status": {"code": 1}}, {"status": {"code": 2}}),
        ({"balance": 1, "updated_at": 1}, {"balance": 2, "updated_at": 1}),
        ({"rooms": [], "api_id": "1"}, {"rooms": ["a"], "api_id": "1"}),
    ],
)
def test_a_change_of_what_matters_is_told(before: Any, after: Any) -> None:
    assert list(watch(playing(before, before, after, GONE), every=0.001)) == [before, after]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Leg("in", 1), Leg("in", 2)),
        ({"status": "up", "seconds": 1, "cost": 2}, {"status": "up", "seconds": 2, "cost": 3}),
        ({"data": {"state": "a", "n": 1}}, {"data": {"state": "a", "n": 2}}),
        ({"n": 1, "updated_at": 1, "endTime": 1}, {"n": 1, "updated_at": 2, "endTime": 2}),
        ({"n": 1, "seen": "2026-01-01T10:00:00Z"}, {"n": 1, "seen": "2026-01-01T10:00:01Z"}),
        ({"n": 1, "api_id": "a", "requestId": "a"}, {"n": 1, "api_id": "b", "requestId": "b"}),
    ],
)
def test_a_change_of_what_does_not_matter_is_not_told(before: Any, after: Any) -> None:
    assert list(watch(playing(before, after, GONE), every=0.001)) == [before]


def test_the_user_may_say_what_counts() -> None:
    assert list(watch(playing("a1", "a2", "b1", GONE), every=0.001, by=lambda text: text[0])) == ["a1", "b1"]


def test_what_passes_is_survived() -> None:
    faults = [
        APIConnectionError("gone", operation="x"),
        status_error(RateLimitError, 429),
        status_error(ServerError, 503),
    ]
    assert list(watch(playing("a", *faults, "b", GONE), every=0.001)) == ["a", "b"]


@pytest.mark.parametrize(
    "error", [status_error(AuthenticationError, 401), status_error(ServerError, 500), status_error(APIStatusError, 418)]
)
def test_what_does_not_pass_is_raised(error: VobizError) -> None:
    with pytest.raises(type(error)):
        list(watch(playing("a", error), every=0.001))


def test_it_never_asks_faster_than_told() -> None:
    times: list[float] = []
    fetch = playing(*"abcd", GONE)

    def timed() -> Any:
        times.append(time.monotonic())
        return fetch()

    assert list(watch(timed, every=0.05)) == ["a", "b", "c", "d"]
    assert min(after - before for before, after in pairwise(times)) >= 0.049


def test_a_rate_limit_is_obeyed() -> None:
    began = time.monotonic()
    limited = status_error(RateLimitError, 429, **{"retry-after": "1"})
    assert list(watch(playing(limited, "a", GONE), every=0.001)) == ["a"]
    assert time.monotonic() - began >= 1.0


def forever() -> Iterator[str]:
    return watch(lambda: "a", every=0.02, timeout=0.1)


def test_what_does_not_end_in_time_is_an_error() -> None:
    with pytest.raises(WatchTimeoutError, match=r"0\.1 s"):
        list(forever())
    with pytest.raises(TimeoutError):
        list(forever())


def test_the_last_error_is_named_when_time_is_up() -> None:
    with pytest.raises(WatchTimeoutError, match="no route"):
        list(watch(playing(*[APIConnectionError("no route", operation="x")] * 99), every=0.02, timeout=0.1))


def test_another_thread_can_stop_it_at_once() -> None:
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    assert list(watch(lambda: "a", every=60, stop=stop)) == ["a"]
    assert time.monotonic() - began < 30


def test_watching_in_async_code_is_the_same_and_can_be_cancelled() -> None:
    async def run() -> None:
        fetch = playing("a", "a", APIConnectionError("x", operation="x"), "b", GONE)

        async def afetch() -> Any:
            return fetch()

        assert [state async for state in awatch(afetch, every=0.001)] == ["a", "b"]

        async def same() -> str:
            return "a"

        async def watching() -> None:
            async for _ in awatch(same, every=60):
                pass

        task = asyncio.create_task(watching())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())


@pytest.mark.parametrize("every", [0, -1])
def test_a_pace_of_nothing_is_refused(every: float) -> None:
    with pytest.raises(ValueError, match="every"):
        next(watch(lambda: "a", every=every))

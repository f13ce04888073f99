# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""Following something until it ends: a fetch, repeated at a calm pace, that yields each changed state."""

import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Generic, TypeVar, cast

from .errors import (
    APIConnectionError,
    ConfigurationError,
    NotFoundError,
    RateLimitError,
    ServerError,
    VobizError,
)
from .settings import is_timeout
from .states import state_of

T = TypeVar("T")

_LONGEST_DELAY_S = 60.0  # after errors in a row
_LONGEST_RETRY_AFTER_S = 3600.0


class WatchTimeoutError(VobizError, TimeoutError):
    """What was watched did not end in time. The message says when, and which error was seen last, if any."""


def watch(
    fetch: Callable[[], T],
    *,
    every: float = 1.0,
    timeout: float | None = None,
    by: Callable[[T], object] | None = None,
    stop: threading.Event | None = None,
) -> Iterator[T]:
    """Call `fetch` again and again, and yield its first result and every one that differs from the one before.

    Ends when `fetch` raises `NotFoundError` (a call that is over is no longer found) or when `stop` is set. Connection
    errors, 429, 502, 503 and 504 are waited out, with growing delays; every other error is raised.

    Args:
        fetch: for example `lambda: vobiz.live_calls.get_live_call(call_uuid)`.
        every: seconds from one fetch to the next, at least.
        timeout: seconds until `WatchTimeoutError` is raised; None watches for as long as it takes.
        by: what of a result counts, as in `lambda call: call.call_status`. By default these are its fields, at any
            depth, that are enumerations or booleans, or whose name ends in status or state; where it has none of them,
            all but times and the ids of requests.
        stop: set it from another thread to end the watching.
    """
    pace = _Pace(every, timeout, by)
    while stop is None or not stop.is_set():
        pace.begin_fetch()
        try:
            result = fetch()
        except NotFoundError:
            return
        except (APIConnectionError, RateLimitError, ServerError) as error:
            pace.record_error(error)
        else:
            if pace.has_changed(result):
                yield result
        delay = pace.next_delay()
        if stop is None:
            time.sleep(delay)
        else:
            stop.wait(delay)


async def awatch(
    fetch: Callable[[], Awaitable[T]],
    *,
    every: float = 1.0,
    timeout: float | None = None,
    by: Callable[[T], object] | None = None,
) -> AsyncIterator[T]:
    """Do as `watch` does for an async `fetch`; cancel the task to end it early."""
    import anyio

    pace = _Pace(every, timeout, by)
    while True:
        pace.begin_fetch()
        try:
            result = await fetch()
        except NotFoundError:
            return
        except (APIConnectionError, RateLimitError, ServerError) as error:
            pace.record_error(error)
        else:
            if pace.has_changed(result):
                yield result
        await anyio.sleep(pace.next_delay())


class _Pace(Generic[T]):
    def __init__(self, every: float, timeout: float | None, by: Callable[[T], object] | None) -> None:
        if not is_timeout(every):
            raise ConfigurationError("every must be a number of seconds, above 0 and up to a week")
        if timeout is not None and not (isinstance(cast("object", timeout), int | float) and timeout >= 0):
            raise ConfigurationError("timeout must be a number of seconds, 0 or more")
        self._every = every
        self._timeout = timeout
        self._by = by or state_of
        self._began = self._fetch_began = time.monotonic()
        self._seen: list[object] = []
        self._failures = 0
        self._failure: VobizError | None = None

    def begin_fetch(self) -> None:
        self._fetch_began = time.monotonic()

    def has_changed(self, result: T) -> bool:
        self._failures, self._failure = 0, None
        state = [self._by(result)]
        has_changed = state != self._seen
        self._seen = state
        return has_changed

    def record_error(self, error: VobizError) -> None:
        """Note an error that passes; raise one that does not."""
        if isinstance(error, ServerError) and error.status not in (502, 503, 504):
            raise error
        self._failures += 1
        self._failure = error

    def next_delay(self) -> float:
        """Return the seconds to wait from now; raise `WatchTimeoutError` when the time is up."""
        now = time.monotonic()
        gap = self._every
        if self._failures:
            asked = self._failure.retry_after if isinstance(self._failure, RateLimitError) else None
            gap = max(
                gap,
                min(asked or 0.0, _LONGEST_RETRY_AFTER_S),
                min(self._every * 2.0 ** min(self._failures, 16), _LONGEST_DELAY_S),
            )
        due = max(self._fetch_began + gap, now)
        if self._timeout is not None and due >= self._began + self._timeout:
            last = f"; the last error: {self._failure}" if self._failure else ""
            raise WatchTimeoutError(f"still there after {self._timeout:g} s of watching{last}")
        return due - now

# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""When to try again, and how long to wait before: the policy of `httpx_retries`, under one deadline of ours.

Its transport is not used: it could not go around a caller's own `httpx.Client`, and it bounds the waits only.
"""

import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from httpx_retries import Retry

_BACKOFF_S = 0.25
_LONGEST_BACKOFF_S = 8.0
_MOST_DOUBLINGS = 16  # the wait has reached the longest before; after a thousand it is no float any more


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `Retry-After` asks for, given in seconds or as a date; None when it does not."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    # Not with httpx_retries, which logs what it finds odd, and so what a server echoes.
    try:
        due = parsedate_to_datetime(value)
        return max(0.0, (due if due.tzinfo else due.replace(tzinfo=UTC)).timestamp() - time.time())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


class Attempts:
    """The attempts of one call: how many, until when, and whether another one is due."""

    def __init__(self, *, timeout: float, max_retries: int, retries_allowed: bool) -> None:
        self.count = 1
        self.deadline = time.monotonic() + timeout
        self._max_retries = max_retries if retries_allowed else 0
        self._policy: Retry | None = None

    def remaining(self) -> float:
        """Return the seconds left, never less than a millisecond: zero means "for ever" to some transports."""
        return max(self.deadline - time.monotonic(), 0.001)

    def wait_after_status(self, status: int, headers: Mapping[str, str]) -> float | None:
        """Return the seconds to wait before another attempt, or None when this response is the last word."""
        if status < 400 or self.count > self._max_retries or not self._retry.is_retryable_status_code(status):
            return None
        return self._next(retry_after(headers))

    def wait_after_failure(self, kind: type[Exception]) -> float | None:
        """Return the seconds to wait before another attempt, or None when a failure of this kind is the last word."""
        if self.count > self._max_retries or not issubclass(kind, self._retry.retryable_exceptions):
            return None
        return self._next(None)

    @property
    def _retry(self) -> "Retry":
        if self._policy is None:
            from httpx_retries import Retry

            self._policy = Retry(backoff_factor=_BACKOFF_S, max_backoff_wait=_LONGEST_BACKOFF_S)
        return self._policy

    def _next(self, asked: float | None) -> float | None:
        if self._retry.attempts_made < _MOST_DOUBLINGS:
            self._policy = self._retry.increment()
        wait = self._retry.backoff_strategy() if asked is None else asked
        if time.monotonic() + wait >= self.deadline:
            return None
        self.count += 1
        return wait


def is_idempotent(method: str) -> bool:
    """Say whether sending twice does no more than sending once."""
    return method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE")

"""How much a run may send, how fast, and until when."""

import math
import time

from attrs import define, field

from contract_tests.harness.findings.result import Skip, SkipCode

MOST_WRONG_CREDENTIALS = 10  # a run; accounts get locked


class NotSent(Exception):
    """A request that was not sent. What it would have shown is inconclusive; `skip` says why."""

    def __init__(self, code: SkipCode, detail: str) -> None:
        super().__init__(detail)
        self.skip = Skip(code, detail)


@define
class Budget:
    """What is left of it. Whoever checks and spends from several threads holds a lock over both.

    Attributes:
        requests: How many may be sent.
        rate: Requests per second.
        lasting: Seconds, after which nothing is sent any more.
        down_after: How many requests in a row may get no response.
    None means unlimited.
    """

    requests: int | None = None
    rate: float | None = None
    lasting: float | None = None
    down_after: int | None = 3
    _sent: int = field(default=0, init=False)
    _wrong: int = field(default=0, init=False)
    _without_response: int = field(default=0, init=False)
    _next_at: float = field(default=0.0, init=False)
    _ends_at: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._ends_at = math.inf if self.lasting is None else time.monotonic() + self.lasting

    @property
    def spent(self) -> NotSent | None:
        """Why nothing is sent any more, whatever it is; None while something may be."""
        if self.down_after is not None and self._without_response >= self.down_after:
            return NotSent(SkipCode.NO_ANSWER, "the target does not answer")
        if time.monotonic() >= self._ends_at:
            return NotSent(SkipCode.TIME_LIMIT, f"the time limit of {self.lasting:g} s is reached")
        if self.requests is not None and self._sent >= self.requests:
            return NotSent(SkipCode.BUDGET, f"the budget of {self.requests} requests is spent (--max-requests)")
        return None

    def check(self, *, wrong_credentials: bool) -> float:
        """Return how many seconds to wait before a request may be sent. Raises NotSent."""
        if (reason := self.spent) is not None:
            raise reason
        if wrong_credentials and self._wrong >= MOST_WRONG_CREDENTIALS:
            raise NotSent(SkipCode.POLICY, f"{MOST_WRONG_CREDENTIALS} requests with wrong credentials were sent")
        wait = self._next_at - time.monotonic()
        if not self.may_wait(wait):
            self._ends_at = time.monotonic()
            return self.check(wrong_credentials=wrong_credentials)
        return wait

    def spend(self, *, wrong_credentials: bool) -> None:
        """Count a request."""
        self._sent += 1
        self._wrong += wrong_credentials
        self._next_at = max(self._next_at, time.monotonic()) + (1 / self.rate if self.rate else 0.0)

    def count_response(self, *, has_come: bool) -> None:
        """Count a request that got a response, or one that got none."""
        self._without_response = 0 if has_come else self._without_response + 1

    def may_wait(self, seconds: float) -> bool:
        """Whether the time limit leaves that long."""
        return time.monotonic() + max(seconds, 0.0) < self._ends_at

"""How much a run may send, how fast, and until when; and what of it was lost."""

import math
import time

from attrs import define, field

from contract_tests.harness.findings.result import Skip, SkipCode
from vendor_spec.counts import counted

REFUSED = (401, 403)
TOO_MANY = 429
TRANSIENT = (TOO_MANY, 502, 503, 504)
MOST_WRONG_CREDENTIALS = 10  # a run; accounts get locked
MOST_REFUSED_FOR_NOW = 3  # requests in a row that 429, 502, 503 or 504 took, each after all its repetitions


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
        down_after: How many requests in a row may get no response; None for a target of our own.
        sent: How many were sent.
    None means unlimited.
    """

    requests: int | None = None
    rate: float | None = None
    lasting: float | None = None
    down_after: int | None = 3
    sent: int = field(default=0, init=False)
    _wrong: int = field(default=0, init=False)
    _responded: int = field(default=0, init=False)  # the last request with a response
    _accepted: int = field(default=0, init=False)  # the last one that was not refused for its credentials
    _silent: int = field(default=0, init=False)  # requests in a row
    _refused: int = field(default=0, init=False)
    _refusal: str = field(default="", init=False)
    _lost: int = field(default=0, init=False)
    _first_lost: str = field(default="", init=False)
    _end: NotSent | None = field(default=None, init=False)
    _next_at: float = field(default=0.0, init=False)
    _ends_at: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._ends_at = math.inf if self.lasting is None else time.monotonic() + self.lasting

    @property
    def spent(self) -> NotSent | None:
        """Why nothing is sent any more, whatever it is; None while something may be."""
        if self._end is None and time.monotonic() >= self._ends_at:
            self.end(SkipCode.TIME_LIMIT, f"the time limit of {self.lasting:g} s is reached")
        if self._end is None and self.requests is not None and self.sent >= self.requests:
            return NotSent(SkipCode.BUDGET, f"the budget of {self.requests} requests is spent (--max-requests)")
        return self._end

    @property
    def wrong_left(self) -> int:
        """How many requests with wrong credentials may still be sent."""
        return MOST_WRONG_CREDENTIALS - self._wrong

    @property
    def trouble(self) -> str:
        """What the target or the network took from the run, and since when; empty when nothing was lost."""
        if self._end is not None:
            return self._end.skip.detail
        if not self._lost or self.down_after is None:
            return ""
        if self._silent:
            return self._silence
        if self._refused:
            return self._refusal
        return f"{counted(self._lost, 'request')} got no response to judge; the first was {self._first_lost}"

    def end(self, code: SkipCode, reason: str) -> None:
        """Send nothing any more, for this reason."""
        self._end = NotSent(code, reason)

    def end_for_credentials(self) -> Skip:
        """Send nothing any more, and return why: credentials that were accepted are refused."""
        self.end(SkipCode.CREDENTIALS_STOPPED, f"the credentials stopped working after request {self._accepted}")
        return Skip(SkipCode.CREDENTIALS_STOPPED, self.trouble)

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
        self.sent += 1
        self._wrong += wrong_credentials
        self._next_at = max(self._next_at, time.monotonic()) + (1 / self.rate if self.rate else 0.0)

    def count_response(self, status: int) -> None:
        """Count that the last request got a response; after all its repetitions if the status is a transient one."""
        if status in TRANSIENT:
            self._silent, self._refused = 0, self._refused + 1
            self.count_loss(f"with status {status}")
            since = f" after request {self._responded}" if self._responded else ""
            self._refusal = f"the target responded with nothing but status {status}{since}"
            if self._refused >= MOST_REFUSED_FOR_NOW:
                self._end_as_lost(SkipCode.TRANSIENT, self._refusal)
            return
        self._responded, self._silent, self._refused = self.sent, 0, 0
        if status not in REFUSED:
            self._accepted = self.sent

    def count_silence(self) -> None:
        """Count that the last request, with all its repetitions, got no response: only that means `down`."""
        self._silent += 1
        self.count_loss("with no response")
        if self._silent >= (self.down_after or 0):
            self._end_as_lost(SkipCode.NO_ANSWER, self._silence)

    @property
    def _silence(self) -> str:
        after = f"stopped answering after request {self._responded}" if self._responded else "does not answer"
        return f"the target {after}"

    def _end_as_lost(self, code: SkipCode, reason: str) -> None:
        if self.down_after is not None and self._end is None:
            self.end(code, reason)

    def count_loss(self, how: str) -> None:
        """Count that the last request was lost, in words such as `with no response`."""
        self._lost += 1
        self._first_lost = self._first_lost or f"request {self.sent}, {how}"

    @property
    def time_left(self) -> float:
        """Seconds until the time limit."""
        return max(self._ends_at - time.monotonic(), 0.0)

    def may_wait(self, seconds: float) -> bool:
        """Whether the time limit leaves that long."""
        return time.monotonic() + max(seconds, 0.0) < self._ends_at

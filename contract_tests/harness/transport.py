"""The one place that every request of a run passes: counted, bounded in rate and number, never redirected."""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

TRANSIENT = (429, 502, 503, 504)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SHORT_WAIT = 0.5  # seconds
LONGEST_WAIT = 5.0  # seconds
MOST_WRONG_CREDENTIALS = 10  # a run; accounts get locked


class NotSent(Exception):
    """A request that was not sent, and why: what it would have shown is inconclusive."""


class OutOfBudget(NotSent):
    """The run has sent as many requests as it may."""


class NotAllowed(NotSent):
    """A method that may not be sent to this target."""


class TargetDown(NotSent):
    """The target has refused so many connections in a row that asking on is pointless."""


class ForeignOrigin(Exception):
    """A request was about to leave the target's origin."""


class Transport(requests.Session):
    """A `requests.Session` for one target.

    `rate` is in requests per second, `budget` the number of requests that may be sent, `down_after` how many in a row
    may stay unanswered; None: unlimited. `guard` sees each request first, and may raise to keep it from being sent.
    `patience` is how often a safe request is sent again after a lost connection, 429, 502, 503 or 504, waiting as
    long as `Retry-After` says, but 5 seconds at most. `methods` are the only ones sent (None: all). While `flips_slash`
    is set, every path is asked with a slash more, or less, at its end. Proxies of the environment do not count.
    """

    def __init__(
        self,
        base_url: str,
        *,
        rate: float | None = None,
        budget: int | None = None,
        down_after: int | None = 3,
        patience: int = 0,
        methods: Collection[str] | None = None,
    ) -> None:
        super().__init__()
        self.trust_env = False
        self.guard: Callable[[requests.PreparedRequest], None] | None = None
        self.flips_slash = False
        self.by_method: Counter[str] = Counter()
        self.wrong_credentials = 0
        self._wrong_left = MOST_WRONG_CREDENTIALS
        self._origin = urlsplit(base_url)[:2]
        self._interval = 1 / rate if rate else 0.0
        self._left = math.inf if budget is None else budget
        self._next_at = 0.0
        self._down_after = math.inf if down_after is None else down_after
        self._patience = patience
        self._methods = methods
        self._unanswered = 0
        self._lock = threading.Lock()
        for scheme in ("http://", "https://"):
            self.mount(scheme, HTTPAdapter(pool_connections=4, pool_maxsize=16))

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send one request; raises OutOfBudget, TargetDown or ForeignOrigin without sending it."""
        if self.flips_slash:
            parts = urlsplit(request.url or "")
            request.url = urlunsplit(parts._replace(path=other_slash(parts.path)))
        if urlsplit(request.url or "")[:2] != self._origin:
            raise ForeignOrigin("a request was about to leave the origin of the target")
        if self.guard is not None:
            self.guard(request)
        tries = 1 + (self._patience if request.method in SAFE_METHODS else 0)
        for left in reversed(range(tries)):
            self.take_turn(request.method or "GET")
            try:
                response = super().send(request, **{**kwargs, "allow_redirects": False})
            except requests.Timeout:
                self._unanswered += 1
                raise
            except requests.ConnectionError:
                if not left:
                    self._unanswered += 1
                    raise
                time.sleep(SHORT_WAIT)
                continue
            if response.status_code not in TRANSIENT:
                self._unanswered = 0
                return response
            if left:
                time.sleep(_wait_for(response))
        self._unanswered += 1
        return response

    def may_send_wrong_credentials(self) -> bool:
        """Count one request with wrong credentials; False when the run has sent as many as it may."""
        if self._wrong_left <= 0:
            return False
        self._wrong_left -= 1
        self.wrong_credentials += 1
        return True

    def take_turn(self, method: str) -> None:
        """Count a request and wait until the rate allows it, or raise NotSent. For requests of other clients, too."""
        if self._methods is not None and method.upper() not in self._methods:
            raise NotAllowed(f"not asked: {method} is not allowed on this target")
        with self._lock:
            if self._unanswered >= self._down_after:
                raise TargetDown("the target does not answer")
            if self._left <= 0:
                raise OutOfBudget("not asked: the budget of requests is spent")
            self._left -= 1
            self.by_method[method] += 1
            wait = self._next_at - time.monotonic()
            self._next_at = max(self._next_at, time.monotonic()) + self._interval
        if wait > 0:
            time.sleep(wait)


def other_slash(path: str) -> str:
    """The same path with a slash more, or less, at its end."""
    return path.removesuffix("/") if path.endswith("/") else f"{path}/"


def _wait_for(response: requests.Response) -> float:
    asked = response.headers.get("Retry-After", "")
    return min(float(asked) if asked.isdecimal() else SHORT_WAIT, LONGEST_WAIT)

"""The one place that every request of a run passes: counted, bounded in rate and number, never redirected."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from vobiz_client.runtime.deadline import until

from contract_tests.harness.target.bounded_response import BoundedAdapter, UnusableResponse, read_body
from contract_tests.harness.target.budget import TOO_MANY, TRANSIENT, Budget
from contract_tests.harness.target.gate import LiveGate
from contract_tests.harness.target.made.creations import Creations
from vendor_spec.openapi.paths import other_slash

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SHORT_WAIT = 0.5  # seconds
LONGEST_WAIT = 30.0  # seconds
MOST_WAITING = 60.0  # seconds of a run that `Retry-After` may take in all
TIMEOUT = (5.0, 8.0)  # seconds to connect, to read
LOST = (requests.Timeout, requests.ConnectionError, requests.exceptions.ChunkedEncodingError, UnusableResponse)


class ForeignOrigin(Exception):
    """A request was about to leave the target's origin."""


class Transport(requests.Session):
    """A `requests.Session` for one target, that keeps to a budget.

    `guard` sees each request first, and may raise to keep it from being sent. `patience` is how often a safe request is
    sent again after a lost connection, 429, 502, 503 or 504, and another one that may be repeated after 429, which says
    that nothing was done; it waits as long as `Retry-After` says, but 30 seconds at most, and 60 in a run. `gate` says
    what may be sent (None: everything), `creations` notes what requests make. While `flips_slash` is set, every path is
    sent with a slash more, or less, at its end. Proxies of the environment and cookies of responses do not count.
    `refused_for_now` has each 429 since it was emptied, whether or not its request was then sent again.
    """

    def __init__(
        self, base_url: str, budget: Budget | None = None, *, patience: int = 0, gate: LiveGate | None = None
    ) -> None:
        super().__init__()
        self.trust_env = False
        # A request without credentials must not be let in by a cookie that one with them was given.
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.guard: Callable[[requests.PreparedRequest], None] | None = None
        self.creations: Creations | None = None
        self.flips_slash = False
        self.by_method: Counter[str] = Counter()
        self.wrong_credentials = 0
        self.refused_for_now: list[requests.Response] = []
        self.budget = budget or Budget()
        self._origin = _origin_of(base_url)
        self.patience = patience
        self._waiting_left = MOST_WAITING
        self._proofs: dict[Hashable, requests.PreparedRequest] = {}
        self._gate = gate
        self._lock = threading.Lock()
        for scheme in ("http://", "https://"):
            self.mount(scheme, BoundedAdapter(pool_connections=4, pool_maxsize=16))

    def send(
        self,
        request: requests.PreparedRequest,
        *,
        wrong_credentials: bool = False,
        is_control: bool = False,
        **kwargs: Any,
    ) -> requests.Response:
        """Send one request; raises NotSent or ForeignOrigin without sending it.

        Raises UnusableResponse for a response that is too long, in bytes or in time: that to connect and that to read
        (`timeout`) together, or what is left of the run, which raises NotSent.

        One with `wrong_credentials` is counted as such, each time that it is sent, and sent again only while the budget
        allows for one more; `is_control`: no operation has its path.
        """
        if self.flips_slash:
            parts = urlsplit(request.url or "")
            request.url = urlunsplit(parts._replace(path=other_slash(parts.path)))
        method, url = request.method or "GET", request.url or ""
        self._refuse_foreign(url)
        if self.guard is not None:
            self.guard(request)
        acts = method not in SAFE_METHODS
        may_repeat = not acts
        if is_control and self._gate is not None:
            self._gate.admit_control(url)
        elif self._gate is not None:
            may_repeat = self._gate.may_repeat(method, url)
        repetitions = self.patience if may_repeat else 0
        if wrong_credentials:
            repetitions = min(repetitions, max(self.budget.wrong_left - 1, 0))
        for left in reversed(range(1 + repetitions)):
            self._take_turn(method, url, wrong_credentials=wrong_credentials, is_control=is_control)
            try:
                response = self._exchange_noted(request, kwargs)
            except LOST as error:
                if (
                    acts
                    or isinstance(error, requests.Timeout | UnusableResponse)
                    or not left
                    or not self.budget.may_wait(SHORT_WAIT)
                ):
                    self._count_loss(error)
                    raise
                time.sleep(SHORT_WAIT)
                continue
            passes = (TOO_MANY,) if acts else TRANSIENT
            if response.status_code not in passes or not left or not self.wait_as_asked(response.headers):
                break
        self.budget.count_response(response.status_code)
        return response

    def _exchange_noted(self, request: requests.PreparedRequest, kwargs: Mapping[str, Any]) -> requests.Response:
        def exchange() -> requests.Response:
            return self._exchange(request, kwargs)

        return exchange() if self.creations is None else self.creations.watch(request, exchange)

    def _exchange(self, request: requests.PreparedRequest, kwargs: Mapping[str, Any]) -> requests.Response:
        """Return the whole response to a request."""
        given = kwargs.get("timeout") or TIMEOUT
        connect, read = given if isinstance(given, tuple) else (given, given)
        lasting = min(connect + read, self.budget.time_left)
        deadline = time.monotonic() + lasting
        timeout = (min(connect, lasting), min(read, lasting))
        try:
            with until(deadline):
                response = super().send(
                    request, **{**kwargs, "timeout": timeout, "allow_redirects": False, "stream": True}
                )
                read_body(response)
                if response.status_code == TOO_MANY:
                    self.refused_for_now.append(response)
                return response
        except requests.exceptions.InvalidHeader:
            raise UnusableResponse("a response of two lengths") from None
        except LOST as error:
            if time.monotonic() < deadline or isinstance(error, UnusableResponse):
                raise
            if (spent := self.budget.spent) is not None:
                raise spent from None
            raise UnusableResponse(f"a response that took longer than {lasting:g} s") from None

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Keep requests from reading where a redirect leads: it reads all of its body first."""

    def _count_loss(self, error: requests.RequestException) -> None:
        if isinstance(error, UnusableResponse):
            self.budget.count_loss(f"with {error}")
        elif isinstance(error, requests.exceptions.ChunkedEncodingError):
            self.budget.count_loss("with a part of its response")
        else:
            self.budget.count_silence()

    def wait_as_asked(self, headers: Mapping[str, str]) -> bool:
        """Wait as long as the headers of a response ask for, if there is time for it; return whether there was."""
        wait = wait_for(headers.get("Retry-After", ""))
        if wait > self._waiting_left or not self.budget.may_wait(wait):
            return False
        self._waiting_left -= wait
        time.sleep(wait)
        return True

    def keep_proof(self, key: Hashable, request: requests.PreparedRequest) -> None:
        """Keep a request that was taken for what it is, to send it again when another of its kind is not."""
        self._proofs[key] = request.copy()

    def send_proof(self, key: Hashable, timeout: tuple[float, float]) -> requests.Response | None:
        """Return the response to the request that was kept, sent again; None when there is none.

        Raises NotSent or requests.RequestException when there is no response.
        """
        proof = self._proofs.get(key)
        if proof is None:
            return None
        flips, self.flips_slash = self.flips_slash, False  # its address is as it was sent
        try:
            return self.send(proof.copy(), timeout=timeout)
        finally:
            self.flips_slash = flips

    def take_turn(self, method: str, url: str) -> None:
        """Count a request that another client is about to send, and wait until the rate allows it.

        Raises NotSent or ForeignOrigin.
        """
        self._refuse_foreign(url)
        self._take_turn(method, url)

    def _take_turn(self, method: str, url: str, *, wrong_credentials: bool = False, is_control: bool = False) -> None:
        with self._lock:
            wait = self.budget.check(wrong_credentials=wrong_credentials)
            if self._gate is not None and not is_control:
                self._gate.admit(method, url)
            self.budget.spend(wrong_credentials=wrong_credentials)
            self.wrong_credentials += wrong_credentials
            self.by_method[method] += 1
        if wait > 0:
            time.sleep(wait)

    def _refuse_foreign(self, url: str) -> None:
        if _origin_of(url) != self._origin:
            raise ForeignOrigin("a request was about to leave the origin of the target")


def _origin_of(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def wait_for(retry_after: str) -> float:
    """Return the seconds that a `Retry-After` header asks for, as a number or a date (RFC 9110), 30 at most."""
    if retry_after.isdecimal():
        return min(float(retry_after[:9]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return SHORT_WAIT
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), SHORT_WAIT), LONGEST_WAIT)

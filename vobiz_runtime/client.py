"""What the sync and the async client share: who calls, where to, and how a call becomes a request."""

import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

import httpx

from .base_url import checked_base_url
from .credentials import Alternatives, Credentials, Schemes, SecretHeaders
from .errors import APIConnectionError, APIStatusError, APITimeoutError, ConfigurationError
from .pools import H, Pools
from .responses import RawResponse, Received, result_of
from .retries import Attempts, is_idempotent
from .settings import CONNECT_TIMEOUT_S, Settings
from .version import VERSION
from .wire import parts_of

if TYPE_CHECKING:
    from .operation import Operation

T = TypeVar("T")

logger = logging.getLogger("vobiz_client")


class BaseClient(Generic[H]):
    """The part of a client that sends nothing."""

    servers: ClassVar[tuple[str, ...]] = ()
    schemes: ClassVar[Schemes] = {}

    _pools: Pools[H]

    def _configure(
        self,
        base_url: str | None,
        credentials: Credentials,
        settings: Settings,
        *,
        is_http_own: bool,
    ) -> None:
        credentials.require_some(self.schemes)
        self._credentials = credentials
        self._settings = settings.checked()
        self._base_url = checked_base_url(
            base_url or os.environ.get("VOBIZ_BASE_URL") or next(iter(self.servers), None)
        )
        self._is_http_own = is_http_own
        self._closes_http = not is_http_own
        self._prepared: dict[Alternatives, httpx.Headers] = {}

    @property
    def base_url(self) -> str:
        """Where requests go, without a trailing slash."""
        return self._base_url

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r})"

    def __reduce__(self) -> str:
        raise TypeError("a client holds connections and credentials and is not pickled: make one in each process")

    def _copy(self, changes: dict[str, Any]) -> Self:
        copy = type(self).__new__(type(self))
        copy._credentials = self._credentials
        copy._settings = self._settings._replace(**changes).checked()
        copy._base_url = self._base_url
        copy._pools = self._pools
        copy._is_http_own = self._is_http_own
        copy._closes_http = False
        copy._prepared = {}
        return copy

    def _attempts(self, operation: "Operation[Any]") -> Attempts:
        settings = self._settings
        return Attempts(
            timeout=settings.timeout,
            max_retries=settings.max_retries,
            retries_allowed=settings.retry_any_method or is_idempotent(operation.method),
        )

    def _request(self, operation: "Operation[Any]", arguments: Mapping[str, Any], body: Any) -> httpx.Request:
        parts = parts_of(operation, arguments, body, self._credentials.auth_id)
        headers = self._headers(operation.security)
        if parts.headers:
            headers = SecretHeaders(headers)
            headers.update(parts.headers)
        # httpx.Request directly costs half of Client.build_request, which is needed only for a caller's own client.
        build = self._pools.all[0].http.build_request if self._is_http_own else httpx.Request
        try:
            return build(
                operation.method,
                self._base_url + parts.target,
                headers=headers,
                cookies=parts.cookies or None,
                **parts.payload,
            )
        except httpx.InvalidURL as error:
            raise ConfigurationError(f"{operation.name}: these arguments make no URL: {error}") from None

    def _headers(self, security: Alternatives) -> httpx.Headers:
        headers = self._prepared.get(security)
        if headers is None:
            headers = SecretHeaders(self._pools.all[0].http.headers)
            headers["user-agent"] = f"vobiz-client-python/{VERSION}"
            headers.update(self._credentials.headers(security, self.schemes))
            headers.update(self._settings.headers)
            self._prepared[security] = headers
        return headers

    def _limit(self, request: httpx.Request, attempts: Attempts) -> None:
        left = attempts.remaining()
        request.extensions["timeout"] = {
            "connect": min(left, CONNECT_TIMEOUT_S),
            "read": left,
            "write": left,
            "pool": left,
        }

    def _failed(
        self, operation: "Operation[Any]", attempts: Attempts, failure: httpx.RequestError
    ) -> APIConnectionError:
        kind = APITimeoutError if isinstance(failure, httpx.TimeoutException) else APIConnectionError
        reason = self._credentials.hide(str(failure)) or type(failure).__name__
        if kind is APITimeoutError:
            reason = f"no response within {self._settings.timeout:g} s ({type(failure).__name__})"
        tried = f" after {attempts.count} attempts" if attempts.count > 1 else ""
        return kind(f"{operation.name}{tried}: {reason}", operation=operation.name, attempts=attempts.count)

    def _log(
        self, operation: "Operation[Any]", outcome: object, started: float, attempts: int, wait: float | None
    ) -> None:
        level = logging.DEBUG if wait is None else logging.INFO
        if logger.isEnabledFor(level):
            # The path template, never the path: that holds account, call and phone numbers.
            then = "" if wait is None else f", again in {wait:.2f} s"
            milliseconds = (time.monotonic() - started) * 1000
            result = outcome.status if isinstance(outcome, Received) else type(outcome).__name__
            logger.log(
                level,
                "%s %s: %s in %.0f ms (attempt %d%s)",
                operation.method,
                operation.path,
                result,
                milliseconds,
                attempts,
                then,
            )

    def _result(self, operation: "Operation[T]", response: Received, attempts: Attempts) -> T:
        records = _recording.get()
        if records is not None:
            records.append((response, attempts.count))
        try:
            return result_of(operation, response)
        except APIStatusError as error:
            error.args = (self._credentials.hide(str(error)),)
            error.message = error.message and self._credentials.hide(error.message)
            raise


Records = list[tuple[Received, int]]
_recording: ContextVar[Records | None] = ContextVar("recording", default=None)


@contextmanager
def recorded() -> Iterator[Records]:
    """Collect the responses of the calls made inside, each with the number of attempts that it took."""
    records: Records = []
    token = _recording.set(records)
    try:
        yield records
    finally:
        _recording.reset(token)


def raw_response(records: Records, parsed: T) -> RawResponse[T]:
    """Return the last response beside its result; raise `ConfigurationError` when nothing was sent."""
    if not records:
        raise ConfigurationError("with_raw_response takes a method of this client that sends a request")
    return RawResponse(*records[-1], parsed)


def closed(failure: RuntimeError) -> Exception:
    """Return a sentence of ours for a complaint about something closed, and anything else as it is."""
    if "loop" in str(failure):
        return ConfigurationError("an async client belongs to the event loop it was first used in: make one in each")
    if "closed" in str(failure):
        return ConfigurationError("this client is closed: make a new one, or keep the `with` block open")
    return failure

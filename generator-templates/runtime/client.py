"""What the sync and the async client share: who calls, where to, and how a call becomes a request."""

import logging
import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, cast

import httpx

from .base_url import checked_base_url
from .body import ACCEPTED
from .credentials import Alternatives, Authorization, Credentials, Schemes, SecretHeaders, SecretURL
from .downloads import is_saved
from .errors import ConfigurationError
from .failures import Failure
from .pools import Servers, Transport
from .recording import record
from .request_url import request_url
from .responses import Received, result_of
from .retries import Attempts, is_idempotent
from .secrets import Secrets
from .settings import (
    CONNECT_TIMEOUT_S,
    DEFAULT_MAX_DOWNLOAD_BYTES,
    DEFAULT_MAX_RETRIES,
    DEFAULT_TIMEOUT_S,
    Http,
    Settings,
)
from .version import VERSION
from .wire import Parts, parts_of

if TYPE_CHECKING:
    from .operation import Operation

T = TypeVar("T")

logger = logging.getLogger("vobiz_client")

_ANYTHING = "*/*"  # what httpx sends unless it is told otherwise


class BaseClient(Generic[Http, Transport]):
    """The part of a client that sends nothing."""

    servers: ClassVar[tuple[str, ...]] = ()
    schemes: ClassVar[Schemes] = {}
    securities: ClassVar[tuple[Alternatives, ...]] = ()

    # Beside the three that every client takes: those of the document's schemes that have an argument of their own.
    _own_credentials: Mapping[str, str | None]

    def __init__(
        self,
        *,
        base_url: str | None = None,
        auth_id: str | None = None,
        auth_token: str | None = None,
        bearer_token: str | None = None,
        timeout: float = DEFAULT_TIMEOUT_S,
        max_retries: int = DEFAULT_MAX_RETRIES,
        retry_any_method: bool = False,
        headers: Mapping[str, str] | None = None,
        max_download_bytes: int = DEFAULT_MAX_DOWNLOAD_BYTES,
        http_client: Http | None = None,
    ) -> None:
        given = {"auth_id": auth_id, "auth_token": auth_token, "bearer_token": bearer_token}
        given |= self.__dict__.pop("_own_credentials", {})  # nothing that a client shows holds them
        self._credentials = Credentials(given, self.schemes)
        self._credentials.require_some(self.securities)
        self._settings = Settings(timeout, max_retries, retry_any_method, headers or {}, max_download_bytes).checked()
        chosen = base_url or os.environ.get("VOBIZ_BASE_URL")
        self._base_url = checked_base_url(chosen or next(iter(self.servers), None))
        self._is_chosen = bool(chosen)
        self._secrets = Secrets(self._credentials.secrets() + self._settings.secrets())
        self._prepared: dict[tuple[Alternatives, str], tuple[httpx.Headers, Authorization]] = {}
        self._told: set[str] = set()  # warnings are given once
        self._own = http_client
        self._servers = self._make_servers()
        self._closes_servers = True

    def _make_servers(self) -> Servers[Transport]:
        raise NotImplementedError

    def with_options(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        retry_any_method: bool | None = None,
        headers: Mapping[str, str] | None = None,
        max_download_bytes: int | None = None,
    ) -> Self:
        """Return a client that differs in these settings and shares the connections; this one does not change.

        `timeout` is in seconds. `headers` replace those given to the client. Closing the copy closes nothing.
        """
        given: dict[str, Any] = {"timeout": timeout, "max_retries": max_retries, "headers": headers}
        given |= {"retry_any_method": retry_any_method, "max_download_bytes": max_download_bytes}
        changes = {name: value for name, value in given.items() if value is not None}
        copy = type(self).__new__(type(self))
        copy._credentials = self._credentials
        copy._settings = self._settings._replace(**changes).checked()
        copy._base_url = self._base_url
        copy._is_chosen = self._is_chosen
        copy._secrets = Secrets(copy._credentials.secrets() + copy._settings.secrets())
        copy._prepared = {}
        copy._told = self._told
        copy._own = self._own
        copy._servers = self._servers
        copy._closes_servers = False
        return copy

    @property
    def base_url(self) -> str:
        """Where requests go, without a trailing slash; unless it was given, some operations may have another server."""
        return self._base_url

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r})"

    def __reduce__(self) -> str:
        raise TypeError("a client holds connections and credentials and is not pickled: make one in each process")

    def _attempts(self, operation: "Operation[Any]") -> Attempts:
        settings = self._settings
        return Attempts(
            timeout=settings.timeout,
            max_retries=settings.max_retries,
            retries_allowed=settings.retry_any_method or is_idempotent(operation.method),
        )

    def _query_keys(self) -> list[str]:
        return [name for place, name, _ in self.schemes.values() if place == "query"]

    def _server(self, operation: "Operation[Any]") -> str:
        return operation.server if operation.server and not self._is_chosen else self._base_url

    def _request(self, operation: "Operation[Any]", arguments: Mapping[str, Any], body: Any) -> httpx.Request:
        parts = parts_of(operation, arguments, body, self._credentials.auth_id)
        if operation.deprecated is not None:
            from .deprecation import warn_of

            warn_of(operation, arguments, body, self._told)
        headers, authorization = self._prepare(operation)
        if parts.headers:
            headers = SecretHeaders(headers)
            headers.update(parts.headers)
        # A caller's own client may have parameters and cookies of its own.
        build = httpx.Request if self._own is None else self._own.build_request
        try:
            request = build(
                operation.method, self._url(operation, parts, authorization), headers=headers, **parts.payload
            )
        except httpx.InvalidURL as error:
            problem = f"make no URL: {error}"
        except (TypeError, ValueError) as error:
            problem = f"make no request: {type(error).__name__}"
        else:
            if self._own is not None:
                request.extensions["operation"] = operation  # for the caller's own hooks and transports
                if self._own.params:
                    # Of a request that has a query, httpx would send the parameters of the client only.
                    url, given = self._url(operation, parts, authorization), self._own.params
                    more = {name: given.get_list(name) for name in given if name not in url.params}
                    request.url = url.copy_merge_params(more)
            if authorization.query:
                request.url = SecretURL(request.url)
            if parts.cookies or authorization.cookies:
                request.headers = SecretHeaders(request.headers)
                request.headers["cookie"] = _cookies(request.headers, parts, authorization)
            return request
        raise ConfigurationError(self._secrets.hide(f"{operation.name}: these arguments {problem}"))

    def _url(self, operation: "Operation[Any]", parts: Parts, authorization: Authorization) -> httpx.URL:
        query = "&".join(filter(None, parts.query + authorization.query))
        return request_url(self._server(operation), parts.path, query)

    def _prepare(self, operation: "Operation[Any]") -> tuple[httpx.Headers, Authorization]:
        key = (operation.security, operation.accept)
        prepared = self._prepared.get(key)
        if prepared is None:
            authorization = self._credentials.authorization(operation.security, has_own_client=self._own is not None)
            headers = SecretHeaders({"connection": "keep-alive"} if self._own is None else self._own.headers)
            if headers.get("accept", _ANYTHING) == _ANYTHING:
                headers["accept"] = operation.accept
            headers["accept-encoding"] = ACCEPTED
            headers["user-agent"] = f"vobiz-client-python/{VERSION}"
            headers.update(authorization.headers)
            headers.update(self._settings.headers)
            prepared = self._prepared[key] = (headers, authorization)
        return prepared

    def _limit(self, request: httpx.Request, attempts: Attempts) -> None:
        left = attempts.remaining()
        request.extensions["timeout"] = {
            "connect": min(left, CONNECT_TIMEOUT_S),
            "read": left,
            "write": left,
            "pool": left,
        }

    def _log(
        self,
        operation: "Operation[Any]",
        outcome: Received | Failure,
        started: float,
        attempts: int,
        wait: float | None,
    ) -> None:
        level = logging.DEBUG if wait is None else logging.INFO
        if logger.isEnabledFor(level):
            # The path template, never the path: that holds account, call and phone numbers.
            then = "" if wait is None else f", again in {wait:.2f} s"
            milliseconds = (time.monotonic() - started) * 1000
            result = outcome.status if isinstance(outcome, Received) else outcome.kind.__name__
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

    def _wait(self, outcome: Received | Failure, attempts: Attempts) -> float | None:
        """Return the seconds to wait before another attempt, or None when this outcome is the last word."""
        if isinstance(outcome, Received):
            return attempts.wait_after_status(outcome.status, outcome.headers)
        return attempts.wait_after_failure(outcome.kind)

    def _result(self, operation: "Operation[T]", outcome: Received | Failure, attempts: Attempts) -> T:
        if isinstance(outcome, Failure):
            raise outcome.error(operation.name, attempts.count, self._settings.timeout)
        # In no variable, which a tool would show with a traceback: a header may hold what was sent.
        if "deprecation" in outcome.headers or "sunset" in outcome.headers:
            from .deprecation import log_once

            log_once(logger, operation, outcome.headers, self._told)
        record(outcome, attempts.count)
        if is_saved():
            return cast("T", None)
        return result_of(operation, outcome, self._secrets)


def _cookies(headers: httpx.Headers, parts: Parts, authorization: Authorization) -> str:
    return "; ".join(filter(None, [headers.get("cookie"), *parts.cookies, *authorization.cookies]))

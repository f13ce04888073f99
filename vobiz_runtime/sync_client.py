"""The blocking client, without its namespaces: those are generated."""

import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

import httpx

from .client import BaseClient, closed, raw_response, recorded
from .credentials import Credentials
from .errors import NotFoundError
from .pages import Cursor
from .pools import sync_pools
from .responses import RawResponse, Received, received
from .retries import Attempts
from .settings import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT_S, Settings

if TYPE_CHECKING:
    from .operation import Operation

T = TypeVar("T")
P = ParamSpec("P")


class SyncClient(BaseClient[httpx.Client]):
    """Calls operations and waits for their responses. Safe to share between threads."""

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
        http_client: httpx.Client | None = None,
    ) -> None:
        self._configure(
            base_url,
            Credentials(auth_id=auth_id, auth_token=auth_token, bearer_token=bearer_token),
            Settings(timeout, max_retries, retry_any_method, headers or {}),
            is_http_own=http_client is not None,
        )
        self._pools = sync_pools(self._base_url, http_client)

    def with_options(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        retry_any_method: bool | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a client that differs in these settings and shares the connections; this one does not change.

        `timeout` is in seconds. `headers` replace those given to the client. Closing the copy closes nothing.
        """
        changes = {"timeout": timeout, "max_retries": max_retries, "retry_any_method": retry_any_method}
        return self._copy({k: v for k, v in (changes | {"headers": headers}).items() if v is not None})

    def with_raw_response(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> RawResponse[T]:
        """Call a method of this client and return status, headers and raw body beside its result.

        For example `vobiz.with_raw_response(vobiz.live_calls.get_live_call, call_uuid)`. Raises what the method raises.
        """
        with recorded() as records:
            parsed = method(*args, **kwargs)
        return raw_response(records, parsed)

    def call(self, operation: "Operation[T]", arguments: Mapping[str, Any], body: Any = None) -> T:
        """Call any operation by its record; the methods of the namespaces are this with types.

        Raises `APIStatusError` (or the subclass of the status), `UnexpectedResponseError`, `APIConnectionError`,
        `APITimeoutError`, and `ConfigurationError` before anything is sent.
        """
        request = self._request(operation, arguments, body)
        attempts = self._attempts(operation)
        while True:
            failure: httpx.RequestError | None = None
            response: Received | None = None
            started, number = time.monotonic(), attempts.count
            try:
                response = self._attempt(request, attempts)
                wait = attempts.wait_after_status(response.status, response.headers)
            except httpx.RequestError as error:
                failure = error
                wait = attempts.wait_after_failure(error)
            except RuntimeError as error:
                raise closed(error) from None
            self._log(operation, response or failure, started, number, wait)
            if wait is not None:
                time.sleep(wait)
            elif response is not None:
                return self._result(operation, response, attempts)
            elif failure is not None:
                # Outside of the except block, so that no traceback leads to a request and its headers.
                raise self._failed(operation, attempts, failure)

    def pages(self, operation: "Operation[T]", arguments: Mapping[str, Any]) -> Iterator[T]:
        """Yield the responses of a list operation, page after page, until one is empty. Raises what `call` raises."""
        cursor = Cursor(operation, arguments)
        while True:
            try:
                page = self.call(operation, cursor.arguments)
            except NotFoundError:
                if cursor.is_at_start:
                    raise
                return
            if not cursor.accepts(page):
                return
            yield page
            if cursor.is_at_end(page):
                return

    def _attempt(self, request: httpx.Request, attempts: Attempts) -> Received:
        self._limit(request, attempts)
        pool = self._pools.acquire()
        try:
            response = pool.http.send(request, stream=True, follow_redirects=False)
            try:
                # The transport looks at the limits again for the body, which has to fit in what is left.
                self._limit(request, attempts)
                chunks: list[bytes] = []
                for chunk in response.iter_bytes():
                    chunks.append(chunk)
                    if time.monotonic() > attempts.deadline:
                        raise httpx.ReadTimeout("the body is still coming", request=request)
            finally:
                response.close()
            return received(response, b"".join(chunks))
        finally:
            self._pools.release(pool)

    def close(self) -> None:
        """Close the connections, unless the `http_client` is the caller's own."""
        if self._closes_http:
            for pool in self._pools.all:
                pool.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

"""The blocking client, without its namespaces: those are generated."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar, cast

import httpx

from .client import BaseClient
from .deadline import until
from .downloads import Destination, Download, body_of, downloaded, saving
from .errors import NotFoundError
from .failures import Failure, failure_of
from .pools import Pools, Servers, sync_servers
from .recording import raw_response, recorded
from .responses import RawResponse, Received, received
from .retries import Attempts

if TYPE_CHECKING:
    from .operation import Operation

T = TypeVar("T")
P = ParamSpec("P")


class SyncClient(BaseClient[httpx.Client, httpx.BaseTransport]):
    """Calls operations and waits for their responses. Safe to share between threads."""

    def _make_servers(self) -> Servers[httpx.BaseTransport]:
        return sync_servers(self._base_url, self._own)

    def with_raw_response(self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> RawResponse[T]:
        """Call a method of this client and return status, headers and raw body beside its result.

        For example `vobiz.with_raw_response(vobiz.live_calls.get_live_call, call_uuid)`. Raises what the method raises.
        """
        with recorded() as records:
            parsed = method(*args, **kwargs)
        return raw_response(records, parsed)

    def download(self, to: Destination, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> Download:
        """Call a method of this client and write the body of its response to a file, piece by piece.

        For example `vobiz.download("calls.csv", vobiz.cdr.export_cdrs, start_date="2026-01-15")`. The file is complete
        or not there: it is written beside its place, and moved there at the end. It may also be a file that is open in
        binary mode. The time-out of the call is for all of it, and `max_download_bytes` limits its size.

        Raises what the method raises, and `OSError` when the file cannot be written.
        """
        with saving(to, self._settings.max_download_bytes) as target, recorded() as records:
            method(*args, **kwargs)
            return downloaded(target, records)

    def call(self, operation: "Operation[T]", arguments: Mapping[str, Any], body: Any = None) -> T:
        """Call any operation by its record; the methods of the namespaces are this with types.

        Raises `APIStatusError` (or the subclass of the status), `UnexpectedResponseError`, `APIConnectionError`,
        `APITimeoutError`, and `ConfigurationError` before anything is sent.
        """
        request = self._request(operation, arguments, body)
        pools = self._servers.pools(self._server(operation))
        attempts = self._attempts(operation)
        while True:
            started, number = time.monotonic(), attempts.count
            outcome = self._attempt(request, pools, attempts)
            wait = self._wait(outcome, attempts)
            self._log(operation, outcome, started, number, wait)
            if wait is None:
                return self._result(operation, outcome, attempts)
            time.sleep(wait)

    def pages(self, operation: "Operation[T]", arguments: Mapping[str, Any], body: Any = None) -> Iterator[T]:
        """Yield the responses of a list operation, page after page, until one is empty, or says that it is the last.

        Raises what `call` raises, and `PaginationError` when a page comes again, or when there is no end of pages.
        """
        from .pages import Cursor

        cursor = Cursor(operation, arguments, self._query_keys())
        while cursor.goes_on:
            try:
                page = self.call(cursor.operation, cursor.arguments, body)
            except NotFoundError:
                if cursor.may_be_past_the_end:
                    return
                raise
            if cursor.accepts(page):
                yield page

    def items(self, operation: "Operation[Any]", arguments: Mapping[str, Any], body: Any = None) -> Iterator[Any]:
        """Yield the items of all pages of a list operation, one after another. Raises what `pages` raises."""
        for page in self.pages(operation, arguments, body):
            yield from operation.listing.items_of(page) if operation.listing else ()

    def _attempt(
        self, request: httpx.Request, pools: Pools[httpx.BaseTransport], attempts: Attempts
    ) -> Received | Failure:
        self._limit(request, attempts)
        pool = pools.acquire()
        try:
            with until(attempts.deadline):
                response = pool.transport.handle_request(request)
                try:
                    body = body_of(response)
                    # A hook of the caller's own client may have read it.
                    stream = (response.content,) if response.is_stream_consumed else response.stream
                    for chunk in cast("Iterable[bytes]", stream):
                        body.add(chunk)
                        if time.monotonic() > attempts.deadline:
                            raise httpx.ReadTimeout("the body is still coming")
                    return received(response, body.content())
                finally:
                    response.close()
        except Exception as error:
            failure = failure_of(error, self._secrets, is_ours=self._own is None)
            if failure is None:
                raise
            return failure
        finally:
            pools.release(pool)

    def close(self) -> None:
        """Close the connections, unless the `http_client` is the caller's own."""
        if self._closes_servers:
            for pool in self._servers.close():
                pool.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

"""The client for `async` code, without its namespaces: those are generated."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar, cast

import httpx

from .client import BaseClient
from .downloads import Destination, Download, body_of, downloaded, saving
from .errors import NotFoundError
from .failures import Failure, failure_of
from .pools import Pools, Servers, async_servers
from .recording import raw_response, recorded
from .responses import RawResponse, Received, received
from .retries import Attempts

if TYPE_CHECKING:
    from .operation import Operation

T = TypeVar("T")
P = ParamSpec("P")


class AsyncClient(BaseClient[httpx.AsyncClient, httpx.AsyncBaseTransport]):
    """Calls operations and awaits their responses. One client serves many tasks; make one for each event loop."""

    def _make_servers(self) -> Servers[httpx.AsyncBaseTransport]:
        return async_servers(self._base_url, self._own)

    async def with_raw_response(
        self, method: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> RawResponse[T]:
        """Call a method of this client and return status, headers and raw body beside its result.

        For example `await vobiz.with_raw_response(vobiz.live_calls.get_live_call, call_uuid)`. Raises what the method
        raises.
        """
        with recorded() as records:
            parsed = await method(*args, **kwargs)
        return raw_response(records, parsed)

    async def download(
        self, to: Destination, method: Callable[P, Awaitable[object]], /, *args: P.args, **kwargs: P.kwargs
    ) -> Download:
        """Call a method of this client and write the body of its response to a file, piece by piece.

        For example `await vobiz.download("calls.csv", vobiz.cdr.export_cdrs, start_date="2026-01-15")`. The file is
        complete or not there: it is written beside its place, in a thread, and moved there at the end. It may also be a
        file that is open in binary mode. The time-out of the call is for all of it, and `max_download_bytes` limits its
        size.

        Raises what the method raises, and `OSError` when the file cannot be written.
        """
        with saving(to, self._settings.max_download_bytes) as target, recorded() as records:
            await method(*args, **kwargs)
            return downloaded(target, records)

    async def call(self, operation: "Operation[T]", arguments: Mapping[str, Any], body: Any = None) -> T:
        """Call any operation by its record; the methods of the namespaces are this with types.

        Raises `APIStatusError` (or the subclass of the status), `UnexpectedResponseError`, `APIConnectionError`,
        `APITimeoutError`, and `ConfigurationError` before anything is sent.
        """
        import anyio  # costs more than the client itself to import, and code without tasks never needs it

        request = self._request(operation, arguments, body)
        pools = self._servers.pools(self._server(operation))
        attempts = self._attempts(operation)
        while True:
            started, number = time.monotonic(), attempts.count
            outcome = await self._attempt(request, pools, attempts)
            wait = self._wait(outcome, attempts)
            self._log(operation, outcome, started, number, wait)
            if wait is None:
                return self._result(operation, outcome, attempts)
            await anyio.sleep(wait)

    async def pages(
        self, operation: "Operation[T]", arguments: Mapping[str, Any], body: Any = None
    ) -> AsyncIterator[T]:
        """Yield the responses of a list operation, page after page, until one is empty, or says that it is the last.

        Raises what `call` raises, and `PaginationError` when a page comes again, or when there is no end of pages.
        """
        from .pages import Cursor

        cursor = Cursor(operation, arguments, self._query_keys())
        while cursor.goes_on:
            try:
                page = await self.call(cursor.operation, cursor.arguments, body)
            except NotFoundError:
                if cursor.may_be_past_the_end:
                    return
                raise
            if cursor.accepts(page):
                yield page

    async def items(
        self, operation: "Operation[Any]", arguments: Mapping[str, Any], body: Any = None
    ) -> AsyncIterator[Any]:
        """Yield the items of all pages of a list operation, one after another. Raises what `pages` raises."""
        async for page in self.pages(operation, arguments, body):
            for item in operation.listing.items_of(page) if operation.listing else ():
                yield item

    async def _attempt(
        self, request: httpx.Request, pools: Pools[httpx.AsyncBaseTransport], attempts: Attempts
    ) -> Received | Failure:
        import anyio

        self._limit(request, attempts)
        pool = pools.acquire()
        try:
            with anyio.fail_after(attempts.remaining()):
                response = await pool.transport.handle_async_request(request)
                try:
                    body = body_of(response)
                    if response.is_stream_consumed:  # by a hook of the caller's own client
                        body.add(response.content)
                        return received(response, body.content())
                    async for chunk in cast("httpx.AsyncByteStream", response.stream):
                        if body.blocks:
                            await anyio.to_thread.run_sync(body.add, chunk)
                        else:
                            body.add(chunk)
                    return received(response, body.content())
                finally:
                    await response.aclose()
        except Exception as error:
            failure = failure_of(error, self._secrets, is_ours=self._own is None)
            if failure is None:
                raise
            return failure
        finally:
            pools.release(pool)

    async def close(self) -> None:
        """Close the connections, unless the `http_client` is the caller's own."""
        if self._closes_servers:
            for pool in self._servers.close():
                # The event loop of these connections may have ended, and they with it.
                with suppress(RuntimeError):
                    await pool.transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

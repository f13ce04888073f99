"""Docs pages over HTTP, politely: few at a time, within limits of time and size, and only what has changed."""

import asyncio
import os
import sys
import zlib
from collections.abc import Mapping, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import click
import httpx
from attrs import Factory, define, evolve, field, frozen

from vendor_spec.counts import counted
from vendor_spec.errors import SpecError, printable
from vendor_spec.update.addresses import LOOPBACK, plain_address, refuse_bad_url, same_origin
from vendor_spec.update.earlier_pages import VALIDATORS, Cached, PageCache
from vendor_spec.update.vendor import NOBODY, TABLE, Vendor

AT_ONCE = 4
MAX_BYTES = 10 * 1024 * 1024
MAX_REDIRECTS = 5
PAUSE = 1.0  # seconds before the one retry
MAX_ALL_BYTES = 100 * 1024 * 1024  # of all pages of an update
LAST_DEADLINE = 1800.0  # seconds for all pages
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": "vobiz-client vendor_spec update",
    "Accept": "text/markdown, text/plain, application/yaml, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")  # that httpx reads


class _Passing(SpecError):
    """What may be over at the next request."""


class _TooMuch(SpecError):
    """What ends an update, whatever the page was for."""


def _make_timeout(fetcher: "Fetcher") -> httpx.Timeout:
    return httpx.Timeout(min(10.0, fetcher.vendor.timeout), connect=min(5.0, fetcher.vendor.timeout))


@frozen
class Fetched:
    """What an address serves, `at` the one to which it redirects; `etag` is empty when there is none."""

    content: bytes = field(repr=False)
    at: str
    etag: str = ""

    @classmethod
    def of(cls, page: Cached) -> "Fetched":
        return cls(page.content, page.at, page.validators.get("If-None-Match", ""))


@define
class Fetcher:
    """Fetches from the vendor what `cache` has not, and remembers it there.

    `requests` counts what was sent, `unchanged` the responses among it that said so, `spared` the pages that needed no
    request.
    """

    cache: PageCache
    vendor: Vendor = NOBODY
    timeout: httpx.Timeout = field(default=Factory(_make_timeout, takes_self=True))
    deadline: float = field(default=Factory(lambda self: self.vendor.timeout, takes_self=True))
    pause: float = PAUSE
    received: int = 0
    requests: int = 0
    unchanged: int = 0
    spared: int = 0

    def fetch(self, urls: Sequence[str]) -> dict[str, Fetched]:
        """Return what is at `urls`.

        Raises SpecError, naming the address, when one cannot be had; the others are then given up, too.
        """
        return {url: got for url, got in self._run(urls, {}, is_strict=True).items() if isinstance(got, Fetched)}

    def fetch_what_comes(
        self, urls: Sequence[str], dates: Mapping[str, str] | None = None
    ) -> dict[str, Fetched | SpecError]:
        """Return what is at each of `urls`, or why it cannot be had.

        A page whose date in `dates` is the one that it had when it was cached is not asked for. Raises SpecError when
        all of them together are too much.
        """
        return self._run(urls, dates or {}, is_strict=False)

    def total(self) -> str:
        """Return in a sentence what was fetched; empty when nothing was."""
        if not (self.requests or self.spared):
            return ""
        spared = (
            f", and {counted(self.spared, 'page')} not asked for: the sitemap dates no change" if self.spared else ""
        )
        return f"{counted(self.requests, 'request')}, {self.unchanged} of them answered as unchanged{spared}"

    def _run(self, urls: Sequence[str], dates: Mapping[str, str], *, is_strict: bool) -> dict[str, Fetched | SpecError]:
        return asyncio.run(self._fetch_all(list(dict.fromkeys(urls)), dates, is_strict)) if urls else {}

    async def _fetch_all(
        self, urls: Sequence[str], dates: Mapping[str, str], is_strict: bool
    ) -> dict[str, Fetched | SpecError]:
        turns = asyncio.Semaphore(AT_ONCE)
        asyncio.get_running_loop().set_exception_handler(_handle_exception)
        is_shown = len(urls) > AT_ONCE and sys.stderr.isatty()
        bar = click.progressbar(length=len(urls), label="Fetching", file=sys.stderr, hidden=not is_shown)
        async with self._make_client() as client:

            async def fetch(url: str) -> Fetched | SpecError:
                try:
                    refuse_bad_url(url)
                    async with turns:
                        return await self._fetch(client, url, dates.get(url, ""))
                except SpecError as error:
                    if is_strict or isinstance(error, _TooMuch):
                        raise
                    return error
                finally:
                    bar.update(1)

            try:
                with bar:
                    async with asyncio.timeout(LAST_DEADLINE), asyncio.TaskGroup() as group:
                        tasks = {url: group.create_task(fetch(url)) for url in urls}
            except* SpecError as errors:
                raise errors.exceptions[0] from None
            except* TimeoutError:
                raise SpecError(
                    f"the {len(urls)} pages do not come within {LAST_DEADLINE:g} seconds; try again later"
                ) from None
            return {url: task.result() for url, task in tasks.items()}

    def _make_client(self) -> httpx.AsyncClient:
        # What the environment says of proxies is for the vendor's pages; a page on this machine needs none.
        direct = {f"all://{host}" if ":" not in host else f"all://[{host}]": None for host in LOOPBACK}
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        try:
            return httpx.AsyncClient(timeout=self.timeout, headers=_HEADERS, mounts=direct, cookies=no_cookies)
        except (ValueError, OSError, ImportError, httpx.InvalidURL):
            names = ", ".join(name for name in os.environ if name.upper() in _VARIABLES)
            raise SpecError(
                f"nothing can be fetched with what {names} of the environment says; mend or unset it"
            ) from None

    async def _fetch(self, client: httpx.AsyncClient, url: str, date: str) -> Fetched:
        cached = self.cache.read(url)
        if cached and date and cached.date == date:
            self.spared += 1
            return Fetched.of(cached)
        try:
            return await self._try(client, url, date, cached)
        except _Passing:
            await asyncio.sleep(self.pause)
        return await self._try(client, url, date, cached)

    async def _try(self, client: httpx.AsyncClient, url: str, date: str, cached: Cached | None) -> Fetched:
        try:
            async with asyncio.timeout(self.deadline):
                page = await self._follow(client, url, date, cached)
        except zlib.error:
            raise SpecError(f"{plain_address(url)} sends a page that cannot be unpacked; try again later") from None
        except (TimeoutError, httpx.TimeoutException):
            raise _Passing(f"{plain_address(url)} does not respond in time; try again later") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            reason = printable(" ".join(str(error).split()))[:200] or type(error).__name__
            failure = _Passing if isinstance(error, httpx.TransportError) and "CERTIFICATE" not in reason else SpecError
            raise failure(
                f"{plain_address(url)} cannot be fetched: {reason}; are address, proxy and certificates right?"
            ) from None
        self.cache.remember(url, page)
        return Fetched.of(page)

    async def _follow(self, client: httpx.AsyncClient, url: str, date: str, cached: Cached | None) -> Cached:
        at = url
        for _ in range(MAX_REDIRECTS + 1):
            self.requests += 1
            async with client.stream("GET", at, headers=cached.validators if cached else {}) as response:
                status = response.status_code
                if status in _REDIRECTS:
                    at = self._follow_redirect(at, response)
                    continue
                if status == 304 and cached and cached.validators:
                    self.unchanged += 1
                    return evolve(cached, date=date or cached.date)
                if status != 200:
                    failure = _Passing if status == 429 or status >= 500 else SpecError
                    raise failure(f"{plain_address(url)} responds with status {status}; is the address right?")
                content = await _read_body(response, url)
            self.received += len(content)
            if self.received > MAX_ALL_BYTES:
                raise _TooMuch(
                    f"the pages have more than {MAX_ALL_BYTES} bytes in all, the last one {plain_address(url)}"
                )
            given = {ask: response.headers[say] for ask, say in VALIDATORS.items() if response.headers.get(say)}
            return Cached(content, at, given, date)
        raise SpecError(f"{plain_address(url)} redirects more than {MAX_REDIRECTS} times; is the address right?")

    def _follow_redirect(self, url: str, response: httpx.Response) -> str:
        target = urljoin(url, str(response.headers.get("location", "")))
        refuse_bad_url(target)
        if not (same_origin(url, target) or (self.vendor.owns(url) and self.vendor.owns(target))):
            host = printable(urlsplit(target).netloc[:80])
            raise SpecError(
                f"{plain_address(url)} redirects to another host, {host}; if that is right, name it in {TABLE}"
            )
        return target


def _handle_exception(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # Each task that an interruption ends would be shown with its traceback; `main` says it in a line.
    if not isinstance(context.get("exception"), KeyboardInterrupt):
        loop.default_exception_handler(context)


async def _read_body(response: httpx.Response, url: str) -> bytes:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise SpecError(
            f"{plain_address(url)} sends its page in the encoding {printable(encoding)[:40]}, which was not asked for"
        )
    content = bytearray()
    # httpx would unpack a chunk whole, a thousandfold.
    unpack = zlib.decompressobj(31) if encoding == "gzip" else None
    async for chunk in response.aiter_raw():
        content += unpack.decompress(chunk, MAX_BYTES + 1) if unpack else chunk
        if len(content) > MAX_BYTES:
            raise SpecError(f"{plain_address(url)} sends more than {MAX_BYTES} bytes, which is no docs page")
    if unpack and not unpack.eof:
        raise SpecError(f"{plain_address(url)} sends a packed page without its end; try again later")
    return bytes(content)

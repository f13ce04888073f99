"""Docs pages over HTTP, politely: few at a time, within limits of time and size, and only what has changed."""

import asyncio
import contextlib
import json
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from attrs import define, field

from vendor_spec.errors import SpecError, printable
from vendor_spec.files import sha256_of, write_file

AT_ONCE = 4
MAX_BYTES = 10 * 1024 * 1024
MAX_REDIRECTS = 3
TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds without any progress
DEADLINE = 60.0  # seconds for one page in all
MAX_ALL_BYTES = 100 * 1024 * 1024  # of all pages of an update
LAST_DEADLINE = 1800.0  # seconds for all pages
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": "vobiz-client vendor_spec update",
    "Accept": "text/markdown, text/plain, application/yaml, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")  # that httpx reads

# What a request says of the page that it has already, and where the earlier response said it.
_VALIDATORS = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}


@define
class Fetcher:
    """Fetches pages; `keep` writes what was fetched to `cache`, so that the next update fetches only changes.

    A cached page is a line with the SHA-256 of the rest, a line with the headers that ask for changes, and the page.
    """

    cache: Path
    timeout: httpx.Timeout = TIMEOUT
    deadline: float = DEADLINE
    fetched: dict[str, bytes] = field(factory=dict)
    received: int = 0

    def fetch(self, urls: Sequence[str]) -> dict[str, bytes]:
        """Return the pages at `urls`.

        Raises SpecError, naming the address, when one cannot be had; the others are then given up, too.
        """
        for url in urls:
            refuse_bad_url(url)
        return asyncio.run(self._fetch_all(urls)) if urls else {}

    def keep(self) -> None:
        """Write what was fetched to the cache; it only saves time, so a full disk is no error."""
        with contextlib.suppress(SpecError):
            for url, cached in self.fetched.items():
                write_file(self._place(url), sha256_of(cached).encode() + b"\n" + cached)

    async def _fetch_all(self, urls: Sequence[str]) -> dict[str, bytes]:
        turns = asyncio.Semaphore(AT_ONCE)
        asyncio.get_running_loop().set_exception_handler(_handle_exception)
        # What the environment says of proxies is for the vendor's pages; a page on this machine needs none.
        direct = {f"all://{host}" if ":" not in host else f"all://[{host}]": None for host in LOOPBACK}
        try:
            new_client = httpx.AsyncClient(timeout=self.timeout, headers=_HEADERS, mounts=direct)
        except (ValueError, OSError, ImportError, httpx.InvalidURL):
            names = ", ".join(name for name in os.environ if name.upper() in _VARIABLES)
            raise SpecError(
                f"nothing can be fetched with what {names} of the environment says; mend or unset it"
            ) from None
        async with new_client as client:
            try:
                async with asyncio.timeout(LAST_DEADLINE), asyncio.TaskGroup() as group:
                    tasks = {url: group.create_task(self._fetch(client, turns, url)) for url in urls}
            except* SpecError as errors:
                raise errors.exceptions[0] from None
            except* TimeoutError:
                raise SpecError(
                    f"the {len(urls)} pages do not come within {LAST_DEADLINE:g} seconds; try again later"
                ) from None
            return {url: task.result() for url, task in tasks.items()}

    async def _fetch(self, client: httpx.AsyncClient, turns: asyncio.Semaphore, url: str) -> bytes:
        try:
            async with turns, asyncio.timeout(self.deadline):
                return await self._follow(client, url)
        except zlib.error:
            raise SpecError(f"{url} sends a page that cannot be unpacked; try again later") from None
        except (TimeoutError, httpx.TimeoutException):
            raise SpecError(f"{url} does not respond in time; try again later") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            reason = printable(" ".join(str(error).split()))[:200] or type(error).__name__
            raise SpecError(f"{url} cannot be fetched: {reason}; are address, proxy and certificates right?") from None

    async def _follow(self, client: httpx.AsyncClient, url: str) -> bytes:
        validators, cached = self._read_cached(url)
        at = url
        for _ in range(MAX_REDIRECTS + 1):
            async with client.stream("GET", at, headers=validators) as response:
                if response.status_code in _REDIRECTS:
                    at = _follow_redirect(at, response)
                    continue
                if response.status_code == 304 and validators:
                    return cached
                if response.status_code != 200:
                    raise SpecError(f"{url} responds with status {response.status_code}; is the address right?")
                content = await _read_body(response, url)
                self.received += len(content)
                if self.received > MAX_ALL_BYTES:
                    raise SpecError(f"the pages have more than {MAX_ALL_BYTES} bytes in all, the last one {url}")
            given = {ask: response.headers[say] for ask, say in _VALIDATORS.items() if response.headers.get(say)}
            if given:
                self.fetched[url] = json.dumps(given).encode() + b"\n" + content
            return content
        raise SpecError(f"{url} redirects more than {MAX_REDIRECTS} times")

    def _read_cached(self, url: str) -> tuple[dict[str, str], bytes]:
        try:
            digest, _, cached = self._place(url).read_bytes().partition(b"\n")
        except OSError:
            return {}, b""
        if digest != sha256_of(cached).encode():
            return {}, b""
        validators, _, content = cached.partition(b"\n")
        return json.loads(validators), content

    def _place(self, url: str) -> Path:
        return self.cache / f"{sha256_of(url.encode())}.page"


def is_url(source: str) -> bool:
    """Return whether a source is an address rather than a file."""
    return "://" in source


def refuse_bad_url(url: str) -> None:
    """Raise SpecError unless `url` is one of https, or of http on this machine, without a user in it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise SpecError(f"{url[:120]} is no usable address") from None
    if not host or any(ord(character) < 33 or ord(character) == 127 for character in url):
        raise SpecError(f"{url[:120]!r} is no usable address")
    if parts.username is not None or parts.password is not None:
        raise SpecError(f"the address of {host} holds a user name or password; docs pages are fetched without")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise SpecError(f"{url[:120]} is not https (http is for pages on this machine only)")


def same_origin(url: str, other: str) -> bool:
    """Return whether two addresses have the same scheme, host and port."""
    return urlsplit(url)[:2] == urlsplit(other)[:2]


def _handle_exception(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # Each task that an interruption ends would be shown with its traceback; `main` says it in a line.
    if not isinstance(context.get("exception"), KeyboardInterrupt):
        loop.default_exception_handler(context)


def _follow_redirect(url: str, response: httpx.Response) -> str:
    target = urljoin(url, str(response.headers.get("location", "")))
    refuse_bad_url(target)
    if not same_origin(url, target):
        raise SpecError(f"{url} redirects to another host, {urlsplit(target).netloc[:80]}; if that is right, name it")
    return target


async def _read_body(response: httpx.Response, url: str) -> bytes:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise SpecError(f"{url} sends its page in the encoding {printable(encoding)[:40]}, which was not asked for")
    content = bytearray()
    # httpx would unpack a chunk whole, a thousandfold.
    unpack = zlib.decompressobj(31) if encoding == "gzip" else None
    async for chunk in response.aiter_raw():
        content += unpack.decompress(chunk, MAX_BYTES + 1) if unpack else chunk
        if len(content) > MAX_BYTES:
            raise SpecError(f"{url} sends more than {MAX_BYTES} bytes, which is no docs page")
    if unpack and not unpack.eof:
        raise SpecError(f"{url} sends a packed page without its end; try again later")
    return bytes(content)

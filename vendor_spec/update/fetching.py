"""Docs pages over HTTP, politely: few at a time, within limits of time and size, and only what has changed."""

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
from attrs import define, field, frozen

from vendor_spec.errors import SpecError
from vendor_spec.files import sha256_of, write_file

AT_ONCE = 4
MAX_BYTES = 10 * 1024 * 1024
MAX_REDIRECTS = 3
TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds without any progress
DEADLINE = 60.0  # seconds for one page in all
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": "vobiz-client vendor_spec update",
    "Accept": "text/markdown, text/plain, application/yaml, */*;q=0.5",
}


@frozen
class CachedPage:
    """A page that an earlier update fetched, and what the server calls this version of it."""

    etag: str
    last_modified: str
    content: bytes


@define
class Fetcher:
    """Fetches pages; `keep` writes what was fetched to `cache`, so that the next update fetches only changes."""

    cache: Path
    timeout: httpx.Timeout = TIMEOUT
    deadline: float = DEADLINE
    fetched: dict[str, CachedPage] = field(factory=dict)

    def fetch(self, urls: Sequence[str], on_done: Callable[[str], None] = lambda _: None) -> list[bytes]:
        """Return the pages at `urls`, in their order; `on_done` is called with each that is there.

        Raises SpecError, naming the address, when one cannot be had; the others are then given up, too.
        """
        for url in urls:
            refuse_bad_url(url)
        return asyncio.run(self._fetch_all(urls, on_done))

    def keep(self) -> None:
        """Write what was fetched to the cache; it only saves time, so a full disk is no error."""
        for url, cached in self.fetched.items():
            record = {
                "url": url,
                "etag": cached.etag,
                "last_modified": cached.last_modified,
                "sha256": sha256_of(cached.content),
            }
            try:
                write_file(self._place(url), json.dumps(record).encode() + b"\n" + cached.content)
            except SpecError:
                return

    async def _fetch_all(self, urls: Sequence[str], on_done: Callable[[str], None]) -> list[bytes]:
        turns = asyncio.Semaphore(AT_ONCE)
        # What the environment says of proxies is for the vendor's pages; a page on this machine needs none.
        direct = {f"all://{host}" if ":" not in host else f"all://[{host}]": None for host in LOOPBACK}
        async with httpx.AsyncClient(timeout=self.timeout, headers=_HEADERS, mounts=direct) as client:

            async def fetch_one(url: str) -> bytes:
                async with turns:
                    content = await self._fetch(client, url)
                on_done(url)
                return content

            try:
                async with asyncio.TaskGroup() as group:
                    tasks = [group.create_task(fetch_one(url)) for url in urls]
            except* SpecError as errors:
                raise errors.exceptions[0] from None
            return [task.result() for task in tasks]

    async def _fetch(self, client: httpx.AsyncClient, url: str) -> bytes:
        try:
            async with asyncio.timeout(self.deadline):
                return await self._follow(client, url)
        except (TimeoutError, httpx.TimeoutException):
            raise SpecError(f"{url} does not respond in time; try again later") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise SpecError(
                f"{url} cannot be fetched: {' '.join(str(error).split())[:200] or type(error).__name__}"
            ) from None

    async def _follow(self, client: httpx.AsyncClient, url: str) -> bytes:
        cached = self._read_cached(url)
        headers = {"If-None-Match": cached.etag, "If-Modified-Since": cached.last_modified} if cached else {}
        headers = {name: value for name, value in headers.items() if value}
        at = url
        for _ in range(MAX_REDIRECTS + 1):
            async with client.stream("GET", at, headers=headers) as response:
                if response.status_code in _REDIRECTS:
                    at = _follow_redirect(at, response)
                    continue
                if response.status_code == 304 and cached:
                    return cached.content
                if response.status_code != 200:
                    raise SpecError(f"{url} responds with status {response.status_code}; is the address right?")
                content = await _read_body(response, url)
            etag, modified = response.headers.get("etag", ""), response.headers.get("last-modified", "")
            if etag or modified:
                self.fetched[url] = CachedPage(etag, modified, content)
            return content
        raise SpecError(f"{url} redirects more than {MAX_REDIRECTS} times")

    def _read_cached(self, url: str) -> CachedPage | None:
        try:
            head, _, content = self._place(url).read_bytes().partition(b"\n")
            record = json.loads(head)
            if record["url"] != url or record["sha256"] != sha256_of(content):
                return None
            return CachedPage(str(record["etag"]), str(record["last_modified"]), content)
        except (OSError, ValueError, KeyError, TypeError):
            return None

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


def _follow_redirect(url: str, response: httpx.Response) -> str:
    target = urljoin(url, str(response.headers.get("location", "")))
    refuse_bad_url(target)
    if not same_origin(url, target):
        raise SpecError(f"{url} redirects to another host, {urlsplit(target).netloc[:80]}; if that is right, name it")
    return target


async def _read_body(response: httpx.Response, url: str) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > MAX_BYTES:
            raise SpecError(f"{url} sends more than {MAX_BYTES} bytes, which is no docs page")
    return bytes(content)

"""The httpx clients behind one client of ours: as many as the calls at one time need, each with few connections.

A pool of httpcore looks at all its connections and all waiting requests, whenever a request begins or ends; with fifty
at once that is most of the time spent. Several small pools do the same work in half of it.
"""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import httpx

from .errors import ConfigurationError

H = TypeVar("H", bound=httpx.Client | httpx.AsyncClient)

_WIDTH = 8
_MOST_POOLS = 12
_LIMITS = httpx.Limits(max_connections=_WIDTH, max_keepalive_connections=_WIDTH, keepalive_expiry=30.0)


class Pool(Generic[H]):
    """One httpx client, `http`, and the number of calls that are on it, `busy`."""

    __slots__ = ("busy", "http")

    def __init__(self, http: H) -> None:
        self.http = http
        self.busy = 0


class Pools(Generic[H]):
    """Hands out the first pool that is not full. Safe to share between threads."""

    def __init__(self, first: H, another: Callable[[], H] | None = None) -> None:
        self._another: Callable[[], H] | None = another
        self._lock = threading.Lock()
        self.all: list[Pool[H]] = [Pool(first)]

    def acquire(self) -> Pool[H]:
        """Return a pool for one request; release it afterwards, whatever happened."""
        with self._lock:
            for pool in self.all:
                if pool.busy < _WIDTH:
                    break
            else:
                pool = self._add()
            pool.busy += 1
            return pool

    def release(self, pool: Pool[H]) -> None:
        """Note that the request on this pool is over."""
        with self._lock:
            pool.busy -= 1

    def _add(self) -> Pool[H]:
        if self._another is not None and len(self.all) < _MOST_POOLS and not self.all[0].http.is_closed:
            self.all.append(Pool(self._another()))
            return self.all[-1]
        return min(self.all, key=lambda pool: pool.busy)


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """Take none: none is ever sent back, and looking for them costs a tenth of a call."""


class _Stateless:
    @property
    def cookies(self) -> httpx.Cookies:
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        raise AttributeError("this client keeps no cookies")


_NO_COOKIES = _NoCookies()


class _SyncHttp(_Stateless, httpx.Client):
    pass


class _AsyncHttp(_Stateless, httpx.AsyncClient):
    pass


def sync_pools(base_url: str, own: httpx.Client | None) -> Pools[httpx.Client]:
    """Return the pools for a checked base URL, or the one pool that the caller's own client is."""
    return _pools(base_url, own, httpx.Client, _SyncHttp)


def async_pools(base_url: str, own: httpx.AsyncClient | None) -> Pools[httpx.AsyncClient]:
    """Do as `sync_pools` for async code."""
    return _pools(base_url, own, httpx.AsyncClient, _AsyncHttp)


def _pools(base_url: str, own: object, kind: type[H], make: Callable[..., H]) -> Pools[H]:
    if own is not None:
        if not isinstance(own, kind):
            raise ConfigurationError(f"http_client must be an httpx.{kind.__name__} here")
        return Pools(own)
    # Proxies of the environment are not for this machine: they would see the credentials in the clear.
    is_remote = base_url.startswith("https:")
    verify = httpx.create_ssl_context() if is_remote else False

    def another() -> H:
        return make(limits=_LIMITS, trust_env=is_remote, verify=verify)

    return Pools(another(), another)

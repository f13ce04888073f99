# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""The connections of one client: for each server as many pools as the calls at one time need, each a small one.

A pool of httpcore looks at all its connections and all waiting requests, whenever a request begins or ends; with fifty
at once that is most of the time spent. Several small pools do the same work in half of it.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar, cast
from urllib.request import getproxies, proxy_bypass

import httpx

from .base_url import checked_base_url
from .errors import ConfigurationError
from .failures import CLOSED

Transport = TypeVar("Transport", bound=httpx.BaseTransport | httpx.AsyncBaseTransport)

_WIDTH = 8
_MOST_POOLS = 12
_LIMITS = httpx.Limits(max_connections=_WIDTH, max_keepalive_connections=_WIDTH, keepalive_expiry=30.0)


class Pool(Generic[Transport]):
    """One transport of httpx, and the number of calls that are on it, `busy`."""

    __slots__ = ("busy", "transport")

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.busy = 0


class Pools(Generic[Transport]):
    """Hands out the first pool that is not full. Safe to share between threads."""

    def __init__(self, first: Transport, another: Callable[[], Transport] | None = None) -> None:
        self._another = another
        self._lock = threading.Lock()
        self._is_closed = False
        self.all = [Pool(first)]

    def acquire(self) -> Pool[Transport]:
        """Return a pool for one request; release it afterwards, whatever happened."""
        with self._lock:
            if self._is_closed:
                raise ConfigurationError(CLOSED)
            for pool in self.all:
                if pool.busy < _WIDTH:
                    break
            else:
                pool = self._add()
            pool.busy += 1
            return pool

    def release(self, pool: Pool[Transport]) -> None:
        """Note that the request on this pool is over."""
        with self._lock:
            pool.busy -= 1

    def close(self) -> list[Pool[Transport]]:
        """Hand out no pool any more, and return all of them, to be closed."""
        with self._lock:
            self._is_closed = True
            return self.all

    def _add(self) -> Pool[Transport]:
        if self._another is not None and len(self.all) < _MOST_POOLS:
            self.all.append(Pool(self._another()))
            return self.all[-1]
        return min(self.all, key=lambda pool: pool.busy)


class Servers(Generic[Transport]):
    """The pools of one client: those of each server that its operations have, made when the first one is called."""

    def __init__(self, first: str, make: Callable[[str], Pools[Transport]]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._is_closed = False
        self._by_url = {first: make(first)}

    def pools(self, url: str) -> Pools[Transport]:
        """Return the pools for a server of the document; raise `ConfigurationError` for a URL that may get none."""
        pools = self._by_url.get(url)
        if pools is None:
            with self._lock:
                if self._is_closed:
                    raise ConfigurationError(CLOSED)
                pools = self._by_url[url] = self._by_url.get(url) or self._make(checked_base_url(url))
        return pools

    def close(self) -> list[Pool[Transport]]:
        """Hand out no pool any more, and return all of them, to be closed."""
        with self._lock:
            self._is_closed = True
            return [pool for pools in self._by_url.values() for pool in pools.close()]


class _OwnClient(httpx.BaseTransport):
    """The caller's own client as the way that requests take. The caller closes it."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._http.send(request, stream=True, follow_redirects=False)


class _OwnAsyncClient(httpx.AsyncBaseTransport):
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._http.send(request, stream=True, follow_redirects=False)


def sync_servers(base_url: str, own: httpx.Client | None) -> Servers[httpx.BaseTransport]:
    """Return what gives the pools for a checked base URL, or the one pool that the caller's own client is."""
    from .network import (
        keep_deadlines,  # it imports httpcore, which costs more than the client itself
    )

    def pools(url: str) -> Pools[httpx.BaseTransport]:
        # Not httpx.Client: it would follow what a response says of redirects and cookies, for half of a call's time.
        make = _maker(url, httpx.HTTPTransport)
        return Pools(keep_deadlines(make()), lambda: keep_deadlines(make()))

    if own is None:
        return Servers(base_url, pools)
    if not isinstance(cast("object", own), httpx.Client):
        raise ConfigurationError("http_client must be an httpx.Client here")
    known = vars(own)  # httpx does not tell its transports otherwise
    for transport in (known["_transport"], *known["_mounts"].values()):
        if transport is not None:
            keep_deadlines(transport)
    return Servers(base_url, lambda _: Pools(_OwnClient(own)))


def async_servers(base_url: str, own: httpx.AsyncClient | None) -> Servers[httpx.AsyncBaseTransport]:
    """Do as `sync_servers` for async code."""

    def pools(url: str) -> Pools[httpx.AsyncBaseTransport]:
        make = _maker(url, httpx.AsyncHTTPTransport)
        return Pools(make(), make)

    if own is None:
        return Servers(base_url, pools)
    if not isinstance(cast("object", own), httpx.AsyncClient):
        raise ConfigurationError("http_client must be an httpx.AsyncClient here")
    return Servers(base_url, lambda _: Pools(_OwnAsyncClient(own)))


def _maker(base_url: str, kind: Callable[..., Transport]) -> Callable[[], Transport]:
    url = httpx.URL(base_url)
    make = partial(kind, limits=_LIMITS, verify=False)
    # Proxies of the environment are not for this machine: they would see the credentials in the clear.
    if url.scheme != "https":
        return make
    proxies = {} if proxy_bypass(url.host) else getproxies()
    proxy = proxies.get("https") or proxies.get("all") or None
    if proxy is not None and "://" not in proxy:
        proxy = f"http://{proxy}"
    try:
        make = partial(kind, limits=_LIMITS, verify=httpx.create_ssl_context(), proxy=proxy)
        make()
        return make
    except (ImportError, OSError) as error:
        problem = str(error)
    except (httpx.InvalidURL, ValueError):
        problem = "not a URL of a proxy"  # without it: a proxy's URL holds a password
    raise ConfigurationError(
        f"the environment (HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE, SSL_CERT_DIR) cannot be used: {problem}"
    )

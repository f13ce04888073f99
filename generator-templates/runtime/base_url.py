"""Where requests may go: https anywhere, plain http to this machine only."""

import ipaddress

import httpx

from .errors import ConfigurationError

_LAST_PORT = 65535


def checked_base_url(value: str | None) -> str:
    """Return the base URL without a trailing slash.

    Raises `ConfigurationError` when it is missing, no URL, holds more than scheme, host, port and path, or would send
    credentials over plain http to another machine.
    """
    if not value:
        raise ConfigurationError("the document names no server: pass base_url=..., or set VOBIZ_BASE_URL")
    url = _url(value)
    if url is None:
        raise ConfigurationError("base_url must be a URL, as https://api.example")
    if url.userinfo or url.query or url.fragment:
        raise ConfigurationError("base_url must hold no user, password, query or fragment")
    if url.scheme not in ("http", "https"):
        raise ConfigurationError("base_url must be https://..., or http:// to this machine")
    if url.scheme == "http" and not _is_loopback(url.host):
        raise ConfigurationError(
            f"base_url http://{url.host} would send the credentials unencrypted: use https (http only to this machine)"
        )
    return str(url).rstrip("/")


def _url(value: object) -> httpx.URL | None:
    try:
        url = httpx.URL(value) if isinstance(value, str) else httpx.URL("")
        # The host is decoded when it is asked for.
        return url if url.host and url.port != 0 and (url.port or 1) <= _LAST_PORT else None
    except (httpx.InvalidURL, ValueError):
        return None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""Which addresses are asked at all."""

import re
from urllib.parse import urlsplit

from vendor_spec.errors import SpecError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_url(source: str) -> bool:
    """Return whether a source is an address rather than a file."""
    return "://" in source


def is_usable(url: str) -> bool:
    """Return whether `url` can be taken apart at all; it may be relative."""
    try:
        parts = urlsplit(url)
        return bool(url) and (parts.hostname, parts.port) is not None
    except ValueError:
        return False


def refuse_bad_url(url: str) -> None:
    """Raise SpecError unless `url` is one of https, or of http on this machine, without a user in it."""
    parts = urlsplit(url if is_usable(url) else "")
    host = parts.hostname
    if not host or any(ord(character) < 33 or ord(character) == 127 for character in url):
        raise SpecError(f"{re.sub('//.*@', '//', url)[:120]!r} is no usable address")
    if parts.username is not None or parts.password is not None:
        raise SpecError(f"the address of {host} holds a user name or password; docs pages are fetched without")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise SpecError(f"{url[:120]} is not https (http is for pages on this machine only)")


def same_origin(url: str, other: str) -> bool:
    """Return whether two addresses have the same scheme, host and port."""
    return urlsplit(url)[:2] == urlsplit(other)[:2]


def plain_address(url: str) -> str:
    """Return an address without what may be secret in it, its query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"

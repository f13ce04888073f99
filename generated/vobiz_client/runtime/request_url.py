# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""The URL of a request, without what httpx does for any text: for one of ours that is a third of a call's time."""

import re
from functools import lru_cache
from typing import Any

import httpx

_MOST_SERVERS = 64
_LONGEST = 8000  # characters, beyond which httpx is to say what it takes
# Nothing that httpx would write otherwise: no character to be escaped, and no segment of dots.
_CHARACTERS = r"[A-Za-z0-9_.~!$&()*+,;=:@-]*+"
_PATH = re.compile(rf"(?:/(?!\.){_CHARACTERS}(?:%[0-9A-Fa-f]{{2}}{_CHARACTERS})*+)++")
_QUERY = re.compile(rf"{_CHARACTERS}(?:(?:%[0-9A-Fa-f]{{2}}|/){_CHARACTERS})*+")


def request_url(server: str, path: str, query: str) -> httpx.URL:
    """Return the URL of a path, and a query unless it is empty, on a server whose URL was checked.

    Raises `httpx.InvalidURL` for what makes none.
    """
    base, prefix = _parsed(server)
    whole = prefix + path
    is_plain = len(whole) + len(query) < _LONGEST and _PATH.fullmatch(whole) and _QUERY.fullmatch(query)
    if base is not None and is_plain:
        url = httpx.URL.__new__(httpx.URL)
        vars(url)["_uri_reference"] = base._replace(path=whole, query=query or None)
        return url
    return httpx.URL(f"{server}{path}?{query}" if query else server + path)


@lru_cache(_MOST_SERVERS)
def _parsed(server: str) -> tuple[Any, str]:
    """Return the parts of the URL of a server as httpx keeps them, None where it does not; and its path."""
    url = httpx.URL(server)
    parts = vars(url).get("_uri_reference")
    is_known = getattr(parts, "_fields", None) == ("scheme", "userinfo", "host", "port", "path", "query", "fragment")
    return parts if is_known else None, url.path.rstrip("/")

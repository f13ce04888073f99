"""What the generated client sends for the values of a case, beside what another client sends for the same values."""

import contextlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID

import httpx
import requests

from contract_tests.harness.findings.pointers import parse_body


def find_difference(
    sent: httpx.Request, other: requests.PreparedRequest, headers: Iterable[str], credentials: Collection[str]
) -> str:
    """Return what the client sends differently from another client, in words; empty when both ask for the same.

    Compared is what two clients cannot write differently: method, path, the names of query parameters but for those of
    `credentials`, that these `headers` are there, and a JSON body.
    """
    theirs = urlsplit(str(other.url))
    # A value that is percent-encoded already goes into the path as it is, or encoded once more.
    line, other_line = f"{sent.method} {unquote(sent.url.path)}", f"{other.method} {unquote(unquote(theirs.path))}"
    if line != other_line:
        return f"it sends {line}, not {other_line}"
    names, other_names = (
        {name for name, _ in parse_qsl(query, keep_blank_values=True)}.difference(credentials)
        for query in (sent.url.query.decode(), theirs.query)
    )
    if names != other_names:
        return f"its query has {_listed(names)}, not {_listed(other_names)}"
    if missing := {name for name in headers if name not in sent.headers}:
        return f"it sends no header {_listed(missing)}"
    if "json" in str(other.headers.get("Content-Type", "")) and other.body:
        with contextlib.suppress(httpx.RequestNotRead, ValueError):
            if not is_same_value(parse_body(sent.content or b"null"), parse_body(other.body)):
                return "its body is not the JSON of the values that it is given"
    return ""


def is_same_value(first: Any, second: Any) -> bool:
    """Return whether two JSON values are equal, but for how a date-time or a UUID is written: a client keeps the value
    of these, not the letters."""
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(is_same_value(first[key], second[key]) for key in second)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(is_same_value, first, second))
    if isinstance(first, str) and isinstance(second, str) and first != second:
        for read in (datetime.fromisoformat, UUID):
            with contextlib.suppress(ValueError):
                return bool(read(first) == read(second))
    return isinstance(first, bool) is isinstance(second, bool) and bool(first == second)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "no parameter"

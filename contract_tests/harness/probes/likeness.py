"""Whether two responses say the same, whatever id, moment or path each of them names."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import requests

from contract_tests.harness.findings.pointers import parse_body
from vobiz_runtime.body import text_of

LONGEST = 20_000  # bytes of a body that are compared
# What differs from one response to the next: numbers, and words with a digit in them, such as ids and times.
_VARYING = re.compile(r"(?<![\w-])[\w-]*\d[\w.:+-]*")


def are_alike(first: requests.Response, second: requests.Response) -> bool:
    """Return whether status, media type and body are the same, but for ids, times and what was requested."""
    return _describe(first) == _describe(second)


def _describe(response: requests.Response) -> tuple[int, str, Any]:
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    text = text_of(response.content[:LONGEST], response.headers.get("Content-Type", ""))
    try:
        body = parse_body(text)
    except ValueError:
        body = " ".join(text.split())
    return response.status_code, media_type, _without(_requested(response), body)


def _requested(response: requests.Response) -> re.Pattern[str]:
    """Return what matches the path of the request, and each segment of it that is no common word."""
    path = urlsplit(str(response.request.url)).path
    segments = [part for part in path.split("/") if len(part) > 3]
    parts = {path.rstrip("/"), unquote(path).rstrip("/"), *segments, *map(unquote, segments)} - {""}
    longest_first = sorted(parts, key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, longest_first)) + ")/?") if parts else re.compile("(?!)")


def _without(requested: re.Pattern[str], value: Any) -> Any:
    if isinstance(value, str):
        return _VARYING.sub("#", requested.sub("#", value))
    if isinstance(value, dict):
        return {name: _without(requested, item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without(requested, item) for item in value]
    return value if isinstance(value, bool) or value is None else "#"

"""How the target responds at a path that no operation has: what tells a router's 404 from a resource's."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from attrs import define, field
from vobiz_client.runtime.body import text_of

from contract_tests.harness.findings.pointers import parse_body
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.target.budget import REFUSED, TRANSIENT

SEGMENT = "no-such-path-4b1d"
LONGEST = 20_000  # bytes of a body that are compared
# What differs from one response to the next: numbers, and words with a digit in them, such as ids and times.
_VARYING = re.compile(r"(?<![\w-])[\w-]*\d[\w.:+-]*")


@define
class Control:
    """One GET a run, to a documented path with one made-up segment more."""

    _response: requests.Response | None = field(default=None, init=False)
    _is_sent: bool = field(default=False, init=False)

    def response(self, probe: OperationProbe) -> requests.Response | None:
        """Return the response at the made-up path, sent below that of the first operation that wants to know it.

        None, with the reason in the result of the probe, when there is none.
        """
        if not self._is_sent and probe.operation.method == "get":
            path = probe.operation.request_path
            request = probe.request(path=f"{path.rstrip('/')}/{SEGMENT}{'/' if path.endswith('/') else ''}")
            self._is_sent = True
            self._response = probe.send(request, is_control=True)
        return self._response

    def is_like(self, probe: OperationProbe, response: requests.Response) -> bool | None:
        """Return whether a response is that of a router which knows no such path; None when that cannot be told."""
        control = self.response(probe)
        if control is None or control.status_code in (*REFUSED, *TRANSIENT):
            return None
        return are_alike(response, control)


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

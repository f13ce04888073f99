"""`drift.har`: exchanges as an HTTP Archive (HAR 1.2), each redacted before it leaves the process that saw it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.texts.clean import decode

if TYPE_CHECKING:
    import requests
    from schemathesis.core.transport import Response

# Headers whose values are about the exchange, not about a person; of others only the names are shown.
SHOWN = (
    *("allow", "cache-control", "connection", "content-encoding", "content-length", "content-type", "date"),
    *("deprecation", "link", "retry-after", "server", "sl-violations", "sunset", "transfer-encoding", "vary"),
    *("via", "www-authenticate"),
)
CREATOR = {"name": "contract_tests", "version": "1"}


def har_entry(redactor: Redactor, response: Response) -> dict[str, Any]:
    """Return the exchange that ended in `response`; the time it began is reckoned from now."""
    took = timedelta(seconds=response.elapsed)
    milliseconds = round(response.elapsed * 1000, 3)
    content_type = next(iter(response.headers.get("content-type", [])), "")
    location = next(iter(response.headers.get("location", [])), "")
    return {
        "startedDateTime": (datetime.now(UTC) - took).isoformat(timespec="milliseconds"),
        "time": milliseconds,
        "request": _request(redactor, response.request),
        "response": {
            "status": response.status_code,
            "statusText": http.client.responses.get(response.status_code, ""),
            "httpVersion": f"HTTP/{response.http_version}",
            "cookies": [],
            "headers": [
                {"name": redactor.text(name), "value": _header(redactor, name.lower(), value)}
                for name, values in response.headers.items()
                for value in values
            ],
            "content": {
                "size": len(response.content or b""),
                "mimeType": redactor.text(content_type),
                "text": redactor.body(response.content or b"", response.status_code, content_type),
            },
            "redirectURL": redactor.address(location),
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }


def _request(redactor: Redactor, request: requests.PreparedRequest) -> dict[str, Any]:
    url, sent = str(request.url), {str(name): decode(value) for name, value in request.headers.items()}
    entry: dict[str, Any] = {
        "method": str(request.method),
        "url": redactor.text(url),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        # What we send is made by us, so that all of it may be seen, credentials and numbers apart.
        "headers": [{"name": name, "value": redactor.text(value)} for name, value in sent.items()],
        "queryString": [
            {"name": redactor.text(name), "value": redactor.parameter(name, value)}
            for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)
        ],
        "headersSize": -1,
        "bodySize": len(request.body) if isinstance(request.body, str | bytes) else -1,
    }
    if isinstance(request.body, str | bytes) and request.body:
        mime_type = redactor.text(sent.get("Content-Type", ""))
        entry["postData"] = {"mimeType": mime_type, "text": redactor.cut(decode(request.body))}
    return entry


def _header(redactor: Redactor, name: str, value: str) -> str:
    if name == "location":
        return redactor.address(value)
    return redactor.cut(value) if name in SHOWN else redactor.value(value).strip('"')


def render_har(ids: Iterable[str], exchanges: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the text of `drift.har`: one entry for each finding that has an exchange, the finding's id its comment.

    `exchanges` are entries of `har_entry`, by the finding's id.
    """
    entries = [{**exchanges[id_], "comment": id_} for id_ in dict.fromkeys(ids) if id_ in exchanges]
    log = {"version": "1.2", "creator": CREATOR, "entries": entries}
    return json.dumps({"log": log}, indent=1, ensure_ascii=False) + "\n"


def read_har(text: str) -> dict[str, dict[str, Any]]:
    """Return the exchanges that `render_har` wrote; raises ValueError when it did not."""
    try:
        entries = json.loads(text)["log"]["entries"]
        return {entry["comment"]: {k: v for k, v in entry.items() if k != "comment"} for entry in entries}
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("not an HTTP Archive of a contract run") from None

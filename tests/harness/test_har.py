"""`drift.har`: one redacted entry a finding, of the form that HAR 1.2 asks for."""

import json
from datetime import datetime
from typing import Any

import jsonschema_rs
import pytest
import requests
from schemathesis.core.transport import Response

from contract_tests.harness.findings.har import har_entry, read_har, render_har
from contract_tests.harness.findings.redactor import EXCERPT, Redactor
from contract_tests.harness.findings.secrets import Secrets
from tests.harness.reports_made import make_finding

REDACTOR = Secrets({"t0ken/x": "$VOBIZ_AUTH_TOKEN"})
TEXT, NUMBER = {"type": "string"}, {"type": "number"}
PAIRS = {"type": "array", "items": {"type": "object", "required": ["name", "value"], "additionalProperties": TEXT}}
SIZES = {"headersSize": {"type": "integer"}, "bodySize": {"type": "integer"}}


def an(**members: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(members), "properties": members}


# http://www.softwareishard.com/blog/har-12-spec/
HAR = an(
    log=an(
        version={"const": "1.2"},
        creator=an(name=TEXT, version=TEXT),
        entries={
            "type": "array",
            "items": an(
                startedDateTime={"type": "string", "format": "date-time"},
                time={"type": "number", "minimum": 0},
                request=an(
                    method=TEXT, url=TEXT, httpVersion=TEXT, cookies=PAIRS, headers=PAIRS, queryString=PAIRS, **SIZES
                ),
                response=an(
                    status={"type": "integer"},
                    **dict.fromkeys(("statusText", "httpVersion", "redirectURL"), TEXT),
                    **dict.fromkeys(("cookies", "headers"), PAIRS),
                    content=an(size={"type": "integer"}, mimeType=TEXT),
                    **SIZES,
                ),
                cache={"type": "object"},
                timings=an(send=NUMBER, wait=NUMBER, receive=NUMBER),
                comment=TEXT,
            ),
        },
    )
)


def answer(content: bytes, status: int = 200, method: str = "GET", **headers: str) -> Response:
    request = requests.Request(
        method,
        "https://api.example.com/calls",
        params={"token": "t0ken/x", "to": "+919262171438"},
        headers={"X-Auth-Token": "t0ken/x"},
        data={"note": "t0ken/x" + "y" * 3000} if method == "POST" else None,
    ).prepare()
    received = {name: [value] for name, value in {"Content-Type": "application/json", **headers}.items()}
    return Response(status, received, content, request, elapsed=0.25, verify=True)


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("POST", 422), ("GET", 599)])
def test_an_archive_is_valid_and_has_one_entry_a_finding(method: str, status: int) -> None:
    shown, other = make_finding(1), make_finding(2)
    entry = har_entry(Redactor(REDACTOR), answer(b'{"a": 1}', status, method))
    text = render_har([shown.id, other.id], {shown.id: entry, "gone": entry})
    archive = json.loads(text)
    jsonschema_rs.validator_for(HAR, validate_formats=True).validate(archive)
    assert [logged["comment"] for logged in archive["log"]["entries"]] == [shown.id]
    assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo is not None
    assert entry["time"] == 250
    assert read_har(text) == {shown.id: entry}


def test_what_a_live_target_sent_and_got_is_redacted_and_cut() -> None:
    body = json.dumps({"from": "919262171438", "caller": "Ada", "long": ["x"] * 5000}).encode()
    headers = {"X-Caller": "Ada", "Location": "https://u:p@other.example.com/t0ken%2Fx?to=919262171438"}
    entry = har_entry(Redactor(REDACTOR, frozenset()), answer(body, 302, "POST", **headers))
    written = json.dumps(entry)
    for hidden in ("t0ken", "9192621714", "Ada", "u:p@"):
        assert hidden not in written
    assert entry["response"]["redirectURL"] == "https://other.example.com/$VOBIZ_AUTH_TOKEN?***"
    assert {"name": "token", "value": "$VOBIZ_AUTH_TOKEN"} in entry["request"]["queryString"]
    assert len(entry["request"]["postData"]["text"]) == len(entry["response"]["content"]["text"]) == EXCERPT
    assert entry["response"]["content"]["size"] == len(body)


@pytest.mark.parametrize("text", ["[", "[]", "{}", '{"log": {"entries": [{}]}}', '{"log": {"entries": [1]}}'])
def test_what_is_no_archive_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_har(text)

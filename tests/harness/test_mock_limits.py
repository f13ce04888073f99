"""Each listed limit of the mock is still there: one that is gone hides findings, so it has to leave the list."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from contract_tests.harness.target.mock.limits import (
    MULTIPART_NAME,
    REQUEST_REFUSED,
    RESPONSE_MADE_UP,
    RESPONSE_NOT_SERVED,
)
from contract_tests.harness.target.mock.served import make_served
from contract_tests.harness.target.mock.server import MockServer

ROOT = Path(__file__).parents[2]
LIMITS: list[dict[str, Any]] = yaml.safe_load((ROOT / "contract_tests/mock_limits.yaml").read_text())
OK = {"responses": {"200": {"description": "yes"}}}


@pytest.fixture(scope="module")
def mocks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, MockServer]]:
    folder = tmp_path_factory.mktemp("limits")
    started = {}
    try:
        for version in ("3.0.3", "3.1.0"):
            for name, content in (
                (version, serve(version)),
                (f"{version} said otherwise", make_served(serve(version))),
            ):
                document = folder / f"{name}.yaml"
                document.write_text(yaml.safe_dump(content, sort_keys=False))
                started[name] = MockServer(document, ROOT, folder / f"{name}.log")
                started[name].start()
        yield started
    finally:
        for mock in started.values():
            mock.stop()


def serve(version: str) -> dict[str, Any]:
    paths = {
        limit.get("path", limit["request"]["path"].split("?")[0]): {
            limit["request"]["method"].lower(): OK | limit["operation"]
        }
        for limit in LIMITS
        if limit.get("openapi", "3.0.3") == version
    }
    key = {"type": "apiKey", "in": "header", "name": "X-Key"}
    return {
        "openapi": version,
        "info": {"title": "limits", "version": "1"},
        "paths": paths,
        "components": {"securitySchemes": {"Key": key}},
    }


def send(mock: MockServer, request: dict[str, Any]) -> tuple[str, str | None]:
    body = request["body"].encode() if "body" in request else None
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(mock.url).port, timeout=1)
    try:
        connection.request(request["method"], request["path"], body, request.get("headers", {}))
        response = connection.getresponse()
        return f"status {response.status}", response.read().decode()
    except (OSError, http.client.HTTPException):
        return ("dies" if mock.ensure_alive() else "resets"), None
    finally:
        connection.close()


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit["id"])
def test_the_limit_is_still_there(mocks: dict[str, MockServer], limit: dict[str, Any]) -> None:
    shows, answer = send(mocks[limit.get("openapi", "3.0.3")], limit["request"])
    assert shows == limit["shows"]
    if "answer" in limit:
        assert answer == limit["answer"]


@pytest.mark.parametrize(
    "limit", [limit for limit in LIMITS if limit["then"] == "said otherwise"], ids=lambda limit: limit["id"]
)
def test_prism_serves_what_is_said_otherwise(mocks: dict[str, MockServer], limit: dict[str, Any]) -> None:
    assert send(mocks[f"{limit.get('openapi', '3.0.3')} said otherwise"], limit["request"])[0] == "status 200"


def test_each_limit_has_a_reason_and_a_rule() -> None:
    by_rule = {limit["id"]: limit["then"] for limit in LIMITS if limit["then"] != "said otherwise"}
    counted = dict.fromkeys((REQUEST_REFUSED, RESPONSE_MADE_UP, RESPONSE_NOT_SERVED), "counted")
    assert by_rule == {MULTIPART_NAME: "not sent", **counted}
    assert all(limit["reason"].endswith(".") and limit["when"] for limit in LIMITS)

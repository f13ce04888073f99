"""Each listed limit of the mock is still there: one that is gone hides findings, so it has to leave the list."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from contract_tests.harness.target.mock.server import MockServer

ROOT = Path(__file__).parents[2]
LIMITS: list[dict[str, Any]] = yaml.safe_load((ROOT / "contract_tests/mock_limits.yaml").read_text())
TREE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
    },
    "required": ["name"],
}


@pytest.fixture(scope="module")
def mocks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, MockServer]]:
    folder = tmp_path_factory.mktemp("limits")
    started = {}
    try:
        for version in ("3.0.3", "3.1.0"):
            document = folder / f"{version}.yaml"
            document.write_text(yaml.safe_dump(serve(version), sort_keys=False))
            started[version] = MockServer(document, ROOT, folder / f"{version}.log")
            started[version].start()
        yield started
    finally:
        for mock in started.values():
            mock.stop()


def serve(version: str) -> dict[str, Any]:
    paths = {
        limit.get("path", limit["request"]["path"].split("?")[0]): {
            limit["request"]["method"].lower(): limit["operation"]
        }
        for limit in LIMITS
        if limit.get("openapi", "3.0.3") == version
    }
    key = {"type": "apiKey", "in": "header", "name": "X-Key"}
    return {
        "openapi": version,
        "info": {"title": "limits", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Tree": TREE}, "securitySchemes": {"Key": key}},
    }


def send(mock: MockServer, request: dict[str, Any]) -> tuple[str, str | None, http.client.HTTPMessage]:
    body = request["body"].encode() if "body" in request else None
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(mock.url).port, timeout=1)
    try:
        connection.request(request["method"], request["path"], body, request.get("headers", {}))
        response = connection.getresponse()
        return f"status {response.status}", response.read().decode(), response.headers
    except TimeoutError:
        mock.ensure_alive(0.5)
        return "timeout", None, http.client.HTTPMessage()
    except (OSError, http.client.HTTPException):
        return ("dies" if mock.ensure_alive() else "resets"), None, http.client.HTTPMessage()
    finally:
        connection.close()


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit["id"])
def test_the_limit_is_still_there(mocks: dict[str, MockServer], limit: dict[str, Any]) -> None:
    shows, answer, headers = send(mocks[limit.get("openapi", "3.0.3")], limit["request"])
    assert shows == limit["shows"]
    if "answer" in limit:
        assert answer == limit["answer"]
    for name, value in limit.get("answer_headers", {}).items():
        assert headers.get(name) == value


def test_the_limits_have_names_and_reasons_of_their_own() -> None:
    assert len({limit["id"] for limit in LIMITS}) == len(LIMITS)
    assert all(limit["reason"].endswith(".") and limit["cases"]["when"] for limit in LIMITS)

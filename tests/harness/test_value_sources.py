"""Values of path parameters from the answers of other operations, over a real socket."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.findings.result import Skip
from contract_tests.harness.target.policy import read_live_policy
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.path_values import LiveValues
from contract_tests.harness.valid_requests.value_sources import ValueSources
from tests.documents import document
from vendor_spec.openapi.document import iter_operations

ANSWERS: dict[str, Any] = {
    "/trunks": {"items": [{"id": None}, {"id": True}, {"id": 4711}]},
    "/trunks/4711/calls": ["a b"],
}
CALL = "GET /calls/{call_id}"


class Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        answer = ANSWERS.get(self.path)
        self.send_response(500 if answer is None else 200)
        self.end_headers()
        self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    handler = type("OwnHandler", (Handler,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", handler.asked  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def content() -> dict[str, Any]:
    def operation(*names: str) -> dict[str, Any]:
        parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
        return {"get": {"parameters": parameters, "responses": {"200": {"description": "Done"}}}}

    paths = {
        "/trunks": operation(),
        "/trunks/{trunk_id}/calls": operation("trunk_id"),
        "/calls/{call_id}": operation("call_id"),
        "/calls/{call_id}/legs/{leg}": operation("call_id", "leg"),
    }
    return document(paths=paths)


def find(
    tmp_path: Path, base_url: str, call_at: str = "$[0]", trunk_at: str = "$.items[*].id", **variables: str
) -> dict[str, str] | Skip:
    """The values of the operation that asks for a call, or why it is not asked."""
    policy_file = tmp_path / "live_policy.yaml"
    policy = {
        "call_id": {"from": "GET /trunks/{trunk_id}/calls", "at": call_at},
        "trunk_id": {"from": "GET /trunks", "at": trunk_at},
    }
    policy_file.write_text(json.dumps({"values": policy}))
    api = content()
    operations = list(iter_operations(api))
    read = read_live_policy(policy_file, api, operations)
    target = Target(Kind.LIVE, base_url, {}, variables)
    live = LiveValues(api, target, read)
    operation, sourced = live.operation(CALL), ValueSources(live, Transport(base_url)).values(operations)
    return live.find_unknown(operation, sourced) or live.of(operation, sourced)


def test_a_source_may_need_a_source_and_each_is_asked_once(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    base_url, requests = asked
    assert find(tmp_path, base_url) == {"call_id": "a b"}
    assert requests == ["/trunks", "/trunks/4711/calls"]


def test_a_variable_wins_over_a_source(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    base_url, requests = asked
    assert find(tmp_path, base_url, VOBIZ_CALL_ID="own", VOBIZ_TRUNK_ID="7") == {"call_id": "own"}
    assert requests == []
    assert find(tmp_path, base_url, VOBIZ_TRUNK_ID="4711") == {"call_id": "a b"}
    assert requests == ["/trunks/4711/calls"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"call_at": "$.nothing"},
            "GET /trunks/{trunk_id}/calls, the source of call_id, has no usable value at $.nothing",
        ),
        ({"call_at": "$[?(@.id > 1)]"}, "GET /trunks/{trunk_id}/calls, the source of call_id, has no usable value at"),
        (
            {"trunk_at": "$.items[0].id"},
            "was not sent itself (GET /trunks, the source of trunk_id, has no usable value",
        ),
        (
            {"VOBIZ_TRUNK_ID": "secret-trunk"},
            "GET /trunks/{trunk_id}/calls, the source of call_id, responded with status 500",
        ),
    ],
)
def test_a_source_without_an_answer_is_named(
    tmp_path: Path, asked: tuple[str, list[str]], changes: dict[str, str], reason: str
) -> None:
    skip = find(tmp_path, asked[0], **changes)
    assert isinstance(skip, Skip)
    assert str(skip).startswith("not sent: ")
    assert reason in str(skip)
    assert "secret-trunk" not in str(skip)


def test_an_answer_that_is_no_json_and_no_answer_are_named(
    tmp_path: Path, asked: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ANSWERS, "/trunks", b"<html>")
    assert "GET /trunks, the source of trunk_id, did not respond with JSON" in str(find(tmp_path, asked[0]))
    assert "gave no response (no connection)" in str(find(tmp_path, "http://127.0.0.1:9"))

"""Both clients read each response that a document describes as what it is; what it leaves out is no drift."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.any_document.documents import make_copy
from tests.conftest import Copy
from tests.documents import text, with_operation
from vendor_spec.openapi.yaml_text import load_yaml

OWN = Path(__file__).with_name("responses.yaml")
QUERY = [{"name": name, "in": "query", "required": True, "schema": {"type": "string"}} for name in ("from", "to")]
BODY = {"content": {"application/json": {"schema": {"type": "object", "properties": {"to": {"type": "string"}}}}}}
CALLS, MODEL = "generated/vobiz_client/api/calls", "generated/vobiz_client/models/call.py"
KEY = {"securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
# Documents that say nothing of 400, 401 and 422.
SILENT = {
    "credentials": {**with_operation("/calls", "get"), "security": [{"Key": []}], "components": KEY},
    "parameters": with_operation("/calls", "get", parameters=QUERY),
    "body": with_operation("/calls", "post", requestBody={"required": True, **BODY}),
}


def make_project(root: Path, document: Path) -> Copy:
    copy = make_copy(root / "project", document)
    (copy.root / "openapi.overlay.yaml").write_text("overlay: 1.1.0\ninfo: {title: None, version: '1'}\nactions: []\n")
    assert copy.run("-m", "vendor_spec", "generate").returncode == 0
    return copy


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return make_project(tmp_path_factory.mktemp("responses"), OWN)


def run(copy: Copy) -> tuple[str, dict[str, Any]]:
    outcome = copy.run("-m", "contract_tests", timeout=120)
    assert outcome.returncode in (0, 1), outcome.stdout + outcome.stderr
    return outcome.stdout, json.loads((copy.root / "reports" / "drift.json").read_text())


def test_each_documented_response_is_read_as_what_it_is(copy: Copy) -> None:
    printed, report = run(copy)
    assert report["verdict"] == "conforms", printed
    seen = {operation["operation"]: operation["statuses_seen"] for operation in report["operations"]}
    # Twice each, by the blocking client and by the async one; 200 is what every other request got, too.
    errors = {"202": 2, "302": 2, "400": 2, "401": 2, "404": 6, "409": 2, "416": 2, "500": 2, "503": 2}
    assert {
        status: number for status, number in seen["GET /calls/{id}"].items() if status not in ("200", "399")
    } == errors
    assert seen["GET /calls/{id}"]["399"] == 2  # `default`, where ranges cover 4XX and 5XX
    assert seen["DELETE /calls/{id}"]["418"] == seen["POST /calls"]["418"] == 2
    assert seen["HEAD /calls/{id}"]["404"] == 2
    assert seen["GET /ended"].keys() == {"404"}
    verdicts = {operation["operation"]: operation["verdict"] for operation in report["operations"]}
    assert verdicts.pop("GET /ended") == "inconclusive"
    assert set(verdicts.values()) == {"conforms"}
    assert "2XX" in load_yaml(OWN.read_bytes(), OWN.name)["paths"]["/calls"]["get"]["responses"]
    # An example that breaks its schema is the document's fault, named once, and nothing that the client is held to.
    assert [(finding["kind"], finding["location"]) for finding in report["findings"]] == [
        ("prose.example", "document.response.200.body#/id")
    ]


def test_a_client_that_reads_a_response_as_another_thing_is_found(copy: Copy) -> None:
    wrong: dict[str, Callable[[str], str]] = {
        "generated/vobiz_client/runtime/errors.py": lambda code: code.replace(
            "    404: NotFoundError", "    404: ConflictError"
        ),
        "generated/vobiz_client/runtime/responses.py": lambda code: code.replace(
            "        return response.text()\n\n\ndef _parsed", "        return None\n\n\ndef _parsed"
        ),
        "generated/vobiz_client/api/calls/get_call.py": lambda code: code.replace("Call.from_dict", "dict"),
        "generated/vobiz_client/models/call.py": lambda code: code.replace('data, "state"', 'data, "status"'),
    }
    right = {name: (copy.root / name).read_text() for name in wrong}
    try:
        for name, spoil in wrong.items():
            assert spoil(right[name]) != right[name], name
            (copy.root / name).write_text(spoil(right[name]))
        printed, report = run(copy)
    finally:
        for name, code in right.items():
            (copy.root / name).write_text(code)
    found: dict[str, set[str]] = {}
    for finding in report["findings"]:
        if finding["kind"] == "client.mismatch":
            found.setdefault(finding["operation"], set()).add(f"{finding['expected']}: {finding['observed']}")
    raises, returns = "status 404 raises NotFoundError: ConflictError", "the client returns what the mock sends: "
    unread = "list_calls: the response (200) is not what the document says: [0].status is missing"
    assert found == {
        "HEAD /calls/{id}": {raises},
        "GET /ended": {raises},
        "GET /calls/{id}": {
            raises,
            "the body of the ConflictError equals the one that was sent: null",
            "each documented field is an attribute of the result: no id, state, to",
        },
        "DELETE /calls/{id}": {"the body of the APIStatusError equals the one that was sent: null"},
        "GET /calls": {f"{returns}UnexpectedResponseError: {unread}"},
        "POST /calls": {f"{returns}FieldError: status is missing"},
    }, printed


@pytest.mark.catalogue
@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        (
            "generated/vobiz_client/runtime/responses.py",
            "if not 200 <= response.status <= 299:",
            "if not 200 <= response.status <= 201:",
        ),
        ("generated/vobiz_client/runtime/responses.py", "        status=response.status,\n", "        status=400,\n"),
        ("generated/vobiz_client/runtime/client.py", "headers.update(self._settings.headers)", "pass"),
        (f"{CALLS}/get_call.py", '200, 200, "json", Call.from_dict', '200, 200, "text", lambda text: text'),
        (MODEL, "CallLeg.from_dict", "dict"),
        (MODEL, '"on_hold", _readers.boolean', '"on_hold", int'),
        (MODEL, 'data, "id"', 'dict[str, object](), data["ID"]'),
        (f"{CALLS}/__init__.py", '"on_hold": on_hold', '"on_hold": leg'),
    ],
    ids=["202-raised", "status", "headers", "untyped", "nested-untyped", "number", "key-error", "argument"],
)
def test_each_wrong_client_is_found(copy: Copy, name: str, right: str, wrong: str) -> None:
    code = (copy.root / name).read_text()
    assert right in code
    try:
        (copy.root / name).write_text(code.replace(right, wrong))
        printed, report = run(copy)
    finally:
        (copy.root / name).write_text(code)
    assert "client.mismatch" in {finding["kind"] for finding in report["findings"]}, printed


@pytest.mark.catalogue
@pytest.mark.parametrize("name", SILENT)
def test_what_a_document_does_not_say_of_refusals_is_no_drift(tmp_path: Path, name: str) -> None:
    (tmp_path / "silent.yaml").write_text(text(SILENT[name]))
    printed, report = run(make_project(tmp_path, tmp_path / "silent.yaml"))
    assert (report["verdict"], report["findings"]) == ("conforms", []), printed

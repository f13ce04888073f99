"""What a finding suggests: actions that change just what they should, wherever it stands and whatever it is called."""

from typing import Any

import pytest

from contract_tests.harness.corrections.suggestions.subject import Seen
from contract_tests.harness.corrections.suggestions.suggesting import suggest
from contract_tests.harness.findings.finding import Finding
from tests.documents import faults
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.yaml_text import load_yaml, unshare
from vendor_spec.overlay.actions import apply, parse_overlay

ODD = [
    "plain",
    "it's",
    'a "b"',
    "back\\slash",
    "[0]",
    "*",
    "$ref ",
    "@.x",
    "a.b c",
    "ключ",
    "line\u2028end",
    "`this`",
    "a,b",
]
SHARED = {
    "type": "object",
    "required": ["id", *ODD],
    "properties": {"id": {"type": "string"}, **{name: {"type": "string"} for name in ODD}},
}


def document(version: str = "3.0.3") -> dict[str, Any]:
    ok = {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}
    refused = {"description": "no"}
    name = {
        "name": "n",
        "in": "query",
        "required": True,
        "schema": {"type": "string", "enum": ["a", "b"], "default": "a"},
    }
    content = {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "security": [{"Key": []}],
        "paths": {
            "/calls/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "get": {
                    "operationId": "get-call",
                    "parameters": [
                        {"$ref": "#/components/parameters/Shared"},
                        name,
                        {**name, "name": "X-Key", "in": "header"},
                    ],
                    "responses": {"200": ok, "404": refused},
                },
                "delete": {"responses": {"204": refused}},
            },
            "/calls": {"get": {"parameters": [{"$ref": "#/components/parameters/Shared"}], "responses": {"200": ok}}},
        },
        "components": {
            "securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
            "parameters": {
                "Shared": {"name": "shared", "in": "query", "required": True, "schema": {"type": "integer"}}
            },
            "schemas": {
                "Call": SHARED,
                "Page": {
                    "type": "object",
                    "properties": {
                        "calls": {
                            "type": "array",
                            "items": {"allOf": [{"$ref": "#/components/schemas/Call"}, {"type": "object"}]},
                        },
                        "either": {"oneOf": [{"$ref": "#/components/schemas/Call"}, SHARED]},
                    },
                },
            },
        },
    }
    copied: dict[str, Any] = unshare(content)
    return copied


def suggested(content: dict[str, Any], finding: Finding, seen: Seen | None = None) -> tuple[str, dict[str, Any]]:
    """The suggestion, and the document corrected by it."""
    label = finding.operation
    operation: Operation = next(each for each in iter_operations(content) if each.label == label)
    text = suggest(content, operation, finding, seen or Seen(), "A test")
    if not text:
        return "", content
    overlay = parse_overlay(f"overlay: 1.1.0\nactions:\n{text}".encode(), "x")
    corrected, _ = apply(overlay, unshare(content))
    assert faults(corrected) == []
    return text, corrected


def finding(kind: str, location: str, expected: str = "e", observed: str = "o", **more: Any) -> Finding:
    return Finding(kind, "GET /calls/{id}", location, expected, observed, **more)


@pytest.mark.parametrize("name", ODD)
def test_a_field_of_any_name_is_made_optional_where_it_stands(name: str) -> None:
    text, corrected = suggested(document(), finding("field.missing", f"response.200.body#/calls/*/{name}"))
    expected = document()
    expected["components"]["schemas"]["Call"]["required"] = [field for field in SHARED["required"] if field != name]
    assert corrected == expected
    assert "this also changes GET /calls." in " ".join(text.split())


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("types", [{"null"}, {"integer"}, {"integer", "string"}, {"array"}])
def test_a_type_is_changed_or_widened_by_what_was_seen(version: str, types: set[str]) -> None:
    seen = Seen((200,), {"/calls/*/it's": types})
    new = min(types - {"string"})
    _, corrected = suggested(
        document(version), finding("field.type", "response.200.body#/calls/*/it's", data={"type": new}), seen
    )
    schema = corrected["components"]["schemas"]["Call"]["properties"]["it's"]
    nullable = {"type": "string", "nullable": True} if version == "3.0.3" else {"type": ["string", "null"]}
    assert (
        schema
        == {
            frozenset({"null"}): nullable,
            frozenset({"integer"}): {"type": "integer"},
            frozenset({"integer", "string"}): {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            frozenset({"array"}): {"type": "array", "items": {}},
        }[frozenset(types)]
    )


def test_parameters_are_found_by_reference_and_by_name() -> None:
    shared, corrected = suggested(document(), finding("parameter.not_required", "query.shared"))
    assert corrected["components"]["parameters"]["Shared"]["required"] is False
    assert "this also changes GET /calls." in " ".join(shared.split())
    _, corrected = suggested(document(), finding("parameter.rejected", "query.n", data={"value": "a"}))
    schema = corrected["paths"]["/calls/{id}"]["get"]["parameters"][1]["schema"]
    assert schema == {"type": "string", "enum": ["b"]}


@pytest.mark.parametrize(("data", "left"), [({"default": "b"}, {"default": "b"}), ({}, {})])
def test_a_default_is_the_one_that_was_seen_or_none(data: dict[str, Any], left: dict[str, Any]) -> None:
    _, corrected = suggested(document(), finding("parameter.default", "query.n", data=data))
    schema = corrected["paths"]["/calls/{id}"]["get"]["parameters"][1]["schema"]
    assert schema == {"type": "string", "enum": ["a", "b"], **left}


def test_one_operation_moves_alone_and_with_what_its_path_says_of_it() -> None:
    content = document()
    text, corrected = suggested(content, finding("path.trailing_slash", "path"))
    assert [action["target"] for action in load_yaml(text.encode(), "x")] == ["$.paths['/calls/{id}'].get"]
    assert {path: set(item) for path, item in corrected["paths"].items()} == {
        "/calls/{id}": {"parameters", "delete"},
        "/calls/{id}/": {"parameters", "get"},
        "/calls": {"get"},
    }
    assert corrected["paths"]["/calls/{id}/"]["get"] == content["paths"]["/calls/{id}"]["get"]


def test_an_operation_whose_other_path_is_taken_moves_in_requests_only_and_back() -> None:
    content = document()
    content["paths"]["/calls/{id}/"] = unshare(content["paths"]["/calls/{id}"])
    content["paths"]["/calls/{id}/"]["get"]["operationId"] = "get-queued-call"
    assert suggested(content, finding("path.trailing_slash", "path"))[0] == ""  # nothing would tell the two apart
    content["paths"]["/calls/{id}/"]["get"]["parameters"][1]["schema"]["default"] = "b"
    _, corrected = suggested(content, finding("path.trailing_slash", "path"))
    own = corrected["paths"]["/calls/{id}"]["get"]
    assert (own.pop("x-request-path"), corrected) == ("/calls/{id}/", content)
    own["x-request-path"] = "/calls/{id}/"
    text, corrected = suggested(corrected, finding("path.trailing_slash", "path"))
    (action,) = load_yaml(text.encode(), "x")
    assert (action["target"], action["remove"]) == ("$.paths['/calls/{id}'].get['x-request-path']", True)
    assert corrected == content


def test_values_are_added_unless_they_may_not_be_shown() -> None:
    content = document()
    content["components"]["schemas"]["Call"]["properties"]["id"]["enum"] = ["in"]
    at = "response.200.body#/calls/*/id"
    _, corrected = suggested(content, finding("field.value", at, seen=('"out"', '"in"')))
    assert corrected["components"]["schemas"]["Call"]["properties"]["id"]["enum"] == ["in", "out"]
    assert suggested(content, finding("field.value", at, seen=("null",)))[0] == ""
    assert suggested(content, finding("field.value", at, seen=('"Jo Doe, 12 Hill St"',)))[0] == ""


def test_a_value_with_a_comma_stays_one_value() -> None:
    content, at = document(), "response.200.body#/calls/*/id"
    parameter = content["paths"]["/calls/{id}"]["get"]["parameters"][1]["schema"]
    parameter["enum"].append("b, c")
    claimed = finding("field.value", at, seen=('"out"',), data={"values": ["in, half", "gone"]})
    _, corrected = suggested(content, claimed)
    assert corrected["components"]["schemas"]["Call"]["properties"]["id"]["enum"] == ["in, half", "gone", "out"]
    _, corrected = suggested(content, finding("parameter.rejected", "query.n", data={"value": "b, c"}))
    assert corrected["paths"]["/calls/{id}"]["get"]["parameters"][1]["schema"]["enum"] == ["a", "b"]
    listed = finding("prose.value", "query.n", seen=("a", "c, d"))
    _, corrected = suggested(content, listed)
    assert corrected["paths"]["/calls/{id}"]["get"]["parameters"][1]["schema"]["enum"] == ["a", "c, d"]


@pytest.mark.parametrize(
    ("drift", "changed"),
    [
        (finding("status.changed", "response.status", data={"status": 202}), {"202": None, "404": None}),
        (
            finding("content_type.changed", "response.200.content_type", data={"content_type": "text/html"}),
            {"200": {"text/html"}, "404": None},
        ),
    ],
)
def test_what_was_seen_is_taken_from_the_data(drift: Finding, changed: dict[str, Any]) -> None:
    _, corrected = suggested(document(), drift)
    responses = corrected["paths"]["/calls/{id}"]["get"]["responses"]
    assert responses.keys() == changed.keys()
    assert all(types is None or responses[key]["content"].keys() == types for key, types in changed.items())


@pytest.mark.parametrize("keyword", ["format", "pattern"])
def test_only_a_keyword_of_the_schema_is_dropped(keyword: str) -> None:
    content, at = document(), "response.200.body#/calls/*/id"
    content["components"]["schemas"]["Call"]["properties"]["id"] |= {"format": "uuid", "pattern": "^a"}
    _, corrected = suggested(content, finding("field.format", at, data={"keyword": keyword}))
    kept = {"type", "format", "pattern"} - {keyword}
    assert corrected["components"]["schemas"]["Call"]["properties"]["id"].keys() == kept


@pytest.mark.parametrize(
    "drift",
    [
        finding("auth.not_enforced", "auth"),
        finding("account.not_isolated", "path.id"),
        finding("parameter.not_required", "header.X-Key"),  # the credential itself
        finding("parameter.not_required", "path.id"),
        finding("field.missing", "response.200.body#/either/id"),  # which alternative is meant?
        finding("field.missing", "response.200.body#/nothing"),
        finding("field.missing", "response.500.body#/id"),
        finding("status.undocumented", "response.404", data={"status": 404}),
        finding("status.undocumented", "response.601", data={"status": 601}),
        finding("status.undocumented", "response.401", key="unknown_id"),
        finding("status.changed", "response.status", data={"status": 409}),
        finding("field.renamed", "response.200.body#/calls/*/id", data={"name": "***67"}),
        finding("field.format", "response.200.body#/calls/*/id", key="example"),
        finding("parameter.rejected", "query.n", key="absent"),
        finding("content_type.changed", "response.200.content_type", data={"content_type": ""}),
        finding("server.error", "response.5XX"),
        finding("prose.path", "server"),
    ],
)
def test_what_cannot_be_said_for_sure_is_not_suggested(drift: Finding) -> None:
    assert suggested(document(), drift)[0] == ""


def test_an_error_status_is_documented_and_the_evidence_is_told() -> None:
    undocumented = finding("status.undocumented", "response.410", "one of 200, 404", "status 410", data={"status": 410})
    text, corrected = suggested(document(), undocumented)
    assert corrected["paths"]["/calls/{id}"]["get"]["responses"]["410"] == {"description": "Gone"}
    (action,) = load_yaml(text.encode(), "x")
    assert action["x-correction"] == "get-call-status-undocumented-410"
    assert action["x-evidence"] == "A test: expected one of 200, 404; observed status 410"


def test_what_a_finding_changes_at_a_place_found_by_name_is_taken_out_before_it_is_set() -> None:
    text, corrected = suggested(document(), finding("parameter.not_required", "query.n"))
    verbs = [next(verb for verb in ("update", "remove") if verb in action) for action in load_yaml(text.encode(), "x")]
    assert (verbs, "[?(@.name == 'n')]" in text) == (["remove", "update"], True)
    assert corrected["paths"]["/calls/{id}"]["get"]["parameters"][1]["required"] is False


def test_a_success_of_another_status_is_documented_beside_the_one_that_was_seen() -> None:
    _, corrected = suggested(
        document(), finding("status.changed", "response.status", data={"status": 202}), Seen((200,))
    )
    assert corrected["paths"]["/calls/{id}"]["get"]["responses"].keys() == {"200", "202", "404"}


@pytest.mark.parametrize("number", ["919262171438", "+91 98765 43210", "415-555-0123"])
def test_a_number_of_an_example_is_copied_and_not_written_out(number: str) -> None:
    content, at = document(), "response.200.body#/calls/*/id"
    media = content["paths"]["/calls/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
    content["paths"]["/calls"]["get"]["responses"]["200"]["content"]["application/json"] = unshare(media)
    media["example"] = {"calls": [{"id": number, "n": {"deep": number}}]}
    seen = Seen((200,), {"/calls/*/call_id": {"string"}})
    text, corrected = suggested(content, finding("field.renamed", at, data={"name": "call_id"}), seen)
    assert number not in text
    assert number[:-2].replace(" ", "") not in text.replace(" ", "")
    example = corrected["paths"]["/calls/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert example == {"calls": [{"call_id": number, "n": {"deep": number}}]}


def test_what_would_show_a_number_is_not_suggested() -> None:
    content, at = document(), "response.200.body#/calls/*/id"
    content["components"]["schemas"]["Call"]["properties"]["id"]["enum"] = ["919262171438"]
    assert suggested(content, finding("field.value", at, seen=('"919148227303"',)))[0] == ""
    listed = finding("prose.value", "query.n", "one of 919262171438", "919148227303", seen=("a", "919148227303"))
    assert suggested(document(), listed)[0] == ""
    told = finding("field.missing", at, "there, as 919262171438", "not there")
    assert "there, as ***38; observed not there" in " ".join(suggested(document(), told)[0].split())

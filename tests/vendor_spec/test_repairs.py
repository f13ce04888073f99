"""What is wrong with a document and has a plain meaning is mended where our tools read it, and said in one sentence."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.documents import document, faults, text, with_operation
from tests.vendor_spec.faulty import GET, OK, QUERY, REPAIRED, TEXT, answer, beside
from tests.vendor_spec.sound import UNTOUCHED
from vendor_spec.__main__ import main
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import parse_document
from vendor_spec.openapi.references import look_up
from vendor_spec.overlay.actions import NO_OVERLAY, parse_overlay
from vendor_spec.overlay.correction import CorrectedDocument, build, correct_by
from vendor_spec.project import Project


def corrected(content: dict[str, Any], overlay: str = "") -> CorrectedDocument:
    read = parse_overlay(overlay.encode(), "openapi.overlay.yaml") if overlay else NO_OVERLAY
    return correct_by(parse_document(text(content).encode(), "openapi.yaml"), read)


@pytest.mark.parametrize("case", REPAIRED.values(), ids=REPAIRED.keys())
def test_a_fault_is_mended_and_said_with_its_place(case: tuple[dict[str, Any], str, str, Any]) -> None:
    content, sentence, place, mended = case
    made = corrected(content)
    assert made.notices[0].sentence == sentence
    assert len({notice.sentence for notice in made.notices}) == len(made.notices) <= 2
    assert look_up(made.content, place) == mended
    assert made.document.content == content
    assert faults(made.content) == []


@pytest.mark.parametrize("content", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_what_is_no_fault_stays_as_it_is(content: dict[str, Any]) -> None:
    made = corrected(content)
    assert [notice.sentence for notice in made.notices] == []
    assert "x-$ref" in text(made.content) or made.content == content


def test_an_operation_of_a_taken_name_gets_one_of_its_own_in_whatever_order() -> None:
    paths = {
        "/b": {"get": {"operationId": "read", "responses": OK}},
        "/a": {"get": {"operationId": "read", "responses": OK}, "post": {"operationId": "read", "responses": OK}},
        "/c": {"get": {"operationId": "read_get_b", "responses": OK}},
    }
    for content in (document(paths=paths), document(paths=dict(reversed(paths.items())))):
        made = corrected(content)
        named = {operation.label: operation.definition["operationId"] for operation in made.operations}
        assert named["GET /a"] == "read"
        assert named["POST /a"] == "read_post_a"
        assert named["GET /c"] == "read_get_b"
        assert named["GET /b"].startswith("read_get_b_")
        assert {notice.operation for notice in made.notices} == {"POST /a", "GET /b"}
        assert "the operationId 'read' is also that of GET /a" in made.notices[0].sentence


def test_references_to_path_items_and_callbacks_are_written_out() -> None:
    item = {"get": {"responses": OK}}
    content = {
        **document(paths={
            "/a": {"$ref": "#/components/pathItems/A"}, "/b": {"$ref": "#/paths/~1a"},
            "/c": {"post": {"responses": OK, "callbacks": {"done": {"$ref": "#/components/callbacks/Done"}}}},
        }),
        "openapi": "3.1.0",
        "webhooks": {"w": {"$ref": "#/components/pathItems/A"}},
        "components": {"pathItems": {"A": item}, "callbacks": {"Done": {"{$request.body#/u}": item}}},
    }  # fmt: skip
    made = corrected(content)
    assert [operation.label for operation in made.operations] == ["GET /a", "GET /b", "POST /c"]
    assert made.content["paths"]["/b"] == made.content["webhooks"]["w"] == item
    assert look_up(made.content, "#/paths/~1c/post/callbacks/done") == {"{$request.body#/u}": item}
    assert made.document.operations == [*made.operations[:2], made.document.operations[2]]
    assert "$ref" not in text(made.content)


def test_a_callback_that_leads_to_its_own_path_is_written_out_once() -> None:
    content = document(
        paths={"/a": {"post": {"responses": OK, "callbacks": {"b": {"{$url}": {"$ref": "#/paths/~1a"}}}}}}
    )
    assert "$ref" not in text(corrected(content).content)


def test_parts_are_found_by_reference_wherever_openapi_has_one() -> None:
    kinds = {
        "parameters": {"P": {"name": "p", "in": "query", "schema": TEXT}},
        "requestBodies": {"B": {"content": {"application/json": {"schema": TEXT}}}},
        "responses": {"R": {"description": "x", "headers": {"X-H": {"$ref": "#/components/headers/H"}}}},
        "headers": {"H": {"schema": TEXT}},
        "examples": {"E": {"value": {"$ref": "no.yaml"}}},
        "links": {"L": {"operationId": "get-number"}},
        "securitySchemes": {"K": {"$ref": "#/components/securitySchemes/M"}, "M": {"type": "http", "scheme": "basic"}},
    }
    media = {"schema": TEXT, "examples": {"e": {"$ref": "#/components/examples/E"}}}
    links = {"l": {"$ref": "#/components/links/L"}}
    content = {
        **with_operation(
            "/a", "post", parameters=[{"$ref": "#/components/parameters/P"}],
            requestBody={"$ref": "#/components/requestBodies/B"}, security=[{"K": []}],
            responses={
                "200": {"description": "x", "content": {"application/json": media}, "links": links},
                "404": {"$ref": "#/components/responses/R"},
            },
        ),
        "components": kinds,
    }  # fmt: skip
    assert [notice.sentence for notice in corrected(content).notices] == []


@pytest.mark.parametrize(
    ("content", "place", "action"),
    [
        (beside(parameters=[{"name": "p", "schema": TEXT}]), f"{QUERY}: ", '"update": {"in": "query"}'),
        (beside(responses=[1]), f"{GET}/responses: ", '"remove": true'),
        (beside(parameters=[{"$ref": "#/components/parameters/No"}]), f" at {QUERY}, ", '"remove": true'),
    ],
)
def test_what_has_no_plain_meaning_is_one_sentence_with_an_action_that_helps(
    content: dict[str, Any], place: str, action: str
) -> None:
    with pytest.raises(SpecError) as refused:
        corrected(content)
    sentence, pasted = str(refused.value).split("such as: ")
    assert "\n" not in sentence
    assert place in sentence
    assert action in pasted
    assert corrected(content, f"overlay: 1.1.0\nactions:\n{pasted}").operations


def test_the_overlay_mends_what_nothing_else_can() -> None:
    content = beside(parameters=[{"name": "p", "schema": TEXT}], security=5)
    why = "description: a, x-correction: a, x-evidence: a"
    actions = (
        f"{{target: '$.paths[\"/a\"].get.parameters[0]', update: {{in: query}}, {why}}}",
        f"{{target: '$.paths[\"/a\"].get.security', remove: true, {why}}}",
    )
    with pytest.raises(SpecError, match="is not a valid OpenAPI"):
        corrected(content)
    overlay = "overlay: 1.1.0\nactions:\n" + "".join(f"- {action}\n" for action in actions)
    made = corrected(content, overlay)
    assert (made.notices, made.uncorrected) == ((), None)


def test_a_fault_of_what_operations_share_belongs_to_none() -> None:
    content = answer({"$ref": "#/components/schemas/A"}, schemas={"A": {"type": "integer", "default": "x"}})
    (notice,) = corrected(content).notices
    assert (notice.operation, notice.pointer) == (None, "#/components/schemas/A/default")
    assert notice.sentence == "schema A: the default 'x' is no integer"


def test_commands_print_notices_and_openapi_yaml_stays(
    make_project: Callable[..., Project], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = {"type": "object", "properties": {f"p{n}": {"type": "integer", "default": "x"} for n in range(30)}}
    content = answer(faulty)
    content["paths"]["/a"]["get"]["tags"] = ["x", "x"]
    project = make_project(text(content))
    before = project.document.read_bytes()
    monkeypatch.chdir(project.root)
    lines = {}
    for command in ("lint", "build"):
        capsys.readouterr()
        assert main([command]) == 0
        lines[command] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("notice: ")]
    assert len(lines["lint"]) == 31
    assert len(lines["build"]) == 21
    assert lines["build"][-1] == "notice: 11 more; `make lint-spec` lists all 31"
    assert "notice: GET /a: 'x' is more than once in its `tags`" in lines["build"]
    assert project.document.read_bytes() == before
    assert "default" not in text(copy.deepcopy(build(project).content))

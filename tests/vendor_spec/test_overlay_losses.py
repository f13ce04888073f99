"""Corrections lose nothing: what a document has already is replaced only where an action names it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.documents import document, faults
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Document, iter_operations
from vendor_spec.openapi.yaml_text import unshare
from vendor_spec.overlay.actions import Overlay, apply, read_overlay
from vendor_spec.overlay.correction import correct_by
from vendor_spec.project import OWN

ERROR = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
GET, POST = "$.paths['/calls'].get", "$.paths['/calls'].post"


def calls() -> dict[str, Any]:
    refused = {"description": "Theirs", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/E"}}}}
    ok = {"description": "ok"}
    content = document()
    content["paths"] = {
        "/calls": {
            "get": {"operationId": "list", "summary": "List", "responses": {"200": ok, "401": refused}},
            "post": {"operationId": "make", "responses": {"200": ok, "404": {"$ref": "#/components/responses/No"}}},
        },
        "/calls/": {"get": {"operationId": "queued", "responses": {"200": ok, "4XX": refused}}},
        "/account": {"get": {"responses": {"default": ok}}},
    }
    content["components"] = {"schemas": {"E": ERROR}, "responses": {"No": {"description": "No"}}}
    return content


def action(target: str, **verb: Any) -> dict[str, Any]:
    return {"target": target, "description": "why", "x-correction": "c1", "x-evidence": "page", **verb}


def corrected(*actions: dict[str, Any]) -> dict[str, Any]:
    return apply(Overlay("mine.yaml", "", actions), calls())[0]


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        # an operation
        (action("$.paths['/calls/']", copy="$.paths['/calls']"), "the operation GET /calls/, which"),
        (action(POST, copy=GET), "the operation POST /calls, w"),
        (
            action("$.paths", update={"/calls": {"get": {"summary": "X", "responses": {}}}}),
            "the operation GET /calls, wh",
        ),
        (action("$.paths['/calls']", update={"get": None}), "the operation GET /calls by something else"),
        # a response
        (action(f"{GET}.responses", update={"401": {"description": "Ours"}}), "the response 401 of GET /calls, wh"),
        (action(f"{GET}.responses['401']", copy=f"{GET}.responses['200']"), "the response 401 of GET /calls, wh"),
        (
            action("$.paths.*.*.responses", update={"401": {"description": "Ours"}}),
            "the response 401 of GET /calls, wh",
        ),
        # a reference, or something else by one
        (
            action("$.paths.*.*.responses", update={"401": {"$ref": "#/x"}}),
            "the response 401 of GET /calls, wh",
        ),
        (action(f"{POST}.responses", update={"404": {"$ref": "#/x"}}), "the response 404 of POST /calls, w"),
        (action(f"{POST}.responses['404']", update={"$ref": "#/x"}), "the response 404 of POST /calls, w"),
        (
            action(f"{POST}.responses", update={"404": {"description": "Ours"}}),
            "the response 404 of POST /calls, w",
        ),
        # a component
        (action("$", update={"components": {"schemas": {"E": {"type": "string"}}}}), "the component #/components/sche"),
        (action("$.components.schemas", update={"E": {"properties": {"x": {}}}}), "the component #/components/schemas"),
        # a value, where several places may match
        (action("$.paths.*.*", update={"summary": "X"}), "the value of #/paths/~1calls/get/summary though"),
        (
            action("$.paths.*[?@.operationId == 'list']", update={"summary": "X"}),
            "the value of #/paths/~1calls/get/sum",
        ),
        (action("$..summary", update="X"), "the value of #/paths/~1calls/get/summary"),
        (action("$.paths['/calls', '/nowhere'].get", update={"summary": {}}), "the value of #/paths/~1calls/get/summ"),
    ],
)
def test_an_action_that_would_replace_what_is_there_is_refused_in_one_sentence(
    refused: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SpecError) as caught:
        corrected(refused)
    assert str(caught.value).startswith("mine.yaml: action 1 (c1) would ")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("taken", "changed"),
    [
        (action("$.info", update={"title": "Ours"}), ("info", "title")),
        (action(GET, update={"summary": "Ours"}), ("paths", "/calls", "get", "summary")),
        (action("$.paths['/calls']", update={"get": {"summary": "Ours"}}), ("paths", "/calls", "get", "summary")),
        (action(f"{GET}.responses['401']", update={"description": "Ours"}), ("paths", "/calls", "get", "responses")),
        (action("$.paths['/calls']", update={"get": {"responses": {"404": {"description": "N"}}}}), ("paths",)),
        (action("$.paths.*.*.responses", update={"500": {"description": "Ours"}}), ("paths",)),
        (action("$.paths.*.*", update={"tags": ["Ours"]}), ("paths",)),
        (action("$.components.schemas.E", update={"type": "string"}), ("components", "schemas", "E", "type")),
        (action("$", update={"components": {"schemas": {"F": ERROR}}}), ("components", "schemas", "F")),
        (action("$.paths.*.*.summary", remove=True), ("paths",)),
    ],
)
def test_an_action_adds_to_many_places_and_changes_the_one_that_it_names(
    taken: dict[str, Any], changed: tuple[str, ...]
) -> None:
    before, after = calls(), corrected(taken)
    for name in changed[:-1]:
        assert before.keys() == after.keys()
        before, after = before[name], after[name]
    assert before.pop(changed[-1], None) != after.pop(changed[-1])
    assert before == after


def test_what_the_document_has_with_the_same_content_stays_as_it_is() -> None:
    assert corrected(action("$", update={"components": {"schemas": {"E": ERROR}}})) == calls()
    assert corrected(action("$.components.schemas.E", copy="$.components.schemas.E")) == calls()


def test_an_action_that_may_match_nothing_is_no_correction_of_a_document_without_its_target() -> None:
    nowhere = action("$.paths['/nowhere'].get", update={"summary": "X"})
    with pytest.raises(SpecError, match="matches nothing in the document"):
        corrected(nowhere)
    mark = {"x-may-match-nothing": True}
    for passed in (
        {**nowhere, **mark},
        action(GET, copy="$.nowhere", **mark),
        action("$.nowhere", remove=True, **mark),
    ):
        assert apply(Overlay("mine.yaml", "", (passed,)), calls()) == (calls(), ())


def test_the_projects_own_overlay_gives_each_operation_the_errors_that_it_lacks_and_no_others() -> None:
    overlay = read_overlay(OWN.overlay)
    actions = tuple(action for action in overlay.actions if action["x-correction"] == "error-answers")
    content, _ = apply(Overlay("mine.yaml", "", actions), calls())
    assert faults(content) == []
    own, added = calls(), {"400", "401", "403", "404", "422", "429"}
    for operation in iter_operations(content):
        before = own["paths"][operation.path][operation.method]["responses"]
        after = operation.definition["responses"]
        assert {status: after[status] for status in before} == before, operation.label
        assert after.keys() - before.keys() == (set() if {"4XX", "default"} & before.keys() else added - before.keys())
    assert content["components"]["schemas"]["E"] == ERROR


@pytest.mark.parametrize("is_same", [True, False])
def test_the_projects_own_overlay_refuses_to_change_a_schema_of_the_same_name(is_same: bool) -> None:
    overlay, content = read_overlay(OWN.overlay), calls()
    actions = tuple(action for action in overlay.actions if action["x-correction"] == "error-answers")
    ours = unshare(actions[0]["update"]["components"]["schemas"]["ErrorBody"])
    content["components"]["schemas"]["ErrorBody"] = ours if is_same else {**ours, "required": []}
    document_ = Document("theirs.yaml", "", content)
    if is_same:
        assert (
            correct_by(document_, Overlay("mine.yaml", "", actions)).content["components"]["schemas"]["ErrorBody"]
            == ours
        )
        return
    with pytest.raises(
        SpecError, match=r"action 1 \(error-answers\) would replace the component .*/ErrorBody, which the"
    ):
        correct_by(document_, Overlay("mine.yaml", "", actions))


def test_a_mark_that_is_neither_true_nor_false_is_refused(tmp_path: Path) -> None:
    file, wrong = tmp_path / "mine.yaml", action("$.info", remove=True, **{"x-may-match-nothing": "no"})
    file.write_text(json.dumps({"overlay": "1.1.0", "actions": [wrong]}))
    with pytest.raises(SpecError, match="`x-may-match-nothing` that is neither true nor false"):
        read_overlay(file)

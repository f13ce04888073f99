"""A page's own block may say otherwise than the whole document: that is a finding, and never an error."""

import copy
from typing import Any

import pytest

from contract_tests.harness.findings.kinds import Severity
from tests.harness.parcel_document import OPERATIONS
from tests.harness.parcel_pages import write_page
from tests.harness.test_parcel_pages import DOCUMENT, compare, read
from vendor_spec.openapi.document import parse_document
from vendor_spec.openapi.yaml_text import dump_yaml
from vendor_spec.overlay.actions import NO_OVERLAY
from vendor_spec.overlay.correction import correct_by


def _with(change: Any) -> str:
    content = copy.deepcopy(DOCUMENT.content)
    change(content, content["paths"]["/v1/parcels"]["post"])
    return write_page(parse_document(dump_yaml(content).encode(), "block"), OPERATIONS["send"])


def _schema(operation: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema


BLOCKS = {
    "one more field": (
        lambda _, operation: _schema(operation)["properties"].update(colour={"type": "string"}),
        "requestBody/content/application~1json/schema/properties/colour",
    ),
    "another type": (
        lambda _, operation: _schema(operation)["properties"]["weight"].update(type="integer"),
        "requestBody/content/application~1json/schema/properties/weight/type",
    ),
    "another list of what is required": (
        lambda _, operation: _schema(operation).update(required=["name", "weight"]),
        "requestBody/content/application~1json/schema/required",
    ),
    "one response less": (lambda _, operation: operation["responses"].pop("404"), "responses/404"),
    "another server": (lambda content, _: content.update(servers=[{"url": "https://old.test"}]), "servers"),
    "other credentials": (lambda content, _: content.update(security=[{"AuthID": []}]), "security"),
}


@pytest.mark.parametrize(("change", "place"), BLOCKS.values(), ids=BLOCKS.keys())
def test_what_the_block_says_otherwise_than_the_document_is_one_finding(change: Any, place: str) -> None:
    findings = [each for each in compare([read(_with(change))]) if each.kind == "prose.document"]
    assert [(each.operation, each.location) for each in findings] == [("POST /v1/parcels", f"document#/{place}")]
    assert findings[0].severity is Severity.NOTICE


def test_texts_for_readers_may_differ_and_what_a_correction_settles_is_settled() -> None:
    def describe(content: dict[str, Any], operation: dict[str, Any]) -> None:
        content["info"]["description"] = "In other words"
        content["tags"] = [{"name": "Parcels"}]
        operation.update(description="x", summary="y", tags=["Parcels"])
        _schema(operation)["properties"]["name"]["description"] = "z"

    assert compare([read(_with(describe))]) == []
    claims = read(_with(BLOCKS["another type"][0]))
    content = copy.deepcopy(DOCUMENT.content)
    _schema(content["paths"]["/v1/parcels"]["post"])["properties"]["weight"]["type"] = "integer"
    same = correct_by(parse_document(dump_yaml(content).encode(), "parcels.yaml"), NO_OVERLAY)
    assert [each for each in compare([claims], same) if each.kind == "prose.document"] == []

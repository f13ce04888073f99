"""A document is taken only when it is valid OpenAPI that stays within itself."""

from typing import Any

import pytest

from tests.documents import document, text, with_operation
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import parse_document
from vendor_spec.overlay.actions import NO_OVERLAY
from vendor_spec.overlay.correction import correct_by


def test_operations_are_listed_in_the_document_s_order() -> None:
    content = with_operation("/calls", "post", operationId="make-call")
    parsed = parse_document(text(content).encode(), "openapi.yaml")
    assert [operation.label for operation in parsed.operations] == ["GET /numbers/{number_id}", "POST /calls"]


def test_path_level_members_are_no_operations() -> None:
    content = document()
    content["paths"]["/numbers/{number_id}"]["summary"] = "Numbers"
    assert len(parse_document(text(content).encode(), "openapi.yaml").operations) == 1


@pytest.mark.parametrize("version", ["3.0.0", "3.0.3", "3.1.0"])
def test_versions_3_0_and_3_1_are_understood(version: str) -> None:
    assert parse_document(text(document(openapi=version)).encode(), "openapi.yaml").operations


def with_schema(schema: dict[str, Any]) -> dict[str, Any]:
    return document(components={"schemas": {"Call": schema}})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"swagger": "2.0"}, "no `openapi` version"),
        ([1], "no `openapi` version"),
        (document(openapi="2.0"), "versions 3.0 and 3.1"),
        (document(openapi=3), "versions 3.0 and 3.1"),
        (with_schema({"$ref": "https://example.com/x.yaml#/y"}), "only references inside"),
        (with_schema({"$ref": "../../etc/passwd"}), "only references inside"),
        (with_operation("/a b", "get"), "white space"),
        (with_operation("/a{", "get"), "a brace without its other half"),
        (
            document(paths={"/calls": {"$ref": "#/components/x"}}),
            "#/components/x at .*, which is not there",
        ),
    ],
)
def test_what_is_not_a_usable_document_is_refused_in_one_sentence(content: Any, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence) as caught:
        correct_by(parse_document(text(content).encode(), "openapi.yaml"), NO_OVERLAY)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_property_called_ref_is_no_reference() -> None:
    schema = {"type": "object", "properties": {"$ref": {"type": "string"}, "example": {"type": "string"}}}
    assert parse_document(text(with_schema(schema)).encode(), "openapi.yaml")


def test_references_in_examples_are_values() -> None:
    schema = {"type": "object", "example": {"$ref": "whatever"}}
    assert parse_document(text(with_schema(schema)).encode(), "openapi.yaml")


def test_a_recursive_schema_is_fine() -> None:
    schema = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Call"}}}
    assert parse_document(text(with_schema(schema)).encode(), "openapi.yaml")

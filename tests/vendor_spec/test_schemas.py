"""The schemas inside a schema: each with the pointer of what it describes, and an end to those without one."""

from typing import Any

from vendor_spec.openapi.schemas import EVERY, MOST_SCHEMAS, NAMED, examples_of, walk

CONTENT: dict[str, Any] = {
    "components": {
        "schemas": {
            "Call": {"allOf": [{"properties": {"id": {"title": "id"}}}, {"properties": {"to": {"title": "to"}}}]},
            "Tree": {"title": "tree", "properties": {"parts": {"items": {"$ref": "#/components/schemas/Tree"}}}},
        }
    }
}


def titled(schema: Any, *keywords: Any) -> dict[str, str]:
    """The titles of the schemas inside one, by pointer."""
    return {
        inner.pointer: inner.schema["title"] for inner in walk(CONTENT, schema, *keywords) if "title" in inner.schema
    }


def test_references_lists_maps_and_combined_schemas_are_entered() -> None:
    call = {"$ref": "#/components/schemas/Call"}
    schema = {"properties": {"calls": {"items": call}, "by_name": {"additionalProperties": {"anyOf": [call]}}}}
    in_calls = {"/calls/*/id": "id", "/calls/*/to": "to"}
    assert titled(schema) == {**in_calls, "/by_name/*/id": "id", "/by_name/*/to": "to"}
    assert titled(schema, NAMED) == in_calls
    assert titled(schema, ("allOf",)) == {}


def test_what_only_looks_like_a_schema_is_none() -> None:
    schema = {
        "properties": {"title": {"title": "a field of that name"}},
        "example": {"title": "a value"},
        "additionalProperties": True,
        "items": None,
    }
    assert titled(schema, EVERY) == {"/title": "a field of that name"}


def test_every_keyword_with_schemas_below_is_known_on_demand() -> None:
    schema = {
        "patternProperties": {"^x": {"title": "named by a pattern"}},
        "prefixItems": [{"not": {"title": "refused"}}],
    }
    assert titled(schema) == {}
    assert titled(schema, EVERY) == {"/^x": "named by a pattern", "/*": "refused"}


def test_a_schema_that_contains_itself_is_entered_twice() -> None:
    schemas = list(walk(CONTENT, {"$ref": "#/components/schemas/Tree"}))
    trees = [inner.pointer for inner in schemas if "title" in inner.schema]
    assert trees == ["", "/parts/*"]


def test_what_is_far_down_is_seen_and_a_thicket_has_an_end() -> None:
    schema: dict[str, Any] = {"title": "far down"}
    for _ in range(40):
        schema = {"properties": {"x": schema}}
    assert titled(schema) == {"/x" * 40: "far down"}
    names = [f"S{number}" for number in range(12)]
    each = {"properties": {name: {"$ref": f"#/components/schemas/{name}"} for name in names}}
    thicket = {"components": {"schemas": {name: dict(each) for name in names}}}
    assert 5_000 < len(list(walk(thicket, {"$ref": "#/components/schemas/S0"}))) <= MOST_SCHEMAS


def test_examples_are_those_of_media_types_and_of_schemas() -> None:
    content = {"components": {"examples": {"Busy": {"value": "busy"}, "Elsewhere": {"externalValue": "x"}}}}
    named = {name: {"$ref": f"#/components/examples/{name}"} for name in ("Busy", "Elsewhere")}
    assert examples_of(content, {"example": "idle", "examples": named}) == ["idle", "busy"]
    assert examples_of(content, {"examples": ["idle", None]}) == ["idle", None]
    assert examples_of(content, {}) == []

"""Values made from schemas: valid by an independent validator, the same each time, close to the examples."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jsonschema_rs
import pytest

from fake_vendor.spec.values.text_forms import is_id, read_time, shift_time, vary
from vendor_spec.openapi.values.samples import Sampler
from vendor_spec.openapi.values.schemas import Schemas

SCHEMAS: list[Any] = [
    {"type": "string"},
    {"type": "string", "minLength": 12, "maxLength": 12},
    {"type": "string", "maxLength": 2},
    {"type": "string", "pattern": "^[A-Z]{2}[0-9]{3}$"},
    {"type": "string", "pattern": "^a+$", "minLength": 4, "maxLength": 6},
    *(
        {"type": "string", "format": name}
        for name in ("date", "date-time", "uuid", "email", "uri", "ipv4", "ipv6", "time")
    ),
    {"type": "integer", "minimum": 7},
    {"type": "integer", "maximum": -3},
    {"type": "integer", "minimum": 10, "maximum": 14, "multipleOf": 6},
    {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 3},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    {"type": "number", "multipleOf": 0.25, "minimum": 0.3},
    {"type": "boolean"},
    {"type": "null"},
    {"type": ["integer", "null"]},
    {"const": {"a": [1]}},
    {"enum": ["x", 2, None]},
    {"type": "array", "minItems": 3, "items": {"type": "integer"}, "uniqueItems": True},
    {"type": "array", "maxItems": 0, "items": {"type": "integer"}},
    {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2},
    {"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}},
    {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "integer"}}},
    {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string"}}},
    {"allOf": [{"required": ["a"]}, {"type": "object", "properties": {"a": {"type": "string", "minLength": 9}}}]},
    {"allOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"enum": ["k"]}}, "required": ["a"]}]},
    {"oneOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]},
    {"anyOf": [{"type": "integer", "minimum": 5}, {"type": "string"}], "maximum": 9},
    {"$ref": "#/components/schemas/Tree"},
    {"$ref": "#/components/schemas/Pair"},
    {"type": "string", "example": 3},
    {"type": "string", "format": "uuid", "default": "none"},
    True,
    {},
]
COMPONENTS: dict[str, Any] = {
    "schemas": {
        "Tree": {
            "type": "object",
            "required": ["value", "children"],
            "properties": {
                "value": {"type": "integer"},
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
                "left": {"$ref": "#/components/schemas/Tree"},
            },
        },
        "Pair": {"oneOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "integer"}]},
    }
}


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_a_sample_is_what_its_schema_allows_and_always_the_same(schema: Any) -> None:
    sampler = Sampler(Schemas({"openapi": "3.1.0", "components": COMPONENTS}))
    value = sampler.sample(schema)
    whole = schema | {"components": COMPONENTS} if isinstance(schema, dict) else schema
    jsonschema_rs.Draft202012Validator(whole, validate_formats=True).validate(value)
    assert sampler.sample(schema) == value


def test_nullable_is_understood_in_30() -> None:
    sampler = Sampler(Schemas({"openapi": "3.0.3"}))
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "nullable": True}}}
    assert sampler.sample(schema, {"a": None}) == {"a": None}
    assert sampler.sample({"type": "number", "minimum": 0, "exclusiveMinimum": True}) > 0


def test_of_a_wrong_example_what_is_right_is_kept() -> None:
    schema = {
        "type": "object",
        "required": ["id", "sizes"],
        "properties": {
            "id": {"type": "integer"},
            "name": {"type": "string"},
            "sizes": {"type": "array", "items": {"type": "integer"}},
        },
    }
    value = Sampler(Schemas({"openapi": "3.1.0"})).sample(schema, {"id": "x", "name": "Ada", "sizes": [4, "5"]})
    assert value == {"id": 1, "name": "Ada", "sizes": [4, 1]}


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-11 16:03:28.586839",
        "2026-06-11T16:03:28Z",
        "2026-03-25 10:00:00.000000+05:30",
        "2026-03-25T10:00:00.123+0530",
        "2026-03-25 10:00:00 UTC",
        "2026-03-25",
    ],
)
def test_a_time_is_shifted_in_its_own_layout(text: str) -> None:
    moment = read_time(text)
    assert moment is not None
    shifted = shift_time(text, timedelta(days=3))
    assert len(shifted) == len(text)
    assert read_time(shifted) == moment + timedelta(days=3)
    assert shifted[10:] == text[10:]


@pytest.mark.parametrize("text", ["2026-13-45", "16:03:28", "20260611", "in-progress", "2026-06-11x"])
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("2ded13fe-4f9b-4958-9bfb-093ea2f29f91", True),
        ("MA_XXXXXX", True),
        ("rec_8f2k1x", True),
        ("+919262171438", True),
        ("in-progress", False),
        ("Not Applicable", False),
        ("INR", False),
        ("", False),
    ],
)
def test_varied_texts_keep_their_form(text: str, changes: bool) -> None:
    varied = vary(text, "seed")
    assert (varied != text) is changes
    assert varied == vary(text, "seed")
    assert len(varied) == len(text)
    assert is_id(varied) == (is_id(text) and changes)

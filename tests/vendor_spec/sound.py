"""Documents that only look as if they had a fault: what is no fault, beside what is one."""

from typing import Any

from tests.documents import document
from tests.vendor_spec.faulty import OK, TEXT, answer, beside, query

# What is no fault, beside what is one.
UNTOUCHED: dict[str, dict[str, Any]] = {
    "a default that is one of the values": query({"type": "string", "enum": ["a", "none"], "default": "none"}),
    "a null default where null is a value": query({"type": "string", "nullable": True, "default": None}),
    "a null default in 3.1": query({"type": ["string", "null"], "default": None}, "3.1.0"),
    "an example that contradicts its schema": query({"type": "integer", "example": "none"}),
    "an unknown format": query({"type": "string", "format": "e164", "default": "+1"}),
    "no operationId": beside(),
    "a tag that is not declared": {**beside(tags=["x"]), "tags": [{"name": "y"}]},
    "required names of no property": answer({"type": "object", "required": ["a"], "allOf": [{"type": "object"}]}),
    "required of a readOnly property": answer(
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "readOnly": True}}}
    ),
    "what stands beside a reference in 3.1": answer(
        {"$ref": "#/components/schemas/A", "description": "x"}, "3.1.0", schemas={"A": TEXT}
    ),
    "a reference and an extension": answer({"$ref": "#/components/schemas/A", "x-a": 1}, schemas={"A": TEXT}),
    "a list of nobody knows what in 3.1": query({"type": "array"}, "3.1.0"),
    "an enum of lists": query({"type": "array", "items": {}, "enum": [["a"]]}),
    "nullable without a type": query({"nullable": True}),
    "null in an enum": query({"type": "string", "nullable": True, "enum": ["a", None]}),
    "a parameter of one name in two places": beside(
        parameters=[{"name": "p", "in": place, "schema": TEXT} for place in ("query", "header")]
    ),
    "a path parameter of the path item": {
        **document(),
        "paths": {
            "/a/{b}": {
                "parameters": [{"name": "b", "in": "path", "required": True, "schema": TEXT}],
                "get": {"responses": OK},
            }
        },
    },
    "properties called as keywords": answer(
        {"type": "object", "properties": {"required": {"type": "boolean"}, "default": TEXT, "$ref": TEXT, "enum": TEXT}}
    ),
    "what looks like a reference": answer(
        {"type": "object", "default": {"$ref": "a.yaml"}, "enum": [{"$ref": "a.yaml"}], "x-a": {"$ref": "b.yaml#/c"}}
    ),
    "extensions among paths, responses and callbacks": {
        **beside(
            responses={**OK, "x-a": {"$ref": "c.yaml"}},
            callbacks={"b": {"x-a": {"$ref": "c.yaml"}, "{$request.body#/u}": {"post": {"responses": OK}}}},
        ),
        "x-a": 1,
    },
}

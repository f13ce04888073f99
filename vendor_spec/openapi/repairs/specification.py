"""OpenAPI's own schemas of a document, and where a document differs from the one of its version."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs
from attrs import frozen

# Which of several alternatives is meant: the one that these members name.
_TELLING = ("in", "type", "scheme")
_DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"


@frozen
class Difference:
    """What the specification asks for at a place (keys from the root): its keyword, and the value of that.

    The value is the name of what is missing (`required`), the names that nobody knows (`unknown`), or the types.
    """

    way: tuple[str | int, ...]
    keyword: str
    value: Any
    message: str


def find_differences(content: dict[str, Any]) -> list[Difference]:
    """Return where a document differs from what its version of OpenAPI asks for, but for what follows from others."""
    errors = [leaf for error in _specification(content["openapi"][:3]).iter_errors(content) for leaf in _leaves(error)]
    found = {
        (each.way, each.keyword, json.dumps(each.value)): each
        for each in (_difference(content, error) for error in errors)
    }
    # What has a difference inside is often none of the alternatives, and evaluated by none.
    inside = {each.way[:end] for each in found.values() for end in range(len(each.way))}
    return [each for each in found.values() if each.way not in inside or each.keyword not in ("unknown", "oneOf")]


def _leaves(error: Any) -> Iterator[Any]:
    alternatives = getattr(error.kind, "context", None)
    if not alternatives:
        yield error
        return
    meant = [errors for errors in alternatives if not any(_tells_apart(each, error) for each in errors)]
    best = min(meant or alternatives, key=lambda errors: (-max(map(_depth, errors), default=0), len(errors)))
    for each in best:
        yield from _leaves(each)


def _depth(error: Any) -> int:
    return len(error.instance_path)


def _tells_apart(error: Any, whole: Any) -> bool:
    below = error.instance_path[len(whole.instance_path) :]
    return len(below) == 1 and below[0] in _TELLING and error.kind.name in ("enum", "const")


def _difference(content: Any, error: Any) -> Difference:
    keyword, value = error.kind.name, None
    if keyword in ("additionalProperties", "unevaluatedProperties"):
        keyword, value = "unknown", error.kind.value
    elif keyword in ("required", "type"):
        value = error.kind.value
    way: list[str | int] = []
    for key in error.instance_path:  # a name of digits is told as a number
        way.append(key if isinstance(content, list) else str(key))
        content = content[way[-1]]
    return Difference(tuple(way), keyword, value, str(error.message))


@cache
def _specification(version: str) -> jsonschema_rs.Validator:
    package = find_spec("openapi_spec_validator")  # found, not imported: that takes long, and a mock waits for this
    assert package is not None
    assert package.origin is not None
    file = Path(package.origin).parent / "resources" / "schemas" / f"v{version}" / "schema.json"
    schema = json.loads(file.read_text(encoding="utf-8"), object_hook=_simplify)
    schema.pop("id", None)
    schema.pop("$id", None)
    schema["$schema"] = _DRAFT_2020
    schema["$defs"] = schema.pop("definitions", schema.get("$defs"))
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=False)


def _simplify(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a part of OpenAPI's schema as one of JSON Schema 2020-12 that says of a difference which part is meant."""
    if schema.get("exclusiveMinimum") is True:
        schema["exclusiveMinimum"] = schema.pop("minimum")
    if "$dynamicRef" in schema:
        return {**{key: schema[key] for key in schema if key != "$dynamicRef"}, "$ref": _DRAFT_2020}
    if str(schema.get("$ref", "")).startswith("#/definitions/"):
        schema["$ref"] = schema["$ref"].replace("#/definitions/", "#/$defs/")
    for keyword in ("oneOf", "anyOf"):
        if isinstance(schema.get(keyword), list):
            _tell_references_apart(schema, keyword)
    return schema


def _tell_references_apart(schema: dict[str, Any], keyword: str) -> None:
    others = [each for each in schema[keyword] if each != {"$ref": "#/$defs/Reference"}]
    if len(others) == len(schema[keyword]):
        return
    del schema[keyword]
    schema["if"] = {"type": "object", "required": ["$ref"]}
    schema["then"] = {"$ref": "#/$defs/Reference"}
    is_boolean = {"type": "boolean"} in others
    schema["else"] = others[0] if not is_boolean else _or_boolean(others[0])


def _or_boolean(schema: dict[str, Any]) -> dict[str, Any]:
    return {"if": {"type": "boolean"}, "then": True, "else": schema}

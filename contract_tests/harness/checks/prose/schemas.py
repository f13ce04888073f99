"""What the document says of values: its properties, enums and types, and which values break a schema."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import frozen
from jsonschema.exceptions import ValidationError
from openapi_schema_validator import OAS30Validator, OAS31Validator
from referencing import Registry, Resource

from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import COMBINED, walk

_ROOT = "urn:document"
_ITEMS = ("items", *COMBINED)
_UNNAMED = (*_ITEMS, "additionalProperties")


@frozen
class Violation:
    """`pointer` leads to the value (list indices as `*`), `expected` is what the schema wants there by a keyword."""

    pointer: str
    keyword: str
    expected: str
    observed: str


@frozen
class Property:
    """A property of an object; `is_required` by every object schema that declares it."""

    pointer: str
    schema: dict[str, Any]
    is_required: bool


def find_violations(content: Mapping[str, Any], schema: Any, value: Any) -> list[Violation]:
    """Return where `value` breaks `schema`; nothing when the schema is not one that can be judged by."""
    validator = OAS30Validator if str(content.get("openapi", "")).startswith("3.0") else OAS31Validator
    # References in the schema are relative to the document, so the schema is judged as a part of it.
    root: Resource[Any] = Resource.opaque({**content, "x-judged": schema})
    registry: Registry[Any] = Registry().with_resource(_ROOT, root)
    try:
        errors = list(validator({"$ref": f"{_ROOT}#/x-judged"}, registry=registry).iter_errors(value))
    except (RecursionError, re.error):
        return []
    return list(dict.fromkeys(_describe(error) for error in errors))


def find_undocumented(content: Mapping[str, Any], schema: Any, value: Any, pointer: str = "") -> Iterator[str]:
    """Yield the pointers of fields that `value` has and no part of `schema` knows; free-form objects know all."""
    parts = list(_parts(content, schema))
    if isinstance(value, list):
        for item in value:
            for part in parts:
                if "items" in part:
                    yield from find_undocumented(content, part["items"], item, f"{pointer}/*")
    elif isinstance(value, dict):
        known = [part["properties"] for part in parts if part.get("properties")]
        is_free = any(part.get("additionalProperties") or part.get("patternProperties") for part in parts)
        for name, below in value.items():
            schemas = [properties[name] for properties in known if name in properties]
            if known and not schemas and not is_free:
                yield f"{pointer}/{name}"
            elif schemas:
                yield from find_undocumented(content, {"allOf": schemas}, below, f"{pointer}/{name}")


def find_properties(
    content: Mapping[str, Any],
    schema: Any,
    names: list[str],
    pointer: str = "",
    keywords: Collection[str] = _UNNAMED,
) -> list[Property]:
    """Return the properties that a path of names leads to, arrays on the way passed through; empty when there is none.

    With other `keywords` (NESTED), what else is passed through before the first name.
    """
    properties: list[Property] = []
    for inner in walk(content, schema, keywords, pointer):
        if names[0] not in inner.schema.get("properties", {}):
            continue
        below, here = inner.schema["properties"][names[0]], f"{inner.pointer}/{names[0]}"
        if len(names) > 1:
            properties += find_properties(content, below, names[1:], here)
        else:
            properties.append(Property(here, resolve(content, below), names[0] in inner.schema.get("required", [])))
    return properties


def has_properties(content: Mapping[str, Any], schema: Any) -> bool:
    """Return whether the schema, or the items of its array, name any property."""
    return any(inner.schema.get("properties") for inner in walk(content, schema, _ITEMS))


def is_free_form(content: Mapping[str, Any], schema: Any) -> bool:
    """Return whether fields that the schema does not name are expected in it."""
    return any(part.get("additionalProperties") for part in _parts(content, schema))


def allowed_values(content: Mapping[str, Any], schema: Any) -> tuple[str, ...]:
    """Return the values that a schema, or the items of its array, allow, as text; empty when it does not list them."""
    values: dict[str, None] = {}
    for part in (inner.schema for inner in walk(content, schema, _ITEMS)):
        of_type = [True, False] if part.get("type") == "boolean" else []
        listed = part.get("enum", [part["const"]] if "const" in part else of_type)
        values |= dict.fromkeys(write_value(value) for value in listed if value is not None)
    return tuple(values)


def json_types(content: Mapping[str, Any], schema: Any) -> set[str]:
    """Return the JSON types that a schema names, null left out."""
    types: set[str] = set()
    for part in _parts(content, schema):
        named = part.get("type", "object" if "properties" in part else ())
        types |= {named} if isinstance(named, str) else set(named)
    return types - {"null"}


def write_value(value: Any) -> str:
    """Return a JSON value as prose writes it: text bare."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parts(content: Mapping[str, Any], schema: Any) -> Iterator[dict[str, Any]]:
    return (inner.schema for inner in walk(content, schema, COMBINED))


def _describe(error: ValidationError) -> Violation:
    pointer = "".join(f"/{'*' if isinstance(part, int) else part}" for part in error.absolute_path)
    if error.validator == "required":
        names = error.validator_value if isinstance(error.validator_value, list) else []
        name = next((name for name in names if repr(name) in error.message), "")
        return Violation(f"{pointer}/{name}", "required", "the field is there", "it is not there")
    if error.validator == "additionalProperties":
        return Violation(pointer, "additionalProperties", "no undocumented field", error.message[:120])
    expected = error.validator_value
    shown = "one of the alternatives" if isinstance(expected, list) and error.validator in COMBINED else expected
    wanted = f"{error.validator}: {write_value(shown)[:120]}"
    return Violation(pointer, str(error.validator), wanted, write_value(error.instance)[:80])

"""What the document says of values: its properties, enums and types, and which values break a schema."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import frozen
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from contract_tests.harness.checks.observation import Observation
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import COMBINED, walk
from vendor_spec.openapi.validation.values import Effort, TooMuchEffort, make_validator

_ROOT = "urn:document"
_VALIDATORS: dict[int, tuple[Mapping[str, Any], Any, Effort]] = {}
ITEMS = ("items", *COMBINED)
_UNNAMED = (*ITEMS, "additionalProperties")


@frozen
class Described:
    """A parameter, or a property of an object; `is_required` is None where the document has no such notion."""

    location: str
    schema: dict[str, Any]
    is_required: bool | None


def find_violations(content: Mapping[str, Any], schema: Any, value: Any, *, formats: bool = False) -> list[Observation]:
    """Return where an example breaks `schema`, by pointer; nothing when the schema is not one that can be judged by.

    `formats`: also where a text has another form than its `format` names.
    """
    validator, effort = _validator_of(content)
    effort.renew()
    # References in the schema are relative to the document, so the schema is judged as a part of it.
    root: Resource[Any] = Resource.opaque({**content, "x-judged": schema})
    registry: Registry[Any] = Registry().with_resource(_ROOT, root)
    checker = validator.FORMAT_CHECKER if formats else None
    judged = validator({"$ref": f"{_ROOT}#/x-judged"}, registry=registry, format_checker=checker)
    try:
        errors = list(judged.iter_errors(value))
    except (RecursionError, TooMuchEffort):
        return []
    violations = map(_describe, errors)
    return list({(each.location, each.expected, each.observed): each for each in violations}.values())


def _validator_of(content: Mapping[str, Any]) -> tuple[Any, Effort]:
    """Return the class that validates by a document's schemas, made once: that takes a walk through the document."""
    if id(content) not in _VALIDATORS:
        effort = Effort()
        _VALIDATORS.clear()  # a run has one document, whose id stays its own as long as it is kept here
        _VALIDATORS[id(content)] = content, make_validator(content, effort), effort
    return _VALIDATORS[id(content)][1:]


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
    location: str = "",
    keywords: Collection[str] = _UNNAMED,
) -> list[Described]:
    """Return the properties that a path of names leads to, arrays on the way passed through; empty when there is none.

    `location` is that of the schema. With other `keywords` (NESTED), what else is passed through before the first name.
    """
    properties: list[Described] = []
    for inner in walk(content, schema, keywords, location):
        if names[0] not in inner.schema.get("properties", {}):
            continue
        below, here = inner.schema["properties"][names[0]], f"{inner.pointer}/{names[0]}"
        if len(names) > 1:
            properties += find_properties(content, below, names[1:], here)
        else:
            properties.append(Described(here, resolve(content, below), names[0] in inner.schema.get("required", [])))
    return properties


def names_fields(content: Mapping[str, Any], schema: Any) -> bool:
    """Return whether a schema, or that of the items of its array, names any property."""
    return any(inner.schema.get("properties") for inner in walk(content, schema, ITEMS))


def allowed_values(content: Mapping[str, Any], schema: Any) -> tuple[str, ...]:
    """Return the values that a schema, or the items of its array, allow, as text; empty when it does not list them."""
    values: dict[str, None] = {}
    for part in (inner.schema for inner in walk(content, schema, ITEMS)):
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


def _describe(error: ValidationError) -> Observation:
    pointer = "".join(f"/{'*' if isinstance(part, int) else part}" for part in error.absolute_path)
    keyword, value = str(error.validator), error.validator_value
    write = json.dumps if keyword == "type" else write_value  # the text true is no boolean
    expected, observed = f"{keyword}: {write_value(value)[:120]}", write(error.instance)[:80]
    if keyword == "required" and isinstance(value, list):
        name = next((name for name in value if repr(name) in error.message), "")
        pointer, expected, observed = f"{pointer}/{name}", "the field is there", "it is not there"
    elif keyword == "additionalProperties":
        expected, observed = "no undocumented field", error.message[:120]
    elif keyword in COMBINED:
        expected = f"{keyword}: one of the alternatives"
    data = {"value": error.instance[:80]} if isinstance(error.instance, str) else {}
    return Observation("prose.example", pointer, expected, observed, keyword, data)

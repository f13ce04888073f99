"""The fields of a response as the vendor sends them: optional, of another type, renamed, with more values, or new."""

import json
import re
from typing import Any

from contract_tests.harness.corrections.suggestions.subject import Ambiguous, Subject
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.yaml_text import unshare

ABOUT_ALL_TYPES = ("description", "title", "deprecated", "readOnly", "writeOnly")
STAND_INS: dict[str, Any] = {"integer": 0, "number": 0.5, "boolean": False, "array": [], "object": {}, "string": "x"}
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}|")  # what may be shown of a value that the document does not know


def make_optional(subject: Subject) -> None:
    """A field that is absent need not be there."""
    for schema in _requiring(subject):
        schema["required"].remove(subject.field)
        if not schema["required"]:
            del schema["required"]


def rename(subject: Subject) -> None:
    """A field goes by its new name, in examples, too."""
    name, new = subject.field, subject.finding.data["name"]
    (properties,) = [
        schema["properties"] for schema in subject.schemas(subject.parent) if name in schema.get("properties", {})
    ]
    types = _types_of(resolve(subject.content, properties[name]))
    seen = set(subject.seen.types.get(f"{subject.parent}/{new}", ()))
    is_same = bool(seen) and (not types or seen <= _widened(types))
    if "/" in new or new in properties or not is_same:
        raise Ambiguous
    properties[new] = properties.pop(name)
    for schema in _requiring(subject):
        schema["required"].remove(name)
        schema["required"].append(new)
    for example, documented in subject.in_examples():
        example[new] = example.pop(documented)


def change_type(subject: Subject) -> None:
    """A field has the type that was seen, beside the documented one if that was seen, too."""
    schema = _schema_with(subject, "type")
    documented = _types_of(schema)
    seen = {*subject.seen.types.get(subject.pointer, ()), subject.finding.data["type"]}
    new = seen - _widened(documented)
    if not new or not new <= {*STAND_INS, "null"}:
        raise Ambiguous
    if new == {"null"}:
        _make_nullable(subject, schema)
        return
    kept = documented if seen & _widened(documented) else set()
    types = sorted(kept | new)
    if "null" in types and subject.is_30:
        raise Ambiguous
    own = unshare(schema)
    shared = {key: own.pop(key) for key in ABOUT_ALL_TYPES if key in own}
    parts = [unshare(own) if type_ in kept else _typed(type_) for type_ in types]
    schema.clear()
    schema.update({**shared, **(parts[0] if len(parts) == 1 else {"anyOf": parts})})
    if not kept:
        for example, name in subject.in_examples():
            example[name] = STAND_INS[types[0]]


def allow_value(subject: Subject) -> None:
    """A value more is allowed."""
    values = [json.loads(text) for text in subject.finding.seen]
    if not values or not all(isinstance(value, str) and WORD.fullmatch(value) for value in values):
        raise Ambiguous
    places = subject.schemas(subject.pointer)
    listing = [schema for schema in places if "enum" in schema]
    (schema,) = listing or places
    if not listing and _types_of(schema) != {"string"}:
        raise Ambiguous
    listed = schema["enum"] if listing else subject.finding.data["values"]
    schema["enum"] = [*listed, *(value for value in values if value not in listed)]


def add_field(subject: Subject) -> None:
    """A field that is there is documented, with the types that were seen."""
    types = sorted(subject.seen.types.get(subject.pointer, ()))
    parts = subject.schemas(subject.parent)
    (owner,) = [schema for schema in parts if schema.get("properties")] or parts
    if not types or subject.field in owner.get("properties", {}):
        raise Ambiguous
    real = [type_ for type_ in types if type_ != "null"]
    schema: dict[str, Any] = _typed(real[0]) if len(real) == 1 else {"anyOf": list(map(_typed, real))} if real else {}
    if "null" in types:
        if subject.is_30:
            schema["nullable"] = True
        elif len(real) == 1:
            schema["type"] = [real[0], "null"]
        else:
            schema = {"anyOf": [*schema.get("anyOf", []), {"type": "null"}]} if real else {"type": "null"}
    owner.setdefault("properties", {})[subject.field] = schema


def drop_format(subject: Subject) -> None:
    """A value need not have a format, or match a pattern, that the schema names."""
    keyword = subject.finding.data.get("keyword")
    if keyword not in ("format", "pattern"):
        raise Ambiguous  # a form that the examples show: which other ones are right, nobody knows
    del _schema_with(subject, keyword)[keyword]


def _schema_with(subject: Subject, keyword: str) -> dict[str, Any]:
    """Return the one schema of the value that has the keyword; raises ValueError for several or none."""
    (schema,) = [schema for schema in subject.schemas(subject.pointer) if keyword in schema]
    return schema


def _requiring(subject: Subject) -> list[dict[str, Any]]:
    return [schema for schema in subject.schemas(subject.parent) if subject.field in schema.get("required", [])]


def _make_nullable(subject: Subject, schema: dict[str, Any]) -> None:
    if subject.is_30:
        schema["nullable"] = True
    else:
        schema["type"] = [*([schema["type"]] if isinstance(schema["type"], str) else schema["type"]), "null"]
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"].append(None)


def _types_of(schema: dict[str, Any]) -> set[str]:
    named = schema.get("type", [])
    types = {named} if isinstance(named, str) else set(named)
    return types | ({"null"} if schema.get("nullable") else set())


def _widened(types: set[str]) -> set[str]:
    return types | ({"integer"} if "number" in types else set())


def _typed(type_: str) -> dict[str, Any]:
    return {"type": type_, "items": {}} if type_ == "array" else {"type": type_}

"""The fields of a response as the vendor sends them: optional, of another type, renamed, with more values, or new."""

import json
import re
from typing import Any

from contract_tests.harness.corrections.suggestions.places import Ambiguous, follow, only
from contract_tests.harness.corrections.suggestions.subject import Subject
from contract_tests.harness.corrections.suggestions.targets import Keys, look
from vendor_spec.openapi.yaml_text import unshare

ABOUT_ALL_TYPES = ("description", "title", "deprecated", "readOnly", "writeOnly")
STAND_INS: dict[str, Any] = {"integer": 0, "number": 0.5, "boolean": False, "array": [], "object": {}, "string": "x"}
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}|")  # what may be shown of a value that the document does not know


def make_optional(subject: Subject) -> None:
    """A field that is absent need not be there."""
    requiring = _requiring(subject)
    if not requiring:
        raise Ambiguous
    for schema in requiring:
        schema["required"] = [name for name in schema["required"] if name != subject.field]
        if not schema["required"]:
            del schema["required"]


def rename(subject: Subject) -> None:
    """A field goes by its new name, in examples, too."""
    name, new = subject.field, subject.finding.data["name"]
    owners = [keys for keys in subject.schemas(subject.parent) if name in _properties(subject, keys)]
    owner = only(owners)
    properties = _properties(subject, owner)
    types = _types_of(look(subject.content, follow(subject.content, (*owner, "properties", name))))
    seen = set(subject.seen.types.get(f"{subject.parent}/{new}", ()))
    is_same = bool(seen) and (not types or seen <= _widened(types))
    if "/" in new or new in properties or not is_same:
        raise Ambiguous
    properties[new] = properties.pop(name)
    for schema in _requiring(subject):
        schema["required"] = [*(other for other in schema["required"] if other != name), new]
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
    shared = {key: value for key, value in schema.items() if key in ABOUT_ALL_TYPES}
    own = {key: value for key, value in schema.items() if key not in ABOUT_ALL_TYPES}
    parts = [_typed(type_) if type_ not in kept else unshare(own) for type_ in types]
    if "null" in types and subject.is_30:
        raise Ambiguous
    replacement = {**shared, **(parts[0] if len(parts) == 1 else {"anyOf": parts})}
    schema.clear()
    schema.update(replacement)
    if not kept:
        for example, name in subject.in_examples():
            example[name] = STAND_INS[types[0]]


def allow_value(subject: Subject) -> None:
    """A value more is allowed."""
    values = [json.loads(text) for text in subject.finding.seen]
    if not values or not all(isinstance(value, str) and WORD.fullmatch(value) for value in values):
        raise Ambiguous
    places = subject.schemas(subject.pointer)
    listing = [keys for keys in places if "enum" in look(subject.content, keys)]
    schema = look(subject.content, only(listing or places))
    if not listing and _types_of(schema) != {"string"}:
        raise Ambiguous
    listed = schema["enum"] if listing else subject.finding.data["values"]
    schema["enum"] = [*listed, *(value for value in values if value not in listed)]


def add_field(subject: Subject) -> None:
    """A field that is there is documented, with the types that were seen."""
    types = sorted(set(subject.seen.types.get(subject.pointer, ())))
    parts = subject.schemas(subject.parent)
    owner = look(subject.content, only([keys for keys in parts if _properties(subject, keys)] or parts))
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
    """Return the one schema of the value that has the keyword; raises Ambiguous for several or none."""
    keys = only(keys for keys in subject.schemas(subject.pointer) if keyword in look(subject.content, keys))
    schema: dict[str, Any] = look(subject.content, keys)
    return schema


def _requiring(subject: Subject) -> list[dict[str, Any]]:
    """Return the schemas that require the field."""
    schemas = [look(subject.content, keys) for keys in subject.schemas(subject.parent)]
    return [schema for schema in schemas if subject.field in schema.get("required", [])]


def _properties(subject: Subject, keys: Keys) -> dict[str, Any]:
    properties: dict[str, Any] = look(subject.content, keys).get("properties", {})
    return properties


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

"""The fields of an answer as the vendor sends them: optional, of another type, renamed, with more values, or new."""

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
    _, pointer = subject.body_place
    parent, _, name = pointer.rpartition("/")
    found = [keys for keys in subject.schemas(parent) if name in look(subject.content, keys).get("required", [])]
    if not found:
        raise Ambiguous
    for keys in found:
        _drop_required(subject, keys, name)


def rename(subject: Subject) -> None:
    """A field goes by its new name, in examples, too."""
    _, pointer = subject.body_place
    parent, _, name = pointer.rpartition("/")
    new = subject.finding.data["name"]
    owners = [keys for keys in subject.schemas(parent) if name in look(subject.content, keys).get("properties", {})]
    owner = only(owners)
    described = look(subject.content, follow(subject.content, (*owner, "properties", name)))
    types, seen = _types_of(described), set(subject.seen.types.get(f"{parent}/{new}", ()))
    is_same = bool(seen) and (not types or seen <= _widened(types))
    if "/" in new or new in look(subject.content, owner)["properties"] or not is_same:
        raise Ambiguous
    subject.move((*owner, "properties", name), (*owner, "properties", new))
    for keys in subject.schemas(parent):
        if name in look(subject.content, keys).get("required", []):
            _drop_required(subject, keys, name)
            look(subject.content, keys).setdefault("required", []).append(new)
    for example, documented in subject.in_examples():
        example[new] = example.pop(documented)


def change_type(subject: Subject) -> None:
    """A field has the type that was seen, beside the documented one if that was seen, too."""
    _, pointer = subject.body_place
    keys = only([one for one in subject.schemas(pointer) if "type" in look(subject.content, one)])
    schema = look(subject.content, keys)
    documented = _types_of(schema)
    seen = {*subject.seen.types.get(pointer, ()), subject.finding.data["type"]}
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
    _, pointer = subject.body_place
    values = [json.loads(text) for text in subject.finding.seen]
    if not values or not all(isinstance(one, str) and WORD.fullmatch(one) for one in values):
        raise Ambiguous
    listing = [keys for keys in subject.schemas(pointer) if "enum" in look(subject.content, keys)]
    if listing:
        listed = look(subject.content, only(listing))["enum"]
        listed += [value for value in values if value not in listed]
        return
    schema = look(subject.content, only(subject.schemas(pointer)))
    if _types_of(schema) != {"string"}:
        raise Ambiguous
    schema["enum"] = [*subject.finding.data["values"], *values]


def add_field(subject: Subject) -> None:
    """A field that is there is documented, with the types that were seen."""
    _, pointer = subject.body_place
    parent, _, name = pointer.rpartition("/")
    types = sorted(set(subject.seen.types.get(pointer, ())))
    parts = subject.schemas(parent)
    with_fields = [keys for keys in parts if look(subject.content, keys).get("properties")]
    owner = look(subject.content, only(with_fields or parts))
    if not types or name in owner.get("properties", {}):
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
    owner.setdefault("properties", {})[name] = schema


def drop_format(subject: Subject) -> None:
    """A value need not have a format, or match a pattern, that the schema names."""
    _, pointer = subject.body_place
    keyword = subject.finding.data.get("keyword")
    if keyword not in ("format", "pattern"):
        raise Ambiguous  # a form that the examples show: which other ones are right, nobody knows
    keys = only([one for one in subject.schemas(pointer) if keyword in look(subject.content, one)])
    del look(subject.content, keys)[keyword]


def _drop_required(subject: Subject, keys: Keys, name: str) -> None:
    schema = look(subject.content, keys)
    schema["required"] = [one for one in schema["required"] if one != name]
    if not schema["required"]:
        del schema["required"]


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

"""The fields of a resource that are compared: those that may be written, and that responses have, too."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from contract_tests.harness.checks.values.same_values import is_empty, is_masked, is_same
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.resources.collections import Collection
from vendor_spec.openapi.resources.lists import snake
from vendor_spec.openapi.responses import documented_responses, success_statuses
from vendor_spec.openapi.schemas import COMBINED, walk

SECRET = re.compile(r"(^|_)(password|passwd|secret|token|pin|cvv|cvc|card|credential|signature|key)s?(_|$)")
# What may move on by itself, and does so soon after it was written.
STATE = re.compile(r"(^|_)(status|state|stage|phase)$")
# What each change may change.
VERSIONS = re.compile(
    r"(^|_)(updated?|modified|modification|changed|touched|synced|last_(?!name)\w+"
    r"|version|revision|rev|etag|sequence|seq|hash|checksum|digest)(_|$)"
)
MARKS = ("readOnly", "writeOnly")


@frozen
class Difference:
    """A field, by its JSON pointer in the resource, that does not have the value that it should have."""

    pointer: str
    expected: Any
    received: Any


Fields = Mapping[str, list[Mapping[str, Any]]]  # the schemas of each field, by its JSON pointer in the resource


def written_fields(content: Mapping[str, Any], operation: Operation) -> Fields:
    """Return the fields of the JSON body of a request."""
    body = resolve(content, operation.definition.get("requestBody", {}))
    return _fields(content, [media for name, media in body.get("content", {}).items() if "json" in name.lower()])


def returned_fields(content: Mapping[str, Any], operation: Operation, above: str) -> Fields:
    """Return the fields of the resource in successes, which is at the JSON pointer `above` in their bodies."""
    responses = documented_responses(content, operation)
    media = [each for key in success_statuses(operation) for each in responses[key].get("content", {}).values()]
    whole = _fields(content, media)
    return {name.removeprefix(above): value for name, value in whole.items() if name.startswith(f"{above}/")}


def find_lost(
    sent: Any, resource: Mapping[str, Any], written: Fields, returned: Fields, before: Mapping[str, Any] | None = None
) -> Iterator[Difference]:
    """Yield the fields of a resource that are not as they were sent, of those that requests and responses have.

    A state may have moved on since; it is lost if it is the one that the resource had `before`.
    """
    for name, value in sent.items() if isinstance(sent, dict) else ():
        is_moving = STATE.search(snake(name)) is not None
        if not is_moving or (before is not None and is_same(before.get(name), resource.get(name))):
            yield from _compare(f"/{name}", value, resource.get(name), written, returned)


def _compare(place: str, sent: Any, received: Any, written: Fields, returned: Fields) -> Iterator[Difference]:
    name = snake(place.rpartition("/")[2])
    if not _are_comparable(written.get(place, ()), returned.get(place, ())) or SECRET.search(name):
        return
    if isinstance(sent, dict) and isinstance(received, dict):
        for inner, value in sent.items():
            yield from _compare(f"{place}/{inner}", value, received.get(inner), written, returned)
    elif not is_masked(received) and not is_same(sent, received) and not (received is None and not sent):
        yield Difference(place, sent, received)


def find_touched(
    before: Mapping[str, Any], after: Mapping[str, Any], sent: Any, writable: Fields, returned: Fields
) -> Iterator[Difference]:
    """Yield the fields that a change has touched though they were not sent: of those that somebody may write, that do
    not move on by themselves; and the time of creation."""
    for name, value in before.items():
        place = f"/{name}"
        is_fixed = re.search(r"(^|_)creat(ed|ion)(_|$)", snake(name)) is not None
        if (isinstance(sent, dict) and name in sent) or place not in returned:
            continue
        if not is_fixed and not _are_comparable(writable.get(place, ()), returned[place]):
            continue
        moves = STATE.search(snake(name)) or VERSIONS.search(snake(name))
        if not moves and (name in after or not is_empty(value)) and not _is_unchanged(value, after.get(name)):
            yield Difference(place, value, after.get(name))


def find_kept(
    before: Mapping[str, Any], after: Mapping[str, Any], sent: Any, written: Fields, returned: Fields
) -> Iterator[Difference]:
    """Yield the fields that a replacement has kept though they were not sent, unless they have their default."""
    for name, value in before.items():
        place, schemas = f"/{name}", written.get(f"/{name}", ())
        if (isinstance(sent, dict) and name in sent) or not _are_comparable(schemas, returned.get(place, ())):
            continue
        defaults = [schema["default"] for schema in schemas if "default" in schema]
        is_default = any(is_same(default, value) for default in defaults)
        moves = STATE.search(snake(name)) or VERSIONS.search(snake(name)) or isinstance(value, bool | int | float)
        if not moves and not is_empty(value) and not is_default and _is_unchanged(value, after.get(name)):
            yield Difference(place, None, value)


def _is_unchanged(before: Any, after: Any) -> bool:
    return is_same(before, after) and is_same(after, before)


def _are_comparable(written: Any, returned: Any) -> bool:
    """Return whether a field is in requests and in responses, of the same type."""
    if (
        not written
        or not returned
        or any(schema.get(mark) is True for schema in (*written, *returned) for mark in MARKS)
    ):
        return False
    types = [{each for schema in schemas for each in _types(schema)} for schemas in (written, returned)]
    return not all(types) or bool(types[0] & types[1])


def _types(schema: Mapping[str, Any]) -> list[str]:
    types = schema.get("type", [])
    named = types if isinstance(types, list) else [types]
    return ["number" if each == "integer" else each for each in named if each != "null"]


def _fields(content: Mapping[str, Any], media: list[Any]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for each in media:
        for inner in walk(content, each.get("schema"), ("properties", "items", *COMBINED)):
            if inner.pointer:
                found.setdefault(inner.pointer, []).append(inner.schema)
    return found


def writable_fields(content: Mapping[str, Any], collection: Collection) -> Fields:
    """Return the fields of a collection's items that some operation may write."""
    operations = (collection.create, collection.replace, collection.change)
    merged: dict[str, list[Mapping[str, Any]]] = {}
    for operation in filter(None, operations):
        for pointer, schemas in written_fields(content, operation).items():
            merged.setdefault(pointer, []).extend(schemas)
    return merged

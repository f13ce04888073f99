"""Which fields a success answer may have, and which ones were seen."""

from collections.abc import Iterator, Mapping
from typing import Any

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import media_types, success_statuses

DEPTH = 6


def documented_fields(content: Mapping[str, Any], operation: Operation) -> set[str]:
    """The JSON pointers (`/calls/*/id`) of every field that the success answers document."""
    return {
        pointer
        for status in success_statuses(operation)
        for media in media_types(content, operation, status).values()
        for pointer in _pointers(content, media.get("schema"), "", 0)
    }


def seen_fields(body: Any, place: str = "") -> Iterator[str]:
    """The JSON pointers of every field in an answer, array indices as `*`."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield f"{place}/{key}"
            yield from seen_fields(value, f"{place}/{key}")
    elif isinstance(body, list):
        for item in body:
            yield from seen_fields(item, f"{place}/*")


def seen_types(body: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """The JSON pointer and the JSON type of everything inside an answer, array indices as `*`."""
    if isinstance(body, (dict, list)):
        inside = body.items() if isinstance(body, dict) else (("*", item) for item in body)
        for key, value in inside:
            yield f"{place}/{key}", json_type(value)
            yield from seen_types(value, f"{place}/{key}")


def values_at(body: Any, pointer: str) -> Iterator[Any]:
    """The values at a JSON pointer, array indices as `*`."""
    if not pointer:
        yield body
    elif isinstance(body, list) and pointer.startswith("/*"):
        for item in body:
            yield from values_at(item, pointer[2:])
    elif isinstance(body, dict):
        for key, value in body.items():
            rest = pointer.removeprefix(f"/{key}")
            if rest != pointer and rest[:1] in ("", "/"):
                yield from values_at(value, rest)


def json_type(value: Any) -> str:
    """How JSON Schema calls the type of a value; 1.5 is a number, 1 an integer."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    return names.get(type(value), "null")


def _pointers(content: Mapping[str, Any], schema: Any, place: str, depth: int) -> Iterator[str]:
    schema = resolve(content, schema)
    if not isinstance(schema, dict) or depth > DEPTH:
        return
    for name, below in schema.get("properties", {}).items():
        yield f"{place}/{name}"
        yield from _pointers(content, below, f"{place}/{name}", depth + 1)
    if "items" in schema:
        yield from _pointers(content, schema["items"], f"{place}/*", depth + 1)
    for keyword in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(keyword, []):
            yield from _pointers(content, part, place, depth + 1)

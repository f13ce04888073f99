"""Which fields a success answer may have, and which ones were seen."""

from collections.abc import Iterator, Mapping
from typing import Any

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import media_types, success_statuses
from vendor_spec.openapi.schemas import NAMED, walk


def documented_fields(content: Mapping[str, Any], operation: Operation) -> set[str]:
    """The JSON pointers (`/calls/*/id`) of every field that the success answers document."""
    return {
        f"{inner.pointer}/{name}"
        for status in success_statuses(operation)
        for media in media_types(content, operation, status).values()
        for inner in walk(content, media.get("schema"), NAMED)
        for name in inner.schema.get("properties", {})
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

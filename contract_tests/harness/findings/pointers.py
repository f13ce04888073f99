"""Which fields a success response may have, and which ones were seen."""

from collections.abc import Iterator, Mapping
from typing import Any

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import media_types, success_statuses
from vendor_spec.openapi.schemas import NAMED, walk


def documented_fields(content: Mapping[str, Any], operation: Operation) -> set[str]:
    """Return the JSON pointers (`/calls/*/id`) of every field that the successful responses document."""
    return {
        f"{inner.pointer}/{name}"
        for status in success_statuses(operation)
        for media in media_types(content, operation, status).values()
        for inner in walk(content, media.get("schema"), NAMED)
        for name in inner.schema.get("properties", {})
    }


def iter_values(body: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield a JSON value and every one inside it, each with its JSON pointer, array indices as `*`."""
    yield pointer, body
    if isinstance(body, dict | list):
        for key, value in body.items() if isinstance(body, dict) else (("*", item) for item in body):
            yield from iter_values(value, f"{pointer}/{key}")


def seen_fields(body: Any) -> set[str]:
    """Return the JSON pointers of every field in a response."""
    return {f"{pointer}/{key}" for pointer, value in iter_values(body) if isinstance(value, dict) for key in value}


def json_type(value: Any) -> str:
    """Return how JSON Schema calls the type of a value; 1.5 is a number, 1 an integer."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    return names.get(type(value), "null")

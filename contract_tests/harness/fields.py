"""Which fields a success answer may have, and which ones were seen."""

from collections.abc import Iterator, Mapping
from typing import Any

from vendor_spec.document import Operation
from vendor_spec.references import resolve

DEPTH = 6


def documented_fields(content: Mapping[str, Any], operation: Operation) -> set[str]:
    """The JSON pointers (`/calls/*/id`) of every field that the success answers document."""
    return {
        pointer
        for status, response in operation.definition.get("responses", {}).items()
        if status.startswith("2")
        for media in resolve(content, response).get("content", {}).values()
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

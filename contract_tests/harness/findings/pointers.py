"""The JSON of a body: its value, which fields it has, and which ones a success response may have."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vobiz_client.runtime.model import DEEPEST

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import media_types, success_statuses
from vendor_spec.openapi.schemas import NAMED, walk

TOO_DEEP = f"JSON that is nested more than {DEEPEST} levels deep"


class NestedTooDeeply(ValueError):
    """JSON of more levels than the client reads, too many for what compares or copies it."""


def parse_body(body: bytes | str, **hooks: Any) -> Any:
    """Return the JSON value of a body; raises ValueError, which is NestedTooDeeply beyond `DEEPEST` levels.

    `hooks` are those of `json.loads`.
    """
    try:
        value = json.loads(body, **hooks)
    except RecursionError:
        raise NestedTooDeeply(TOO_DEEP) from None
    brackets = (b"[", b"{") if isinstance(body, bytes) else ("[", "{")
    # Without so many brackets there cannot be so many levels, and most responses need no closer look.
    if sum(map(body.count, brackets)) > DEEPEST:  # type: ignore[arg-type]  # both are text, or both bytes
        level = [value] if isinstance(value, dict | list) else []
        for _ in range(DEEPEST):
            level = [item for each in level for item in _items(each) if isinstance(item, dict | list)]
        if level:
            raise NestedTooDeeply(TOO_DEEP)
    return value


def _items(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


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
    waiting = [(pointer, body)]
    while waiting:
        pointer, value = waiting.pop()
        yield pointer, value
        if isinstance(value, dict):
            waiting += [(f"{pointer}/{key}", item) for key, item in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(f"{pointer}/*", item) for item in reversed(value)]


def seen_fields(body: Any) -> set[str]:
    """Return the JSON pointers of every field in a response."""
    return {f"{pointer}/{key}" for pointer, value in iter_values(body) if isinstance(value, dict) for key in value}


def json_type(value: Any) -> str:
    """Return how JSON Schema calls the type of a value; 1.5 is a number, 1 an integer."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    return names.get(type(value), "null")

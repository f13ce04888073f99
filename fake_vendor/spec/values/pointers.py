"""Fields of a JSON value, named as findings name them: `/objects/*/id`, where `*` is every item of an array."""

import copy
from collections.abc import Collection, Iterator
from typing import Any

from vendor_spec.openapi.references import unescape

Parts = tuple[str, ...]


def parse_pointer(text: str) -> Parts:
    """Return the parts of `from` or `/objects/*/id`."""
    return tuple(map(unescape, text.removeprefix("/").split("/")))


def find_holders(value: Any, parts: Parts) -> Iterator[tuple[Any, Any]]:
    """Yield each (container, key) that the pointer names in `value`."""
    head, *rest = parts
    keys: Collection[Any] = [head] if isinstance(value, dict) and head in value else []
    if isinstance(value, list) and head == "*":
        keys = range(len(value))
    for key in keys:
        yield from find_holders(value[key], tuple(rest)) if rest else [(value, key)]


def get_value(value: Any, parts: Parts) -> Any:
    """Return the first value that the pointer names; None when there is none."""
    return next((container[key] for container, key in find_holders(value, parts)), None)


def without(value: Any, parts: Parts) -> Any:
    """Return a copy of `value` in which the field is absent."""
    changed = copy.deepcopy(value)
    for container, key in list(find_holders(changed, parts)):
        if isinstance(container, dict):
            del container[key]
    return changed


def replace(value: Any, parts: Parts, replacement: Any) -> Any:
    """Return a copy of `value` in which the field is `replacement`."""
    changed = copy.deepcopy(value)
    for container, key in find_holders(changed, parts):
        container[key] = replacement
    return changed


def iter_fields(value: Any) -> Iterator[tuple[Parts, Any]]:
    """Yield every field of objects in `value` with its pointer, outer ones first; each pointer once."""
    seen: set[Parts] = set()
    queue: list[tuple[Parts, Any]] = [((), value)]
    while queue:
        parts, node = queue.pop(0)
        if isinstance(node, dict):
            for key, below in node.items():
                pointer = (*parts, key)
                if pointer not in seen:
                    seen.add(pointer)
                    yield pointer, below
                queue.append((pointer, below))
        elif isinstance(node, list):
            queue.extend(((*parts, "*"), item) for item in node)

"""How deep, wide and intricate a document may be. Beyond, the tools that read it take minutes, or end in their own way.

The largest documents that vendors publish are far below: 1,100 operations, 6 MB, references three steps long. Bytes are
limited where a file is read, depth and expanded anchors where YAML is.
"""

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from vendor_spec.errors import SpecError, printable
from vendor_spec.openapi.references import escape, named_schemas, resolve

MOST_OPERATIONS = 5_000
MOST_MEMBERS = 10_000  # of one object or list
MOST_IN_SEGMENT = 5  # parameters of a path: whoever matches a request with it tries each place of each
LONGEST_TEXT = 1_000_000  # characters
LONGEST_KEY = 2_000  # characters


def refuse_beyond_limits(content: Mapping[str, Any], name: str) -> None:
    """Raise SpecError, which says what is too large and where, for a document beyond one of the limits."""
    stack: list[tuple[Any, Any]] = [(content, None)]
    while stack:
        node, way = stack.pop()
        if isinstance(node, str):
            if len(node) > LONGEST_TEXT:
                _refuse(name, _place(way), f"a text of {len(node)} characters", LONGEST_TEXT)
        elif isinstance(node, dict | list):
            if len(node) > MOST_MEMBERS:
                _refuse(name, _place(way), f"{len(node)} members", MOST_MEMBERS)
            for key, value in node.items() if isinstance(node, dict) else enumerate(node):
                if isinstance(key, str) and len(key) > LONGEST_KEY:
                    _refuse(name, _place(way), f"a key of {len(key)} characters", LONGEST_KEY)
                stack.append((value, (way, key)))
    paths = content.get("paths")
    items = paths.values() if isinstance(paths, dict) else ()
    operations = sum(isinstance(value, dict) for item in items if isinstance(item, dict) for value in item.values())
    if operations > MOST_OPERATIONS:
        _refuse(name, "#/paths", f"{operations} operations", MOST_OPERATIONS)
    _refuse_crowded_segments(paths if isinstance(paths, dict) else {}, name)


def _refuse_crowded_segments(paths: Mapping[str, Any], name: str) -> None:
    for path in paths:
        if any(segment.count("{") > MOST_IN_SEGMENT for segment in path.split("/")):
            shown = json.dumps(path)[:80]
            raise SpecError(
                f"{name}: the path {shown} has more than {MOST_IN_SEGMENT} parameters between two slashes; split it"
            )


def _refuse(name: str, place: str, what: str, limit: int) -> None:
    raise SpecError(printable(f"{name} has {what} at {place[:200]}, more than the {limit} that are read; split it"))


def _place(way: Any) -> str:
    parts = []
    while way is not None:
        way, key = way
        parts.append(escape(key))
    return "/".join(["#", *reversed(parts)])


def refuse_circles(content: Mapping[str, Any], name: str) -> None:
    """Raise SpecError for a schema that is made (`allOf`) of itself; its references are known to lead somewhere."""
    done: set[int] = set()
    for key, schema in named_schemas(content).items():
        if isinstance(schema, dict):
            place = f"#/components/schemas/{escape(key)}"
            _refuse_parts_of_itself(content, schema, f"{name}: the schema at {place[:200]}", done)


def _refuse_parts_of_itself(content: Mapping[str, Any], schema: dict[str, Any], what: str, done: set[int]) -> None:
    # Depth first: the way holds the schemas that the one in hand is a part of.
    way: set[int] = set()
    stack: list[tuple[Any, bool]] = [(schema, False)]
    while stack:
        node, is_left = stack.pop()
        with contextlib.suppress(KeyError):  # what leads nowhere is said elsewhere
            node = resolve(content, node)
        if not isinstance(node, dict):
            continue
        if is_left:
            way.discard(id(node))
            done.add(id(node))
        elif id(node) in way:
            raise SpecError(f"{what} is made (allOf) of itself; take it out of its own parts")
        elif id(node) not in done:
            way.add(id(node))
            stack.append((node, True))
            parts = node.get("allOf")
            stack += [(part, False) for part in parts] if isinstance(parts, list) else []

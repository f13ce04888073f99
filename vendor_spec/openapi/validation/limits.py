"""How deep, wide and intricate a document may be. Beyond, the tools that read it take minutes, or end in their own way.

The largest documents that vendors publish are far below: 1,100 operations, 6 MB, references three steps long. Bytes are
limited where a file is read, depth and expanded anchors where YAML is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from vendor_spec.errors import SpecError, printable
from vendor_spec.openapi.references import escape, iter_references, look_up

MOST_OPERATIONS = 5_000
MOST_MEMBERS = 10_000  # of one object or list
LONGEST_TEXT = 1_000_000  # characters
LONGEST_KEY = 2_000  # characters
MOST_STEPS = 20  # of a reference that leads to a reference


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


def _refuse(name: str, place: str, what: str, limit: int) -> None:
    raise SpecError(printable(f"{name} has {what} at {place[:200]}, more than the {limit} that are read; split it"))


def _place(way: Any) -> str:
    parts = []
    while way is not None:
        way, key = way
        parts.append(escape(key))
    return "/".join(["#", *reversed(parts)])


def refuse_circles(content: Mapping[str, Any], name: str) -> None:
    """Raise SpecError for a reference of more than MOST_STEPS steps, and for a schema made (`allOf`) of itself."""
    known: set[str] = set()
    for place, node in iter_references(content):
        if node["$ref"] in known:
            continue
        known.add(node["$ref"])
        steps, target = 0, node
        while isinstance(target, dict) and isinstance(target.get("$ref"), str):
            steps, target = steps + 1, look_up(content, target["$ref"])
            if steps > MOST_STEPS:
                raise SpecError(
                    f"{name} refers at {place[:200]} to a reference, and so on, more than {MOST_STEPS} times; "
                    "refer to the end at once"
                )
    done: set[int] = set()
    for place, schema in _iter_combined(content):
        _refuse_parts_of_itself(content, schema, f"{name}: the schema at {place[:200]}", done)


def _iter_combined(content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    schemas = (content.get("components") or {}).get("schemas") or {}
    yield from (
        (f"#/components/schemas/{escape(key)}", schema)
        for key, schema in schemas.items()
        if isinstance(schema, dict) and "allOf" in schema
    )


def _refuse_parts_of_itself(content: Mapping[str, Any], schema: dict[str, Any], what: str, done: set[int]) -> None:
    # Depth first: the way holds the schemas that the one in hand is a part of.
    way: set[int] = set()
    stack: list[tuple[dict[str, Any], bool]] = [(schema, False)]
    while stack:
        node, is_left = stack.pop()
        while isinstance(node.get("$ref"), str):
            node = look_up(content, node["$ref"])
        if is_left:
            way.discard(id(node))
            done.add(id(node))
        elif id(node) in way:
            raise SpecError(f"{what} is made (allOf) of itself; take it out of its own parts")
        elif id(node) not in done:
            way.add(id(node))
            stack.append((node, True))
            parts = node.get("allOf")
            stack += [(part, False) for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []

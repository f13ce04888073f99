"""The objects of a document, its JSON pointers, and its `$ref`s."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from vendor_spec.errors import SpecError

LITERALS = ("example", "examples", "default", "enum", "const")
NAME_MAPS = (
    *("paths", "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "responses"),
    *("parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems"),
)


def escape(key: Any) -> str:
    """Return a key as a part of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")


def unescape(part: str) -> str:
    """Return the key that a part of a JSON pointer stands for."""
    return part.replace("~1", "/").replace("~0", "~")


def resolve(content: Any, node: Any) -> Any:
    """Return `node`, or what it refers to when it is a reference object, followed to its end."""
    seen = set()
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        if node["$ref"] in seen:
            raise KeyError(node["$ref"])
        seen.add(node["$ref"])
        node = look_up(content, node["$ref"])
    return node


def look_up(content: Any, reference: str) -> Any:
    """Return the value that a local reference (`#/a/b`) names; raises KeyError when there is none."""
    node = content
    for part in reference.removeprefix("#").split("/")[1:]:
        key = unescape(unquote(part))
        if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, dict) and key in node:
            node = node[key]
        else:
            raise KeyError(reference)
    return node


def refuse_bad_references(content: Any, name: str) -> None:
    """Raise SpecError for a reference that leaves the document, leads nowhere, or leads only to itself."""
    for place, node in iter_references(content):
        reference = node["$ref"]
        if not (reference == "#" or reference.startswith("#/")):
            raise SpecError(f"{name} refers to {reference[:120]} at {place}; only references inside the document work")
        try:
            resolve(content, {"$ref": reference})
        except KeyError:
            raise SpecError(
                f"{name} refers to {reference[:120]} at {place}, which is not there or leads only to itself; "
                "add it or mend the reference"
            ) from None


def iter_references(content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the reference objects of a document, each with its place in it."""
    for place, node, is_name_map in iter_nodes(content):
        if not is_name_map and isinstance(node.get("$ref"), str):
            yield place, node


def iter_nodes(content: Any) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield the objects of a document, but for examples and defaults: place, object, and whether its keys are names."""
    stack: list[tuple[str, Any, bool]] = [("#", content, False)]
    while stack:
        place, node, is_name_map = stack.pop()
        if isinstance(node, list):
            stack.extend((f"{place}/{index}", item, False) for index, item in enumerate(node))
        elif isinstance(node, dict):
            yield place, node, is_name_map
            for key, value in node.items():
                if is_name_map or key not in (*LITERALS, "$ref"):
                    stack.append((f"{place}/{escape(key)}", value, not is_name_map and key in NAME_MAPS))

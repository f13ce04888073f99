"""The `$ref`s of a document."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from vendor_spec.errors import SpecError

LITERALS = ("example", "examples", "default", "enum", "const")
NAME_MAPS = (
    *("paths", "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "responses"),
    *("parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems"),
)


def resolve(content: Any, node: Any) -> Any:
    """`node`, or what it refers to when it is a reference object, followed to its end."""
    seen = set()
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        if node["$ref"] in seen:
            raise KeyError(node["$ref"])
        seen.add(node["$ref"])
        node = look_up(content, node["$ref"])
    return node


def look_up(content: Any, reference: str) -> Any:
    """The value that a local reference (`#/a/b`) names; raises KeyError when there is none."""
    node = content
    for part in reference.removeprefix("#").split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
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
    """The reference objects of a document, each with its place in it."""
    stack: list[tuple[Any, str, bool]] = [(content, "#", False)]
    while stack:
        node, place, is_name_map = stack.pop()
        if isinstance(node, list):
            stack.extend((item, f"{place}/{index}", False) for index, item in enumerate(node))
        elif isinstance(node, dict):
            if not is_name_map and isinstance(node.get("$ref"), str):
                yield place, node
            for key, value in node.items():
                if is_name_map or key not in (*LITERALS, "$ref"):
                    child = key.replace("~", "~0").replace("/", "~1")
                    stack.append((value, f"{place}/{child}", not is_name_map and key in NAME_MAPS))

"""The objects of a document, its JSON pointers, and its `$ref`s."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

LITERALS = ("example", "examples", "default", "enum", "const")
NAME_MAPS = (
    *("paths", "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "responses"),
    *("parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems", "webhooks"),
    "encoding",
)

EXTENSIBLE = ("/paths", "/responses")  # maps by name that may have extensions

MOST_STEPS = 20  # of a reference that leads to a reference, and so on


def escape(key: Any) -> str:
    """Return a key as a part of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")


def unescape(part: str) -> str:
    """Return the key that a part of a JSON pointer stands for."""
    return part.replace("~1", "/").replace("~0", "~")


def resolve(content: Any, node: Any) -> Any:
    """Return `node`, or what it refers to when it is a reference object, followed to its end.

    Raises KeyError when that is nowhere, or has no end within MOST_STEPS references.
    """
    steps = 0
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        steps += 1
        if steps > MOST_STEPS:
            raise KeyError(node["$ref"])
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


def is_part(content: Any, reference: str) -> bool:
    """Return whether a reference names a part of the document proper: no value, and no list of parts by name."""
    node, is_name_map = content, False
    for part in reference.removeprefix("#").split("/")[1:]:
        key: Any = unescape(unquote(part))
        if isinstance(node, list):
            node, is_name_map = node[int(key)], False
            continue
        if not is_name_map and key in LITERALS:
            return False
        node, is_name_map = node[key], not is_name_map and key in NAME_MAPS
    return not is_name_map


def is_inside(content: Any, reference: str) -> bool:
    """Return whether a reference leads to a place of the document itself."""
    if not (reference == "#" or reference.startswith("#/")):
        return False
    try:
        resolve(content, {"$ref": reference})
    except KeyError:
        return False
    return True


def named_schemas(content: Any) -> dict[str, Any]:
    """Return the schemas among a document's components by name, also of a document that may not be valid."""
    components = content.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return schemas if isinstance(schemas, dict) else {}


def is_literal(key: str) -> bool:
    """Return whether what an object has at this key is a value, in which nothing is a reference."""
    return key in LITERALS or key.startswith("x-")


def iter_references(content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the reference objects of a document, each with its place in it."""
    for place, node, _ in iter_nodes(content):
        if isinstance(node.get("$ref"), str):
            yield place, node


def iter_nodes(content: Any) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield the objects of a document, but for values: place, object, and whether its keys are names."""
    stack: list[tuple[str, Any, bool]] = [("#", content, False)]
    while stack:
        place, node, is_name_map = stack.pop()
        if isinstance(node, list):
            stack.extend((f"{place}/{index}", item, False) for index, item in enumerate(node))
        elif isinstance(node, dict):
            yield place, node, is_name_map
            is_extensible = not is_name_map or (place.endswith(EXTENSIBLE) and place != "#/components/responses")
            for key, value in node.items():
                if not (is_literal(key) if not is_name_map else is_extensible and key.startswith("x-")):
                    stack.append((f"{place}/{escape(key)}", value, not is_name_map and key in NAME_MAPS))

"""The parts of a document by what OpenAPI calls them, each with its place as JSON Pointer and in words."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from vendor_spec.openapi.document import METHODS
from vendor_spec.openapi.references import escape
from vendor_spec.openapi.repairs.notices import Notice

_CONTENT = {"schema": "schema", "content": "{media type}", "examples": "{example}"}
# What is below a part: one part, a list `[...]` or a map by name `{...}` of parts; `*` is every key but extensions.
BELOW: dict[str, dict[str, str]] = {
    "document": {
        "info": "info",
        "servers": "[server]",
        "paths": "paths",
        "webhooks": "{path item}",
        "components": "components",
    },
    "components": {
        "schemas": "{schema}",
        "responses": "{response}",
        "parameters": "{parameter}",
        "examples": "{example}",
        "requestBodies": "{request body}",
        "headers": "{header}",
        "securitySchemes": "{security scheme}",
        "links": "{link}",
        "callbacks": "{callback}",
        "pathItems": "{path item}",
    },
    "paths": {"*": "path item"},
    "path item": {**dict.fromkeys(METHODS, "operation"), "servers": "[server]", "parameters": "[parameter]"},
    "operation": {
        "servers": "[server]",
        "parameters": "[parameter]",
        "requestBody": "request body",
        "responses": "responses",
        "callbacks": "{callback}",
    },
    "parameter": _CONTENT,
    "header": _CONTENT,
    "request body": {"content": "{media type}"},
    "media type": {"schema": "schema", "examples": "{example}", "encoding": "{encoding}"},
    "encoding": {"headers": "{header}"},
    "responses": {"*": "response"},
    "response": {"headers": "{header}", "content": "{media type}", "links": "{link}"},
    "callback": {"*": "path item"},
    "schema": {
        **dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"), "{schema}"),
        **dict.fromkeys(("allOf", "oneOf", "anyOf", "prefixItems"), "[schema]"),
        **dict.fromkeys(("items", "additionalProperties", "not", "if", "then", "else", "contains"), "schema"),
        **dict.fromkeys(("propertyNames", "unevaluatedItems", "unevaluatedProperties"), "schema"),
    },
}
_UNNAMED = ("document", "components", "paths", "responses", "media type", "encoding", "operation")


@frozen(eq=False)
class Part:
    """An object of the document: its kind, its keys from the root, its operation (label), and its place in words."""

    kind: str
    node: dict[str, Any]
    way: tuple[str | int, ...] = ()
    operation: str | None = None
    words: tuple[str, ...] = ()

    @property
    def is_reference(self) -> bool:
        return isinstance(self.node.get("$ref"), str)

    def notice(self, rule: str, fault: str, *below: str | int) -> Notice:
        """Return the notice of a fault of this part, or of what is `below` it."""
        return Notice(self.operation, ", ".join(self.words), pointer_to((*self.way, *below)), rule, fault)


def pointer_to(way: tuple[str | int, ...]) -> str:
    """Return the JSON Pointer, in a fragment, of what keys lead to."""
    return "/".join(["#", *map(escape, way)])


def iter_parts(content: dict[str, Any]) -> Iterator[Part]:
    """Yield the parts of a document in its order, each before those below it; references are not followed.

    What has not the form that its place asks for is no part.
    """
    stack = [Part("document", content)]
    while stack:
        part = stack.pop()
        yield part
        stack.extend(reversed(list(_parts_below(part))))


def find_part(content: dict[str, Any], way: tuple[str | int, ...]) -> Part:
    """Return the nearest part that a place is in."""
    part = Part("document", content)
    while below := next((each for each in _parts_below(part) if each.way == way[: len(each.way)]), None):
        part = below
    return part


def _parts_below(part: Part) -> Iterator[Part]:
    below = BELOW.get(part.kind, {})
    if part.is_reference and part.kind not in ("schema", "path item"):
        return
    for key, value in part.node.items():
        kind = below.get(key) or (below.get("*") if not key.startswith("x-") else None)
        if kind is None:
            continue
        inner: list[tuple[tuple[str | int, ...], Any]]
        if kind[0] == "[":
            inner = [((key, index), each) for index, each in enumerate(value)] if isinstance(value, list) else []
        elif kind[0] == "{":
            inner = [((key, name), each) for name, each in value.items()] if isinstance(value, dict) else []
        else:
            inner = [((key,), value)]
        for way, node in inner:
            if isinstance(node, dict):
                yield _below(part, kind.strip("[]{}"), way, node)


def _below(part: Part, kind: str, way: tuple[str | int, ...], node: dict[str, Any]) -> Part:
    operation = part.operation
    if kind == "operation" and part.kind == "path item" and part.way[:1] == ("paths",) and operation is None:
        return Part(kind, node, (*part.way, *way), f"{str(way[0]).upper()} {part.way[1]}")
    word = _word(part, kind, way, node)
    words = part.words
    if word.startswith((".", "[]")):
        is_field = bool(words) and words[-1].startswith("field ")
        words = (*words[:-1], words[-1] + word) if is_field else (*words, f"field {word.removeprefix('.')}")
    elif word:
        words = (*words, word)
    return Part(kind, node, (*part.way, *way), operation, words)


def _word(part: Part, kind: str, way: tuple[str | int, ...], node: dict[str, Any]) -> str:
    name = str(way[-1])[:100]
    if kind == "schema" and part.kind != "components":
        return {"properties": f".{name}", "items": "[]"}.get(str(way[0]), "")
    if kind == "parameter" and isinstance(way[-1], int):
        reference = str(node.get("$ref", "")).rpartition("/")[2]
        return f"parameter {reference}" if reference else f"{node.get('in')} {node.get('name')}"[:100]
    if kind == "operation":
        return name.upper()
    if kind in _UNNAMED or kind == "server":
        return ""
    if kind == "path item" and part.kind != "components":
        return name
    return kind if kind in ("info", "request body") and part.kind != "components" else f"{kind} {name}"

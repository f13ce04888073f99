"""A document in which nothing leads out of it, whichever tool reads it: to no file, to no address.

What tools follow, by their sources: Prism every object with a text at `$ref`, wherever it stands, examples included;
Schemathesis `externalValue`, `operationRef` and `$id`;
JSON Schema validators `$id`, `id`, `$schema`, `$dynamicRef`, and the mapping. None follows a key that begins with `x-`.
"""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

from vendor_spec.errors import SpecError, printable
from vendor_spec.openapi.references import (
    LITERALS,
    NAME_MAPS,
    is_inside,
    iter_nodes,
    iter_references,
    named_schemas,
)

_IDENTITIES = ("$id", "id", "$schema", "jsonSchemaDialect")
_REFERENCES = ("$dynamicRef", "$recursiveRef")


def refuse_leading_out(content: Mapping[str, Any], name: str) -> None:
    """Raise SpecError for a reference that leaves the document, or is none."""
    for place, node, is_name_map in iter_nodes(content):
        if not is_name_map and not isinstance(node.get("$ref", ""), str):
            raise SpecError(f"{name} has a $ref at {place[:200]} that is no text; write where it leads")
    known: set[str] = set()
    for place, node in iter_references(content):
        if node["$ref"] in known:
            continue
        known.add(node["$ref"])
        if node["$ref"] != "#" and not node["$ref"].startswith("#/"):
            shown = printable(f"{node['$ref'][:120]} at {place[:200]}")
            raise SpecError(
                f"{name} refers to {shown}; only references inside the document work, "
                "and `make update SOURCE=<file or address>` brings others in"
            )


def self_contained(content: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a document with `x-` before each key by which a tool would leave it; all else is the same.

    Links and mappings that lead out are not in it. A value that looks like a reference keeps its look where it names a
    place in the document, as some vendors mean it.
    """
    contained: dict[str, Any] = _Copier(content).copy(content)
    return contained


class _Kind(Enum):
    """What an object is: a part of the document, parts by name, an Example Object (or several by name), a value."""

    PART, NAMED_PARTS, EXAMPLE, NAMED_EXAMPLES, VALUE = range(5)


_BELOW = {
    _Kind.NAMED_PARTS: _Kind.PART,
    _Kind.NAMED_EXAMPLES: _Kind.EXAMPLE,
    _Kind.EXAMPLE: _Kind.VALUE,
    _Kind.VALUE: _Kind.VALUE,
}


class _Copier:
    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.schemas = named_schemas(content)
        self.known: dict[str, bool] = {}

    def copy(self, node: Any, kind: _Kind = _Kind.PART) -> Any:
        if isinstance(node, list):
            return [self.copy(item, kind if kind is _Kind.VALUE else _Kind.PART) for item in node]
        if not isinstance(node, dict):
            return node
        copied: dict[str, Any] = {}
        for key, value in node.items():
            if isinstance(value, str):
                copied[f"x-{key}" if self.leads_out(key, value, kind) else key] = value
            elif isinstance(value, dict | list):
                below = _BELOW.get(kind) or _kind_below(key, value)
                copied[key] = self.copy(value, below)
                if kind is _Kind.PART and isinstance(value, dict):
                    self.keep_inside(key, copied[key])
            else:
                copied[key] = value
        return copied

    def leads_out(self, key: str, value: str, kind: _Kind) -> bool:
        if key == "$ref":
            return not self.is_inside(value)
        if key == "externalValue":
            return kind in (_Kind.PART, _Kind.EXAMPLE)
        return kind is _Kind.PART and (key in _IDENTITIES or (key in _REFERENCES and not value.startswith("#")))

    def keep_inside(self, key: str, copied: dict[str, Any]) -> None:
        """Take out of the links those to other documents, and out of the mapping of a discriminator such schemas.

        A schema that the mapping has in another file (`./Cat.yaml`) is the one of this name, if there is one.
        """
        if key == "links":
            for name, link in list(copied.items()):
                if isinstance(link, dict) and not self.is_inside(str(link.get("operationRef", "#"))):
                    del copied[name]
        elif key == "discriminator" and isinstance(copied.get("mapping"), dict):
            for name, to in list(copied["mapping"].items()):
                if isinstance(to, str) and (to in self.schemas or self.is_inside(to)):
                    continue
                del copied["mapping"][name]
                stem = re.sub(r"\.(json|ya?ml)$", "", to.rpartition("/")[2]) if isinstance(to, str) else ""
                if stem in self.schemas:
                    copied["mapping"][name] = f"#/components/schemas/{stem}"

    def is_inside(self, reference: str) -> bool:
        if reference not in self.known:
            self.known[reference] = is_inside(self.content, reference)
        return self.known[reference]


def _kind_below(key: str, value: Any) -> _Kind:
    if key == "examples" and isinstance(value, dict):
        return _Kind.NAMED_EXAMPLES
    if key in LITERALS:
        return _Kind.VALUE
    return _Kind.NAMED_PARTS if key in NAME_MAPS else _Kind.PART

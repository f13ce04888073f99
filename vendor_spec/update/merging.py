"""Several documents as one: what they share once, what they contradict each other in as an error.

Operations of a document are replaced by merging what is left of it with the newer ones. A document of OpenAPI 3.0
becomes one of 3.1 beside others of 3.1.
"""

import copy
import re
from collections.abc import Collection, Sequence
from typing import Any

from attrs import define, evolve, field

from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import METHODS, Document, iter_operations
from vendor_spec.openapi.references import iter_nodes
from vendor_spec.openapi.yaml_text import unshare
from vendor_spec.overlay.footprint import with_references

_COMPONENT = re.compile("#/components/([^/]+)/([^/]+)")
_NAMED = ("paths", "webhooks")
# What operations inherit from the top of their document, and what it is where the top is silent.
_INHERITED: dict[str, list[Any]] = {"security": [], "servers": [{"url": "/"}]}


def merge(parts: Sequence[Document]) -> dict[str, Any]:
    """Return one document with the operations of all parts; what describes the whole, as `info`, is the first part's.

    Raises SpecError, naming both places, when two parts differ in an operation, a component, or a tag.
    """
    newest = max(part.content["openapi"] for part in parts)
    merger = _Merger({"openapi": newest, "info": copy.deepcopy(parts[0].content["info"])})
    for part in parts:
        is_older = part.content["openapi"][:3] < newest[:3]
        merger.add(evolve(part, content=_upgrade(part.content, newest)) if is_older else part)
    return merger.finish()


def replace_operations(current: Document, newer: Document, replaced: Collection[str]) -> dict[str, Any]:
    """Return `current` without the operations (labels) in `replaced`, and with those of `newer`, in the old order.

    Components that only the replaced operations used go with them. Raises SpecError when what is left contradicts
    `newer`, as in a component that other operations use, too.
    """
    labels = {*replaced, *(operation.label for operation in iter_operations(newer.content))}
    rest = copy.deepcopy(current.content)
    removed = [operation for operation in iter_operations(current.content) if operation.label in labels]
    for operation in removed:
        del rest["paths"][operation.path][operation.method]
        if not any(method in rest["paths"][operation.path] for method in METHODS):
            del rest["paths"][operation.path]
    orphans = _components(current.content, [operation.definition for operation in removed])
    schemes = {"securitySchemes": rest.get("components", {}).get("securitySchemes")}
    for kind, name in orphans - _components(current.content, {**rest, "components": schemes}):
        del rest["components"][kind][name]
    rest["components"] = {kind: named for kind, named in rest.get("components", {}).items() if named}
    if not rest["components"]:
        del rest["components"]
    merged = merge([evolve(current, content=rest), newer])
    return {**merged, "paths": _in_old_order(current.content, merged["paths"], removed, newer)}


def _upgrade(content: dict[str, Any], version: str) -> dict[str, Any]:
    """Return a copy of a 3.0 document that says the same in the words of `version`, a 3.1."""
    upgraded = unshare(content)
    for _, node, is_name_map in list(iter_nodes(upgraded)):
        if is_name_map:
            continue
        if isinstance(node.get("$ref"), str):
            for key in node.keys() - {"$ref"}:  # 3.0 ignores what stands beside a reference, 3.1 does not
                del node[key]
        else:
            _upgrade_schema(node)
    return {**upgraded, "openapi": version}


def _upgrade_schema(schema: dict[str, Any]) -> None:
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool):
            is_exclusive = schema.pop(exclusive)
            if is_exclusive and bound in schema:
                schema[exclusive] = schema.pop(bound)
    if not isinstance(schema.get("nullable"), bool) or not schema.pop("nullable"):
        return
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    elif "enum" not in schema:
        alternatives = [dict(schema), {"type": "null"}]
        schema.clear()
        schema["anyOf"] = alternatives


@define
class _Merger:
    merged: dict[str, Any]
    origins: dict[tuple[str, ...], str] = field(factory=dict)
    ids: dict[str, str] = field(factory=dict)

    def add(self, part: Document) -> None:
        content = copy.deepcopy(part.content)
        if not self.origins:
            self.merged |= {key: content[key] for key in _INHERITED if key in content}
        for key in _INHERITED:
            self.push_down(content, key)
        self.refuse_same_ids(part)
        for tag in content.get("tags", []):
            self.put(("tags", str(tag.get("name"))), tag, part.name)
        for section in _NAMED:
            for path, item in content.get(section, {}).items():
                self.add_path((section, path), item, part.name)
        for kind, named in content.get("components", {}).items():
            for name, value in named.items() if isinstance(named, dict) and not kind.startswith("x-") else ():
                self.put(("components", kind, name), value, part.name)
        for key, value in content.items():
            if key.startswith("x-") or key == "externalDocs":
                self.put((key,), value, part.name)
        self.origins.setdefault((), part.name)

    def add_path(self, place: tuple[str, str], item: dict[str, Any], name: str) -> None:
        for key, value in item.items():
            self.put((*place, key), value, name)
        # Operations of one path share its parameters: those of another document must share the same ones.
        for key in self.merged[place[0]].get(place[1], {}).keys() - item.keys() - set(METHODS):
            origin = self.origins[(*place, key)]
            raise SpecError(f"{origin} has {key} for the whole of {place[1]}, {name} has not; nothing was merged")

    def push_down(self, content: dict[str, Any], key: str) -> None:
        """Write what the operations inherit from the top of their own document at each, where the tops differ."""
        own = content.get(key, _INHERITED[key])
        if own != self.merged.get(key, _INHERITED[key]):
            for operation in iter_operations(content):
                if key not in content["paths"][operation.path]:
                    operation.definition.setdefault(key, copy.deepcopy(own))

    def put(self, place: tuple[str, ...], value: Any, name: str) -> None:
        """Keep `value`, equal values once; two that differ are a conflict."""
        node = self.merged
        for key in place[:-1]:
            node = node.setdefault(key, {})
        if place not in self.origins:
            node[place[-1]], self.origins[place] = value, name
        elif node[place[-1]] != value:
            pointer = "/".join((*place, *_first_difference(node[place[-1]], value)))
            raise SpecError(f"{self.origins[place]} and {name} contradict each other at {pointer}; nothing was merged")

    def refuse_same_ids(self, part: Document) -> None:
        for operation in iter_operations(part.content):
            id_ = operation.definition.get("operationId")
            first = self.ids.setdefault(id_, f"{operation.label} of {part.name}") if isinstance(id_, str) else None
            if first and not first.startswith(f"{operation.label} of ") and not first.endswith(f" of {part.name}"):
                raise SpecError(f"{first} and {operation.label} of {part.name} have the same operationId {id_}")

    def finish(self) -> dict[str, Any]:
        if "tags" in self.merged:
            self.merged["tags"] = list(self.merged["tags"].values())
        order = ("openapi", "info", "externalDocs", "servers", "security", "tags", "paths", "webhooks", "components")
        return {key: self.merged[key] for key in order if key in self.merged} | self.merged


def _first_difference(one: Any, other: Any) -> tuple[str, ...]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one | other:
            if one.get(key, _first_difference) != other.get(key, _first_difference):
                return (str(key), *_first_difference(one.get(key), other.get(key)))
    return ()


def _in_old_order(old: dict[str, Any], paths: dict[str, Any], removed: list[Any], newer: Document) -> dict[str, Any]:
    places = {path: index for index, path in enumerate(old["paths"])}
    for operation, successor in zip(removed, iter_operations(newer.content), strict=False):
        places.setdefault(successor.path, places[operation.path])
    return dict(sorted(paths.items(), key=lambda item: places.get(item[0], len(places))))


def _components(content: dict[str, Any], node: Any) -> set[tuple[str, str]]:
    """Return the components (kind and name) that `node` refers to, also by way of other components."""
    matches = map(_COMPONENT.match, with_references(content, {"": node}))
    return {(match[1], match[2]) for match in matches if match}

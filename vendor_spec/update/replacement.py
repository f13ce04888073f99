"""Operations of a document replaced by newer ones, the rest left as it is."""

import copy
import re
from collections.abc import Collection
from typing import Any

from vendor_spec.openapi.document import METHODS, iter_operations
from vendor_spec.openapi.footprint import with_references
from vendor_spec.update.merging import Part, merge

_COMPONENT = re.compile("#/components/([^/]+)/([^/]+)")


def replace_operations(current: Part, newer: Part, replaced: Collection[str]) -> dict[str, Any]:
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
    merged = merge([Part(current.name, rest), newer])
    return {**merged, "paths": _in_old_order(current.content, merged["paths"], removed, newer)}


def _in_old_order(old: dict[str, Any], paths: dict[str, Any], removed: list[Any], newer: Part) -> dict[str, Any]:
    places = {path: index for index, path in enumerate(old["paths"])}
    for operation, successor in zip(removed, iter_operations(newer.content), strict=False):
        places.setdefault(successor.path, places[operation.path])
    return dict(sorted(paths.items(), key=lambda item: places.get(item[0], len(places))))


def _components(content: dict[str, Any], node: Any) -> set[tuple[str, str]]:
    """Return the components (kind and name) that `node` refers to, also by way of other components."""
    matches = map(_COMPONENT.match, with_references(content, {"": node}))
    return {(match[1], match[2]) for match in matches if match}

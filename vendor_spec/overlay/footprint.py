"""What of a document speaks of one operation, wherever it stands: its own definition and all that this refers to."""

import hashlib
import json
from typing import Any

from vendor_spec.openapi.document import METHODS, Operation, iter_operations, path_item
from vendor_spec.openapi.references import iter_references, look_up
from vendor_spec.openapi.security import security_requirements


def footprint(content: dict[str, Any], operation: Operation) -> dict[str, Any]:
    """Return JSON pointer (of a shared part) or name -> that part; equal for two documents that say the same of it."""
    return with_references(content, _own_parts(content, operation))


def footprints(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return label -> footprint of every operation, with a digest instead of each shared part.

    Each part is read once, not once for each operation that refers to it. An operation whose security has not the form
    of one is left out.
    """
    digests: dict[str, str] = {}
    below: dict[str, list[str]] = {}

    def read(reference: str) -> list[str]:
        if reference not in below:
            part = _look_up(content, reference)
            digests[reference] = hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()
            below[reference] = [node["$ref"] for _, node in iter_references(part)]
        return below[reference]

    found = {}
    for operation in iter_operations(content):
        try:
            parts = _own_parts(content, operation)
        except (AttributeError, TypeError):
            continue  # of a document that is not valid, or not yet
        pending = [node["$ref"] for _, node in iter_references(parts)]
        while pending:
            reference = pending.pop()
            if reference not in parts:
                pending += read(reference)
                parts[reference] = digests[reference]
        found[operation.label] = parts
    return found


def _own_parts(content: dict[str, Any], operation: Operation) -> dict[str, Any]:
    item = path_item(content, operation.path)
    parts: dict[str, Any] = {
        "operation": operation.definition,
        "path": {key: value for key, value in item.items() if key not in METHODS},
    }
    parts |= {key: content.get(key) for key in ("servers", "security") if key not in operation.definition}
    schemes = content.get("components", {}).get("securitySchemes", {})
    for requirement in security_requirements(content, operation):
        parts |= {f"#/components/securitySchemes/{name}": schemes.get(name) for name in requirement}
    return parts


def response_footprint(content: dict[str, Any], operation: Operation) -> dict[str, Any]:
    """Return what the document says of the operation's responses only."""
    return with_references(content, {key: operation.definition.get(key) for key in ("responses", "deprecated")})


def request_footprint(content: dict[str, Any], operation: Operation) -> dict[str, Any]:
    """Return what the document says of requests to the operation only: where they go and what is in them."""
    parts = {key: operation.definition.get(key) for key in ("parameters", "requestBody")}
    shared = path_item(content, operation.path).get("parameters")
    return with_references(
        content, {"method": operation.method, "path": operation.request_path, "shared": shared, **parts}
    )


def with_references(content: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """Return `parts` and all that they refer to, also by way of one another, each by its JSON pointer."""
    pending = list(parts.values())
    while pending:
        for _, node in iter_references(pending.pop()):
            if node["$ref"] not in parts:
                parts[node["$ref"]] = _look_up(content, node["$ref"])
                pending.append(parts[node["$ref"]])
    return parts


def _look_up(content: dict[str, Any], reference: str) -> Any:
    try:
        return look_up(content, reference)
    except KeyError:  # a document is compared before anybody says whether it is valid
        return None

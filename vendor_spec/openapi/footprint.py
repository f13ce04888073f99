"""What of a document speaks of one operation, wherever it stands: its own definition and all that this refers to."""

from typing import Any

from vendor_spec.openapi.document import METHODS, Operation
from vendor_spec.openapi.references import iter_references, look_up
from vendor_spec.openapi.security import security_requirements


def footprint(content: dict[str, Any], operation: Operation) -> dict[str, Any]:
    """Return JSON pointer (of a shared part) or name -> that part; equal for two documents that say the same of it."""
    item = content["paths"][operation.path]
    parts: dict[str, Any] = {
        "operation": operation.definition,
        "path": {key: value for key, value in item.items() if key not in METHODS},
    }
    parts |= {key: content.get(key) for key in ("servers", "security") if key not in operation.definition}
    schemes = content.get("components", {}).get("securitySchemes", {})
    for requirement in security_requirements(content, operation):
        parts |= {f"#/components/securitySchemes/{name}": schemes.get(name) for name in requirement}
    return with_references(content, parts)


def response_footprint(content: dict[str, Any], operation: Operation) -> dict[str, Any]:
    """Return what the document says of the operation's responses only."""
    return with_references(content, {key: operation.definition.get(key) for key in ("responses", "deprecated")})


def request_footprint(content: dict[str, Any], operation: Operation) -> dict[str, Any]:
    """Return what the document says of requests to the operation only: where they go and what is in them."""
    parts = {key: operation.definition.get(key) for key in ("parameters", "requestBody")}
    shared = content["paths"][operation.path].get("parameters")
    return with_references(
        content, {"method": operation.method, "path": operation.request_path, "shared": shared, **parts}
    )


def with_references(content: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """Return `parts` and all that they refer to, also by way of one another, each by its JSON pointer."""
    pending = list(parts.values())
    while pending:
        for _, node in iter_references(pending.pop()):
            if node["$ref"] not in parts:
                parts[node["$ref"]] = look_up(content, node["$ref"])
                pending.append(parts[node["$ref"]])
    return parts

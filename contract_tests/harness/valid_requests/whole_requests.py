"""The document with nothing optional in its requests: a valid request made from it has every parameter and field."""

from collections.abc import Mapping
from typing import Any

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import is_marked


def require_everything(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with each parameter, request body and field of one required; fields of fields stay as they
    are, since schemas may contain themselves."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in iter_operations(dict(content)):
        paths.setdefault(operation.path, {})[operation.method] = _require(content, operation)
    return {**content, "paths": paths}


def _require(content: Mapping[str, Any], operation: Operation) -> dict[str, Any]:
    required = dict(operation.definition)
    required["parameters"] = [{**each, "required": True} for each in documented_parameters(content, operation)]
    if "requestBody" in required:
        body = resolve(content, required["requestBody"])
        media = {name: _require_fields(content, each) for name, each in body.get("content", {}).items()}
        required["requestBody"] = {**body, "required": True, "content": media}
    return required


def _require_fields(content: Mapping[str, Any], media: Mapping[str, Any]) -> dict[str, Any]:
    schema = resolve(content, media.get("schema", {}))
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not properties:
        return dict(media)
    sent = [name for name, each in properties.items() if not is_marked(content, each, "readOnly")]
    return {**media, "schema": {**schema, "required": sorted({*schema.get("required", ()), *sent})}}

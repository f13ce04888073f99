"""OpenAPI 3.0 as 3.1, so that pages of both kinds can be merged into one document."""

from typing import Any

from vendor_spec.openapi.references import LITERALS, NAME_MAPS


def upgrade(content: dict[str, Any], version: str) -> dict[str, Any]:
    """Return a copy of a 3.0 document that says the same in the words of `version` (3.1.x)."""
    return {**_upgrade(content, is_name_map=False), "openapi": version}


def _upgrade(node: Any, *, is_name_map: bool) -> Any:
    if isinstance(node, list):
        return [_upgrade(item, is_name_map=False) for item in node]
    if not isinstance(node, dict):
        return node
    if not is_name_map and isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}  # 3.0 ignores what stands beside a reference, 3.1 does not
    upgraded = {
        key: value
        if not is_name_map and key in LITERALS
        else _upgrade(value, is_name_map=not is_name_map and key in NAME_MAPS)
        for key, value in node.items()
    }
    return upgraded if is_name_map else _upgrade_schema(upgraded)


def _upgrade_schema(schema: dict[str, Any]) -> dict[str, Any]:
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool):
            is_exclusive = schema.pop(exclusive)
            if is_exclusive and bound in schema:
                schema[exclusive] = schema.pop(bound)
    if not isinstance(schema.get("nullable"), bool) or not schema.pop("nullable"):
        return schema
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        return schema
    return {"anyOf": [schema, {"type": "null"}]} if "enum" not in schema else schema

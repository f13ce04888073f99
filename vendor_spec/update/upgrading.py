"""OpenAPI 3.0 as 3.1, so that pages of both kinds can be merged into one document."""

from typing import Any

from vendor_spec.openapi.references import iter_nodes
from vendor_spec.openapi.yaml_text import unshare


def upgrade(content: dict[str, Any], version: str) -> dict[str, Any]:
    """Return a copy of a 3.0 document that says the same in the words of `version` (3.1.x)."""
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

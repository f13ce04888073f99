"""A document of twelve operations on one account, whose id is no credential: lists, their items, the items' events."""

from typing import Any

from vendor_spec.openapi.yaml_text import dump_yaml

NOUNS = ("calls", "messages", "numbers", "trunks")


def parameter(name: str, place: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def operation(schema: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    response = {"description": "Yes", "content": {"application/json": {"schema": schema}}}
    account = parameter("account_id", "path", type="string")
    return {"get": {"parameters": [account, *parameters], "responses": {"200": response}}}


def make_document() -> dict[str, Any]:
    """Return the document; each list has two parameters, so that its coverage cases are in several parts."""
    paths: dict[str, Any] = {}
    for noun in NOUNS:
        fields = {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string", "example": "First"}}
        item = {"type": "object", "required": ["id", "name"], "properties": fields}
        items = {"type": "object", "required": [noun], "properties": {noun: {"type": "array", "items": item}}}
        page = [
            parameter("limit", "query", type="integer", minimum=1, maximum=100),
            parameter("state", "query", type="string", enum=["new", "done"]),
        ]
        id_ = parameter(f"{noun}_id", "path", type="string", format="uuid")
        base = f"/v1/accounts/{{account_id}}/{noun}"
        paths[base] = operation(items, *page)
        paths[f"{base}/{{{noun}_id}}"] = operation(item, id_)
        paths[f"{base}/{{{noun}_id}}/events"] = operation(items, id_)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Twelve", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "security": [{"AuthToken": []}],
        "paths": paths,
        "components": {"securitySchemes": {"AuthToken": {"type": "http", "scheme": "bearer"}}},
    }


def render() -> str:
    return dump_yaml(make_document())

"""Docs pages written for the tests, in the structure of the vendor's: prose, then a fenced document."""

from typing import Any

from vendor_spec.openapi.yaml_text import dump_yaml

SECURITY = {
    "AuthID": {"type": "apiKey", "in": "header", "name": "X-Auth-ID"},
    "AuthToken": {"type": "apiKey", "in": "header", "name": "X-Auth-Token"},
}
SERVER = "https://api.test"


def one_operation(
    method: str,
    path: str,
    definition: dict[str, Any],
    *,
    version: str = "3.0.3",
    schemas: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A whole document of one operation; its path parameters are declared as plain strings."""
    named = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "example": f"{name}-1"}}
        for name in named
    ]
    operation = {
        "operationId": f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        "tags": ["Things"],
        **definition,
    }
    if parameters := [*parameters, *definition.get("parameters", [])]:
        operation["parameters"] = parameters
    return {
        "openapi": version,
        "info": {"title": "A test vendor", "version": "1"},
        "servers": [{"url": SERVER}],
        "security": [{"AuthID": [], "AuthToken": []}],
        "tags": [{"name": "Things", "description": "Everything"}],
        "paths": {path: {method: operation}},
        "components": {"securitySchemes": SECURITY, **({"schemas": schemas} if schemas else {})},
    }


def answer(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A JSON answer of a schema."""
    return {"description": "An answer", "content": {"application/json": {"schema": schema, **more}}}


def fields(*required: str, **properties: Any) -> dict[str, Any]:
    """An object schema; a property given as text is one of that type."""
    written = {name: {"type": value} if isinstance(value, str) else value for name, value in properties.items()}
    return {"type": "object", "properties": written, **({"required": list(required)} if required else {})}


def query(name: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    """A query parameter."""
    return {"name": name, "in": "query", "required": required, "schema": {"type": "string", **schema}}


def body(schema: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    """A required request body."""
    return {"required": True, "content": {media_type: {"schema": schema}}}


def block(document: dict[str, Any], *, text: str | None = None, language: str = "yaml") -> str:
    """The last section of a page: the document in four backticks, headed by its operation."""
    path, item = next(iter(document["paths"].items()))
    method = next(iter(item))
    written = text if text is not None else dump_yaml(document)
    return f"\n\n## OpenAPI\n\n````{language} {method.upper()} {path}\n{written}````\n"


def make_page(method: str = "get", path: str = "/v1/things/{thing_id}", *, prose: str = "", **definition: Any) -> str:
    definition.setdefault("responses", {"200": answer(fields("id", id="string"))})
    return f"# Page\n\n```http\n{method.upper()} {path}\n```\n\n{prose}\n" + block(
        one_operation(method, path, definition)
    )


GUIDE = "# Getting started\n\nNo operation here, only words about `GET /v1/ping` and a 404.\n"

"""What Prism is given: the corrected document, said so that Prism can serve it where it could not as it is.

`mock_limits.yaml` has a request for each of these limits of Prism.
"""

from collections.abc import Mapping
from typing import Any

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses
from vendor_spec.openapi.schemas import COMBINED, walk
from vendor_spec.openapi.security import security_requirements

# OpenAPI ignores header parameters of these names; Prism does not.
IGNORED_HEADERS = ("accept", "content-type", "authorization")
TEXT = {"type": "string"}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
PLAIN = {"string", "integer", "number", "boolean"}
# Of a response: what Prism announces and does not do, such as to compress.
FALSE_HEADERS = ("content-encoding", "content-length", "transfer-encoding", "content-type")


def make_served(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document that Prism serves; the given one stays as it is."""
    paths = {path: {**item} for path, item in content["paths"].items() if isinstance(item, Mapping)}
    for operation in iter_operations(dict(content)):
        paths[operation.path][operation.method] = _serve(content, operation)
        paths[operation.path].pop("parameters", None)  # each of its operations has them now
    return {**content, "paths": paths}


def _serve(content: Mapping[str, Any], operation: Operation) -> dict[str, Any]:
    served = {key: value for key, value in operation.definition.items() if key != "callbacks"}
    parameters = [each for each in documented_parameters(content, operation) if not _is_ignored(each)]
    served["parameters"] = [_serve_parameter(content, each) for each in parameters]
    if "requestBody" in served:
        body = resolve(content, served["requestBody"])
        served["requestBody"] = {**body, "content": _serve_body(content, body.get("content", {}))}
    responses = operation.definition["responses"]
    served["responses"] = responses | {
        key: changed
        for key, response in documented_responses(content, operation).items()
        if (changed := _serve_response(content, response)) != response  # else a reference to it is shorter
    }
    if {} in security_requirements(content, operation):
        served["security"] = []
    return served


def _is_ignored(parameter: Mapping[str, Any]) -> bool:
    return parameter.get("in") == "header" and str(parameter.get("name")).lower() in IGNORED_HEADERS


def _serve_parameter(content: Mapping[str, Any], parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a parameter; with any value in place of those that Prism dies of, or cannot take apart."""
    types = _types(content, parameter.get("schema", {}))
    is_compound = bool(types & {"array", "object"})
    if is_compound and (parameter["in"] != "query" or len(types) > 1):
        return {key: parameter[key] for key in ("name", "in", "required") if key in parameter} | {"schema": {}}
    return parameter


def _serve_body(content: Mapping[str, Any], documented: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a request; without a schema where Prism does not read its values from the bytes."""
    return {
        media_type: media if _reads(content, media_type, media.get("schema", {})) else {}
        for media_type, media in documented.items()
    }


def _reads(content: Mapping[str, Any], media_type: str, schema: Any) -> bool:
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in FORMS:
        return kind.endswith("json") or _types(content, schema) == {"string"}
    fields = (inner for inner in walk(content, schema) if inner.pointer)
    return all(_types(content, field.schema) <= PLAIN for field in fields)


def _serve_response(content: Mapping[str, Any], response: Mapping[str, Any]) -> dict[str, Any]:
    served = dict(response)
    headers = {name: resolve(content, header) for name, header in response.get("headers", {}).items()}
    deadly = [name for name, header in headers.items() if _is_deadly(content, name, header)]
    if deadly:
        served["headers"] = {name: header for name, header in headers.items() if name not in deadly}
    if "content" in response:
        served["content"] = dict(_serve_media(content, name, media) for name, media in response["content"].items())
    return served


def _is_deadly(content: Mapping[str, Any], name: str, header: Mapping[str, Any]) -> bool:
    return name.lower() in FALSE_HEADERS or bool(_types(content, header.get("schema", {})) & {"array", "object"})


def _serve_media(
    content: Mapping[str, Any], media_type: str, media: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]]:
    """Return a media type and its schema: one for a range, and text for what Prism writes as text only."""
    types = _types(content, media.get("schema", {}))
    name = {"*/*": "application/json", "application/*": "application/json", "text/*": "text/plain"}.get(media_type)
    kind = (name or media_type).partition(";")[0].strip().lower()
    if kind.endswith(("json", "xml")) or {"string"} <= types <= {"string", "null"}:
        return name or media_type, media
    return name or media_type, {"schema": TEXT}


def _types(content: Mapping[str, Any], schema: Any) -> set[str]:
    """Return the types that a schema and those that it is combined of name."""
    named = [inner.schema.get("type", ()) for inner in walk(content, schema, COMBINED)]
    return {type_ for given in named for type_ in ([given] if isinstance(given, str) else given)}

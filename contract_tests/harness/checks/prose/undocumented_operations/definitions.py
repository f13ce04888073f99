"""An operation that only pages know, written as OpenAPI: parameters, body and responses as their tables have them."""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import chain
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from attrs import evolve

from contract_tests.harness.checks.prose.fields import PARAMETER_PLACES
from contract_tests.harness.checks.prose.limits import KEYWORDS, TYPES
from contract_tests.harness.checks.prose.refuting import shown_values
from contract_tests.harness.checks.prose.schemas import find_violations
from vendor_spec.openapi.document import iter_operations
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.prose.claims import FieldClaim, PageClaims

WITHOUT_BODY = ("get", "head", "delete", "options", "trace")
MOST_DEPTH = 20
_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


def describe_operation(content: Mapping[str, Any], label: str, pages: Iterable[PageClaims]) -> dict[str, Any]:
    """Return the definition of the operation `label` (`POST /path`), fit to be added to a document.

    It says nothing that no page says: a type that none names is left open.
    """
    pages = list(pages)
    method, _, path = label.partition(" ")
    fields = _place_fields(method.lower(), path, chain.from_iterable(page.fields for page in pages))
    named = PARAMETER.findall(path)
    known = {(field.place, field.name): field for field in reversed(fields) if field.place in PARAMETER_PLACES}
    requests = [request for page in pages for request in page.requests]
    shown = {("query", name): FieldClaim(0, "query", name) for request in requests for name, _ in request.query}
    wanted = {("path", name): FieldClaim(0, "path", name, "string") for name in named} | shown | known
    sent = shown_values(pages)
    parameters = [
        _parameter(claim, sent) for place, claim in wanted.items() if place[0] != "path" or claim.name in named
    ]
    definition: dict[str, Any] = {"operationId": _name(content, label, pages), "parameters": parameters}
    examples = [example.body for page in pages for example in page.examples if example.place == "request"]
    examples += [request.body for request in requests if request.body is not None]
    body = _body_schema(content, [field for field in fields if field.place == "request"], examples)
    if body is not None and method.lower() not in ("get", "head", "trace"):
        types = dict.fromkeys(request.content_type for request in requests if request.content_type)
        definition["requestBody"] = {"content": {next(iter(types), "application/json"): {"schema": body}}}
    return {**definition, "responses": _responses(content, fields, pages)}


def _place_fields(method: str, path: str, fields: Iterable[FieldClaim]) -> list[FieldClaim]:
    """Return the fields of request and response, each with a place of its own."""
    named = PARAMETER.findall(path)
    body = "query" if method in WITHOUT_BODY else "request"
    placed = []
    for claim in fields:
        if claim.place == "parameter":
            placed.append(evolve(claim, place="path" if claim.name in named else body))
        elif claim.place not in ("field", "callback"):
            placed.append(claim)
    return placed


def _parameter(claim: FieldClaim, sent: Mapping[str, list[Any]]) -> dict[str, Any]:
    if claim.values and not set(map(str, sent.get(claim.name, ()))) <= {*claim.values}:
        claim = FieldClaim(claim.line, claim.place, claim.name, claim.type, claim.required)
    is_required = claim.place == "path" or bool(claim.required)
    name, place = claim.name.partition("[")[0], claim.place
    return {"name": name, "in": place, **({"required": True} if is_required else {}), "schema": _value_schema(claim)}


def _value_schema(claim: FieldClaim) -> dict[str, Any]:
    type_ = claim.type or ("string" if claim.values else "")
    schema: dict[str, Any] = {"type": type_} if type_ else {}
    if type_ == "array":
        schema["items"] = {}
    if claim.values and type_ == "string":
        schema["enum"] = list(claim.values)
    for limit in claim.limits:
        bounds = zip(KEYWORDS[limit.of], (limit.low, limit.high), strict=True)
        schema |= {key: bound for key, bound in bounds if bound is not None and type_ in TYPES[limit.of]}
    if type_ == "string" and claim.default:
        schema["default"] = claim.default
    return schema


def _body_schema(content: Mapping[str, Any], fields: list[FieldClaim], examples: list[Any]) -> dict[str, Any] | None:
    """Return the schema of a body by its fields, and by the first of its examples where they are silent."""
    if not (fields or examples):
        return None
    schema = _describe_fields(fields, examples)
    if any(find_violations(content, schema, example) for example in examples):
        # A page that does not keep to its own table shows what it allows.
        return _describe_fields([FieldClaim(claim.line, claim.place, claim.name) for claim in fields], examples)
    return schema


def _describe_fields(fields: list[FieldClaim], examples: list[Any]) -> dict[str, Any]:
    root: dict[str, Any] = _schema_of(examples[0]) if examples else {"type": "object"}
    for claim in fields:
        parts = [part for part in re.split(r"\.|(?=\[\])", re.sub(r"\[[\w*-]*\]", "[]", claim.name)) if part]
        if len(parts) > MOST_DEPTH:
            continue
        owner = root
        for part in parts[:-1]:
            owner = _enter(owner, part)
        if parts and parts[-1] != "[]":
            owner = _as_object(owner)
            known = owner["properties"].setdefault(parts[-1], {})
            stated = _value_schema(claim)
            known |= {key: value for key, value in stated.items() if not (key == "items" and key in known)}
            if claim.required and parts[-1] not in owner.setdefault("required", []):
                owner["required"].append(parts[-1])
            if not owner.get("required"):
                owner.pop("required", None)
    return root


def _enter(owner: dict[str, Any], part: str) -> dict[str, Any]:
    """Return the schema of a property, or of an array's items, made where there is none."""
    if part == "[]":
        owner.setdefault("type", "array")
        inner: dict[str, Any] = owner.setdefault("items", {})
        return inner
    below: dict[str, Any] = _as_object(owner)["properties"].setdefault(part, {})
    return below


def _as_object(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema as one of an object: that of the items of an array, whose fields a page names like its own."""
    while schema.get("type") == "array":
        schema = schema["items"]
    schema["type"] = "object"
    schema.setdefault("properties", {})
    return schema


def _schema_of(value: Any, depth: int = MOST_DEPTH) -> dict[str, Any]:
    """Return a schema by the types of an example."""
    if value is None or not depth:
        return {}
    schema: dict[str, Any] = {"type": _TYPES[type(value)]}
    if isinstance(value, dict):
        schema["properties"] = {name: _schema_of(part, depth - 1) for name, part in value.items()}
    elif isinstance(value, list):
        schema["items"] = _schema_of(value[0], depth - 1) if value else {}
    return schema


def _responses(content: Mapping[str, Any], fields: list[FieldClaim], pages: list[PageClaims]) -> dict[str, Any]:
    examples = [example for page in pages for example in page.examples if example.place == "response"]
    statuses = dict.fromkeys(
        [each.status for page in pages for each in page.statuses] + [each.status for each in examples if each.status]
    )
    success = next((str(status) for status in statuses if status and 200 <= status < 300), "default")
    responses: dict[str, Any] = {}
    for key in dict.fromkeys([success, *(str(status) for status in sorted(filter(None, statuses)))]):
        own = [each.body for each in examples if str(each.status or success) == key]
        schema = _body_schema(content, [each for each in fields if each.place == "response" and key == success], own)
        described = {} if schema is None or key == "204" else {"content": {"application/json": {"schema": schema}}}
        phrase = "As the page has it" if key == "default" else HTTPStatus(int(key)).phrase
        responses[key] = {"description": phrase, **described}
    return responses


def _name(content: Mapping[str, Any], label: str, pages: list[PageClaims]) -> str:
    """Return an operationId that the document does not have: the name of the page, or method and path."""
    taken = {each.definition.get("operationId") for each in iter_operations(dict(content))}
    stems = [PurePosixPath(urlsplit(page.page).path).stem for page in pages if page.operation == label]
    names = (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") for name in (*stems[:1], label))
    return next((name for name in names if name and name not in taken), f"{label} of the page")

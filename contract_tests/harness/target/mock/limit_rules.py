"""What a valid request looks like that hits a limit of the mock, by the id of the limit in `mock_limits.yaml`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from contract_tests.harness.target.mock.exchange import Exchange
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.security import security_requirements

Rule = Callable[[Exchange], bool]


def _types(schema: Mapping[str, Any]) -> set[str]:
    given = schema.get("type")
    return set(given) if isinstance(given, list) else {str(given)}


def _is_compound(schema: Mapping[str, Any]) -> bool:
    return bool(_types(schema) & {"array", "object"})


def has_array_header(content: Mapping[str, Any], response: Mapping[str, Any]) -> bool:
    """Return whether a response of the document has a header of type array or object, which kills the mock."""
    headers = (resolve(content, header) for header in response.get("headers", {}).values())
    return any(_is_compound(resolve(content, header.get("schema", {}))) for header in headers)


def _part_names(exchange: Exchange) -> list[bytes]:
    return re.findall(rb'[; ]name="([^\r\n]*?)"(?:;|\r)', exchange.body) if "multipart" in exchange.media_type else []


# Requests that kill the mock; they are not sent.
NOT_SENT: dict[str, Rule] = {
    "multipart-name": lambda e: any(mark in name for name in _part_names(e) for mark in (b";", b"%")),
    "path-array": lambda e: any(map(_is_compound, e.parameter_schemas("path"))),
    "header-array-absent": lambda e: any(
        _is_compound(resolve(e.content, p.get("schema", {}))) and p["name"] not in e.request.headers
        for p in e.parameters_in("header")
    ),
    "response-header-array": lambda e: any(
        has_array_header(e.content, response)
        for key, response in e.responses.items()
        if key.startswith(("2", "default"))
    ),
}

# Valid requests that it refuses: what it sends then says nothing of the document.
REFUSED: dict[str, Rule] = {
    "body-absent": lambda e: "Body parameter is required" in e.response.violations,
    "query-empty": lambda e: '"query"' in e.response.violations and any(not value for _, value in e.query),
    "header-empty": lambda e: (
        '"header"' in e.response.violations and any(not value for value in e.request.headers.values())
    ),
    "path-empty-or-dots": lambda e: any(str(v) in ("", ".", "..") for v in (e.case.path_parameters or {}).values()),
    "numbers": lambda e: any(limit in e.response.violations for limit in ("9007199254740991", "e+38", "multipleOf")),
    "prefix-items": lambda e: any("prefixItems" in schema for schema in e.body_schemas),
    "type-list-with-array": lambda e: any(
        isinstance(schema.get("type"), list) and _is_compound(schema)
        for schema in e.parameter_schemas("query", "header")
    ),
    "form-array": lambda e: e.is_form and any("array" in _types(schema) for schema in e.body_schemas),
    "form-object": lambda e: e.is_form and "must be object" in e.response.violations,
    "form-null": lambda e: e.is_form and b"null" in e.body,
    "body-not-parsed": lambda e: bool(e.media_type) and not e.is_json and not e.is_form,
    "security-optional": lambda e: e.response.status == 401 and {} in security_requirements(e.content, e.operation),
    "reserved-query-names": lambda e: any(name.startswith("__") for name, _ in e.query),
    "response-not-serializable": lambda e: e.response.status == 500,
}

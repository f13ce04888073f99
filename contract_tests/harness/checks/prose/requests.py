"""The requests that a page shows, and the credentials that it asks for, against the operation in the document."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.bodies import request_bodies
from contract_tests.harness.checks.prose.examples import compare_body
from contract_tests.harness.checks.prose.schemas import allowed_values, json_types
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.security import carrier_of, security_requirements, security_schemes
from vendor_spec.prose.claims import CredentialClaim, RequestClaim

KIND = "prose.parameter"
SHOWN = "shown"  # in a request that the page shows, not listed in a table of it
USUAL_HEADERS = (
    *("accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-length"),
    *("content-type", "host", "origin", "referer", "user-agent"),
)
_PLACEHOLDER = re.compile(r"[{}<>$]|\.{3}|…|^(?i:your)\b|^[A-Z0-9]+(?:_[A-Z0-9]+)+$|^$")
_SHAPES = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"),
    "boolean": re.compile(r"true|false"),
}

CREDENTIALS = {"basic": "HTTP Basic", "bearer": "a Bearer token"}


def compare_request(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> Iterator[Observation]:
    """Query parameters, headers and bodies in a shown request that the document does not have, or not so."""
    yield from _compare_query(content, operation, claim)
    yield from _compare_headers(content, operation, claim)
    if claim.body is not None and claim.method == operation.method.upper():
        yield from _compare_content_type(content, operation, claim)
        yield from compare_body(content, request_bodies(content, operation), claim.body, "request.body")


def security_headers(content: Mapping[str, Any], operation: Operation, place: str = "header") -> set[str]:
    """Return the names, in lower case, of the headers (or query parameters) that carry the credentials."""
    schemes = security_schemes(content)
    wanted = (name for requirement in security_requirements(content, operation) for name in requirement)
    carriers = [carrier_of(schemes.get(name, {})) for name in wanted]
    return {carrier.name.lower() for carrier in carriers if carrier.location == place}


def _compare_query(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> Iterator[Observation]:
    documented = {p["name"]: p for p in documented_parameters(content, operation) if p["in"] == "query"}
    for name, value in claim.query:
        base = name if name in documented else name.partition("[")[0]
        if base not in documented and name.lower() not in security_headers(content, operation, "query"):
            observed = f"a shown request has ?{name}={value[:60]}"
            yield Observation(KIND, f"query.{name}", "no such query parameter", observed, SHOWN)
        elif base == name and name in documented and not _PLACEHOLDER.search(value):
            yield from _compare_value(content, documented[name], value)


def _compare_value(content: Mapping[str, Any], parameter: dict[str, Any], value: str) -> Iterator[Observation]:
    schema = parameter.get("schema", {})
    allowed, types = allowed_values(content, schema), json_types(content, schema)
    location, observed = f"query.{parameter['name']}", f"a shown request has {value[:60]}"
    given = value.split(",") if "array" in types else [value]
    if allowed and not set(given) <= set(allowed):
        yield Observation(
            "prose.value", location, f"one of {', '.join(allowed)}", observed, SHOWN, {"value": value[:60]}
        )
    elif types and types <= _SHAPES.keys() and not any(_SHAPES[type_].fullmatch(value) for type_ in types):
        expected = f"a JSON {' or '.join(sorted(types))}"
        yield Observation("prose.value", location, expected, observed, "type")


def _compare_headers(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> Iterator[Observation]:
    known = {*documented_headers(content, operation), *USUAL_HEADERS}
    for name in claim.headers:
        if name.lower() not in known:
            observed = f"a shown request has the header {name}"
            yield Observation(KIND, f"header.{name.lower()}", name_headers(content, operation), observed, SHOWN)


def name_headers(content: Mapping[str, Any], operation: Operation) -> str:
    """Return the sentence that names the headers which the document has for an operation."""
    return f"the headers {', '.join(sorted(documented_headers(content, operation))) or 'none'}"


def documented_headers(content: Mapping[str, Any], operation: Operation) -> set[str]:
    """Return the names, in lower case, of the headers that an operation takes, those of credentials included."""
    parameters = {p["name"].lower() for p in documented_parameters(content, operation) if p["in"] == "header"}
    return parameters | security_headers(content, operation)


def _compare_content_type(
    content: Mapping[str, Any], operation: Operation, claim: RequestClaim
) -> Iterator[Observation]:
    documented = [body.media_type.lower().partition(";")[0] for body in request_bodies(content, operation)]
    shown = claim.content_type
    if shown and documented and not {shown, "*/*", f"{shown.partition('/')[0]}/*"} & set(documented):
        observed = f"a shown request has {shown}"
        yield Observation(KIND, "request.content_type", ", ".join(documented), observed)


def compare_credentials(
    content: Mapping[str, Any], operation: Operation, claims: tuple[CredentialClaim, ...]
) -> Iterator[tuple[int, Observation]]:
    """Yield line and difference of each credential that no alternative of the document has."""
    schemes = security_schemes(content)
    wanted = [schemes.get(name, {}) for each in security_requirements(content, operation) for name in each]
    kinds = {carrier.kind for carrier in map(carrier_of, wanted) if carrier.name.lower() == "authorization"}
    known = {*documented_headers(content, operation), *USUAL_HEADERS}
    for claim in claims:
        header = (claim.name or "Authorization").lower()
        asked = CREDENTIALS.get(claim.scheme, f"the header {claim.name}")
        if header not in known:
            # The key is that of a shown request that has the header: it is one disagreement.
            expected, observed = name_headers(content, operation), f"the page asks for {asked}"
            yield claim.line, Observation(KIND, f"header.{header}", expected, observed, SHOWN)
        elif not claim.name and kinds and kinds.isdisjoint({claim.scheme, "key", None}):
            expected = " or ".join(sorted(CREDENTIALS[kind] for kind in kinds if kind in CREDENTIALS))
            yield claim.line, Observation(KIND, f"header.{header}.scheme", expected, f"the page asks for {asked}")

"""Where the mock, not the document, is wrong: such a case is not sent, or that it is refused is no finding.

A rule recognises the valid requests that hit a limit; `mock_limits.yaml` has each limit with a request that shows it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import requests
from attrs import define, frozen
from schemathesis import Case

from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.target.budget import NotSent
from contract_tests.harness.target.mock.document_path import with_document_path
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses
from vendor_spec.openapi.schemas import EVERY, walk
from vendor_spec.openapi.security import security_requirements

PRISM_ERROR = b"https://stoplight.io/prism/errors#"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@frozen
class MockResponse:
    """What the rules look at in a response; `violations` is what Prism says of request and response, as JSON."""

    status: int
    violations: str = ""

    @classmethod
    def of(cls, status: int, violations: str, content: bytes) -> Self:
        """Return a response with this `sl-violations` header; the body says it where the document has no response."""
        return cls(status, violations or (content.decode("utf-8", "replace") if PRISM_ERROR in content else ""))


@define(slots=False)
class Exchange:
    """A case, the bytes that were or would be sent for it, and the mock's response, if any."""

    content: Mapping[str, Any]
    operation: Operation
    case: Case[Any]
    request: requests.PreparedRequest
    response: MockResponse

    @cached_property
    def media_type(self) -> str:
        header = self.request.headers.get("Content-Type", "")
        text = header.decode("latin-1") if isinstance(header, bytes) else header
        return text.partition(";")[0].strip().lower()

    @property
    def is_form(self) -> bool:
        return self.media_type in FORMS

    @cached_property
    def body(self) -> bytes:
        body = self.request.body or b""
        return body.encode("utf-8", "surrogateescape") if isinstance(body, str) else bytes(body)

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(str(self.request.url)).query, keep_blank_values=True)

    def parameters_in(self, location: str) -> list[dict[str, Any]]:
        return [p for p in documented_parameters(self.content, self.operation) if p["in"] == location]

    def parameter_schemas(self, *locations: str) -> Iterator[dict[str, Any]]:
        for location in locations:
            for parameter in self.parameters_in(location):
                yield from self._walk(parameter.get("schema", {}))

    @cached_property
    def body_schemas(self) -> list[dict[str, Any]]:
        body = resolve(self.content, self.operation.definition.get("requestBody", {}))
        return [s for media in body.get("content", {}).values() for s in self._walk(media.get("schema", {}))]

    def _walk(self, schema: Any) -> list[dict[str, Any]]:
        return [inner.schema for inner in walk(self.content, schema, EVERY)]


Rule = Callable[[Exchange], bool]


def _types(schema: Mapping[str, Any]) -> set[str]:
    given = schema.get("type")
    return set(given) if isinstance(given, list) else {str(given)}


def _is_compound(schema: Mapping[str, Any]) -> bool:
    return bool(_types(schema) & {"array", "object"})


def has_deadly_header(content: Mapping[str, Any], response: Mapping[str, Any]) -> bool:
    """Return whether a response has a header that kills the mock (an array or object), or what reads it (an encoding
    that the mock announces and does not use)."""
    headers = {name.lower(): resolve(content, header) for name, header in response.get("headers", {}).items()}
    return bool(headers.keys() & {"content-encoding", "transfer-encoding"}) or any(
        _is_compound(resolve(content, header.get("schema", {}))) for header in headers.values()
    )


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
    "response-header": lambda e: any(
        has_deadly_header(e.content, response)
        for key, response in documented_responses(e.content, e.operation).items()
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
    "body-not-parsed": lambda e: bool(e.media_type) and not e.media_type.endswith("json") and not e.is_form,
    "security-optional": lambda e: e.response.status == 401 and {} in security_requirements(e.content, e.operation),
    "reserved-query-names": lambda e: any(name.startswith("__") for name, _ in e.query),
    "response-not-serializable": lambda e: e.response.status == 500,
}


class BeyondMock(NotSent):
    """A case that kills the mock; `limit` is its id in `mock_limits.yaml`."""

    def __init__(self, limit: str) -> None:
        super().__init__(SkipCode.MOCK_LIMIT, f"the mock cannot take it: {limit}")
        self.limit = limit


@define
class MockLimits:
    """The limits of the mock for the operations of one document, by label; `case` is the one that is being sent."""

    content: Mapping[str, Any]
    operations: Mapping[str, Operation]
    case: Case[Any] | None = None

    def guard(self, request: requests.PreparedRequest) -> None:
        """Give a request, about to be sent for `case`, the path that the mock knows.

        Raises BeyondMock for one that would kill the mock.
        """
        if self.case is not None:
            request.url = with_document_path(self.operations[self.case.operation.label], request.url or "")
        limit = self._find(NOT_SENT, self.case, request, MockResponse(0)) if self.case is not None else None
        if limit is not None:
            raise BeyondMock(limit)

    def explain(self, case: Case[Any], request: requests.PreparedRequest, response: MockResponse) -> str | None:
        """Return the limit because of which a valid request is refused; None if there is none."""
        return self._find(REFUSED, case, request, response)

    def _find(
        self, rules: Mapping[str, Rule], case: Case[Any], request: requests.PreparedRequest, response: MockResponse
    ) -> str | None:
        exchange = Exchange(self.content, self.operations[case.operation.label], case, request, response)
        return next((limit for limit, is_hit in rules.items() if is_hit(exchange)), None)

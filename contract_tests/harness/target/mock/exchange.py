"""One case on the mock, the bytes that were sent for it, and the response, as `limit_rules` looks at them."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import requests
from attrs import define, frozen
from schemathesis import Case

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses
from vendor_spec.openapi.schemas import EVERY, walk

PRISM_ERROR = b"https://stoplight.io/prism/errors#"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@frozen
class MockResponse:
    """What `limit_rules` looks at in a response; `violations` is what Prism says of request and response, as JSON."""

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
    def is_json(self) -> bool:
        return self.media_type.endswith("json")

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

    @cached_property
    def responses(self) -> dict[str, dict[str, Any]]:
        return documented_responses(self.content, self.operation)

    def _walk(self, schema: Any) -> list[dict[str, Any]]:
        return [inner.schema for inner in walk(self.content, schema, EVERY)]

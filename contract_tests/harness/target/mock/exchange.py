"""One case on the mock, with the bytes that were sent for it, as `limit_rules` looks at it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from attrs import define, frozen
from schemathesis import Case

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses
from vendor_spec.openapi.schemas import EVERY, walk

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
RECURSIVE = {"recursive": True}


@frozen
class MockResponse:
    """What `limit_rules` looks at in an answer; `violations` is what Prism says it found wrong with the request."""

    status: int
    violations: str = ""


@define(slots=False)
class Exchange:
    """A case, the bytes that were or would be sent for it, and the mock's answer, if any."""

    content: Mapping[str, Any]
    operation: Operation
    case: Case[Any]
    request: requests.PreparedRequest
    answer: MockResponse | None = None

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

    @cached_property
    def path(self) -> str:
        return urlsplit(str(self.request.url)).path

    @property
    def violations(self) -> str:
        return self.answer.violations if self.answer else ""

    @property
    def status(self) -> int:
        return self.answer.status if self.answer else 0

    def is_wrong_in(self, location: str) -> bool:
        """Whether the case was made to break the schema in this place."""
        components = self.case.meta.components if self.case.meta else {}
        return any(place.value == location and info.mode.is_negative for place, info in components.items())

    def parameters_in(self, location: str) -> list[dict[str, Any]]:
        return [p for p in documented_parameters(self.content, self.operation) if p["in"] == location]

    def parameter_schemas(self, location: str) -> Iterator[dict[str, Any]]:
        for parameter in self.parameters_in(location):
            yield from self._walk(parameter.get("schema", {}))

    @cached_property
    def body_schemas(self) -> list[dict[str, Any]]:
        body = resolve(self.content, self.operation.definition.get("requestBody", {}))
        return [s for media in body.get("content", {}).values() for s in self._walk(media.get("schema", {}))]

    @cached_property
    def answers(self) -> list[dict[str, Any]]:
        # Prism makes up the default response, too, when it refuses a request.
        responses = documented_responses(self.content, self.operation)
        return [response for key, response in responses.items() if key.startswith(("2", "default"))]

    @cached_property
    def made_up_schemas(self) -> list[dict[str, Any]]:
        """The schemas of success answers for which the document gives the mock no example to send."""
        media = [media for answer in self.answers for media in answer.get("content", {}).values()]
        bare = [item for item in media if "example" not in item and "examples" not in item]
        return [schema for item in bare for schema in self._walk(item.get("schema", {}))]

    def _walk(self, schema: Any) -> list[dict[str, Any]]:
        return [RECURSIVE if inner.is_recursive else inner.schema for inner in walk(self.content, schema, EVERY)]

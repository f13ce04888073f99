"""The bodies of requests and responses that the document describes for an operation."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses, response_key, success_statuses


@frozen
class Body:
    """One media type of a request or of the responses with one status; `location` is its name in findings."""

    location: str
    media_type: str
    media: Mapping[str, Any]

    @property
    def schema(self) -> Any:
        return self.media.get("schema")

    @property
    def is_json(self) -> bool:
        return "json" in self.media_type.lower() or self.media_type == "*/*"


def request_bodies(content: Mapping[str, Any], operation: Operation) -> list[Body]:
    """Return the request's bodies; empty when the operation takes none."""
    body = resolve(content, operation.definition.get("requestBody", {}))
    return [Body("request.body", media_type, media) for media_type, media in body.get("content", {}).items()]


def response_bodies(content: Mapping[str, Any], operation: Operation, status: int | None = None) -> list[Body]:
    """Return the bodies of the responses with `status`, or of all successful responses."""
    responses = documented_responses(content, operation)
    keys = success_statuses(operation) if status is None else [response_key(responses, status)]
    return [body for key in keys if key for body in _response_bodies(key, responses[key])]


def all_bodies(content: Mapping[str, Any], operation: Operation) -> Iterator[Body]:
    """Yield the bodies of the request and of all responses."""
    yield from request_bodies(content, operation)
    for key, response in documented_responses(content, operation).items():
        yield from _response_bodies(key, response)


def _response_bodies(status: str, response: Mapping[str, Any]) -> list[Body]:
    media = response.get("content", {}).items()
    return [Body(f"response.{status}.body", media_type, value) for media_type, value in media]

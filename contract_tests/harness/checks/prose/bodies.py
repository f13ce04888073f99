"""The bodies of requests and responses that the document describes for an operation."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses


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


def response_bodies(content: Mapping[str, Any], operation: Operation, keys: Iterable[str]) -> list[Body]:
    """Return the bodies of the responses at `keys`: `200`, `4XX`, `default`."""
    responses = documented_responses(content, operation)
    return [
        Body(f"response.{key}.body", media_type, media)
        for key in keys
        for media_type, media in responses[key].get("content", {}).items()
    ]

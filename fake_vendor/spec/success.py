"""The success response of an operation, made from the document's example, or from the schema without one."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from fake_vendor.spec.body_template import BodyTemplate, make_body_template
from fake_vendor.spec.request import Request
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.values.pointers import Parts
from fake_vendor.spec.values.samples import Sampler, find_example
from fake_vendor.spec.values.schemas import Schemas
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses, success_statuses
from vendor_spec.openapi.schemas import NAMED, walk

CONCRETE = {"*/*": "application/octet-stream", "image/*": "image/png", "audio/*": "audio/mpeg", "text/*": "text/plain"}


@frozen
class Content:
    """One media type of a response, the schema of its body, and the template that renders bodies."""

    media_type: str
    schema: Any
    template: BodyTemplate


@frozen
class Success:
    """The response to a valid request: its status, its contents by media type, its headers."""

    schemas: Schemas = field(eq=False, repr=False)
    status: int
    contents: tuple[Content, ...] = ()
    headers: Mapping[str, str] = field(factory=dict)

    def content_for(self, request: Request) -> Content | None:
        """Return the content that the request's `Accept` prefers, else the first; None when there is no body."""
        if not self.contents:
            return None
        by_type = {content.media_type: content for content in self.contents}
        return by_type.get(request.accept_mimetypes.best_match(by_type) or "", self.contents[0])

    @property
    def body(self) -> Any:
        """The JSON value that bodies are rendered from; None when they are not JSON."""
        first = next(iter(self.contents), None)
        return first.template.value if first is not None and is_json(first.media_type) else None

    def allows(self, body: Any) -> bool:
        """Return whether the document allows `body` as the JSON of this response."""
        return not self.contents or self.schemas.allows(self.contents[0].schema, body)

    def listed_values(self, parts: Parts) -> list[Any]:
        """Return the values that the document lists for a field; empty when it lists none."""
        pointer = "".join(f"/{part}" for part in parts)
        fields = (field for each in self.contents[:1] for field in walk(self.schemas.content, each.schema, NAMED))
        schemas = (field.schema for field in fields if field.pointer == pointer)
        return next((schema["enum"] for schema in schemas if "enum" in schema), [])


def read_success(operation: Operation, schemas: Schemas) -> Success:
    """Return the first success response that the document has for `operation`: a 2xx, or the nearest to it."""
    responses = documented_responses(schemas.content, operation)
    key = next(iter([*success_statuses(operation), *(key for key in responses if key[0] in "13")]), "200")
    response = responses.get(key, {})
    status = 200 if key == "default" else int(key.upper().replace("X", "0"))
    contents = tuple(
        _read_content(media_type, media, schemas, operation.path)
        for media_type, media in response.get("content", {}).items()
    )
    return Success(schemas, status, contents if status not in (204, 205) else (), make_headers(response, schemas))


def make_headers(response: Mapping[str, Any], schemas: Schemas) -> dict[str, str]:
    """Return the headers that the document has for a response, with values that it allows."""
    headers = {}
    for name, reference in response.get("headers", {}).items():
        definition = resolve(schemas.content, reference)
        if name.lower() != "content-type":
            value = Sampler(schemas).sample(definition.get("schema", {}), find_example(definition, schemas.content))
            headers[name] = value if isinstance(value, str) else str(value).lower()
    return headers


def _read_content(media_type: str, media: Mapping[str, Any], schemas: Schemas, path: str) -> Content:
    schema = media.get("schema", {})
    value = Sampler(schemas).sample(schema, find_example(media, schemas.content))
    if not is_json(media_type):
        text = value if isinstance(value, str) else "text"
        return Content(CONCRETE.get(media_type, media_type), schema, BodyTemplate(text))
    value = {} if value == "text" and schema == {} else value
    return Content(media_type, schema, make_body_template(value, schema, schemas, path))

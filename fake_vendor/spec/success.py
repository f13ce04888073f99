"""The success response of an operation, made from the document's example, or from the schema without one."""

import re
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from fake_vendor.spec.body_template import BodyTemplate, make_body_template
from fake_vendor.spec.request import Request
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.values.pointers import Parts
from fake_vendor.spec.values.samples import Sampler, find_example
from fake_vendor.spec.values.schemas import Schemas
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve

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
        wanted = parse_accept_header(request.header("accept"), MIMEAccept)
        best = wanted.best_match([content.media_type for content in self.contents])
        return next((content for content in self.contents if content.media_type == best), self.contents[0])

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
        schemas: list[Any] = [content.schema for content in self.contents[:1]]
        for part in parts:
            expanded = [inner for schema in schemas for inner in self.schemas.expand(schema)]
            if part == "*":
                schemas = [inner["items"] for inner in expanded if "items" in inner]
            else:
                schemas = [inner["properties"][part] for inner in expanded if part in inner.get("properties", {})]
        return list(next(filter(None, (self.schemas.find_keyword(schema, "enum") for schema in schemas)), ()))


def read_success(operation: Operation, schemas: Schemas) -> Success:
    """Return the first success response that the document has for `operation`: a 2xx, or the nearest to it."""
    responses = operation.definition.get("responses", {})
    prefixes = ("2", "default", ("3", "1"))
    key = next((key for prefix in prefixes for key in responses if key.startswith(prefix)), "200")
    response = resolve(schemas.content, responses.get(key, {}))
    status = int(key) if key.isdecimal() else 200 if key == "default" else int(key[0]) * 100
    parameters = re.findall(r"\{([^{}]+)\}", operation.path)
    last = operation.path.rstrip("/").rpartition("/")[2]
    own = parameters[-1] if parameters and last == f"{{{parameters[-1]}}}" else None
    contents = tuple(
        _read_content(media_type, media, schemas, parameters, own)
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


def _read_content(
    media_type: str, media: Mapping[str, Any], schemas: Schemas, parameters: list[str], own: str | None
) -> Content:
    schema = media.get("schema", {})
    value = Sampler(schemas).sample(schema, find_example(media, schemas.content))
    if not is_json(media_type):
        text = value if isinstance(value, str) else "text"
        return Content(CONCRETE.get(media_type, media_type), schema, BodyTemplate(text))
    value = {} if value == "text" and schema == {} else value
    return Content(media_type, schema, make_body_template(value, schema, schemas, parameters, own))

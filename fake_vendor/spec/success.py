"""The success answer of an operation, made from the document's example, or from the schema when there is none."""

import re
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from fake_vendor.spec.body_template import Mould, make_mould
from fake_vendor.spec.parameters import find_example
from fake_vendor.spec.request import Request
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.values.pointers import Parts
from fake_vendor.spec.values.samples import Sampler
from fake_vendor.spec.values.schemas import Schemas
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve

CONCRETE = {"*/*": "application/octet-stream", "image/*": "image/png", "audio/*": "audio/mpeg", "text/*": "text/plain"}


@frozen
class Content:
    """One media type of an answer, the schema of its body, and the mould that bodies come from."""

    media_type: str
    schema: Any
    mould: Mould


@frozen
class Success:
    """The answer to a request as it should be: its status, its content by the sender's choice, its headers."""

    status: int
    contents: tuple[Content, ...] = ()
    headers: Mapping[str, str] = field(factory=dict)
    schemas: Schemas | None = field(default=None, eq=False, repr=False)

    def content_for(self, request: Request) -> Content | None:
        """The content that the request's `Accept` asks for, else the first; None when the answer has no body."""
        if not self.contents:
            return None
        wanted = parse_accept_header(request.header("accept"), MIMEAccept)
        best = wanted.best_match([content.media_type for content in self.contents])
        return next((content for content in self.contents if content.media_type == best), self.contents[0])

    @property
    def body(self) -> Any:
        """The JSON value that answers are cast from; None when they are not JSON."""
        first = next(iter(self.contents), None)
        return first.mould.template if first is not None and is_json(first.media_type) else None

    def allows(self, body: Any) -> bool:
        """Whether the document allows `body` as the JSON of this answer."""
        return self.schemas is None or not self.contents or self.schemas.allows(self.contents[0].schema, body)

    def listed_values(self, parts: Parts) -> list[Any]:
        """The values that the document lists for a field; empty when it lists none."""
        if self.schemas is None or not self.contents:
            return []
        return find_listed(self.contents[0].schema, parts, self.schemas)


def find_listed(schema: Any, parts: Parts, schemas: Schemas) -> list[Any]:
    """The `enum` that a schema has at a field, through references and combined schemas."""
    found = resolve(schemas.content, schema)
    if not isinstance(found, Mapping):
        return []
    if not parts:
        return list(found.get("enum", ()))
    head, rest = parts[0], parts[1:]
    below = found.get("items") if head == "*" else found.get("properties", {}).get(head)
    combined = [part for keyword in ("allOf", "oneOf", "anyOf") for part in found.get(keyword, ())]
    listed = find_listed(below, rest, schemas) if below is not None else []
    return listed or next(filter(None, (find_listed(part, parts, schemas) for part in combined)), [])


def read_success(operation: Operation, schemas: Schemas) -> Success:
    """The first success answer that the document gives `operation`: a 2xx, or what comes nearest to it."""
    responses = operation.definition.get("responses", {})
    key = next((key for key in responses if key.startswith("2")), None)
    key = key or next((key for key in responses if key == "default"), None)
    key = key or next((key for key in responses if key.startswith(("3", "1"))), "200")
    stated = resolve(schemas.content, responses.get(key, {}))
    status = int(key) if key.isdecimal() else 200 if key == "default" else int(key[0]) * 100
    parameters = re.findall(r"\{([^{}]+)\}", operation.path)
    last = operation.path.rstrip("/").rpartition("/")[2]
    own = parameters[-1] if parameters and last == f"{{{parameters[-1]}}}" else None
    contents = tuple(
        _read_content(media_type, media, schemas, parameters, own)
        for media_type, media in stated.get("content", {}).items()
    )
    return Success(status, contents if status not in (204, 205) else (), make_headers(stated, schemas), schemas)


def make_headers(response: Mapping[str, Any], schemas: Schemas) -> dict[str, str]:
    """The headers that the document gives an answer, with values as it allows them."""
    made = {}
    for name, reference in response.get("headers", {}).items():
        stated = resolve(schemas.content, reference)
        if name.lower() != "content-type":
            value = Sampler(schemas).sample(stated.get("schema", {}), find_example(stated, schemas.content))
            made[name] = value if isinstance(value, str) else str(value).lower()
    return made


def _read_content(
    media_type: str, media: Mapping[str, Any], schemas: Schemas, parameters: list[str], own: str | None
) -> Content:
    schema = media.get("schema", {})
    template = Sampler(schemas).sample(schema, find_example(media, schemas.content))
    if not is_json(media_type):
        template = template if isinstance(template, str) else "text"
        return Content(CONCRETE.get(media_type, media_type), schema, Mould(template))
    template = {} if template == "text" and schema == {} else template
    return Content(media_type, schema, make_mould(template, schema, schemas, parameters, own))

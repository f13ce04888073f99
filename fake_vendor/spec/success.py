"""The success response of an operation, made from the document's example, or from the schema without one."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import evolve, field, frozen

from fake_vendor.spec.request import Request
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.values.binary import sample_bytes
from fake_vendor.spec.values.pointers import Parts, find_holders, iter_fields
from fake_vendor.spec.values.text_forms import is_digits, is_id, read_time, shift_time, snake, vary
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.resources.collections import WRAPPERS
from vendor_spec.openapi.responses import documented_responses, response_key, success_statuses
from vendor_spec.openapi.schemas import NAMED, walk
from vendor_spec.openapi.values.samples import NOTHING, Sampler, find_example
from vendor_spec.openapi.values.schemas import Schemas

CONCRETE = {"*/*": "application/octet-stream", "image/*": "image/png", "audio/*": "audio/mpeg", "text/*": "text/plain"}


@frozen
class BodyTemplate:
    """A JSON value (or a text, or bytes), the texts that are renewed, and the fields that repeat a path parameter."""

    value: Any
    ids: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    echoes: tuple[tuple[Parts, str], ...] = ()  # pointer, path parameter

    def render(self, serial: int, moment: datetime, path_values: Mapping[str, str]) -> Any:
        """Return the body of response number `serial`, sent at `moment`, about the resource that `path_values` name."""
        renewed = {text: vary(text, str(serial)) for text in self.ids}
        if self.times:
            first = read_time(self.times[0]) or moment
            renewed |= {text: shift_time(text, moment.astimezone(first.tzinfo) - first) for text in self.times}
        for parts, name in self.echoes:
            for container, key in find_holders(self.value, parts):
                if name in path_values and (is_id(str(container[key])) or is_digits(str(container[key]))):
                    renewed[str(container[key])] = path_values[name]
        body = _renew(self.value, renewed)
        for parts, name in self.echoes:
            for container, key in find_holders(body, parts):
                if name in path_values:
                    container[key] = _as_type(container[key], path_values[name])
        return body


def make_body_template(value: Any, schema: Any, schemas: Schemas, path: str) -> BodyTemplate:
    """Return a template whose bodies the schema allows; what it does not allow to be renewed stays as in `value`.

    `path` is that of the operation: the parameter in which it ends, if it does, names the resource itself.
    """
    texts = tuple(dict.fromkeys(_texts(value)))
    ids, times = tuple(filter(is_id, texts)), tuple(filter(read_time, texts))
    full = BodyTemplate(value, ids, times, tuple(_find_echoes(value, path)))
    ready = [full, evolve(full, times=()), evolve(full, ids=()), evolve(full, ids=(), times=())]
    moment = datetime.fromisoformat("2026-01-15T10:30:00+00:00")
    return next((template for template in ready if schemas.allows(schema, template.render(1, moment, {}))), ready[-1])


def _find_echoes(body: Any, path: str) -> list[tuple[Parts, str]]:
    """Return the fields with a path parameter's name, and the resource's own `id` when its path parameter is `x_id`.

    The resource is the body, or is in it under its noun or a usual name: `number`, `data`.
    """
    by_name = {snake(name): name for name in PARAMETER.findall(path)}
    echoes: list[tuple[Parts, str]] = []
    for parts, value in iter_fields(body):
        name = snake(parts[-1])
        is_own = name not in ("id", "uuid", "name") or len(parts) == 1
        if name in by_name and is_own and isinstance(value, (str, int)) and not isinstance(value, bool):
            echoes.append((parts, by_name[name]))
    last = PARAMETER.fullmatch(path.rstrip("/").rpartition("/")[2])
    own = last[1] if last is not None else ""
    is_named = any(name == own for _, name in echoes)
    if not is_named and isinstance(body, dict) and re.search(r"(^|_)u?u?id$", snake(own)):
        nouns = (snake(own).rpartition("_")[0], *WRAPPERS)
        inner = [((key,), value) for key, value in body.items() if snake(key) in nouns and isinstance(value, dict)]
        found = [(*at, key) for at, each in [((), body), *inner] for key in ("id", "uuid") if is_id(str(each.get(key)))]
        echoes += [(parts, own) for parts in found[:1]]
    return echoes


def _renew(node: Any, renewed: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _renew(value, renewed) for key, value in node.items()}
    if isinstance(node, list):
        return [_renew(value, renewed) for value in node]
    if not isinstance(node, str):
        return node
    if node in renewed:
        return renewed[node]
    for old, new in renewed.items():  # an id inside a longer text, such as a resource's address
        if len(old) >= 8 and old in node:
            node = node.replace(old, new)
    return node


def _texts(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in _texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in _texts(value)]
    return [node] if isinstance(node, str) else []


def _as_type(like: Any, text: str) -> Any:
    if isinstance(like, int) and not isinstance(like, bool):
        return int(text) if re.fullmatch(r"-?\d+", text) else like
    return text


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
    status = 200 if key == "default" else int(key.upper().replace("X", "0"))
    return read_response(operation, status, schemas)


def read_response(operation: Operation, status: int, schemas: Schemas) -> Success:
    """Return what the document has a response with this status look like; without contents where it says nothing."""
    responses = documented_responses(schemas.content, operation)
    response = responses.get(response_key(responses, status) or "", {})
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
        concrete = CONCRETE.get(media_type, media_type)
        is_shown = find_example(media, schemas.content) is not NOTHING and isinstance(value, str)
        text = value if isinstance(value, str) else "text"
        return Content(concrete, schema, BodyTemplate((not is_shown and sample_bytes(concrete)) or text))
    value = {} if value == "text" and schema == {} else value
    return Content(media_type, schema, make_body_template(value, schema, schemas, path))

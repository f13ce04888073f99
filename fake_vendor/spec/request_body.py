"""The body that an operation takes: whether a request's is of a documented content type, and what is wrong with it."""

import io
import json
from collections.abc import Mapping
from typing import Any

from attrs import frozen
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser

from fake_vendor.spec.parameters import read_as
from fake_vendor.spec.request import Request
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.values.schemas import Schemas

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@frozen
class RequestBody:
    """The schema of the body for each media type; `checked` is whether bodies are validated."""

    schemas_by_type: Mapping[str, Any]
    required: bool
    checked: bool = True

    def problem(self, request: Request, schemas: Schemas) -> str | None:
        """Return what is wrong with the request's body, in a few words; None when nothing is."""
        if not request.body:
            return "a body is required" if self.required else None
        if not self.checked:
            return None
        schema = self._schema(request)
        if schema is None:
            return f"a body of type {request.mimetype or 'unknown'} is not accepted"
        try:
            value = _read(request, schema, schemas)
        except (ValueError, LookupError, RecursionError) as error:
            return f"the body cannot be read: {error}"
        return schemas.violation(schema, value)

    def fields(self, request: Request, schemas: Schemas) -> Mapping[str, Any]:
        """Return the request's body as a mapping; empty when it is none, or cannot be read."""
        try:
            value = _read(request, self._schema(request) or {}, schemas)
        except (ValueError, LookupError, RecursionError):
            return {}
        return value if isinstance(value, Mapping) else {}

    def _schema(self, request: Request) -> Any:
        return next((schema for key, schema in self.schemas_by_type.items() if covers(key, request.mimetype)), None)


def read_request_body(content: Mapping[str, Any], operation: Operation) -> RequestBody | None:
    """Return the body that the document lets `operation` take; None when it speaks of none."""
    definition = resolve(content, operation.definition.get("requestBody"))
    if not isinstance(definition, Mapping):
        return None
    by_type = {key.partition(";")[0].lower(): media.get("schema", {}) for key, media in definition["content"].items()}
    return RequestBody(by_type, definition.get("required", False))


def is_json(media_type: str) -> bool:
    """Return whether bodies of this media type are JSON."""
    bare = media_type.partition(";")[0].strip().lower()
    return bare == "application/json" or bare.endswith("+json")


def covers(documented: str, sent: str) -> bool:
    """Return whether the media type `sent` is meant by the documented one, which may be a range such as `image/*`."""
    family, _, member = documented.partition("/")
    return documented == sent or documented == "*/*" or (member == "*" and sent.startswith(f"{family}/"))


def _read(request: Request, schema: Any, schemas: Schemas) -> Any:
    body, kind, options = request.body, request.mimetype, request.mimetype_params
    charset = options.get("charset", "utf-8")
    if is_json(kind):
        return json.loads(body.decode(charset), parse_constant=_refuse)
    if kind not in FORMS:
        return body.decode(charset, "replace")
    _, fields, files = FormDataParser(silent=False).parse(io.BytesIO(body), kind, len(body), options)
    pairs: MultiDict[str, Any] = MultiDict(fields)
    for name, file in files.items(multi=True):
        pairs.add(name, file.read().decode("utf-8", "replace"))
    properties = schemas.resolve(schema).get("properties", {})
    return {name: _read_field(properties.get(name, {}), list(values), schemas) for name, values in pairs.lists()}


def _read_field(schema: Any, texts: list[str], schemas: Schemas) -> Any:
    resolved = schemas.resolve(schema)
    if "items" in resolved:
        parts = [read_as(resolved["items"], text, schemas) for text in texts]
        if schemas.allows(schema, parts) or len(texts) > 1:
            return parts
    if resolved.get("type") in ("object", "array"):
        try:
            return json.loads(texts[0])
        except ValueError:
            return texts[0]
    return read_as(schema, texts[0], schemas)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")

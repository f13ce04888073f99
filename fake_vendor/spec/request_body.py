"""The body of a request: whether it is of a documented content type, and what is wrong with it."""

import io
import json
from collections.abc import Mapping
from typing import Any

from attrs import frozen
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import parse_form_data
from werkzeug.http import parse_options_header

from fake_vendor.spec.parameters import read_as
from fake_vendor.spec.request import Request
from fake_vendor.spec.values.schemas import Schemas
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@frozen
class Payload:
    """What an operation takes as a body: for each media type a schema. `checked`: whether it is looked into."""

    schemas_by_type: Mapping[str, Any]
    required: bool
    checked: bool = True

    def problem(self, request: Request, schemas: Schemas) -> str | None:
        """What is wrong with the request's body, in a few words; None when nothing is."""
        if not request.body:
            return "a body is required" if self.required else None
        if not self.checked:
            return None
        sent, options = parse_options_header(request.header("content-type") or "")
        match = next((key for key in self.schemas_by_type if covers(key, sent.lower())), None)
        if match is None:
            return f"a body of type {sent or 'unknown'} is not accepted"
        schema = self.schemas_by_type[match]
        try:
            value = self._read(sent.lower(), options.get("charset", "utf-8"), schema, request, schemas)
        except (ValueError, LookupError, RecursionError) as error:
            return f"the body cannot be read: {error}"
        return schemas.violation(schema, value)

    def _read(self, kind: str, charset: str, schema: Any, request: Request, schemas: Schemas) -> Any:
        if is_json(kind):
            return json.loads(request.body.decode(charset), parse_constant=_refuse)
        if kind in FORMS:
            return _read_form(request, schema, schemas)
        return request.body.decode(charset, "replace")


def read_payload(content: Mapping[str, Any], operation: Operation) -> Payload | None:
    """The body that the document lets `operation` take; None when it speaks of none."""
    stated = resolve(content, operation.definition.get("requestBody"))
    if not isinstance(stated, Mapping):
        return None
    by_type = {key.partition(";")[0].lower(): media.get("schema", {}) for key, media in stated["content"].items()}
    return Payload(by_type, stated.get("required", False))


def is_json(media_type: str) -> bool:
    """Whether bodies of this media type are JSON."""
    bare = media_type.partition(";")[0].strip().lower()
    return bare == "application/json" or bare.endswith("+json")


def covers(documented: str, sent: str) -> bool:
    """Whether the media type `sent` is meant by the documented one, which may be a range such as `image/*`."""
    family, _, member = documented.partition("/")
    return documented == sent or documented == "*/*" or (member == "*" and sent.startswith(f"{family}/"))


def _read_form(request: Request, schema: Any, schemas: Schemas) -> Any:
    environment = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": request.header("content-type") or "",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.input": io.BytesIO(request.body),
    }
    _, fields, files = parse_form_data(environment, silent=False)
    pairs: MultiDict[str, Any] = MultiDict(fields)
    for name, file in files.items(multi=True):
        pairs.add(name, file.read().decode("utf-8", "replace"))
    properties = resolve(schemas.content, schema).get("properties", {})
    return {name: _read_field(properties.get(name, {}), list(values), schemas) for name, values in pairs.lists()}


def _read_field(schema: Any, texts: list[str], schemas: Schemas) -> Any:
    found = resolve(schemas.content, schema)
    if isinstance(found, Mapping) and "items" in found:
        parts = [read_as(found["items"], text, schemas) for text in texts]
        if schemas.allows(schema, parts) or len(texts) > 1:
            return parts
    if isinstance(found, Mapping) and found.get("type") in ("object", "array"):
        try:
            return json.loads(texts[0])
        except ValueError:
            return texts[0]
    return read_as(schema, texts[0], schemas)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")

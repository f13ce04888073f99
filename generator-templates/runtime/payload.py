"""The body of a request in the form that httpx takes it, by what the document says of it."""

import json
from typing import TYPE_CHECKING, Any, TypedDict

from .errors import ConfigurationError
from .kinds import is_array, is_object, is_sequence
from .model import sent
from .settings import is_header_value
from .styles import form_fields, scalar

if TYPE_CHECKING:
    from .operation import Operation, RequestBody

Part = tuple[str, tuple[str | None, bytes, str | None]]


class Payload(TypedDict, total=False):
    """The body, as arguments of `httpx.Request`."""

    content: bytes
    data: dict[str, list[str]]
    files: list[Part]


def body_for(operation: "Operation[Any]", body: Any) -> "RequestBody":
    """Return the first of the bodies that takes a value of this type, of a record with a file the first with parts.

    Raises `ConfigurationError` if none does.
    """
    fitting = [spec for spec in operation.bodies if isinstance(body, spec.accepts)]
    if not fitting:
        raise ConfigurationError(f"is of type {type(body).__name__}, and no such body is known to the document")
    if len(fitting) > 1 and _holds_file(sent(body)):
        return next((spec for spec in fitting if spec.kind == "files"), fitting[0])
    return fitting[0]


def _holds_file(value: Any) -> bool:
    from .files import File

    if is_object(value):
        return any(map(_holds_file, value.values()))
    return any(map(_holds_file, value)) if is_array(value) else isinstance(value, File)


def payload_of(body: Any, operation: "Operation[Any]") -> tuple[Payload, str | None]:
    """Return the body, and its `Content-Type` unless httpx makes it.

    Raises `ConfigurationError` for what the document's media types cannot carry.
    """
    body = list(body) if is_sequence(body) else body
    spec = body_for(operation, body)
    if spec.kind == "json":
        return {"content": _json(body)}, spec.content_type
    if spec.kind == "data":
        return {"data": _form(operation, spec, body)}, None
    if spec.kind == "files":
        return {"files": _parts(operation, body)}, None
    return {"content": _content(body)}, _content_type(spec, body)


def _json(body: Any) -> bytes:
    value = sent(body)
    try:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"cannot be written as JSON: {error}") from None


def _form(operation: "Operation[Any]", spec: "RequestBody", body: Any) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in sent(body).items():
        style = operation.styles.get(f"{spec.content_type}:{name}")
        if style is not None:
            fields = form_fields(value, name, style)
        else:
            fields = [(name, scalar(item)) for item in (value if is_array(value) else [value])]
        for key, text in fields:
            form.setdefault(key, []).append(text)
    return form


def _parts(operation: "Operation[Any]", body: Any) -> list[Part]:
    parts: list[Part] = []
    for name, value in sent(body).items():
        items = value if is_array(value) else [value]
        parts += [(name, _part(name, item, operation.part_types.get(name))) for item in items]
    return parts


def _part(name: str, item: Any, content_type: str | None) -> tuple[str | None, bytes, str | None]:
    from .files import File

    if isinstance(item, bytes):
        item = File(item)
    if isinstance(item, File):
        if not is_header_value(item.mime_type or ""):
            raise ConfigurationError(f"has a mime_type in {name} that no header carries")
        return item.file_name or name, item.content(), item.mime_type or content_type
    if is_object(item) or is_array(item):
        content_type = content_type or "application/json"
    return None, scalar(item).encode(), content_type


def _content(body: Any) -> bytes:
    from .files import File

    if isinstance(body, File):
        return body.content()
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes):
        return body
    raise ConfigurationError("is sent as it is, so it must be text, bytes or a File")


def _content_type(spec: "RequestBody", body: Any) -> str:
    if not spec.content_type.endswith("*"):
        return spec.content_type
    given = getattr(body, "mime_type", None) or "application/octet-stream"
    if not is_header_value(given):
        raise ConfigurationError("has a mime_type that no header carries")
    return given

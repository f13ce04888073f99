"""From Python arguments to the parts of a request, by what the document says of each parameter and body."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict
from urllib.parse import quote, urlencode

from .errors import ConfigurationError
from .kinds import is_array, is_object
from .model import Model, plain

if TYPE_CHECKING:
    from .operation import Operation, Parameter, RequestBody

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


class Payload(TypedDict, total=False):
    """The body in the form that httpx takes it."""

    content: bytes
    data: dict[str, Any]
    files: list[tuple[str, tuple[str | None, bytes, str | None]]]


class Parts(NamedTuple):
    """A request but for its origin and the headers that every request has."""

    target: str
    headers: list[tuple[str, str]]
    cookies: dict[str, str]
    payload: Payload


def parts_of(operation: "Operation[Any]", arguments: Mapping[str, Any], body: Any, account: str | None) -> Parts:
    """Write a call as a request.

    Raises `ConfigurationError`, before anything is sent, for an argument that is missing, empty in the path, or holds
    what its place cannot carry.
    """
    target = operation.path
    query: list[tuple[str, str]] = []
    headers: list[tuple[str, str]] = []
    cookies: dict[str, str] = {}
    for parameter in operation.parameters:
        value = arguments.get(parameter.argument)
        if value is None and parameter.is_account:
            value = account
        if value is None:
            if parameter.required:
                raise ConfigurationError(f"{operation.name}: {parameter.argument} is missing")
            continue
        if parameter.location == "path":
            target = target.replace(f"{{{parameter.name}}}", _segment(operation, parameter, value))
        elif parameter.location == "query":
            query += _pairs(parameter.name, value, *operation.style_of(parameter))
        elif parameter.location == "header":
            headers.append((parameter.name, _header(operation, parameter, value)))
        else:
            cookies[parameter.name] = quote(_joined(value, ","), safe="")
    if query:
        target += "?" + urlencode(query, quote_via=quote)
    payload, content_type = _payload(operation, body)
    if content_type:
        headers.append(("content-type", content_type))
    return Parts(target, headers, cookies, payload)


def _segment(operation: "Operation[Any]", parameter: "Parameter", value: Any) -> str:
    segment = quote(_joined(value, ","), safe="")
    # A URL with "." or ".." in it is shortened on its way and would reach another operation.
    if segment in ("", ".", ".."):
        raise ConfigurationError(
            f"{operation.name}: {parameter.argument} must not be {segment!r}: it is part of the path"
        )
    return segment


def _header(operation: "Operation[Any]", parameter: "Parameter", value: Any) -> str:
    header = _joined(value, ",")
    if not header.isascii() or not (header.isprintable() or not header):
        raise ConfigurationError(f"{operation.name}: {parameter.argument} holds a character that no header carries")
    return header


def _pairs(name: str, value: Any, style: str, explode: bool) -> list[tuple[str, str]]:
    value = plain(value)
    if style == "json":
        return [(name, json.dumps(value, separators=(",", ":")))]
    if is_object(value):
        if style == "deepObject":
            return [(f"{name}[{key}]", _scalar(item)) for key, item in value.items()]
        if explode:
            return [(key, _scalar(item)) for key, item in value.items()]
        return [(name, ",".join(f"{key},{_scalar(item)}" for key, item in value.items()))]
    if is_array(value):
        if explode:
            return [(name, _scalar(item)) for item in value]
        return [(name, _SEPARATORS.get(style, ",").join(map(_scalar, value)))]
    return [(name, _scalar(value))]


def _joined(value: Any, separator: str) -> str:
    value = plain(value)
    if is_array(value):
        return separator.join(map(_scalar, value))
    if is_object(value):
        return separator.join(f"{key}{separator}{_scalar(item)}" for key, item in value.items())
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_object(value) or is_array(value):
        return json.dumps(value, separators=(",", ":"))
    return "" if value is None else str(value)


def _payload(operation: "Operation[Any]", body: Any) -> tuple[Payload, str | None]:
    if body is None:
        if operation.body_required:
            raise ConfigurationError(f"{operation.name}: body is missing")
        return {}, None
    spec = _body_for(operation, body)
    if spec.kind == "json":
        return {"content": _json(operation, body)}, spec.content_type
    if spec.kind == "data":
        return {"data": {name: _form(item) for name, item in plain(body).items()}}, None
    if spec.kind == "files":
        return {"files": _files(body)}, None
    return {"content": _content(operation, body)}, spec.content_type


def _body_for(operation: "Operation[Any]", body: Any) -> "RequestBody":
    for spec in operation.bodies:
        if isinstance(body, spec.accepts):
            return spec
    raise ConfigurationError(f"{operation.name}: no body of type {type(body).__name__} is known to the document")


def _json(operation: "Operation[Any]", body: Any) -> bytes:
    try:
        return json.dumps(plain(body), separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"{operation.name}: body cannot be written as JSON: {error}") from None


def _form(value: Any) -> str | list[str]:
    return [_scalar(item) for item in value] if is_array(value) else _scalar(value)


def _files(body: Model[Any]) -> list[tuple[str, tuple[str | None, bytes, str | None]]]:
    from .files import File

    parts: list[tuple[str, tuple[str | None, bytes, str | None]]] = []
    for name, value in body.to_dict().items():
        for item in value if is_array(value) else [value]:
            if isinstance(item, File):
                parts.append((name, (item.file_name or name, item.content(), item.mime_type)))
            elif is_object(item):
                parts.append((name, (None, _scalar(item).encode(), "application/json")))
            else:
                parts.append((name, (None, _scalar(item).encode(), None)))
    return parts


def _content(operation: "Operation[Any]", body: Any) -> bytes:
    from .files import File

    if isinstance(body, File):
        return body.content()
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes):
        return body
    raise ConfigurationError(f"{operation.name}: this body is sent as it is, so it must be text, bytes or a File")

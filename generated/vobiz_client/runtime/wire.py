# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""From Python arguments to the parts of a request, by what the document says of each parameter and body."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, TypeVar
from urllib.parse import quote, urlencode

from .errors import ConfigurationError
from .kinds import is_array, is_object
from .model import Model, plain
from .settings import is_header_value

if TYPE_CHECKING:
    from .operation import Operation

T = TypeVar("T")

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
    query: list[str] = []
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
        where = f"{operation.name}: {parameter.argument}"
        if parameter.location == "path":
            target = target.replace(f"{{{parameter.name}}}", _written(where, _segment, value))
        elif parameter.location == "query":
            query.append(_written(where, _query, value, parameter.name, *operation.style_of(parameter)))
        elif parameter.location == "header":
            headers.append((parameter.name, _written(where, _header, value)))
        else:
            cookies[parameter.name] = _written(where, _quoted, value)
    if query:
        target += "?" + "&".join(filter(None, query))
    payload, content_type = _payload(operation, body)
    if content_type:
        headers.append(("content-type", content_type))
    return Parts(target, headers, cookies, payload)


def _written(where: str, write: Callable[..., T], value: Any, *details: Any) -> T:
    """Return what `write` makes of a value; raise `ConfigurationError`, with no trace of the value, when it cannot."""
    try:
        return write(value, *details)
    except ConfigurationError as error:
        problem = str(error)
    except UnicodeError:
        problem = "holds half of a character (a lone surrogate)"
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        problem = f"cannot be sent: {type(error).__name__} in what is {type(value).__name__}"
    raise ConfigurationError(f"{where} {problem}")


def _segment(value: Any) -> str:
    segment = _quoted(value)
    # A URL with "." or ".." in it is shortened on its way and would reach another operation.
    if segment in ("", ".", ".."):
        raise ConfigurationError(f"must not be {segment!r}: it is part of the path")
    return segment


def _header(value: Any) -> str:
    header = _joined(value, ",")
    if not is_header_value(header):
        raise ConfigurationError("holds a character that no header carries")
    return header


def _quoted(value: Any) -> str:
    return quote(_joined(value, ","), safe="")


def _query(value: Any, name: str, style: str, explode: bool) -> str:
    return urlencode(_pairs(value, name, style, explode), quote_via=quote)


def _pairs(value: Any, name: str, style: str, explode: bool) -> list[tuple[str, str]]:
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
    if isinstance(value, int | float | Decimal):
        return str(value)
    if value is None:
        return ""
    raise ConfigurationError(f"must be text, a number or a list of them, and holds {type(value).__name__}")


def _payload(operation: "Operation[Any]", body: Any) -> tuple[Payload, str | None]:
    where = f"{operation.name}: {operation.body_argument}"
    if body is None:
        if operation.body_required:
            raise ConfigurationError(f"{where} is missing")
        return {}, None
    spec = next((spec for spec in operation.bodies if isinstance(body, spec.accepts)), None)
    if spec is None:
        raise ConfigurationError(f"{where}: no body of type {type(body).__name__} is known to the document")
    if spec.kind == "json":
        return {"content": _written(where, _json, body)}, spec.content_type
    if spec.kind == "data":
        return {"data": _written(where, _form, body)}, None
    if spec.kind == "files":
        return {"files": _written(where, _files, body)}, None
    return {"content": _written(where, _content, body)}, spec.content_type


def _json(body: Any) -> bytes:
    value = plain(body)
    try:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"cannot be written as JSON: {error}") from None


def _form(body: Any) -> dict[str, str | list[str]]:
    return {name: list(map(_scalar, item)) if is_array(item) else _scalar(item) for name, item in plain(body).items()}


def _files(body: Model[Any]) -> list[tuple[str, tuple[str | None, bytes, str | None]]]:
    from .files import File

    parts: list[tuple[str, tuple[str | None, bytes, str | None]]] = []
    for name, value in body.to_dict().items():
        for item in value if is_array(value) else [value]:
            if isinstance(item, File):
                if not is_header_value(item.mime_type or ""):
                    raise ConfigurationError(f"has a mime_type in {name} that no header carries")
                parts.append((name, (item.file_name or name, item.content(), item.mime_type)))
            elif is_object(item):
                parts.append((name, (None, _scalar(item).encode(), "application/json")))
            else:
                parts.append((name, (None, _scalar(item).encode(), None)))
    return parts


def _content(body: Any) -> bytes:
    from .files import File

    if isinstance(body, File):
        return body.content()
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes):
        return body
    raise ConfigurationError("is sent as it is, so it must be text, bytes or a File")

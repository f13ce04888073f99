"""From Python arguments to the parts of a request, by what the document says of each parameter and body."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .errors import ConfigurationError
from .payload import Payload, payload_of
from .settings import is_header_value
from .styles import Style, one_value, query_string, quoted

if TYPE_CHECKING:
    from .operation import Operation

T = TypeVar("T")


class Parts(NamedTuple):
    """A request but for its origin, its credentials and the headers that every request has.

    `query` and `cookies` are what stands between `&`, and between `; `.
    """

    path: str
    query: list[str]
    headers: list[tuple[str, str]]
    cookies: list[str]
    payload: Payload


def parts_of(operation: "Operation[Any]", arguments: Mapping[str, Any], body: Any, account: str | None) -> Parts:
    """Write a call as a request.

    `arguments` may hold the fields of the body in its place. Raises `ConfigurationError`, before anything is sent, for
    an argument that is missing, empty in the path, or holds what its place cannot carry; `TypeError` for a field of the
    body that is missing, or given beside it.
    """
    path = operation.path
    query: list[str] = []
    headers: list[tuple[str, str]] = []
    cookies: list[str] = []
    for parameter in operation.parameters:
        value = arguments.get(parameter.argument)
        if value is None and parameter.is_account:
            value = account
        if value is None:
            if parameter.required:
                raise ConfigurationError(f"{operation.name}: {parameter.argument} is missing")
            continue
        where = f"{operation.name}: {parameter.argument}"
        name, style = parameter.name, operation.style_of(parameter)
        if parameter.location == "path":
            path = path.replace(f"{{{name}}}", _written(where, _segment, value, name, style))
        elif parameter.location == "query":
            query.append(_written(where, query_string, value, name, style))
        elif parameter.location == "header":
            headers.append((name, _written(where, _header, value, name, style)))
        else:
            cookies.append(_written(where, _cookie, value, name, style))
    if operation.body_fields:
        from .body_fields import body_of  # not for those who only read

        body = body_of(operation, arguments, body)
    payload = _payload(operation, body, headers)
    return Parts(path, query, headers, cookies, payload)


def _written(where: str, write: Callable[..., T], *details: Any) -> T:
    """Return what `write` makes of a value; raise `ConfigurationError`, with no trace of the value, when it cannot."""
    try:
        return write(*details)
    except ConfigurationError as error:
        problem = str(error)
    except UnicodeError:
        problem = "holds half of a character (a lone surrogate)"
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        problem = f"cannot be sent: {type(error).__name__} in what is {type(details[0]).__name__}"
    raise ConfigurationError(f"{where} {problem}")


def _segment(value: Any, name: str, style: Style) -> str:
    segment = one_value(value, name, style, quoted)
    # A URL with "." or ".." in it is shortened on its way and would reach another operation.
    if segment in ("", ".", ".."):
        raise ConfigurationError(f"must not be {segment!r}: it is part of the path")
    return segment


def _header(value: Any, name: str, style: Style) -> str:
    header = one_value(value, name, style, str)
    if not is_header_value(header):
        raise ConfigurationError("holds a character that no header carries")
    return header


def _cookie(value: Any, name: str, style: Style) -> str:
    # A cookie has one value, so `explode` cannot make several of it.
    cookie = f"{name}={one_value(value, name, style._replace(explode=False), quoted)}"
    if not is_header_value(cookie):
        raise ConfigurationError("has a name that no cookie has")
    return cookie


def _payload(operation: "Operation[Any]", body: Any, headers: list[tuple[str, str]]) -> Payload:
    where = f"{operation.name}: {operation.body_argument}"
    if body is None:
        if operation.body_required:
            raise ConfigurationError(f"{where} is missing")
        return {}
    payload, content_type = _written(where, payload_of, body, operation)
    if content_type:
        headers.append(("content-type", content_type))
    return payload

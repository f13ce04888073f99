"""The values of a case as the arguments of a method of the generated client."""

from collections.abc import Iterable, Mapping
from typing import Any

import requests
from schemathesis import Case
from schemathesis.core import NOT_SET
from schemathesis.transport.serialization import Binary
from vobiz_client.runtime.errors import ConfigurationError
from vobiz_client.runtime.files import File
from vobiz_client.runtime.model import sent
from vobiz_client.runtime.operation import Operation as ClientOperation
from vobiz_client.runtime.operation import RequestBody
from vobiz_client.runtime.payload import body_for
from vobiz_client.runtime.readers import FieldError
from vobiz_client.runtime.styles import Style

from contract_tests.harness.target.mock.served import IGNORED_HEADERS


def arguments_for(
    described: ClientOperation[Any], case: Case[Any], request: requests.PreparedRequest, *, by_fields: bool
) -> dict[str, Any]:
    """Return the arguments of a call; `request` is what another client sends for the case.

    `by_fields`: a body whose fields the method takes is given by them, and not whole.
    """
    arguments = _parameters(described, case)
    for body in described.bodies:
        if case.media_type == body.content_type and case.body is not NOT_SET:
            if by_fields and (fields := _fields(described, body, case.body)) is not None:
                return arguments | fields
            arguments[described.body_argument] = (
                _read_written(body, request) if body.kind == "content" else _read(body, _with_files(case.body))
            )
    return arguments


def _fields(described: ClientOperation[Any], body: RequestBody, value: Any) -> dict[str, Any] | None:
    """Return an object as arguments; None if the method does not take it so, by other fields or in another form."""
    names = {field.name: field.argument for field in described.body_fields}
    if not isinstance(value, dict) or not value or not value.keys() <= names.keys():
        return None
    given = _with_files(value)
    return {names[name]: item for name, item in given.items()} if body_for(described, given) is body else None


def _read(body: RequestBody, value: Any) -> Any:
    """Return a body as the client's records, or as it is where that sends something else: a time without an offset."""
    record = body.read(value)
    try:
        sent(record)
    except ConfigurationError:
        return value
    return record


def find_other_parameters(
    described: ClientOperation[Any], documented: Iterable[Mapping[str, Any]]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the parameters, by location and name, that only the document has, and those that only the client has."""
    own = {(str(parameter.location), parameter.name) for parameter in described.parameters}
    named = {(parameter["in"], parameter["name"]) for parameter in documented}
    ignored = {(place, name) for place, name in named if place == "header" and name.lower() in IGNORED_HEADERS}
    return named - own - ignored, own - named


def lacks_values(described: ClientOperation[Any], case: Case[Any]) -> bool:
    """Return whether a case has what a call needs in another form: objects in a query come taken apart."""
    given = _parameters(described, case)
    return any(each.required and each.argument not in given for each in described.parameters)


def _parameters(described: ClientOperation[Any], case: Case[Any]) -> dict[str, Any]:
    holders = {"path": case.path_parameters, "query": case.query, "header": case.headers, "cookie": case.cookies}
    given = {
        parameter.argument: _unwritten(
            holders[parameter.location][parameter.name], parameter.name, described.style_of(parameter)
        )
        for parameter in described.parameters
        if parameter.name in (holders[parameter.location] or {})
    }
    return {argument: value for argument, value in given.items() if value is not NOT_SET}


def _unwritten(value: Any, name: str, style: Style) -> Any:
    """Return a value without what its style begins with, which a case has and the client writes itself."""
    beginning = {"label": ".", "matrix": f";{name}="}.get(style.name, "")
    return value if not beginning else value.removeprefix(beginning) if str(value).startswith(beginning) else NOT_SET


def _read_written(body: RequestBody, request: requests.PreparedRequest) -> Any:
    """Return a body that the client sends as it is given, of no form that it knows: bytes, or text."""
    written = request.body or b""
    content = written.encode() if isinstance(written, str) else written
    try:
        return body.read(content)
    except FieldError:
        return body.read(content.decode())


def _with_files(value: Any) -> Any:
    if isinstance(value, bytes | Binary):
        return File(value if isinstance(value, bytes) else value.data)
    if isinstance(value, dict):
        return {name: _with_files(item) for name, item in value.items()}
    return [_with_files(item) for item in value] if isinstance(value, list) else value

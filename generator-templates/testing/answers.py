"""From what a test gives as an answer to a response of the API, or to the error of a connection."""

import json
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from inspect import isclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import httpx
from attrs import fields, frozen, has

from ..runtime.errors import APIConnectionError, APIStatusError, APITimeoutError, ConfigurationError, error_class
from ..runtime.model import Model, plain
from ..runtime.operation import Operation, SuccessResponse
from ..runtime.readers import FieldError
from .examples import Examples
from .lists import last_page, read_json
from .sent import SentRequest

if TYPE_CHECKING:
    JSON: TypeAlias = Model[Any] | Mapping[str, Any] | Sequence[Any] | None
    Error: TypeAlias = BaseException | type[BaseException]
    Answer: TypeAlias = "Example" | JSON | bytes | int | httpx.Response | Error | Callable[[SentRequest], "Answer"]
else:
    Answer = object

_BYTES = b"the bytes of an example"


@frozen
class Example:
    """The document's example of an operation's success, with some fields of it changed; see `example`."""

    fields: Mapping[str, Any]


def example(**fields: Any) -> Example:
    """Return an answer: the document's example, with these fields, by their names in Python, changed."""
    return Example(fields)


def respond(
    where: str, operation: Operation[Any], answer: Any, examples: Examples, *, is_last: bool = True
) -> httpx.Response:
    """Return the response that an answer means, or raise the error that it means; functions are called before.

    Of a list that goes over pages, the example leads to another one unless it `is_last`.
    Raises `ConfigurationError` for an answer that the document does not allow.
    """
    if isinstance(answer, httpx.Response):
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
    if isinstance(answer, BaseException) or isclass(answer):
        return _failed(where, answer, examples)
    if isinstance(answer, Example):
        return _written(where, operation, _changed(where, operation, answer, examples, is_last), examples)
    if type(answer) is int:
        return documented(answer, examples, "")
    return _written(where, operation, answer, examples)


def documented(status: int | None, examples: Examples, accept: str) -> httpx.Response:
    """Return the document's example of a status, without a body where it has none; None is the first success.

    `accept` is the header of the request: the first of the media types that stands in it is the one that comes.
    """
    chosen, bodies = examples.response(status)
    media_type, value = next((body for body in bodies if body[0] in accept), bodies[0] if bodies else ("", None))
    if not media_type:
        return httpx.Response(chosen)
    content = _BYTES if value is None else _content(examples.value(value), media_type)
    return httpx.Response(chosen, headers={"content-type": media_type}, content=content)


def _content(value: Any, media_type: str) -> bytes:
    return value.encode() if isinstance(value, str) and "json" not in media_type else json.dumps(value).encode()


def _failed(where: str, error: Any, examples: Examples) -> httpx.Response:
    kind = cast("Any", error if isclass(error) else type(error))
    if not issubclass(kind, BaseException):
        raise ConfigurationError(f"{where}: {kind.__name__} is a class and no error, so it cannot be an answer")
    if isinstance(error, APIStatusError):
        return httpx.Response(error.status, headers=httpx.Headers(error.headers), content=error.content)
    if issubclass(kind, APIStatusError):
        status = next((each for each in range(400, 600) if error_class(each) is kind), None)
        if status is None or kind is APIStatusError:
            raise ConfigurationError(f"{where}: {kind.__name__} has no status of its own; give the status as a number")
        return documented(status, examples, "")
    if issubclass(kind, (TimeoutError, APITimeoutError)):
        raise httpx.ReadTimeout("no response in time, as the test has it")
    if issubclass(kind, (OSError, APIConnectionError)):
        raise httpx.ConnectError("no connection, as the test has it")
    raise error if isinstance(error, BaseException) else kind("as the test has it")


def _changed(where: str, operation: Operation[Any], answer: Example, examples: Examples, is_last: bool) -> Any:
    response = documented(None, examples, "json")
    try:
        model: object = read_json(operation, last_page(operation, response) if is_last else response)
    except ValueError as error:
        raise ConfigurationError(f"{where}: the document's example cannot be changed: {error}") from None
    if not isinstance(model, Model):
        raise ConfigurationError(f"{where}: the example has no fields to change: it is {type(model).__name__}")
    _change(where, model, answer.fields)  # pyright: ignore[reportUnknownArgumentType]
    return cast("Any", model)


def _change(where: str, model: Model[Any], changes: Mapping[str, Any]) -> None:
    kind = type(model)
    assert has(kind)
    known = [attribute.name for attribute in fields(kind)]
    for name, value in changes.items():
        if name not in known:
            near = " or ".join(get_close_matches(name, known, 3, 0))
            raise ConfigurationError(f"{where}: {kind.__name__} has no field {name}; do you mean {near}?")
        setattr(model, name, value)


def _written(where: str, operation: Operation[Any], value: Any, examples: Examples) -> httpx.Response:
    problem = "the document gives its success no such body"
    for spec in operation.responses:
        content, read = _encoded(where, spec, value)
        if read is None:
            continue
        try:
            read()
        except FieldError as error:
            problem = str(error)
            continue
        status, bodies = examples.response(spec.first)
        usual = bodies[0][0] if bodies else "application/json"
        headers = {"content-type": spec.media_type or usual} if spec.kind != "none" else {}
        return httpx.Response(status, headers=headers, content=content)
    raise ConfigurationError(
        f"{where}: this answer is not what the document says: {problem}; to answer so all the same, give a whole "
        "httpx.Response"
    )


def _encoded(where: str, spec: SuccessResponse[Any], value: Any) -> tuple[bytes, Callable[[], Any] | None]:
    """Return a value as the body of a response, and what reads it as the client does; None where it is of no use."""
    if spec.kind == "none":
        return b"", (lambda: None) if value is None else None
    if spec.kind in ("text", "bytes"):
        if isinstance(value, (str, bytes)):
            return value if isinstance(value, bytes) else value.encode(), lambda: None
        return b"", None
    if isinstance(value, bytes):
        return b"", None
    try:
        content = json.dumps(plain(value), allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"{where}: this answer cannot be written as JSON: {error}") from None
    return content, lambda: spec.read(json.loads(content))

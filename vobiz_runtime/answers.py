"""From what came back to what the document promises, or to the error that says why not."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import httpx

from .errors import UnexpectedResponseError, error_class
from .fields import FieldError

if TYPE_CHECKING:
    from .operation import Answer, Operation

T = TypeVar("T")


class Received(NamedTuple):
    """One answer, read to its end: `status`, `headers` (case-insensitive) and `content`, the raw body."""

    # Named tuples here and in settings.py: attrs would be a tenth of the time that importing the client takes.
    status: int
    headers: Mapping[str, str]
    content: bytes

    def __repr__(self) -> str:
        return f"Received(status={self.status}, {len(self.content)} bytes)"

    def text(self) -> str:
        """Return the body as text; what the charset cannot hold is replaced."""
        encoding = httpx.Response(self.status, headers=self.headers).encoding or "utf-8"
        return self.content.decode(encoding, errors="replace")


class RawResponse(Generic[T]):
    """A successful answer with what it was made of.

    `status`; `headers` (case-insensitive); `content`: the raw body; `attempts`: how often the request was sent;
    `parsed`: what the method alone would have returned.
    """

    __slots__ = ("attempts", "content", "headers", "parsed", "status")

    def __init__(self, answer: Received, attempts: int, parsed: T) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self.content = answer.content
        self.attempts = attempts
        self.parsed = parsed

    def __repr__(self) -> str:
        return f"RawResponse(status={self.status}, {len(self.content)} bytes, attempts={self.attempts})"


def received(response: httpx.Response, content: bytes) -> Received:
    """Keep of a response what callers need; the request, and with it the credentials, is left behind."""
    return Received(response.status_code, response.headers, content)


def result_of(operation: "Operation[T]", answer: Received) -> T:
    """Return the typed result.

    Raises the `APIStatusError` of the status when it is no success, and `UnexpectedResponseError` when a success has
    a body that is not what the document says.
    """
    if not 200 <= answer.status <= 299:
        raise _status_error(operation, answer)
    spec = _spec_for(operation, answer)
    try:
        if spec is None:
            untyped: T = _untyped(answer)
            return untyped
        return spec.read(_decoded(spec, answer))
    except FieldError as error:
        place = str(error)
        raise UnexpectedResponseError(
            f"{operation.name}: the answer ({answer.status}) is not what the document says: {place}",
            operation=operation.name,
            status=answer.status,
            headers=answer.headers,
            content=answer.content,
            field=place.split(" ", 1)[0] if error.path else None,
        ) from None


def _spec_for(operation: "Operation[T]", answer: Received) -> "Answer[T] | None":
    for spec in operation.answers:
        if spec.first <= answer.status <= spec.last:
            return spec
    # A success that the document does not list: the request was carried out, so what it says is worth reading.
    for spec in operation.answers:
        if (spec.kind == "none") is (not answer.content):
            return spec
    return operation.answers[0] if operation.answers else None


def _decoded(spec: "Answer[Any]", answer: Received) -> Any:
    if spec.kind == "json":
        return _json(answer)
    if spec.kind == "any":
        return _untyped(answer)
    if spec.kind == "text":
        return answer.text()
    return answer.content if spec.kind == "bytes" else None


def _json(answer: Received) -> Any:
    if not answer.content:
        raise FieldError("should be JSON and is empty")
    try:
        return _parsed(answer.content)
    except (ValueError, RecursionError):
        kind = answer.headers.get("content-type", "no content type").split(";")[0]
        raise FieldError(f"should be JSON and is not ({kind})") from None


def _untyped(answer: Received) -> Any:
    if not answer.content:
        return None
    try:
        return _parsed(answer.content)
    except (ValueError, RecursionError):
        return answer.text()


def _parsed(content: bytes) -> Any:
    return _DECODER.decode(content.decode(json.detect_encoding(content)))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _status_error(operation: "Operation[Any]", answer: Received) -> Exception:
    body = _untyped(answer)
    kind = error_class(answer.status)
    error = kind(
        "",
        operation=operation.name,
        status=answer.status,
        headers=answer.headers,
        content=answer.content,
        body=body,
    )
    said = ": ".join(part for part in (error.code, error.message) if part)
    text = f"{operation.name} ({operation.method} {operation.path}): {answer.status}"
    if 300 <= answer.status <= 399:
        said = f"redirects to {answer.headers.get('location', 'nowhere')}, not followed: the path may have drifted"
    error.args = (f"{text}: {said}" if said else text,)
    return error

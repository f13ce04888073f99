"""From what came back to what the document promises, or to the error that says why not."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import httpx

from .body import text_of
from .errors import APIStatusError, UnexpectedResponseError, error_class, shown
from .kinds import is_object
from .media_types import best_match
from .model import DEEPEST
from .readers import FieldError, one_of
from .secrets import Secrets

if TYPE_CHECKING:
    import datetime

    from .operation import Operation, SuccessResponse

T = TypeVar("T")

_MOST_VALUES = 2_000_000  # of JSON: each costs up to fifty times the memory of its text


class Received(NamedTuple):
    """One response, read to its end: `status`, `headers` (case-insensitive) and `content`, the raw body."""

    # Named tuples here and in settings.py: attrs would be a tenth of the time that importing the client takes.
    status: int
    headers: Mapping[str, str]
    content: bytes

    def __repr__(self) -> str:
        return f"Received(status={self.status}, {len(self.content)} bytes)"

    def text(self) -> str:
        """Return the body as text; what the charset cannot hold is replaced."""
        return text_of(self.content, self.headers.get("content-type", ""))

    def without(self, secrets: Secrets) -> "Received":
        """Return what an error may hold of this: a server can echo in headers and body what it was sent."""

        def hide(part: bytes) -> bytes:
            return secrets.hide(part.decode("latin-1")).encode("latin-1")

        headers = httpx.Headers([(hide(name), hide(value)) for name, value in httpx.Headers(self.headers).raw])
        return Received(self.status, headers, secrets.hide_bytes(self.content))


class RawResponse(Generic[T]):
    """A successful response with what it was made of.

    `status`; `headers` (case-insensitive); `content`: the raw body; `attempts`: how often the request was sent;
    `parsed`: what the method alone would have returned.
    """

    __slots__ = ("attempts", "content", "headers", "parsed", "status")

    def __init__(self, response: Received, attempts: int, parsed: T) -> None:
        self.status = response.status
        self.headers = response.headers
        self.content = response.content
        self.attempts = attempts
        self.parsed = parsed

    @property
    def is_deprecated(self) -> bool:
        """Whether the response says that the operation is deprecated (header `Deprecation`)."""
        from .deprecation import is_deprecated

        return is_deprecated(self.headers)

    @property
    def deprecation(self) -> "datetime.datetime | None":
        """Since when, or from when on, the operation is deprecated (RFC 9745), in UTC; None where there is no date."""
        from .deprecation import date_of

        return date_of(self.headers.get("deprecation"))

    @property
    def sunset(self) -> "datetime.datetime | None":
        """When the operation is to end (`Sunset`, RFC 8594), in UTC; None where there is no date."""
        from .deprecation import date_of

        return date_of(self.headers.get("sunset"))

    def __repr__(self) -> str:
        return f"RawResponse(status={self.status}, {len(self.content)} bytes, attempts={self.attempts})"


def received(response: httpx.Response, content: bytes) -> Received:
    """Keep of a response what callers need; the request, and with it the credentials, is left behind."""
    return Received(response.status_code, response.headers, content)


def result_of(operation: "Operation[T]", response: Received, secrets: Secrets) -> T:
    """Return the typed result.

    Raises the `APIStatusError` of the status when it is no success, and `UnexpectedResponseError` when a success has
    a body that is not what the document says.
    """
    if not 200 <= response.status <= 299:
        raise _status_error(operation, response.without(secrets), secrets)
    try:
        result: T = _read(operation.responses, response)
        return result
    except FieldError as error:
        place, is_field = secrets.hide(str(error)), bool(error.path)
    except RecursionError:
        place, is_field = "the body is nested too deeply", False
    # Outside of the except block, so that no traceback leads to the body as it came.
    response = response.without(secrets)
    raise UnexpectedResponseError(
        shown(f"{operation.name}: the response ({response.status}) is not what the document says: {place}"),
        operation=operation.name,
        status=response.status,
        headers=response.headers,
        content=response.content,
        field=place.split(" ", 1)[0] if is_field else None,
    )


def _read(specs: "tuple[SuccessResponse[T], ...]", response: Received) -> Any:
    documented, content_type = _covering(specs, response), response.headers.get("content-type", "")
    if not documented:
        return _untyped(response)
    spec = documented[0] if len(documented) == 1 else best_match(documented, content_type)
    return spec.read(_decoded(spec, response)) if spec is not None else _read_unnamed(documented, response)


def _read_unnamed(documented: "list[SuccessResponse[T]]", response: Received) -> Any:
    """Read a body that is called none of the media types that it may have, or nothing at all: JSON shows by itself."""
    content_type = response.headers.get("content-type")
    others = [spec for spec in documented if spec.kind not in ("json", "any")]
    try:
        if len(others) < len(documented):
            read: Callable[[Any], Any] = one_of(*(spec.read for spec in documented if spec not in others))
            return read(_json(response))
    except FieldError:
        if content_type or not others:
            raise
    if content_type and len({spec.kind for spec in others}) > 1:
        raise FieldError(f"has the content type {content_type}, which the document does not give it")
    return others[0].read(_decoded(others[0], response))


def _covering(specs: "tuple[SuccessResponse[T], ...]", response: Received) -> "list[SuccessResponse[T]]":
    """Return what the document gives a status, by media type."""
    for spec in specs:
        if spec.first <= response.status <= spec.last:
            return _beside(specs, spec)
    # A success that the document does not list: the request was carried out, so what it says is worth reading.
    for spec in specs:
        if (spec.kind == "none") is (not response.content):
            return _beside(specs, spec)
    return _beside(specs, specs[0]) if specs else []


def _beside(specs: "tuple[SuccessResponse[T], ...]", spec: "SuccessResponse[T]") -> "list[SuccessResponse[T]]":
    if not spec.media_type:
        return [spec]
    return [other for other in specs if (other.first, other.last) == (spec.first, spec.last)]


def _decoded(spec: "SuccessResponse[Any]", response: Received) -> Any:
    if spec.kind == "json":
        return _json(response)
    if spec.kind == "any":
        return _untyped(response)
    if spec.kind == "text":
        return response.text()
    return response.content if spec.kind == "bytes" else None


class _TooMuch(ValueError):
    """JSON that takes too much memory or too many frames; the message ends a sentence."""


def _json(response: Received) -> Any:
    if not response.content:
        raise FieldError("should be JSON and is empty")
    try:
        return _parsed(response.content)
    except _TooMuch as error:
        raise FieldError(str(error)) from None
    except (ValueError, RecursionError):
        kind = response.headers.get("content-type", "no content type").split(";")[0]
        raise FieldError(f"should be JSON and is not ({kind})") from None


def _untyped(response: Received) -> Any:
    if not response.content:
        return None
    try:
        return _parsed(response.content)
    except (ValueError, RecursionError):
        return response.text()


def _parsed(content: bytes) -> Any:
    if len(content) > _MOST_VALUES and sum(map(content.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        raise _TooMuch(f"holds more than {_MOST_VALUES:,} values")
    value = _DECODER.decode(content.decode(json.detect_encoding(content)))
    # Without so many brackets there cannot be so many levels, and most responses need no closer look.
    if content.count(b"[") + content.count(b"{") > DEEPEST:
        level = [value]
        for _ in range(DEEPEST):
            level = [item for parent in level for item in _children(parent) if type(item) in (dict, list)]
        if level:
            raise _TooMuch(f"is nested more than {DEEPEST} levels deep")
    return value


def _children(value: Any) -> Iterable[Any]:
    return value.values() if is_object(value) else value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _status_error(operation: "Operation[Any]", response: Received, secrets: Secrets) -> APIStatusError:
    body = _untyped(response)
    error = error_class(response.status)(
        "",
        operation=operation.name,
        status=response.status,
        headers=response.headers,
        content=response.content,
        body=secrets.hide(body) if isinstance(body, str) else body,
    )
    reason = ": ".join(part for part in (error.code, error.message) if part)
    text = f"{operation.name} ({operation.method} {operation.path}): {response.status}"
    if 300 <= response.status <= 399 and "location" in response.headers:
        reason = f"redirects to {response.headers['location']}, not followed: the path may have drifted"
    error.args = (shown(f"{text}: {reason}" if reason else text),)
    return error

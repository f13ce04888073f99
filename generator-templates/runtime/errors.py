"""Everything that the client raises. None of it holds a request, so none of it can show a credential."""

from collections.abc import Mapping
from typing import Any

from .problem import problem_of

_MOST_SHOWN = 1000  # characters of a message


class VobizError(Exception):
    """The root of all errors of this client."""

    def __reduce__(self) -> tuple[Any, ...]:
        # The subclasses take keywords only, which the default way of unpickling does not pass.
        return _rebuild, (type(self), self.args, self.__dict__)


def shown(text: str) -> str:
    """Return a text of a server as a line of a terminal may hold it: without control characters, and not endless."""
    if len(text) > _MOST_SHOWN:
        text = f"{text[:_MOST_SHOWN]}..."
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def _rebuild(kind: type[VobizError], args: tuple[Any, ...], state: dict[str, Any]) -> VobizError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(VobizError, ValueError):
    """The client or a call is set up wrongly; nothing was sent. The message is one sentence that says what to do."""


class APIConnectionError(VobizError):
    """No response came: no connection, a connection that broke, or one that failed TLS.

    `operation` is the name of the operation, `attempts` how often it was tried.
    """

    def __init__(self, message: str, *, operation: str, attempts: int = 1) -> None:
        super().__init__(message)
        self.operation = operation
        self.attempts = attempts


class APITimeoutError(APIConnectionError):
    """The response did not come, or did not end, within the time-out of the call."""


class PaginationError(VobizError):
    """A list whose pages do not lead to its end: one came again, or there is no end of them.

    `operation` is the name of the operation, `page` the number of the page, from 1. What was seen before it is right.
    """

    def __init__(self, message: str, *, operation: str, page: int) -> None:
        super().__init__(message)
        self.operation = operation
        self.page = page


class _ResponseError(VobizError):
    def __init__(
        self, message: str, *, operation: str, status: int, headers: Mapping[str, str], content: bytes
    ) -> None:
        super().__init__(message)
        self.operation = operation
        self.status = status
        self.headers = headers
        self.content = content


class UnexpectedResponseError(_ResponseError):
    """A success (2xx) whose body is not what the document says; `field` names the place, where one is to blame.

    `status`, `headers` and `content` (the raw body) hold what came, so that nothing is lost.
    """

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        status: int,
        headers: Mapping[str, str],
        content: bytes,
        field: str | None = None,
    ) -> None:
        super().__init__(message, operation=operation, status=status, headers=headers, content=content)
        self.field = field


class APIStatusError(_ResponseError):
    """The API responded with a status that is no success.

    `status`, `headers`, `content` (the raw body); `body`: the parsed JSON, or the text; and, where the body holds
    them, the vendor's `code`, `message`, `details` and `request_id`. `operation` is the operation's name.
    """

    code: str | None
    message: str | None
    details: Any
    request_id: str | None

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        status: int,
        headers: Mapping[str, str],
        content: bytes,
        body: Any = None,
    ) -> None:
        super().__init__(message, operation=operation, status=status, headers=headers, content=content)
        self.body = body
        problem = problem_of(body, headers)
        self.code = problem.code
        self.message = problem.message
        self.details = problem.details
        self.request_id = problem.request_id


class RedirectError(APIStatusError):
    """The API responded with a redirect, which is never followed: credentials stay with the origin they belong to.

    `location` says where it led. The path has probably changed, as when a trailing slash appears.
    """

    @property
    def location(self) -> str | None:
        """The target as the response names it."""
        return self.headers.get("location")


class BadRequestError(APIStatusError):
    """400: the request is not valid."""


class AuthenticationError(APIStatusError):
    """401: the credentials are missing or wrong."""


class PaymentRequiredError(APIStatusError):
    """402: the balance does not suffice."""


class PermissionDeniedError(APIStatusError):
    """403: these credentials may not do this."""


class NotFoundError(APIStatusError):
    """404: there is no such resource, or it has ended."""


class ConflictError(APIStatusError):
    """409: the state of the resource does not allow this."""


class UnprocessableEntityError(APIStatusError):
    """422: the request is well-formed and yet not acceptable."""


class RateLimitError(APIStatusError):
    """429: too many requests."""

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, counted from when the response came, or None when the response does not say."""
        from .retries import retry_after

        return retry_after(self.headers)


class ServerError(APIStatusError):
    """500 to 599: the API failed."""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    402: PaymentRequiredError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def error_class(status: int) -> type[APIStatusError]:
    """Return the class for a status that is no success."""
    if 300 <= status <= 399:
        return RedirectError
    if 500 <= status <= 599:
        return ServerError
    return _BY_STATUS.get(status, APIStatusError)

# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""Why an attempt got no response, without the exception: its traceback leads to the request and its headers."""

from typing import NamedTuple

import httpx

from .errors import (
    APIConnectionError,
    APITimeoutError,
    ConfigurationError,
    VobizError,
    shown,
)
from .secrets import Secrets

CLOSED = "this client is closed: make a new one, or keep the `with` block open"
_OTHER_LOOP = "an async client belongs to the event loop it was first used in: make one in each"


class Failure(NamedTuple):
    """The kind of the exception, and its text without secrets."""

    kind: type[Exception]
    text: str

    def error(self, operation: str, attempts: int, timeout: float) -> VobizError:
        """Return what the caller is told: which operation, after how many attempts, within how many seconds."""
        if self.kind is ConfigurationError:
            return ConfigurationError(self.text)
        tried = f" after {attempts} attempts" if attempts > 1 else ""
        kind, reason = APIConnectionError, self.text or self.kind.__name__
        if issubclass(self.kind, httpx.TimeoutException | TimeoutError):
            kind, reason = APITimeoutError, f"no response within {timeout:g} s ({self.kind.__name__})"
        return kind(f"{operation}{tried}: {reason}", operation=operation, attempts=attempts)


def failure_of(error: Exception, secrets: Secrets, *, is_ours: bool) -> Failure | None:
    """Return what to tell of an exception.

    `is_ours` is true when the transport is ours; the hooks of a caller's own client may raise what they like, which is
    None here.
    """
    kind, text = type(error), str(error)
    if isinstance(error, RuntimeError) and "loop" in text:
        kind, text = ConfigurationError, _OTHER_LOOP
    elif isinstance(error, RuntimeError) and "closed" in text:
        kind, text = ConfigurationError, CLOSED
    elif isinstance(error, httpx.LocalProtocolError):
        # Its text may hold the value of any header.
        text = "a header or the body of this request is not what HTTP allows"
    elif not is_ours and not isinstance(error, httpx.RequestError | TimeoutError):
        return None
    return Failure(kind, shown(secrets.hide(text)))

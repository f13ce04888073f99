"""The settings of a client: one record, of which `with_options` makes changed copies."""

import re
from collections.abc import Mapping
from typing import Generic, NamedTuple, TypedDict, TypeVar, cast

import httpx

from .errors import ConfigurationError

Http = TypeVar("Http", bound=httpx.Client | httpx.AsyncClient)

DEFAULT_TIMEOUT_S = 30.0
CONNECT_TIMEOUT_S = 5.0
DEFAULT_MAX_RETRIES = 2
DEFAULT_MAX_DOWNLOAD_BYTES = 2**30

_LONGEST_TIMEOUT_S = 7 * 24 * 3600  # `poll` counts milliseconds, up to 24 days of them
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FRAMING = ("content-length", "transfer-encoding")
_SECRET = re.compile(r"authorization|cookie|password|secret|token|api-?key", re.IGNORECASE)


class Options(TypedDict, Generic[Http], total=False):
    """The settings that the client of every document takes, for one that has credentials of its own beside them."""

    base_url: str | None
    auth_id: str | None
    auth_token: str | None
    bearer_token: str | None
    timeout: float
    max_retries: int
    retry_any_method: bool
    headers: Mapping[str, str] | None
    max_download_bytes: int
    http_client: Http | None


class Settings(NamedTuple):
    """`timeout`: seconds for one call, all attempts and waits together; `max_retries`: attempts after the first.

    `max_download_bytes`: the longest body that `download` writes to a file.
    """

    timeout: float
    max_retries: int
    retry_any_method: bool
    headers: Mapping[str, str]
    max_download_bytes: int = DEFAULT_MAX_DOWNLOAD_BYTES

    def __repr__(self) -> str:
        return f"Settings(timeout={self.timeout!r}, max_retries={self.max_retries!r})"

    def checked(self) -> "Settings":
        """Return itself with headers of its own, or raise `ConfigurationError` for a value that cannot be meant."""
        if not is_timeout(self.timeout):
            raise ConfigurationError("timeout must be a number of seconds, above 0 and up to a week")
        if not isinstance(cast("object", self.max_retries), int) or self.max_retries < 0:
            raise ConfigurationError("max_retries must be a whole number, 0 or more")
        if not isinstance(cast("object", self.max_download_bytes), int) or self.max_download_bytes < 1:
            raise ConfigurationError("max_download_bytes must be a whole number of bytes, 1 or more")
        if not isinstance(cast("object", self.headers), Mapping):
            raise ConfigurationError("headers must be a mapping of names to values")
        check_headers(self.headers)
        return self._replace(headers=dict(self.headers))

    def secrets(self) -> list[str]:
        """Return the values of the headers that hold a secret, by their names."""
        values = [value for name, value in self.headers.items() if _SECRET.search(name)]
        return values + [value.split(" ", 1)[1] for value in values if " " in value]


def is_timeout(value: object) -> bool:
    """Say whether the value is a number of seconds that every system can wait for."""
    return isinstance(value, int | float) and 0 < value <= _LONGEST_TIMEOUT_S


def check_headers(headers: Mapping[str, str]) -> None:
    """Raise `ConfigurationError` for a header that HTTP does not carry. A value is never shown: it may be a secret."""
    for name, value in headers.items():
        if not isinstance(cast("object", name), str) or not _NAME.fullmatch(name):
            raise ConfigurationError("the name of a header must be letters, digits and hyphens")
        if name.lower() in _FRAMING:
            raise ConfigurationError(f"the header {name} must not be set: the client counts the bytes of a body itself")
        if not is_header_value(value):
            raise ConfigurationError(
                f"the value of the header {name} must be printable ASCII, without spaces around it"
            )


def is_header_value(value: object) -> bool:
    """Say whether every HTTP library sends the value as it is."""
    return isinstance(value, str) and value.isascii() and (value.isprintable() and value == value.strip())

"""The settings of a client: one record, of which `with_options` makes changed copies."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from .errors import ConfigurationError

DEFAULT_TIMEOUT_S = 30.0
CONNECT_TIMEOUT_S = 5.0
DEFAULT_MAX_RETRIES = 2


class Settings(NamedTuple):
    """`timeout`: seconds for one call, all attempts and waits together; `max_retries`: attempts after the first."""

    timeout: float
    max_retries: int
    retry_any_method: bool
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Settings(timeout={self.timeout!r}, max_retries={self.max_retries!r})"

    def checked(self) -> "Settings":
        """Return itself, or raise `ConfigurationError` for a value that cannot be meant."""
        if not math.isfinite(self.timeout) or self.timeout <= 0:
            raise ConfigurationError(f"timeout is a number of seconds above zero, not {self.timeout!r}")
        if self.max_retries < 0:
            raise ConfigurationError(f"max_retries is zero or more, not {self.max_retries!r}")
        return self

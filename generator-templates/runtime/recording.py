"""The responses behind the results of calls, for `with_raw_response`."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from .errors import ConfigurationError
from .responses import RawResponse, Received

T = TypeVar("T")

Records = list[tuple[Received, int]]
_recording: ContextVar[Records | None] = ContextVar("recording", default=None)


def record(response: Received, attempts: int) -> None:
    """Note a response for `recorded`, if that collects any."""
    records = _recording.get()
    if records is not None:
        records.append((response, attempts))


@contextmanager
def recorded() -> Generator[Records, None, None]:
    """Collect the responses of the calls made inside, each with the number of attempts that it took."""
    records: Records = []
    token = _recording.set(records)
    try:
        yield records
    finally:
        _recording.reset(token)


def raw_response(records: Records, parsed: T) -> RawResponse[T]:
    """Return the last response beside its result; raise `ConfigurationError` when nothing was sent."""
    if not records:
        raise ConfigurationError("with_raw_response takes a method of this client that sends a request")
    return RawResponse(*records[-1], parsed)

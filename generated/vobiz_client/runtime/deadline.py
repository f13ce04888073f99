# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""One deadline over everything that a blocking call does on the network; see network.py."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def until(deadline: float) -> Generator[None]:
    """Let nothing on the network last beyond `deadline` (as of `time.monotonic`) inside of this block."""
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


def left(timeout: float | None, expired: type[Exception]) -> float | None:
    """Return `timeout` (seconds; None: unlimited), or what is left until the deadline; raise `expired` after it."""
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise expired("the time of the call is over")
    return remaining if timeout is None else min(timeout, remaining)

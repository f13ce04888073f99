"""Holds back Ctrl-C and SIGTERM while something is done that must not be cut short."""

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


@contextmanager
def held_signals() -> Iterator[list[int]]:
    """Hold back Ctrl-C and SIGTERM while the block runs; yields the list of those that have come.

    Outside the main thread, which alone is interrupted, there is nothing to hold.
    """
    held: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield held
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.signal(number, lambda number, _: held.append(number)) for number in numbers]
    try:
        yield held
    finally:
        for number, handler in zip(numbers, handlers, strict=True):
            signal.signal(number, handler)


@contextmanager
def deferred_signals() -> Iterator[None]:
    """Hold back Ctrl-C and SIGTERM while the block runs, and raise those that have come when it has ended."""
    held: list[int] = []
    try:
        with held_signals() as held:
            yield
    finally:
        raise_signals(held)


def raise_signals(held: Iterable[int]) -> None:
    """Raise the signals that were held back, now that they may interrupt."""
    for number in held:
        signal.raise_signal(number)

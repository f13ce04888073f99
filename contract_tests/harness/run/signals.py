"""How a run takes the signals that end it."""

import signal
import threading
from typing import NoReturn


def interrupt(terminated: threading.Event, number: int, _: object) -> NoReturn:
    """Handle SIGTERM as Ctrl-C, and set `terminated`."""
    # Who stops a job may send the signal to each of its processes, and so more than once to us.
    signal.signal(number, _noop_handler)
    terminated.set()
    raise KeyboardInterrupt


def ignore_signals() -> None:
    """Let nothing interrupt what is done at the end of a run."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _noop_handler)


def _noop_handler(*_: object) -> None:
    """SIG_IGN would be handed down to the command that ends the call."""

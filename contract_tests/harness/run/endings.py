"""How a run ends before its time: by a signal, or in one sentence about a user's mistake."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn

import click
import pytest
from _pytest.outcomes import Exit

from contract_tests.harness.errors import RunFault
from contract_tests.harness.reporting.exit_status import Status
from vendor_spec.errors import SpecError


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


class contract_tests(Exit):  # noqa: N801 - shown to users
    """Ends pytest, which says the name of the class before the sentence."""


@contextmanager
def ending_in_one_sentence(config: pytest.Config) -> Generator[None, None, None]:
    """Make of an error in the block one sentence and an exit status, with which pytest ends."""
    try:
        yield
        return
    except click.BadParameter as error:
        sentence, status = error.format_message(), Status.USAGE
    except (RunFault, SpecError) as error:
        sentence, status = str(error), getattr(error, "status", Status.USAGE)
    except KeyboardInterrupt:
        sentence, status = "interrupted before the first probe", Status.INTERRUPTED
    config.pluginmanager.set_blocked("terminalreporter")  # it would say the sentence again
    raise contract_tests(sentence, status)

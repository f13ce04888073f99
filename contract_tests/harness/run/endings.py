"""How a run ends before its time: in one sentence about a user's mistake."""

from collections.abc import Generator
from contextlib import contextmanager

import click
import pytest
from _pytest.outcomes import Exit

from contract_tests.harness.errors import RunFault
from contract_tests.harness.reporting.exit_status import Status
from vendor_spec.command_line import describe
from vendor_spec.errors import SpecError


class contract_tests(Exit):  # noqa: N801 - shown to users
    """Ends pytest, which says the name of the class before the sentence."""


@contextmanager
def ending_in_one_sentence(config: pytest.Config) -> Generator[None, None, None]:
    """Make of an error in the block one sentence and an exit status, with which pytest ends."""
    try:
        yield
        return
    except click.BadParameter as error:
        sentence, status = describe(error), Status.USAGE
    except (RunFault, SpecError) as error:
        sentence, status = str(error), getattr(error, "status", Status.USAGE)
    except KeyboardInterrupt:
        sentence, status = "interrupted before the first probe", Status.INTERRUPTED
    config.pluginmanager.set_blocked("terminalreporter")  # it would say the sentence again
    raise contract_tests(sentence, status)

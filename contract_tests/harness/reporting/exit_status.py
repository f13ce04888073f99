"""What a report comes to: the exit status of the command."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that a command that makes no report loads none of it
    from contract_tests.harness.reporting.report import Report


class Status(IntEnum):
    """Exit statuses of a run."""

    CONFORMS = 0
    DRIFT = 1
    USAGE = 2
    INCONCLUSIVE = 3
    FAULT = 4
    INTERRUPTED = 130


def status_of(report: Report) -> Status:
    """Return the exit status that a report stands for; drift is drift even if the check failed elsewhere."""
    if report.interrupted:
        return Status.INTERRUPTED
    status = Status[report.verdict.name]
    return Status.FAULT if report.faults and status is not Status.DRIFT else status

"""What a report comes to: the exit status of the command."""

from enum import IntEnum

from contract_tests.harness.reporting.report import Report, Verdict


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
    if report.faults and report.verdict is not Verdict.DRIFT:
        return Status.FAULT
    return Status[report.verdict.name]

"""What a report comes to: the exit status of the command, and the numbers beside the verdict."""

from collections import Counter
from enum import IntEnum

from contract_tests.harness.findings.finding import State
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
    """Return the exit status that a report stands for."""
    if report.interrupted:
        return Status.INTERRUPTED
    if report.faults:
        return Status.FAULT
    return Status[report.verdict.name]


def count_findings(report: Report) -> str:
    """Return how many findings there are of each state, and how many stale entries."""
    states = Counter(finding.state for finding in report.findings)
    return ", ".join([*(f"{states[state]} {state}" for state in State), f"{len(report.stale)} stale"])

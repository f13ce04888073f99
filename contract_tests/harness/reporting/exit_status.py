"""What a report comes to: the exit status of the command, and its last line."""

from collections import Counter
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.kinds import Severity

INTERRUPTED = "interrupted"


class Status(IntEnum):
    """Exit statuses of a run."""

    CONFORMS = 0
    DRIFT = 1
    USAGE = 2
    INCONCLUSIVE = 3
    FAULT = 4
    INTERRUPTED = 130


def status_of(record: Mapping[str, Any]) -> Status:
    """The exit status that the object of a `drift.json` stands for."""
    if record["ended_early"] == INTERRUPTED:
        return Status.INTERRUPTED
    if record["faults"]:
        return Status.FAULT
    return Status[record["verdict"].upper()]


def is_drift(finding: Mapping[str, Any]) -> bool:
    """Whether a finding of a `drift.json`, perhaps one of a kind that this version does not know, is new drift."""
    return finding["state"] == State.NEW and finding["severity"] in (Severity.BREAKING, Severity.RISKY)


def verdict_line(record: Mapping[str, Any]) -> str:
    """The last line on the terminal."""
    states = Counter(finding["state"] for finding in record["findings"])
    counts = ", ".join(f"{states[state]} {state.value}" for state in State)
    return f"verdict: {record['verdict']} ({counts}, {len(record['stale'])} stale) - reports/drift.html"

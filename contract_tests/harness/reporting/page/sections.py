"""What the sections of the page show, in the order in which a reader needs it."""

from collections.abc import Iterable

from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.kinds import Severity
from contract_tests.harness.reporting.past_runs import Night
from contract_tests.harness.reporting.report import (
    OperationReport,
    Outcome,
    Report,
    ReportedCorrection,
    ReportedFinding,
    Verdict,
)

VERDICTS = [Verdict.DRIFT, Verdict.INCONCLUSIVE, Verdict.CONFORMS]
CORRECTION_STATUSES = ["wrong", "unneeded", "untested", "confirmed"]


def findings_by_state(report: Report) -> dict[str, list[ReportedFinding]]:
    """Return the findings of each state, the worst first."""
    order = list(Severity)
    ordered = sorted(report.findings, key=lambda finding: order.index(finding.severity))
    return {state.value: [finding for finding in ordered if finding.state == state] for state in State}


def questions_of(report: Report) -> list[str]:
    """Return every probe of some operation, in the order of sending."""
    return list(dict.fromkeys(question for operation in report.operations for question in operation.outcomes))


def count_sightings(report: Report, nights: Iterable[Night], finding: ReportedFinding) -> tuple[str, int]:
    """Return when a finding was first seen, by either of its ids, and in how many runs, as far as `nights` go."""
    dates = [night.started_at for night in nights if night.ids & {*finding.ids}]
    return (dates[0] if dates else report.started_at), len(dates) + 1


def operations_of(report: Report) -> list[OperationReport]:
    """Return the operations: drift, then inconclusive, then the rest, each in the document's order."""
    return sorted(report.operations, key=lambda operation: VERDICTS.index(operation.verdict))


def reasons(report: Report) -> dict[tuple[str, str], list[str]]:
    """Return the operations that are inconclusive, by probe and reason.

    Whole operations come first, with an empty name of the probe; then single probes.
    """
    labels: dict[tuple[str, str], list[str]] = {}
    for operation in report.inconclusive:
        labels.setdefault(("", operation.reason), []).append(operation.operation)
    for operation in report.operations:
        for probe in operation.questions:
            if probe.outcome is Outcome.INCONCLUSIVE and probe.reason != operation.reason:
                labels.setdefault((probe.question, probe.reason), []).append(operation.operation)
    return labels


def worst_correction_first(report: Report) -> list[ReportedCorrection]:
    """Return the corrections, those to look at first."""
    return sorted(report.corrections, key=lambda correction: CORRECTION_STATUSES.index(correction.status))


def is_correction(suggestion: str) -> bool:
    """Return whether a suggestion has overlay actions; it may be but a comment on what to do by hand."""
    return any(line.startswith("- ") for line in suggestion.splitlines())

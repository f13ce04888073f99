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
    """The findings of each state, the worst first."""
    order = list(Severity)
    ordered = sorted(report.findings, key=lambda one: order.index(one.severity))
    return {state.value: [one for one in ordered if one.state == state] for state in State}


def questions_of(report: Report) -> list[str]:
    """Every question that was asked of some operation, in the order of asking."""
    return list(dict.fromkeys(question for operation in report.operations for question in operation.outcomes))


def count_sightings(report: Report, nights: Iterable[Night], finding: ReportedFinding) -> tuple[str, int]:
    """When a finding was first seen, by this id or the former one, and in how many runs, as far as `nights` go."""
    dates = [night.started_at for night in nights if night.ids & {*finding.ids}]
    return (dates[0] if dates else report.started_at), len(dates) + 1


def operations_of(report: Report) -> list[OperationReport]:
    """The operations: drift, then what could not be told, then the rest, each in the document's order."""
    return sorted(report.operations, key=lambda one: VERDICTS.index(one.verdict))


def reasons(report: Report) -> dict[tuple[str, str], list[str]]:
    """What could not be told: by question and reason, of which operations.

    Whole operations come first, whose question is empty; then single questions.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for one in report.inconclusive:
        found.setdefault(("", one.reason), []).append(one.operation)
    for one in report.operations:
        for answer in one.questions:
            if answer.outcome is Outcome.INCONCLUSIVE and answer.reason != one.reason:
                found.setdefault((answer.question, answer.reason), []).append(one.operation)
    return found


def worst_correction_first(report: Report) -> list[ReportedCorrection]:
    """The corrections, those to look at first."""
    return sorted(report.corrections, key=lambda one: CORRECTION_STATUSES.index(one.status))


def is_correction(suggestion: str) -> bool:
    """Whether a suggestion has overlay actions; it may be but a comment on what to do by hand."""
    return any(line.startswith("- ") for line in suggestion.splitlines())

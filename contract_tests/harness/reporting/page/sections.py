"""What the sections of the page show, in the order in which a reader needs it."""

from collections.abc import Mapping, Sequence

from attrs import frozen

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


@frozen
class Reason:
    """Why something could not be told, and of which operations: `question` is empty when it is the whole operation."""

    question: str
    reason: str
    operations: tuple[str, ...]


@frozen
class Row:
    """One operation of the matrix; `outcomes` says what came of its questions, `finding` is its worst new one."""

    operation: OperationReport
    outcomes: Mapping[str, Outcome]
    finding: str


@frozen
class Sightings:
    """Since when findings are seen, as far as the earlier nights go."""

    report: Report
    nights: Sequence[Night]

    def of(self, finding: ReportedFinding) -> tuple[str, int]:
        """When it was first seen, by this id or the former one, and in how many runs, this one included."""
        dates = [night.started_at for night in self.nights if night.ids & {*finding.ids}]
        return (dates[0] if dates else self.report.started_at), len(dates) + 1


def findings_by_state(report: Report) -> dict[str, list[ReportedFinding]]:
    """The findings of each state, the worst first."""
    order = list(Severity)
    ordered = sorted(report.findings, key=lambda one: order.index(one.severity))
    return {state.value: [one for one in ordered if one.state == state] for state in State}


def questions_of(report: Report) -> list[str]:
    """Every question that was asked of some operation, in the order of asking."""
    return list(dict.fromkeys(one.question for row in report.operations for one in row.questions))


def rows(report: Report) -> list[Row]:
    """The operations: drift, then what could not be told, then the rest, each in the document's order."""
    worst = {one.operation: one.id for one in reversed(findings_by_state(report)["new"])}
    return [
        Row(one, {q.question: q.outcome for q in one.questions}, worst.get(one.operation, ""))
        for one in sorted(report.operations, key=lambda one: VERDICTS.index(one.verdict))
    ]


def reasons(report: Report) -> list[Reason]:
    """What could not be told: whole operations first, then single questions, those with the same reason together."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in report.inconclusive:
        found.setdefault(("", one.reason), []).append(one.operation)
    for one in report.operations:
        for answer in one.questions:
            if answer.outcome is Outcome.INCONCLUSIVE and answer.reason != one.reason:
                found.setdefault((answer.question, answer.reason), []).append(one.operation)
    return [Reason(question, reason, tuple(operations)) for (question, reason), operations in found.items()]


def worst_correction_first(report: Report) -> list[ReportedCorrection]:
    """The corrections, those to look at first."""
    return sorted(report.corrections, key=lambda one: CORRECTION_STATUSES.index(one.status))


def is_correction(suggestion: str) -> bool:
    """Whether a suggestion has overlay actions; it may be but a comment on what to do by hand."""
    return any(line.startswith("- ") for line in suggestion.splitlines())

"""What the sections of the page show, in the order in which a reader needs it."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.kinds import Severity
from contract_tests.harness.reporting.past_runs import Night
from contract_tests.harness.reporting.verdict import Verdict

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

    operation: Mapping[str, Any]
    outcomes: Mapping[str, str]
    finding: str


@define
class Sightings:
    """Since when findings are seen, as far as the earlier nights go."""

    record: Mapping[str, Any]
    nights: Sequence[Night]
    _dates: dict[str, list[str]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._dates = {}
        for night in self.nights:
            for one in {one["id"] for one in night.findings}:
                self._dates.setdefault(one, []).append(night.started_at)

    def of(self, finding: str) -> tuple[str, int]:
        """When it was first seen, and in how many runs, this one included."""
        dates = self._dates.get(finding, [])
        return (dates[0] if dates else self.record["started_at"]), len(dates) + 1


def findings_by_state(record: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The findings of each state, the worst first."""
    order = list(Severity)
    ordered = sorted(record["findings"], key=lambda one: order.index(one["severity"]))
    return {state.value: [one for one in ordered if one["state"] == state] for state in State}


def questions_of(record: Mapping[str, Any]) -> list[str]:
    """Every question that was asked of some operation, in the order of asking."""
    return list(dict.fromkeys(one["question"] for row in record["operations"] for one in row["questions"]))


def rows(record: Mapping[str, Any]) -> list[Row]:
    """The operations: drift, then what could not be told, then the rest, each in the document's order."""
    worst = {one["operation"]: one["id"] for one in reversed(findings_by_state(record)["new"])}
    order = [verdict.value for verdict in VERDICTS]
    return [
        Row(one, {q["question"]: q["outcome"] for q in one["questions"]}, worst.get(one["operation"], ""))
        for one in sorted(record["operations"], key=lambda one: order.index(one["verdict"]))
    ]


def reasons(record: Mapping[str, Any]) -> list[Reason]:
    """What could not be told: whole operations first, then single questions, those with the same reason together."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in record["operations"]:
        if one["verdict"] == Verdict.INCONCLUSIVE:
            found.setdefault(("", one["reason"]), []).append(one["operation"])
    for one in record["operations"]:
        for answer in one["questions"]:
            if answer["outcome"] == Verdict.INCONCLUSIVE and answer["reason"] != one["reason"]:
                found.setdefault((answer["question"], answer["reason"]), []).append(one["operation"])
    return [Reason(question, reason, tuple(operations)) for (question, reason), operations in found.items()]


def worst_correction_first(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The corrections, those to look at first."""
    return sorted(record["corrections"], key=lambda one: CORRECTION_STATUSES.index(one["status"]))


def is_correction(suggestion: str) -> bool:
    """Whether a suggestion has overlay actions; it may be but a comment on what to do by hand."""
    return any(line.startswith("- ") for line in suggestion.splitlines())

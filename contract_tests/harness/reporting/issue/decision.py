"""What a night comes to: the one place where it is decided who is paged, and who is not."""

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from contract_tests.harness.reporting.exit_status import Status, status_of
from contract_tests.harness.reporting.issue.open_issue import Issue, Mark, digest
from contract_tests.harness.reporting.past_runs import Night, inconclusive_in_a_row
from contract_tests.harness.reporting.report import Report, Verdict

PATIENCE = 3  # inconclusive nights in a row before somebody is paged


class Action(StrEnum):
    """What is done with the issue."""

    OPEN = "open"
    UPDATE = "update"
    CLOSE = "close"
    NOTHING = "nothing"


@frozen
class Decision:
    """`status` is the night's exit status, `row` the inconclusive nights in a row, `further` what is new in the issue.

    `mark` is what the issue remembers from now on; `untold` counts operations that had drifted and could not be told.
    """

    action: Action
    status: Status
    why: str
    mark: Mark
    issue: Issue | None = None
    row: int = 0
    further: tuple[str, ...] = ()
    untold: int = 0


def decide(report: Report, before: Iterable[Night], issue: Issue | None) -> Decision:
    """Drift opens one issue or rewrites it, conforming closes it, inconclusive pages nobody before the third night.

    A fault of our own touches no issue: the job fails, and GitHub tells whoever looks after it.
    """
    night = Night.of(report)
    old = issue.mark if issue else Mark(night.day, report.verdict)
    if report.drift:
        return _drifted(report, old, issue)
    status = status_of(report)
    if status not in (Status.CONFORMS, Status.INCONCLUSIVE):
        return Decision(Action.NOTHING, status, "the check itself failed, which says nothing about the API", old, issue)
    if status is Status.INCONCLUSIVE:
        return _untold_night(report, before, old, issue)
    untold = len(_inconclusive(report) & old.operations)
    if issue and untold:
        why = f"{untold} of the operations that had drifted could not be told"
        return Decision(Action.UPDATE, Status.CONFORMS, why, old, issue, untold=untold)
    if issue:
        return Decision(Action.CLOSE, Status.CONFORMS, "the API conforms again", old, issue)
    return Decision(Action.NOTHING, Status.CONFORMS, "the API conforms", old)


def _drifted(report: Report, old: Mark, issue: Issue | None) -> Decision:
    drift = report.drift
    asked_in_vain = _inconclusive(report) & old.operations
    # The prose is compared without asking the API: whether it still disagrees can always be told.
    operations = {digest(one.operation) for one in drift if not one.kind.startswith("prose.")}
    since = old.since if old.verdict is Verdict.DRIFT else Night.of(report).day
    findings = old.findings | {digest(one.id) for one in drift}
    mark = Mark(since, Verdict.DRIFT, findings, frozenset(operations | asked_in_vain))
    further = tuple(one.id for one in drift if issue and old.findings.isdisjoint(map(digest, one.ids)))
    why = f"{len(drift)} new findings"
    action = Action.UPDATE if issue else Action.OPEN
    return Decision(action, Status.DRIFT, why, mark, issue, further=further, untold=len(asked_in_vain - operations))


def _untold_night(report: Report, before: Iterable[Night], old: Mark, issue: Issue | None) -> Decision:
    row = inconclusive_in_a_row(report, before)
    why = f"inconclusive, night {row} in a row"
    if row < PATIENCE:
        return Decision(Action.NOTHING, Status.CONFORMS, f"{why}; nobody is paged before the third", old, issue, row)
    return Decision(Action.UPDATE if issue else Action.OPEN, Status.INCONCLUSIVE, why, old, issue, row)


def _inconclusive(report: Report) -> set[str]:
    """Operations of the document, by digest, about which tonight says nothing."""
    told = {one.operation for one in report.operations if one.verdict != Verdict.INCONCLUSIVE}
    return {digest(label) for label in report.document.operations if label not in told}

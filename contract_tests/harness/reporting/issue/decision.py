"""Decides what becomes of the issue after a night, and whether the job fails."""

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from contract_tests.harness.reporting.exit_status import Status, status_of
from contract_tests.harness.reporting.issue.open_issue import Issue, Mark, digest
from contract_tests.harness.reporting.past_runs import Night, inconclusive_in_a_row
from contract_tests.harness.reporting.report import Report, Verdict
from vendor_spec.counts import counted

PATIENCE = 3  # inconclusive nights in a row before the issue opens


class Action(StrEnum):
    """What is done with the issue."""

    OPEN = "open"
    UPDATE = "update"
    CLOSE = "close"
    NOTHING = "nothing"


@frozen
class Decision:
    """What becomes of the issue, and why.

    Attributes:
        status: The exit status of the night's job.
        mark: What the issue remembers from now on.
        row: How many nights in a row were inconclusive.
        further: The ids of findings that the issue does not know yet.
        inconclusive: How many operations had drifted before and are inconclusive tonight.
    """

    action: Action
    status: Status
    why: str
    mark: Mark
    issue: Issue | None = None
    row: int = 0
    further: tuple[str, ...] = ()
    inconclusive: int = 0


def decide(report: Report, before: Iterable[Night], issue: Issue | None) -> Decision:
    """Return the decision: drift opens or rewrites the issue, a night that conforms closes it.

    Inconclusive nights open it from the third in a row on. An error in the check itself leaves the issue alone: the
    job fails.
    """
    old = issue.mark if issue else Mark(report.day, report.verdict)
    if report.drift:
        return _drifted(report, old, issue)
    status = status_of(report)
    if status not in (Status.CONFORMS, Status.INCONCLUSIVE):
        return Decision(
            Action.NOTHING, status, "the check itself failed, so this night shows nothing about the API", old, issue
        )
    if status is Status.INCONCLUSIVE:
        return _inconclusive_night(report, before, old, issue)
    inconclusive = len(_inconclusive(report) & old.operations)
    if issue and inconclusive:
        why = f"{inconclusive} of the operations with drift before are inconclusive tonight"
        return Decision(Action.UPDATE, Status.CONFORMS, why, old, issue, inconclusive=inconclusive)
    if issue:
        return Decision(Action.CLOSE, Status.CONFORMS, "the API conforms again", old, issue)
    return Decision(Action.NOTHING, Status.CONFORMS, "the API conforms", old)


def _drifted(report: Report, old: Mark, issue: Issue | None) -> Decision:
    drift = report.drift
    undecided = _inconclusive(report) & old.operations
    # The prose is compared without a request, so that is never inconclusive.
    operations = {digest(finding.operation) for finding in drift if not finding.kind.startswith("prose.")}
    since = old.since if old.verdict is Verdict.DRIFT else report.day
    findings = old.findings | {digest(finding.id) for finding in drift}
    mark = Mark(since, Verdict.DRIFT, findings, frozenset(operations | undecided))
    further = tuple(finding.id for finding in drift if issue and old.findings.isdisjoint(map(digest, finding.ids)))
    why = counted(len(drift), "new finding")
    action = Action.UPDATE if issue else Action.OPEN
    return Decision(action, Status.DRIFT, why, mark, issue, further=further, inconclusive=len(undecided - operations))


def _inconclusive_night(report: Report, before: Iterable[Night], old: Mark, issue: Issue | None) -> Decision:
    row = inconclusive_in_a_row(report, before)
    why = f"inconclusive, night {row} in a row"
    if row < PATIENCE:
        return Decision(Action.NOTHING, Status.CONFORMS, f"{why}; the issue opens with the third", old, issue, row)
    return Decision(Action.UPDATE if issue else Action.OPEN, Status.INCONCLUSIVE, why, old, issue, row)


def _inconclusive(report: Report) -> set[str]:
    """Return the digests of the document's operations that are inconclusive tonight."""
    decided = {each.operation for each in report.operations if each.verdict is not Verdict.INCONCLUSIVE}
    return {digest(label) for label in report.document.operations if label not in decided}

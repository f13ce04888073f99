"""Decides what becomes of the issue after a night, and whether the job fails."""

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from contract_tests.harness.reporting.exit_status import Status, status_of
from contract_tests.harness.reporting.issue.open_issue import Issue, Mark, digest
from contract_tests.harness.reporting.past_runs import Night, silent_in_a_row
from contract_tests.harness.reporting.report import Report, Verdict
from vendor_spec.counts import counted

PATIENCE = 3  # nights in a row that tell nothing before the issue opens


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
        row: How many nights in a row found no drift and saw no success.
        further: The ids of findings that the issue does not know yet.
        unanswered: How many of the probes that showed drift before came to no result tonight.
    """

    action: Action
    status: Status
    why: str
    mark: Mark
    issue: Issue | None = None
    row: int = 0
    further: tuple[str, ...] = ()
    unanswered: int = 0


def decide(report: Report, before: Iterable[Night], issue: Issue | None) -> Decision:
    """Return the decision: drift opens or rewrites the issue.

    A night that conforms closes it if every probe that showed what is open came to a result. Nights that saw no success
    open it from the third in a row on; other inconclusive ones, and an error in the check itself, leave it alone.
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
    unanswered = len(_unanswered(report) & old.operations)
    if issue and unanswered:
        why = f"{unanswered} of the probes that showed drift before came to no result tonight"
        return Decision(Action.UPDATE, Status.CONFORMS, why, old, issue, unanswered=unanswered)
    if issue:
        return Decision(Action.CLOSE, Status.CONFORMS, "the API conforms again", old, issue)
    return Decision(Action.NOTHING, Status.CONFORMS, "the API conforms", old)


def _drifted(report: Report, old: Mark, issue: Issue | None) -> Decision:
    drift = report.drift
    unanswered = _unanswered(report) & old.operations
    # Findings of reports of before do not name their probe; that of the prose sends nothing, so it is always answered.
    shown = {
        digest(finding.operation, finding.probe) if finding.probe else digest(finding.operation)
        for finding in drift
        if finding.probe or not finding.kind.startswith("prose.")
    }
    since = old.since if old.verdict is Verdict.DRIFT else report.day
    findings = old.findings | {digest(finding.id) for finding in drift}
    mark = Mark(since, Verdict.DRIFT, findings, frozenset(shown | unanswered))
    further = tuple(finding.id for finding in drift if issue and old.findings.isdisjoint(map(digest, finding.ids)))
    why = counted(len(drift), "new finding")
    action = Action.UPDATE if issue else Action.OPEN
    return Decision(action, Status.DRIFT, why, mark, issue, further=further, unanswered=len(unanswered - shown))


def _inconclusive_night(report: Report, before: Iterable[Night], old: Mark, issue: Issue | None) -> Decision:
    row = silent_in_a_row(report, before)
    why = f"no success was seen, night {row} in a row" if row else "trouble kept some probes from a result"
    if row < PATIENCE:
        return Decision(Action.NOTHING, Status.CONFORMS, f"{why}; the issue stays as it is", old, issue, row)
    return Decision(Action.UPDATE if issue else Action.OPEN, Status.INCONCLUSIVE, why, old, issue, row)


def _unanswered(report: Report) -> set[str]:
    """Return the digests of the document's operations that are inconclusive tonight, and of all operations with each
    probe that came to no result there."""
    decided = {each.operation for each in report.operations if each.verdict is not Verdict.INCONCLUSIVE}
    probes = {probe.question for each in report.operations for probe in each.questions}
    answered = {
        (each.operation, probe.question) for each in report.operations for probe in each.questions if probe.is_answered
    }
    labels = report.document.operations
    return {digest(label) for label in labels if label not in decided} | {
        # Of the operations of a missing shard, nobody has named the probes.
        digest(label, probe)
        for label in labels
        for probe in probes
        if (label, probe) not in answered
    }

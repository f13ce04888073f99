"""What a night comes to: the one place where it is decided who is paged, and who is not."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from attrs import frozen

from contract_tests.harness.reporting.exit_status import Status, status_of
from contract_tests.harness.reporting.issue.memory import Issue, Mark, digest, drift_of, night_of, nights_in_a_row
from contract_tests.harness.reporting.verdict import Verdict

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


def decide(record: Mapping[str, Any], before: Iterable[Mapping[str, Any]], issue: Issue | None) -> Decision:
    """Drift opens one issue or rewrites it, conforming closes it, inconclusive pages nobody before the third night.

    A fault of our own touches no issue: the job fails, and GitHub tells whoever looks after it.
    """
    night = night_of(record)
    old = issue.mark if issue else Mark(night, Verdict(record["verdict"]))
    drift = drift_of(record)
    if drift:
        return _drifted(record, drift, old, issue)
    status = status_of(record)
    if status not in (Status.CONFORMS, Status.INCONCLUSIVE):
        return Decision(Action.NOTHING, status, "the check itself failed, which says nothing about the API", old, issue)
    if status is Status.INCONCLUSIVE:
        return _untold_night(record, before, old, issue)
    untold = _untold(record, old)
    if issue and untold:
        why = f"{untold} of the operations that had drifted could not be told"
        return Decision(Action.UPDATE, Status.CONFORMS, why, old, issue, untold=untold)
    if issue:
        return Decision(Action.CLOSE, Status.CONFORMS, "the API conforms again", old, issue)
    return Decision(Action.NOTHING, Status.CONFORMS, "the API conforms", old)


def _drifted(record: Mapping[str, Any], drift: list[dict[str, Any]], old: Mark, issue: Issue | None) -> Decision:
    ids = {digest(one["id"]): str(one["id"]) for one in drift}
    asked_in_vain = _inconclusive(record) & old.operations
    # The prose is compared without asking the API: whether it still disagrees can always be told.
    operations = {digest(one["operation"]) for one in drift if not one["kind"].startswith("prose.")}
    since = old.since if old.verdict is Verdict.DRIFT else night_of(record)
    mark = Mark(since, Verdict.DRIFT, old.findings | ids.keys(), frozenset(operations | asked_in_vain))
    further = tuple(id_ for key, id_ in ids.items() if issue and key not in old.findings)
    why = f"{len(drift)} new findings"
    action = Action.UPDATE if issue else Action.OPEN
    return Decision(action, Status.DRIFT, why, mark, issue, further=further, untold=len(asked_in_vain - operations))


def _untold_night(
    record: Mapping[str, Any], before: Iterable[Mapping[str, Any]], old: Mark, issue: Issue | None
) -> Decision:
    row = nights_in_a_row(record, before)
    why = f"inconclusive, night {row} in a row"
    if row < PATIENCE:
        return Decision(Action.NOTHING, Status.CONFORMS, f"{why}; nobody is paged before the third", old, issue, row)
    return Decision(Action.UPDATE if issue else Action.OPEN, Status.INCONCLUSIVE, why, old, issue, row)


def _untold(record: Mapping[str, Any], old: Mark) -> int:
    return len(_inconclusive(record) & old.operations)


def _inconclusive(record: Mapping[str, Any]) -> set[str]:
    """Operations of the document, by digest, about which tonight says nothing."""
    told = {one["operation"] for one in record["operations"] if one["verdict"] != Verdict.INCONCLUSIVE}
    return {digest(label) for label in record["document"]["operations"] if label not in told}

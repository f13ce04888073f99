"""Which tolerated findings are not seen any more although this run would have shown them."""

from collections.abc import Collection, Iterable, Iterator

from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.known_drift import Entry
from contract_tests.harness.reporting.report import OperationReport, Outcome, Verdict

ON_ANY_TARGET = ("prose.", "client.")  # the mock, made from the document, shows nothing of the vendor's behaviour


def find_stale(
    entries: Iterable[Entry],
    findings: Iterable[Finding],
    operations: Collection[OperationReport],
    labels: Collection[str],
    *,
    is_live: bool,
    ended_early: str = "",
) -> Iterator[tuple[str, str]]:
    """The id of each stale entry, and what is to be said of it besides, mostly nothing.

    `operations` are those that this run was to ask, `labels` all of the document. An entry without an operation is
    stale only when all operations were asked.
    """
    seen = {id_ for finding in findings for id_ in finding.ids}
    judged = {operation.operation: operation for operation in operations}
    for entry in entries:
        if entry.id in seen:
            continue
        if entry.operation and entry.operation not in labels:
            yield entry.id, f"known_drift.yaml: {entry.id} is of {entry.operation}, which the document does not have"
            continue
        concerned = [entry.operation] if entry.operation else labels
        if not ended_early and all(
            label in judged and _would_show(judged[label], entry.kind, is_live=is_live) for label in concerned
        ):
            yield entry.id, ""


def _would_show(operation: OperationReport, kind: str, *, is_live: bool) -> bool:
    """Whether everything that could show a finding of this kind was asked of the operation, and answered."""
    asked = [
        answer for answer in operation.questions if (answer.question == "the_prose_agrees") is kind.startswith("prose.")
    ]
    if kind.startswith("prose."):
        return bool(asked)
    succeeded = any(200 <= int(status) < 300 for status in operation.statuses_seen)
    is_whole = operation.verdict is not Verdict.INCONCLUSIVE and succeeded
    answered = all(answer.outcome in (Outcome.HELD, Outcome.DRIFT) for answer in asked)
    return is_whole and answered and (is_live or kind.startswith(ON_ANY_TARGET))

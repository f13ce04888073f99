"""Which tolerated findings are stale: the run would have shown them, and did not."""

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
    """Yield the id of each stale entry, and a note on it, mostly empty.

    `operations` are those of this run, `labels` all of the document. An entry without an operation is stale only when
    every operation would have shown it.
    """
    seen = {id_ for finding in findings for id_ in finding.ids}
    judged = {operation.operation: operation for operation in operations}
    for entry in entries:
        if entry.id in seen:
            continue
        if entry.operation and entry.operation not in labels:
            yield entry.id, f"known_drift.yaml: {entry.id} is about {entry.operation}, which the document does not have"
            continue
        concerned = [entry.operation] if entry.operation else labels
        if not ended_early and all(
            label in judged and _would_show(judged[label], entry.kind, is_live=is_live) for label in concerned
        ):
            yield entry.id, ""


def _would_show(operation: OperationReport, kind: str, *, is_live: bool) -> bool:
    """Return whether every probe that could show a finding of this kind came to a result at the operation."""
    is_prose = kind.startswith("prose.")
    probes = [probe for probe in operation.questions if (probe.question == "the_prose_agrees") is is_prose]
    if is_prose:
        return bool(probes)
    succeeded = any(200 <= int(status) < 300 for status in operation.statuses_seen)
    is_whole = operation.verdict is not Verdict.INCONCLUSIVE and succeeded
    decided = all(probe.outcome is not Outcome.INCONCLUSIVE for probe in probes)
    return is_whole and decided and (is_live or kind.startswith(ON_ANY_TARGET))

"""From results to verdicts: conforms, drift or inconclusive; and which tolerated findings are stale."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.known_drift import Entry
from contract_tests.harness.findings.result import Result, Skip
from contract_tests.harness.reporting.report import OperationReport, Outcome, PastFinding, ProbeOutcome, Verdict
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import covering_keys, documented_statuses

ON_ANY_TARGET = ("prose.", "client.")  # the mock, made from the document, shows nothing of the vendor's behaviour


def judge_operation(
    operation: Operation,
    records: Iterable[Result],
    documented_fields: Iterable[str],
    skip: Skip | None = None,
    ended_early: str = "",
) -> OperationReport:
    """Return the verdict on one operation from the results of its probes, or from the reason to send none (`skip`).

    New breaking or risky findings are drift. Without a successful response the operation is inconclusive.
    """
    records = list(records)
    statuses: Counter[int] = sum((record.statuses for record in records), Counter())
    seen = {pointer for record in records for pointer in record.fields}
    if any(finding.is_drift for record in records for finding in record.findings):
        verdict, reason, code = Verdict.DRIFT, "", ""
    elif any(record.success_seen for record in records):
        verdict, reason, code = Verdict.CONFORMS, "", ""
    else:
        skips = [skip] if skip else [] if ended_early else [each for record in records for each in record.skips]
        verdict, (reason, code) = Verdict.INCONCLUSIVE, _reason(statuses, skips, ended_early)
    covered = {key for status in statuses for key in covering_keys(status)}
    return OperationReport(
        operation.label,
        verdict,
        reason,
        code,
        questions=tuple(map(_outcome, records)),
        statuses_seen={str(status): count for status, count in sorted(statuses.items())},
        statuses_never_seen=tuple(key for key in sorted(documented_statuses(operation)) if key not in covered),
        fields_never_seen=tuple(sorted(set(documented_fields) - seen)) if seen else (),
    )


def _outcome(record: Result) -> ProbeOutcome:
    if any(finding.is_drift for finding in record.findings):
        return ProbeOutcome(record.question, Outcome.DRIFT)
    if record.skips:
        return ProbeOutcome(record.question, Outcome.INCONCLUSIVE, *_reason(record.statuses, record.skips))
    return ProbeOutcome(record.question, Outcome.HELD)


def judge_run(
    findings: Iterable[PastFinding],
    operations: Collection[OperationReport],
    ended_early: str = "",
    *,
    drifted: bool = False,
    is_empty_shard: bool = False,
) -> Verdict:
    """Return the verdict of a run, or of the merged shards of one.

    It is drift if any finding is, or for another reason of the caller's (`drifted`); inconclusive if every operation
    is, or the run ended early; else it conforms. A shard without operations conforms: the others have them.
    """
    if drifted or any(finding.is_drift for finding in findings):
        return Verdict.DRIFT
    conforms = is_empty_shard or any(operation.verdict is Verdict.CONFORMS for operation in operations)
    return Verdict.CONFORMS if conforms and not ended_early else Verdict.INCONCLUSIVE


def _reason(statuses: Counter[int], skips: list[Skip], ended_early: str = "") -> tuple[str, str]:
    """Return why the operation or probe is inconclusive, and the code of that."""
    if skips:
        # What was not sent was mostly left out because of what went wrong before.
        counts = Counter(skips)
        main = min(counts, key=lambda skip: (skip.code.is_not_sent, -counts[skip]))
        return str(main), main.code.value
    if ended_early:
        return ended_early, ""
    if statuses:
        return f"no successful response (statuses: {', '.join(str(status) for status in sorted(statuses))})", ""
    return "not sent", ""


def find_stale(
    entries: Iterable[Entry],
    findings: Iterable[Finding],
    operations: Collection[OperationReport],
    labels: Collection[str],
    *,
    is_live: bool,
    ended_early: str = "",
) -> Iterator[tuple[str, str]]:
    """Yield the id of each tolerated finding that the run would have shown and did not, and a note, mostly empty.

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

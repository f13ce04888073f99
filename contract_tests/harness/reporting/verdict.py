"""From records to verdicts: fine, drift, or could not tell."""

from collections import Counter
from collections.abc import Collection, Iterable

from contract_tests.harness.findings.finding import Sighting
from contract_tests.harness.findings.result import NOT_ASKED, Record
from contract_tests.harness.reporting.report import OperationReport, Outcome, ProbeOutcome, Verdict
from vendor_spec.openapi.document import Operation


def judge_operation(
    operation: Operation, records: Iterable[Record], documented_fields: Iterable[str], not_asked: str = ""
) -> OperationReport:
    """The verdict on one operation from the records of everything that was asked of it.

    New breaking or risky findings are drift; without a success answer nothing was shown, so it is inconclusive.
    """
    records = list(records)
    statuses: Counter[int] = sum((record.statuses for record in records), Counter())
    troubles: Counter[str] = sum((record.troubles for record in records), Counter())
    seen = {pointer for record in records for pointer in record.fields}
    if any(finding.is_drift for record in records for finding in record.findings):
        verdict, reason = Verdict.DRIFT, ""
    elif any(record.success_seen for record in records):
        verdict, reason = Verdict.CONFORMS, ""
    else:
        verdict, reason = Verdict.INCONCLUSIVE, not_asked or _reason(statuses, troubles)
    documented = sorted(operation.definition.get("responses", {}))
    return OperationReport(
        operation.label,
        verdict,
        reason,
        questions=tuple(map(_outcome, records)),
        statuses_seen={str(status): count for status, count in sorted(statuses.items())},
        statuses_never_seen=tuple(status for status in documented if not any(_covers(status, one) for one in statuses)),
        fields_never_seen=tuple(sorted(set(documented_fields) - seen)) if seen else (),
    )


def _outcome(record: Record) -> ProbeOutcome:
    if any(finding.is_drift for finding in record.findings):
        return ProbeOutcome(record.question, Outcome.DRIFT)
    if record.troubles:
        return ProbeOutcome(record.question, Outcome.INCONCLUSIVE, _reason(record.statuses, record.troubles))
    return ProbeOutcome(record.question, Outcome.HELD)


def _covers(documented: str, status: int) -> bool:
    return documented == "default" or documented.upper() in (str(status), f"{status // 100}XX")


def judge_run(
    findings: Iterable[Sighting],
    operations: Collection[OperationReport],
    ended_early: str = "",
    *,
    drifted: bool = False,
    is_empty_shard: bool = False,
) -> Verdict:
    """The verdict of a run, or of the merged shards of one.

    Drift if any finding is, or for another reason of the caller's (`drifted`); inconclusive if no operation could be
    told, or the run ended early; else it conforms. A shard without operations conforms, for the others may show what
    there is.
    """
    if drifted or any(finding.is_drift for finding in findings):
        return Verdict.DRIFT
    conforms = is_empty_shard or any(operation.verdict is Verdict.CONFORMS for operation in operations)
    return Verdict.CONFORMS if conforms and not ended_early else Verdict.INCONCLUSIVE


def _reason(statuses: Counter[int], troubles: Counter[str]) -> str:
    if troubles:
        # That something was not asked follows from what went wrong before.
        return min(troubles, key=lambda trouble: (trouble.startswith(NOT_ASKED), -troubles[trouble]))
    if statuses:
        return f"no success answer was seen (statuses: {', '.join(str(status) for status in sorted(statuses))})"
    return NOT_ASKED

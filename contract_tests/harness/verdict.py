"""From records to verdicts: fine, drift, or could not tell."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import field, frozen

from contract_tests.harness.findings import Finding, merge_findings
from contract_tests.harness.recorder import Record


class Verdict(StrEnum):
    """What a run, or one operation, comes to."""

    CONFORMS = "conforms"
    DRIFT = "drift"
    INCONCLUSIVE = "inconclusive"


@frozen
class OperationVerdict:
    """The verdict on one operation, why it could not be told if so, and what was seen of it."""

    operation: str
    verdict: Verdict
    reason: str = ""
    statuses_seen: Mapping[int, int] = field(factory=dict)
    fields_never_seen: tuple[str, ...] = ()


def judge_operation(
    operation: str, records: Iterable[Record], documented_fields: Iterable[str], not_asked: str = ""
) -> OperationVerdict:
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
    never = tuple(sorted(set(documented_fields) - seen)) if seen else ()
    return OperationVerdict(operation, verdict, reason, dict(sorted(statuses.items())), never)


def judge_run(findings: Iterable[Finding], operations: Iterable[OperationVerdict]) -> Verdict:
    """Drift if any finding is; inconclusive if no operation could be told; else conforms."""
    if any(finding.is_drift for finding in findings):
        return Verdict.DRIFT
    if any(operation.verdict is Verdict.CONFORMS for operation in operations):
        return Verdict.CONFORMS
    return Verdict.INCONCLUSIVE


def all_findings(records: Iterable[Record]) -> list[Finding]:
    """The findings of all records, one an id."""
    return merge_findings(finding for record in records for finding in record.findings)


def _reason(statuses: Counter[int], troubles: Counter[str]) -> str:
    if troubles:
        # That something was not asked follows from what went wrong before.
        return min(troubles, key=lambda trouble: (trouble.startswith("not asked"), -troubles[trouble]))
    if statuses:
        return f"no success answer was seen (statuses: {', '.join(str(status) for status in sorted(statuses))})"
    return "not asked"

"""From records to verdicts: fine, drift, or could not tell."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import field, frozen

from contract_tests.harness.findings.finding import Finding, merge_findings
from contract_tests.harness.findings.result import Record, Skip
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import covering_keys, documented_statuses


class Verdict(StrEnum):
    """What a run, or one operation, comes to."""

    CONFORMS = "conforms"
    DRIFT = "drift"
    INCONCLUSIVE = "inconclusive"


HELD = "held"


@frozen
class Answer:
    """What came of one question: `held`, `drift`, or `inconclusive` for a reason."""

    question: str
    outcome: str
    reason: str = ""


@frozen
class OperationVerdict:
    """The verdict on one operation, why it could not be told if so, and what was seen of it."""

    operation: str
    verdict: Verdict
    reason: str = ""
    questions: tuple[Answer, ...] = ()
    statuses_seen: Mapping[int, int] = field(factory=dict)
    statuses_never_seen: tuple[str, ...] = ()
    fields_never_seen: tuple[str, ...] = ()


def judge_operation(
    operation: Operation, records: Iterable[Record], documented_fields: Iterable[str], not_asked: str = ""
) -> OperationVerdict:
    """The verdict on one operation from the records of everything that was asked of it.

    New breaking or risky findings are drift; without a success answer nothing was shown, so it is inconclusive.
    """
    records = list(records)
    statuses: Counter[int] = sum((record.statuses for record in records), Counter())
    skips = [skip for record in records for skip in record.skips]
    seen = {pointer for record in records for pointer in record.fields}
    if any(finding.is_drift for record in records for finding in record.findings):
        verdict, reason = Verdict.DRIFT, ""
    elif any(record.success_seen for record in records):
        verdict, reason = Verdict.CONFORMS, ""
    else:
        verdict, reason = Verdict.INCONCLUSIVE, not_asked or _reason(statuses, skips)
    never = tuple(sorted(set(documented_fields) - seen)) if seen else ()
    documented = sorted(documented_statuses(operation))
    covered = {key for status in statuses for key in covering_keys(status)}
    return OperationVerdict(
        operation.label,
        verdict,
        reason,
        tuple(map(_answer, records)),
        dict(sorted(statuses.items())),
        tuple(status for status in documented if status not in covered),
        never,
    )


def _answer(record: Record) -> Answer:
    if any(finding.is_drift for finding in record.findings):
        return Answer(record.question, Verdict.DRIFT.value)
    if record.skips:
        return Answer(record.question, Verdict.INCONCLUSIVE.value, _reason(record.statuses, record.skips))
    return Answer(record.question, HELD)


def judge_run(findings: Iterable[Finding], operations: Iterable[OperationVerdict], ended_early: str = "") -> Verdict:
    """Drift if any finding is; inconclusive if no operation could be told, or the run ended early; else conforms."""
    if any(finding.is_drift for finding in findings):
        return Verdict.DRIFT
    if not ended_early and any(operation.verdict is Verdict.CONFORMS for operation in operations):
        return Verdict.CONFORMS
    return Verdict.INCONCLUSIVE


def all_findings(records: Iterable[Record]) -> list[Finding]:
    """The findings of all records, one an id."""
    return merge_findings(finding for record in records for finding in record.findings)


def _reason(statuses: Counter[int], skips: list[Skip]) -> str:
    if skips:
        # That something was not sent follows from what went wrong before.
        counts = Counter(skips)
        return str(min(counts, key=lambda skip: (skip.code.is_not_sent, -counts[skip])))
    if statuses:
        return f"no success answer was seen (statuses: {', '.join(str(status) for status in sorted(statuses))})"
    return "not asked"

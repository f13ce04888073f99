"""From results to verdicts: conforms, drift or inconclusive, what that means, and what is worst; what is stale."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.kinds import Severity
from contract_tests.harness.findings.known_drift import Entry
from contract_tests.harness.findings.result import NOT_SENT, Result
from contract_tests.harness.reporting.coverage import Gap, Trouble
from contract_tests.harness.reporting.report import (
    OperationReport,
    Outcome,
    PastFinding,
    ProbeOutcome,
    Report,
    ReportedFinding,
    Verdict,
)
from contract_tests.harness.target.target import Kind
from vendor_spec.counts import counted
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import covering_keys, documented_statuses

OF_DOCUMENT = ("prose.", "document.")
ON_ANY_TARGET = (*OF_DOCUMENT, "client.")  # the mock, made from the document, shows nothing of the vendor's behaviour


def judge_operation(
    operation: Operation,
    records: Iterable[Result],
    documented_fields: Iterable[str],
    gaps: Mapping[str, Gap | None],
    started_at: str,
) -> OperationReport:
    """Return the verdict on one operation from the results of its probes, and from why others have none (`gaps`).

    New breaking or risky findings are drift. Without a successful response the operation is inconclusive, and so it is
    when trouble took one of its probes, or the check itself failed in one.
    """
    records = list(records)
    faults = [fault for record in records for fault in record.faults]
    statuses: Counter[int] = sum((record.statuses for record in records), Counter())
    seen = {pointer for record in records for pointer in record.fields}
    drifted = {record.question for record in records if any(finding.is_drift for finding in record.findings)}
    lost = [gap for gap in gaps.values() if gap and gap.is_lost]
    verdict, reason, code = Verdict.CONFORMS, "", ""
    if drifted:
        verdict = Verdict.DRIFT
    elif faults:
        verdict, reason = Verdict.INCONCLUSIVE, f"the check itself failed: {faults[0]}"
    elif lost or not any(record.success_seen for record in records):
        verdict, (reason, code) = Verdict.INCONCLUSIVE, _reason(statuses, lost or filter(None, gaps.values()))
    covered = {key for status in statuses for key in covering_keys(status)}
    return OperationReport(
        operation.label,
        verdict,
        reason,
        code,
        questions=tuple(_outcome(probe, gap, probe in drifted, started_at) for probe, gap in gaps.items()),
        statuses_seen={str(status): count for status, count in sorted(statuses.items())},
        statuses_never_seen=tuple(key for key in sorted(documented_statuses(operation)) if key not in covered),
        fields_never_seen=tuple(sorted(set(documented_fields) - seen)) if seen else (),
        last_conclusive_at=None if verdict is Verdict.INCONCLUSIVE else started_at,
    )


def _reason(statuses: Counter[int], gaps: Iterable[Gap]) -> tuple[str, str]:
    """Return why the operation is inconclusive, and the code of that."""
    # What was not sent was mostly left out because of what went wrong before.
    counts = Counter(gaps)
    main = min(counts, key=lambda gap: (gap.code is None or gap.code.is_not_sent, -counts[gap]), default=None)
    if main is not None:
        return main.reason, main.code or ""
    if statuses:
        return f"no successful response (statuses: {', '.join(str(status) for status in sorted(statuses))})", ""
    return "not sent", ""


def _outcome(probe: str, gap: Gap | None, is_drift: bool, started_at: str) -> ProbeOutcome:
    if gap is None:
        return ProbeOutcome(probe, Outcome.DRIFT if is_drift else Outcome.HELD, last_answered_at=started_at)
    return ProbeOutcome(probe, Outcome.DRIFT if is_drift else Outcome.INCONCLUSIVE, gap.reason, gap.code or "")


def judge_run(
    findings: Iterable[PastFinding],
    operations: Collection[OperationReport],
    trouble: Collection[Trouble] = (),
    *,
    drifted: bool = False,
    failed: bool = False,
    is_empty_shard: bool = False,
) -> Verdict:
    """Return the verdict of a run, or of the merged shards of one.

    It is drift if any finding is, or for another reason of the caller's (`drifted`); inconclusive if there was trouble,
    the check itself `failed` somewhere, or every operation is inconclusive; else it conforms. A shard without
    operations conforms: the others have them.
    """
    if drifted or any(finding.is_drift for finding in findings):
        return Verdict.DRIFT
    conforms = is_empty_shard or any(operation.verdict is Verdict.CONFORMS for operation in operations)
    return Verdict.CONFORMS if conforms and not trouble and not failed else Verdict.INCONCLUSIVE


def group_by_kind(findings: Iterable[ReportedFinding]) -> list[list[ReportedFinding]]:
    """Return the findings by their kind: the worst first, of those as bad the one at most operations."""
    findings = list(findings)
    operations = Counter(kind for kind, _ in {(finding.kind, finding.operation) for finding in findings})

    def key(finding: ReportedFinding) -> tuple[int, int, str]:
        return finding.severity.rank, -operations[finding.kind], finding.kind

    return [list(alike) for _, alike in groupby(sorted(findings, key=key), key=key)]


def say_verdict(report: Report) -> str:
    """Return what the verdict means in this run, in our words only; every form of the report begins with it."""
    is_mock, operations, drift = report.target.kind is Kind.MOCK, len(report.operations), report.drift
    if report.faults:
        return f"The check itself failed, so its verdict, {report.verdict}, is not reliable."
    if report.verdict is Verdict.INCONCLUSIVE:
        whose = "the mock does" if is_mock else "the vendor does"
        return f"This run does not show whether {whose} what the document says."
    if report.verdict is Verdict.CONFORMS:
        said = "Document, examples and client agree" if is_mock else "The vendor does what the document says"
        rest = f"in {operations - len(report.inconclusive)} of {operations} operations; the others are inconclusive"
        return f"{said}, {rest}." if report.inconclusive else f"{said}."
    if not drift:
        return "No new finding breaks a client, but this run is strict, and an entry or a correction is out of date."
    where = f", in {len({each.operation for each in drift})} of {operations} operations" if operations > 1 else ""
    do = "breaks or endangers" if len(drift) == 1 else "break or endanger"
    severities = Counter(each.severity for each in drift)
    kinds = ", ".join(f"{number} {severity}" for severity in Severity if (number := severities[severity]))
    return f"{counted(len(drift), 'new finding')} {do} clients{where}: {kinds}."


def find_gravest(report: Report) -> ReportedFinding | None:
    """Return the finding to look at first, if any is drift."""
    return group_by_kind(report.drift)[0][0] if report.drift else None


def group_by_reason(operations: Iterable[OperationReport]) -> list[tuple[str, list[OperationReport]]]:
    """Return inconclusive operations by their reason; those to which something was sent come first."""
    groups: dict[str, list[OperationReport]] = {}
    for operation in operations:
        groups.setdefault(operation.reason, []).append(operation)
    return sorted(groups.items(), key=lambda group: group[1][0].code in NOT_SENT)


def say_losses(report: Report) -> list[str]:
    """Return what went wrong in the run and how many probes that took, a sentence each, the worst first."""
    probes = report.coverage.probes if report.coverage else 0
    return [
        f"{each.reason}; {each.lost} of {probes} probes not sent or sent in vain" if each.lost else each.reason
        for each in report.losses
    ]


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

    `operations` are those of this run, `labels` all of the document. Of an entry that names the probe that showed it,
    that probe decides. Of another one, or if the operation does not have that probe any more, every probe that could
    have shown it does: without an operation, those of every operation.
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
            label in judged and _would_show(judged[label], entry, is_live=is_live) for label in concerned
        ):
            yield entry.id, ""


def _would_show(operation: OperationReport, entry: Entry, *, is_live: bool) -> bool:
    """Return whether every probe that could show the finding of an entry came to a result at the operation."""
    is_prose = entry.kind.startswith(OF_DOCUMENT)
    if not is_live and not entry.kind.startswith(ON_ANY_TARGET):
        return False
    named = [probe for probe in operation.questions if probe.question == entry.probe]
    if named:
        return all(probe.is_answered for probe in named)
    probes = [probe for probe in operation.questions if (probe.question == "the_prose_agrees") is is_prose]
    succeeded = any(200 <= int(status) < 300 for status in operation.statuses_seen)
    is_whole = is_prose or (operation.verdict is not Verdict.INCONCLUSIVE and succeeded)
    return bool(probes) and is_whole and all(probe.is_answered for probe in probes)

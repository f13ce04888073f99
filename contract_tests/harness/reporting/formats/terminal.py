"""The report as lines on the terminal: the verdict last, and what decided it right above."""

from collections import Counter
from collections.abc import Iterator, Sequence

from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.kinds import MEANINGS
from contract_tests.harness.reporting import MOCK_NOTE, WHAT_TO_DO
from contract_tests.harness.reporting.clean_text import clean
from contract_tests.harness.reporting.exit_status import count_findings
from contract_tests.harness.reporting.groups import FEW, findings_by_kind, inconclusive_by_reason
from contract_tests.harness.reporting.report import Report, ReportedFinding, Verdict
from vendor_spec.counts import counted

MOST_ALIKE = 10  # findings of one kind that have a line
MOST_IDS = 5


def lines(report: Report) -> Iterator[str]:
    """Return the lines of a report, the verdict last."""
    return (clean(line).replace("\n", " ") for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    if report.target.kind == "mock":
        yield MOCK_NOTE
    index, _, count = report.shard.partition("/")
    if count != "1":
        own, all_ = report.operations, report.document.operations
        yield f"shard {index} of {count}: {len(own)} of {len(all_)} operations"
    yield from (f"note: {note}" for note in report.notes)
    yield from _resolved(report)
    new = [finding for finding in report.findings if finding.state == State.NEW]
    yield from _findings("New, but not counted as drift", [finding for finding in new if not finding.is_drift])
    yield from _inconclusive(report)
    for correction in report.corrections:
        if correction.status in ("unneeded", "wrong"):
            yield f"correction {correction.id} is {correction.status}: {correction.reason}"
    yield from _findings("New drift", report.drift)
    if report.drift:
        yield from WHAT_TO_DO
    yield from (f"error in the check itself: {fault}" for fault in report.faults)
    if report.ended_early:
        yield f"ended early: {report.ended_early}"
    yield _summary(report)
    yield f"verdict: {report.verdict} ({count_findings(report)}) - reports/drift.html"


def _resolved(report: Report) -> Iterator[str]:
    for state, words in ((State.CORRECTED, "corrected in openapi.overlay.yaml"), (State.KNOWN, "tolerated for now")):
        if ids := [finding.id for finding in report.findings if finding.state is state]:
            yield f"{words}: {_listed(ids)}"
    if report.stale:
        yield f"tolerated, but no longer found: {_listed(report.stale)}"


def _listed(ids: Sequence[str]) -> str:
    more = len(ids) - MOST_IDS
    return ", ".join(ids[:MOST_IDS]) + (f" and {more} more" if more > 0 else "")


def _inconclusive(report: Report) -> Iterator[str]:
    groups = inconclusive_by_reason(report)
    if groups:
        yield "Inconclusive:"
    for reason, alike in reversed(groups):
        if len(alike) > FEW:
            yield f"  {len(alike)} operations, such as {alike[0].operation}: {reason}"
        else:
            yield from (f"  {operation.operation}: {reason}" for operation in alike)


def _findings(title: str, findings: list[ReportedFinding]) -> Iterator[str]:
    """Yield the lines of the findings, the worst last, where the eye is."""
    if findings:
        yield f"{title} ({len(findings)}):"
    for alike in reversed(findings_by_kind(findings)):
        yield from _more(alike)
        for finding in reversed(alike[:FEW]):
            yield from _whole(finding) if finding.is_drift else _short(finding)


def _more(alike: list[ReportedFinding]) -> Iterator[str]:
    listed = [finding for finding in alike[FEW : FEW + MOST_ALIKE] if finding.is_drift]
    rest = len(alike) - FEW - len(listed)
    if rest > 0:
        yield f"  {rest} more of {alike[0].kind}, in reports/drift.html"
    for finding in reversed(listed):
        yield f"{_name(finding)}: {finding.observed}"


def _short(finding: ReportedFinding) -> Iterator[str]:
    yield _name(finding)
    yield f"    at {finding.location}: expected {finding.expected}; observed {finding.observed}"


def _whole(finding: ReportedFinding) -> Iterator[str]:
    yield _name(finding)
    differs = f"at {finding.location}", f"expected: {finding.expected}", f"observed: {finding.observed}"
    shown = (MEANINGS.get(finding.kind), *differs, finding.note, finding.request)
    yield from (f"    {line}" for line in shown if line)


def _name(finding: ReportedFinding) -> str:
    return f"  {finding.severity} {finding.id}: {finding.operation}"


def _summary(report: Report) -> str:
    verdicts = Counter(operation.verdict for operation in report.operations)
    words = {Verdict.CONFORMS: "conforming", Verdict.DRIFT: "with drift", Verdict.INCONCLUSIVE: "inconclusive"}
    operations = ", ".join(f"{verdicts[verdict]} {word}" for verdict, word in words.items() if verdicts[verdict])
    target = "the mock" if report.target.kind == "mock" else report.target.base_url
    sent = f"sent {counted(report.requests.total, 'request')} to {target} in {report.duration_s:.0f} s"
    return f"{sent}; operations: {operations or 'none'}"

"""The report as lines on the terminal: the verdict last, and what decided it right above."""

from collections import Counter
from collections.abc import Iterator, Sequence

from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.kinds import MEANINGS
from contract_tests.harness.reporting import MOCK_NOTE, WHAT_TO_DO
from contract_tests.harness.reporting.clean_text import clean
from contract_tests.harness.reporting.exit_status import count_findings
from contract_tests.harness.reporting.groups import FEW, findings_by_kind, untold_by_reason
from contract_tests.harness.reporting.report import Report, ReportedFinding, Verdict
from vendor_spec.counts import counted

MOST_ALIKE = 10  # findings of one kind that have a line
MOST_IDS = 5


def lines(report: Report) -> Iterator[str]:
    """What a reader needs of a report."""
    return (clean(line).replace("\n", " ") for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    if report.target.kind == "mock":
        yield MOCK_NOTE
    index, _, count = report.shard.partition("/")
    if count != "1":
        asked, all_ = report.operations, report.document.operations
        yield f"shard {index} of {count}: {len(asked)} of {len(all_)} operations"
    yield from (f"note: {note}" for note in report.notes)
    yield from _settled(report)
    new = [finding for finding in report.findings if finding.state == State.NEW]
    yield from _findings("New, and no drift by itself", [one for one in new if not one.is_drift])
    yield from _untold(report)
    for correction in report.corrections:
        if correction.status in ("unneeded", "wrong"):
            yield f"correction {correction.id} is {correction.status}: {correction.reason}"
    yield from _findings("New drift", report.drift)
    if report.drift:
        yield from WHAT_TO_DO
    yield from (f"fault of the check itself: {fault}" for fault in report.faults)
    if report.ended_early:
        yield f"ended early: {report.ended_early}"
    yield _sum(report)
    yield f"verdict: {report.verdict} ({count_findings(report)}) - reports/drift.html"


def _settled(report: Report) -> Iterator[str]:
    for state, words in ((State.CORRECTED, "corrected in openapi.overlay.yaml"), (State.KNOWN, "tolerated for now")):
        if ids := [finding.id for finding in report.findings if finding.state is state]:
            yield f"{words}: {_listed(ids)}"
    if report.stale:
        yield f"tolerated, but not seen any more: {_listed(report.stale)}"


def _listed(ids: Sequence[str]) -> str:
    more = len(ids) - MOST_IDS
    return ", ".join(ids[:MOST_IDS]) + (f" and {more} more" if more > 0 else "")


def _untold(report: Report) -> Iterator[str]:
    groups = untold_by_reason(report)
    if groups:
        yield "Could not be told:"
    for reason, alike in reversed(groups):
        if len(alike) > FEW:
            yield f"  {len(alike)} operations, such as {alike[0].operation}: {reason}"
        else:
            yield from (f"  {one.operation}: {reason}" for one in alike)


def _findings(title: str, findings: list[ReportedFinding]) -> Iterator[str]:
    """The worst last, where the eye is."""
    if findings:
        yield f"{title} ({len(findings)}):"
    for alike in reversed(findings_by_kind(findings)):
        yield from _more(alike)
        for finding in reversed(alike[:FEW]):
            yield from _whole(finding) if finding.is_drift else _short(finding)


def _more(alike: list[ReportedFinding]) -> Iterator[str]:
    listed = [one for one in alike[FEW : FEW + MOST_ALIKE] if one.is_drift]
    rest = len(alike) - FEW - len(listed)
    if rest > 0:
        yield f"  {rest} more of {alike[0].kind}, in reports/drift.html"
    for one in reversed(listed):
        yield f"{_name(one)}: {one.observed}"


def _short(finding: ReportedFinding) -> Iterator[str]:
    yield _name(finding)
    yield f"    at {finding.location}: expected {finding.expected}; observed {finding.observed}"


def _whole(finding: ReportedFinding) -> Iterator[str]:
    yield _name(finding)
    told = f"at {finding.location}", f"expected: {finding.expected}", f"observed: {finding.observed}"
    shown = (MEANINGS.get(finding.kind), *told, finding.note, finding.request)
    yield from (f"    {line}" for line in shown if line)


def _name(finding: ReportedFinding) -> str:
    return f"  {finding.severity} {finding.id}: {finding.operation}"


def _sum(report: Report) -> str:
    verdicts = Counter(operation.verdict for operation in report.operations)
    words = {Verdict.CONFORMS: "conforming", Verdict.DRIFT: "with drift", Verdict.INCONCLUSIVE: "could not be told"}
    told = ", ".join(f"{verdicts[verdict]} {said}" for verdict, said in words.items() if verdicts[verdict])
    whom = "the mock" if report.target.kind == "mock" else report.target.base_url
    asked = f"{counted(report.requests.total, 'request')} in {report.duration_s:.0f} s"
    return f"asked {whom}: {asked}; operations: {told or 'none'}"

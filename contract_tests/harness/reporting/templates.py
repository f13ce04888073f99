"""The templates of the reports, and what they call; HTML and XML are escaped, and what is undefined is an error."""

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain, groupby
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket

from contract_tests.harness.corrections.settling import RECORD, Settling, has_actions, say_by_hand
from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.kinds import MEANINGS, Severity
from contract_tests.harness.findings.result import NOT_SENT, SkipCode
from contract_tests.harness.reporting.clean_text import clean_line, code, code_block
from contract_tests.harness.reporting.report import OperationReport, Report, ReportedFinding, Verdict
from contract_tests.harness.target.target import Kind, variable_of
from vendor_spec.counts import counted
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.project import OWN

POLICY, OVERLAY = "contract_tests/live_policy.yaml", "openapi.overlay.yaml"
VARIABLE = re.compile(r"\bVOBIZ_[A-Z0-9_]+")
MOST_NAMED = 3
LEFT_OUT = {
    "budget": "by the budget",
    "policy": "by the policy",
    "value": "for want of a value",
    "other": "for other reasons",
}
FEW = 3  # alike, that are shown each: forty findings or operations of one kind must not hide the one of another


class _Compiled(FileSystemBytecodeCache):
    """Keeps the compiled templates in `build/`, where it can: to compile them takes a third of a second."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


TEMPLATES = Environment(
    bytecode_cache=_Compiled(str(OWN.build), "%s.template"),
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(("html.jinja", "xml.jinja")),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


def group_by_kind(findings: Iterable[ReportedFinding]) -> list[list[ReportedFinding]]:
    """Return the findings by their kind: the worst first, of those as bad the one at most operations."""
    findings = list(findings)
    operations = Counter(kind for kind, _ in {(finding.kind, finding.operation) for finding in findings})

    def key(finding: ReportedFinding) -> tuple[int, int, str]:
        return finding.severity.rank, -operations[finding.kind], finding.kind

    return [list(alike) for _, alike in groupby(sorted(findings, key=key), key=key)]


def group_by_reason(operations: Iterable[OperationReport]) -> list[tuple[str, list[OperationReport]]]:
    """Return inconclusive operations by their reason; those to which something was sent come first."""
    groups: dict[str, list[OperationReport]] = {}
    for operation in operations:
        groups.setdefault(operation.reason, []).append(operation)
    return sorted(groups.items(), key=lambda group: group[1][0].code in NOT_SENT)


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


def find_main_reason(report: Report) -> str:
    """Return why the run is inconclusive; empty for any other, and where errors of the check say it."""
    if report.verdict is not Verdict.INCONCLUSIVE or report.faults:
        return ""
    reasons = [*say_losses(report)[:1], *(each for each, _ in group_by_reason(report.inconclusive))]
    return next(filter(None, reasons), "")


def say_apart(report: Report) -> str:
    """Return how many of the new findings are no drift, such as `2 notices`; empty without any."""
    apart = Counter(each.severity for each in report.findings if each.state is State.NEW and not each.is_drift)
    numbers = ((apart.pop(Severity.NOTICE, 0), "notice"), (apart.total(), "addition"))
    return " and ".join(counted(number, noun) for number, noun in numbers if number)


def say_losses(report: Report) -> list[str]:
    """Return what went wrong in the run and how many probes that took, a sentence each, the worst first."""
    probes = report.coverage.probes if report.coverage else 0
    return [
        f"{each.reason}; {each.lost} of {probes} probes not sent or sent in vain" if each.lost else each.reason
        for each in report.losses
    ]


def say_coverage(report: Report) -> str:
    """Return how many probes came to a result and what left the others out; empty for a report of an older version."""
    coverage = report.coverage
    if coverage is None:
        return ""
    numbers = [(number, words) for key, words in LEFT_OUT.items() if (number := coverage.left_out.get(key))]
    left_out = [f"{number} {words if place else f'left out {words}'}" for place, (number, words) in enumerate(numbers)]
    said = ", ".join([f"{coverage.answered} of {coverage.probes} probes", *left_out])
    return f"{said}; a full round takes {coverage.nights} nights" if left_out and coverage.nights > 1 else said


def say_remedy(report: Report) -> str:
    """Return what would let a run see a success that saw none, though nothing went wrong; empty for any other run."""
    if report.verdict is not Verdict.INCONCLUSIVE or report.losses:
        return ""
    gaps = [(each.operation, each.code, each.reason) for each in report.inconclusive]
    gaps += [(each.operation, probe.code, probe.reason) for each in report.inconclusive for probe in each.questions]
    codes = {code for _, code, _ in gaps}
    if codes & {SkipCode.NO_VALUE, SkipCode.NOT_THERE}:
        names = list(dict.fromkeys(chain.from_iterable(_find_variables(*gap) for gap in gaps)))
        more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
        values = " and ".join([", ".join(names[:MOST_NAMED]), *more])
        return f"set {values}, or switch on the test call in {POLICY}" if names else f"add what is missing to {POLICY}"
    remedies = {
        SkipCode.REFUSED: "check the credentials",
        SkipCode.MADE_UP: f"give the values that it wants in {OVERLAY} or {POLICY}",
        SkipCode.NO_CREDENTIALS: "set the credentials",
        SkipCode.POLICY: f"allow an operation in {POLICY}",
        SkipCode.BUDGET: "raise --max-requests",
    }
    return next((remedy for code, remedy in remedies.items() if code in codes), "")


def _find_variables(label: str, code: str, reason: str) -> list[str]:
    """Return the variables that an operation wants, by why it came to no result."""
    if code == SkipCode.NOT_THERE:
        # It is most likely what the last parameter names that has gone.
        return [variable_of(name) for name in PARAMETER.findall(label)[-1:]]
    return VARIABLE.findall(reason) if code == SkipCode.NO_VALUE else []


def advice(report: Report) -> str:
    """Return what to do after an inconclusive run, a sentence; empty for any other, and where errors say it."""
    if report.verdict is not Verdict.INCONCLUSIVE or report.faults:
        return ""
    if remedy := say_remedy(report):
        return f"To get a verdict, {remedy}."
    return (
        "Check the address, the network, the credentials and the values of path parameters; then run the check again."
    )


def count_unanswered(report: Report) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the probes without a result in this run, each with its operation, by the day on which they last had one.

    Those that never had one come first, then the oldest; their day is empty.
    """
    days: dict[str, list[tuple[str, str]]] = {}
    for operation in report.operations:
        for probe in operation.questions:
            if not probe.is_answered:
                day = (probe.last_answered_at or "").partition("T")[0]
                days.setdefault(day, []).append((operation.operation, probe.question))
    return sorted(days.items())


def _count_states(report: Report) -> str:
    states = Counter(each.state for each in report.findings if each.is_drift or each.state is not State.NEW)
    return ", ".join([*(f"{states[state]} {state}" for state in State), f"{len(report.stale)} stale"])


def _count_verdicts(report: Report) -> Counter[Verdict]:
    return Counter(operation.verdict for operation in report.operations)


def settling_of(report: Report, record: Path = RECORD, overlay: Path | None = None) -> Settling:
    """Return what settles the findings of a report that is at `record`; `overlay` is the run's own, if it had one."""
    return Settling(record, overlay, report.target.kind is Kind.LIVE, bool(report.document.overlay_sha256))


TEMPLATES.filters.update(clean_line=clean_line, code=code, code_block=code_block)
TEMPLATES.globals.update(
    advice=advice,
    counted=counted,
    count_states=_count_states,
    count_unanswered=count_unanswered,
    count_verdicts=_count_verdicts,
    find_gravest=find_gravest,
    find_main_reason=find_main_reason,
    group_by_kind=group_by_kind,
    group_by_reason=group_by_reason,
    few=FEW,
    say_apart=say_apart,
    say_coverage=say_coverage,
    say_losses=say_losses,
    say_remedy=say_remedy,
    say_verdict=say_verdict,
    first_step="Decide whether the API or the document is right; the commands with each finding do the rest.",
    meanings=MEANINGS,
    mock_note="The target was the mock, which is made from the OpenAPI document. The run shows whether the document, "
    "its examples and the client agree. It shows nothing about the live API.",
    has_actions=has_actions,
    say_by_hand=say_by_hand,
)

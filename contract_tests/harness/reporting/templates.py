"""The templates of the reports, and what they call; HTML and XML are escaped, and what is undefined is an error."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.kinds import MEANINGS
from contract_tests.harness.findings.result import NOT_SENT
from contract_tests.harness.reporting.clean_text import clean_line, code, code_block
from contract_tests.harness.reporting.report import OperationReport, Report, ReportedFinding, Verdict
from vendor_spec.counts import counted

ACCEPT = ".venv/bin/python -m contract_tests accept"
FEW = 3  # alike, that are shown each: forty findings or operations of one kind must not hide the one of another
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(("html.jinja", "xml.jinja")),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


def group_by_kind(findings: Iterable[ReportedFinding]) -> list[list[ReportedFinding]]:
    """Return the findings by their kind, the worst kind first."""

    def key(finding: ReportedFinding) -> tuple[int, str]:
        return finding.severity.rank, finding.kind

    return [list(alike) for _, alike in groupby(sorted(findings, key=key), key=key)]


def group_by_reason(operations: Iterable[OperationReport]) -> list[tuple[str, list[OperationReport]]]:
    """Return inconclusive operations by their reason; those to which something was sent come first."""
    groups: dict[str, list[OperationReport]] = {}
    for operation in operations:
        groups.setdefault(operation.reason, []).append(operation)
    return sorted(groups.items(), key=lambda group: group[1][0].code in NOT_SENT)


def _count_states(report: Report) -> str:
    states = Counter(finding.state for finding in report.findings)
    return ", ".join([*(f"{states[state]} {state}" for state in State), f"{len(report.stale)} stale"])


def _count_verdicts(report: Report) -> Counter[Verdict]:
    return Counter(operation.verdict for operation in report.operations)


TEMPLATES.filters.update(clean_line=clean_line, code=code, code_block=code_block)
TEMPLATES.globals.update(
    accept=ACCEPT,
    counted=counted,
    count_states=_count_states,
    count_verdicts=_count_verdicts,
    group_by_kind=group_by_kind,
    group_by_reason=group_by_reason,
    few=FEW,
    meanings=MEANINGS,
    mock_note="The target was the mock, which is made from the OpenAPI document. The run shows whether the document, "
    "its examples and the client agree. It shows nothing about the live API.",
    undecided="Nothing is known about these. Check the address, the network, the credentials and the values of path "
    "parameters; then run the check again.",
    what_to_do=(
        f"If the API is right, correct the document: run `{ACCEPT} ID` if the finding has a suggestion; otherwise edit "
        "openapi.overlay.yaml.",
        "If the document is right, tell the vendor and tolerate the finding: "
        f"`{ACCEPT} ID --tolerate --reason 'WHY' --until YYYY-MM-DD`.",
    ),
)

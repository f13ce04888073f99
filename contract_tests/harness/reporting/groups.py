"""What is alike in a report: forty operations or findings of one kind must not hide the one of another."""

from collections.abc import Iterable
from itertools import groupby

from contract_tests.harness.findings.result import NOT_SENT
from contract_tests.harness.reporting.report import OperationReport, Report, ReportedFinding

FEW = 3  # alike, that are shown each


def inconclusive_by_reason(report: Report) -> list[tuple[str, list[OperationReport]]]:
    """Return the inconclusive operations by their reason; those to which something was sent come first."""
    groups: dict[str, list[OperationReport]] = {}
    for operation in report.inconclusive:
        groups.setdefault(operation.reason, []).append(operation)
    return sorted(groups.items(), key=lambda group: group[1][0].code in NOT_SENT)


def findings_by_kind(findings: Iterable[ReportedFinding]) -> list[list[ReportedFinding]]:
    """Return the findings by their kind, the worst kind first."""

    def key(finding: ReportedFinding) -> tuple[int, str]:
        return finding.severity.rank, finding.kind

    return [list(alike) for _, alike in groupby(sorted(findings, key=key), key=key)]

"""What is alike in a report: forty operations or findings of one kind must not hide the one of another."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from contract_tests.harness.findings.kinds import Severity
from contract_tests.harness.reporting.verdict import Verdict

FEW = 3  # alike, that are shown each
Item = Mapping[str, Any]


def untold_by_reason(operations: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """The inconclusive operations of a `drift.json` by their reason; what was asked in vain comes first."""
    groups: dict[str, list[Item]] = {}
    for operation in operations:
        if operation["verdict"] == Verdict.INCONCLUSIVE:
            groups.setdefault(operation["reason"], []).append(operation)
    return sorted(groups.items(), key=lambda group: group[0].startswith("not asked"))


def findings_by_kind(findings: Iterable[Item]) -> list[list[Item]]:
    """The findings of a `drift.json` by their kind, the worst kind first."""
    worst_first = list(Severity)
    ordered = sorted(findings, key=lambda one: (worst_first.index(one["severity"]), one["kind"]))
    return [list(alike) for _, alike in groupby(ordered, key=lambda one: (one["severity"], one["kind"]))]

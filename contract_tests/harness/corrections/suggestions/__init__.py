"""For a finding, the overlay actions that make the document say what the vendor does: `suggest_all`."""

from collections.abc import Iterable

from attrs import evolve

from contract_tests.harness.corrections.suggestions.subject import Seen
from contract_tests.harness.corrections.suggestions.suggesting import suggest
from contract_tests.harness.findings.finding import Finding, State
from contract_tests.harness.findings.result import Result
from vendor_spec.overlay.correction import CorrectedDocument


def suggest_all(
    corrected: CorrectedDocument, findings: Iterable[Finding], records: Iterable[Result], source: str
) -> list[Finding]:
    """Return the findings, with a suggestion where a correction resolves them; `source` says where they come from."""
    operations = {operation.label: operation for operation in corrected.operations}
    seen = {label: _seen(record for record in records if record.operation == label) for label in operations}
    return [
        evolve(
            finding,
            suggestion=suggest(
                corrected.content, operations[finding.operation], finding, seen[finding.operation], source
            ),
        )
        if finding.operation in operations and finding.state is not State.CORRECTED and not finding.suggestion
        else finding
        for finding in findings
    ]


def _seen(records: Iterable[Result]) -> Seen:
    statuses: set[int] = set()
    types: dict[str, set[str]] = {}
    for record in records:
        statuses |= record.statuses.keys()
        for pointer, names in record.types.items():
            types.setdefault(pointer, set()).update(names)
    return Seen(statuses, types)

"""From disagreements to findings: which ones the overlay has settled. `test_documentation.py` calls it."""

from collections.abc import Iterable, Iterator

from contract_tests.harness.checks.prose.comparison import compare_prose
from contract_tests.harness.checks.prose.disagreement import Disagreement
from contract_tests.harness.findings.finding import Finding, State
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import find_counterpart
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.prose.claims import PageClaims


def find_prose_findings(
    corrected: CorrectedDocument, operation: Operation, claims: Iterable[PageClaims]
) -> list[Finding]:
    """The findings for one operation of the corrected document; what only the vendor's own has is `corrected`."""
    original = find_counterpart(operation, corrected.operations, corrected.document.operations)
    own = [claim for claim in claims if original is not None and claim.operation == original.label]
    now = list(compare_prose(corrected.content, operation, own))
    open_places = {disagreement.place for disagreement in now}
    before: Iterator[Disagreement] = iter(())
    if original is not None and corrected.overlay.actions:
        before = compare_prose(corrected.document.content, original, own)
    settled = [disagreement for disagreement in before if disagreement.place not in open_places]
    pages = ", ".join(dict.fromkeys(claim.page for claim in own))
    return [
        *(_make_finding(disagreement, operation, pages, State.NEW) for disagreement in now),
        *(_make_finding(disagreement, operation, pages, State.CORRECTED) for disagreement in settled),
    ]


def _make_finding(disagreement: Disagreement, operation: Operation, pages: str, state: State) -> Finding:
    place = f" (line {disagreement.line} of {pages})" if disagreement.line else ""
    return Finding(
        kind=disagreement.kind,
        operation=operation.label,
        location=disagreement.location,
        expected=disagreement.expected,
        observed=f"{disagreement.observed}{place}",
        key=disagreement.key,
        data=disagreement.data,
        seen=disagreement.values if state is State.NEW else (),
        state=state,
    )

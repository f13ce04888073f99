"""From disagreements to findings: which ones the overlay has settled. `test_documentation.py` calls it."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from contract_tests.harness.checks.prose.comparison import compare_prose
from contract_tests.harness.checks.prose.disagreement import Disagreement
from contract_tests.harness.checks.prose.paths import describe_path
from contract_tests.harness.findings.finding import Finding, State
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.project import Project
from vendor_spec.prose.claims import PageClaims, read_claims

if TYPE_CHECKING:
    from contract_tests.harness.run.run import Run

read_claims_once = cache(read_claims)


def record_prose(run: "Run", operation: Operation) -> None:
    """Keep what the vendor's prose says differently of one operation of the corrected document."""
    claims = read_claims_once(Project(run.settings.root))
    run.record.add(find_prose_findings(run.corrected, operation, claims))


def find_prose_findings(
    corrected: CorrectedDocument, operation: Operation, claims: Iterable[PageClaims]
) -> list[Finding]:
    """The findings for one operation of the corrected document; what only the vendor's own has is `corrected`."""
    original = find_original(corrected, operation)
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


def find_original(corrected: CorrectedDocument, operation: Operation) -> Operation | None:
    """The operation of the vendor's document that `operation` is, perhaps under another path; None for one of ours."""
    return find_counterpart(operation, corrected.operations, corrected.document.operations)


def find_counterpart(
    operation: Operation, corrected: Iterable[Operation], others: Iterable[Operation]
) -> Operation | None:
    """The one of `others` that `operation`, which is one of `corrected`, is, perhaps under another path, or None."""
    originals = {original.label: original for original in others}
    if operation.label in originals:
        return originals[operation.label]
    kept = {other.label for other in corrected}
    moved = [
        original for label, original in originals.items() if label not in kept and original.method == operation.method
    ]
    id_ = operation.definition.get("operationId")
    same_id = [original for original in moved if id_ and original.definition.get("operationId") == id_]
    like = [
        original
        for original in moved
        if all(part != "path" for part, _, _ in describe_path(operation.path, original.path))
    ]
    candidates = same_id or like
    return candidates[0] if len(candidates) == 1 else None


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

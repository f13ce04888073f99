"""The findings where prose and document differ, and which of them the overlay has corrected."""

from collections.abc import Iterable, Iterator

from attrs import asdict, evolve

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.comparison import compare_prose
from contract_tests.harness.findings.finding import Finding, State
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import find_counterpart
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.prose.claims import PageClaims


def find_prose_findings(
    corrected: CorrectedDocument, operation: Operation, claims: Iterable[PageClaims]
) -> list[Finding]:
    """Return the findings for one operation; those that only the uncorrected document has are `corrected`."""
    original = find_counterpart(operation, corrected.operations, corrected.document.operations)
    own = [claim for claim in claims if original is not None and claim.operation == original.label]
    now = list(compare_prose(corrected.content, operation, own))
    open_places = {(observation.kind, observation.location) for observation in now}
    before: Iterator[Observation] = iter(())
    if original is not None and corrected.overlay.actions:
        before = compare_prose(corrected.document.content, original, own)
    corrected_ones = [evolve(each, seen=()) for each in before if (each.kind, each.location) not in open_places]
    return [
        Finding(operation=operation.label, **asdict(observation, recurse=False), state=state)
        for observations, state in ((now, State.NEW), (corrected_ones, State.CORRECTED))
        for observation in observations
    ]

"""The faults of the vendor's document that are repaired in the corrected one, as notices in the report."""

from collections.abc import Iterator

from contract_tests.harness.findings.finding import Finding
from vendor_spec.counts import counted
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.correction import CorrectedDocument


def find_repairs(corrected: CorrectedDocument, operation: Operation) -> Iterator[Finding]:
    """Yield a finding for each fault of the document that is repaired in what it says of an operation."""
    for notice in corrected.notices:
        if notice.operation == operation.label:
            yield Finding(
                kind="document.repaired",
                operation=operation.label,
                location=".".join(["document", *notice.place.replace(",", "").split()]),
                expected="what OpenAPI allows",
                observed=f"{notice.fault} (at {notice.pointer}; repaired in build/openapi.yaml)",
                key=notice.rule,
            )


def note_shared_repairs(corrected: CorrectedDocument) -> list[str]:
    """Return the note about the faults that belong to no one operation; none when there are none."""
    shared = sum(notice.operation is None for notice in corrected.notices)
    what = f"{counted(shared, 'fault')} of parts that operations of the document share"
    return [f"{what} {'is' if shared == 1 else 'are'} repaired; `make lint-spec` lists them"] if shared else []

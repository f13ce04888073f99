"""Which values the vendor's page lists for the fields of a response, where the document leaves them open."""

from collections.abc import Iterable

from contract_tests.harness.checks.prose.bodies import response_bodies
from contract_tests.harness.checks.prose.schemas import allowed_values, find_properties
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import find_counterpart
from vendor_spec.openapi.schemas import NESTED
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.prose.claims import PageClaims


def claimed_values(
    corrected: CorrectedDocument, claims: Iterable[PageClaims], operation: Operation
) -> dict[str, tuple[str, ...]]:
    """Return the values that the page about an operation lists for the fields of its responses, by name of the field.

    Fields for which the corrected document itself lists values are left out.
    """
    original = find_counterpart(operation, corrected.operations, corrected.document.operations)
    if original is None:
        return {}
    return {
        field.name: field.values
        for page in claims
        if page.operation == original.label
        for field in page.fields
        if field.place == "response" and field.values and not _lists_values(corrected, operation, field.name)
    }


def _lists_values(corrected: CorrectedDocument, operation: Operation, name: str) -> bool:
    return any(
        allowed_values(corrected.content, found.schema)
        for body in response_bodies(corrected.content, operation)
        for found in find_properties(corrected.content, body.schema, [name], keywords=NESTED)
    )

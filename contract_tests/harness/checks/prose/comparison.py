"""Everything that pages claim of one operation and a document says differently, and what only the pages say."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import asdict, evolve

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.bodies import response_bodies
from contract_tests.harness.checks.prose.examples import compare_example
from contract_tests.harness.checks.prose.fields import compare_fields
from contract_tests.harness.checks.prose.paths import compare_path, own_requests
from contract_tests.harness.checks.prose.requests import compare_request
from contract_tests.harness.checks.prose.schemas import allowed_values, find_properties
from contract_tests.harness.findings.finding import Finding, State
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import find_counterpart
from vendor_spec.openapi.responses import is_documented, success_statuses
from vendor_spec.openapi.schemas import NESTED
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.prose.claims import PageClaims


def find_prose_findings(
    corrected: CorrectedDocument, operation: Operation, claims: Iterable[PageClaims]
) -> list[Finding]:
    """Return where pages and document differ on an operation.

    The document is the corrected one; the state of those that only the uncorrected one has is `corrected`. Expected is
    what the document says, observed what the prose says and where. What only one of the two speaks of is no
    disagreement, but for what the page says and the document rules out.
    """
    original, pages = _find_pages(corrected, operation, claims)
    now = list(_compare(corrected.content, operation, pages))
    places = {(observation.kind, observation.location) for observation in now}
    before: Iterator[Observation] = iter(())
    if original is not None and corrected.overlay.actions:
        before = _compare(corrected.document.content, original, pages)
    resolved = [evolve(each, seen=()) for each in before if (each.kind, each.location) not in places]
    return [
        Finding(operation=operation.label, **asdict(observation, recurse=False), state=state)
        for observations, state in ((now, State.NEW), (resolved, State.CORRECTED))
        for observation in observations
    ]


def claimed_values(
    corrected: CorrectedDocument, operation: Operation, claims: Iterable[PageClaims]
) -> dict[str, tuple[str, ...]]:
    """Return the values that the pages list for the fields of an operation's responses, by name of the field.

    Fields for which the corrected document itself lists values are left out.
    """
    _, pages = _find_pages(corrected, operation, claims)
    fields = [field for page in pages for field in page.fields if field.place == "response" and field.values]
    return {field.name: field.values for field in fields if not _lists_values(corrected.content, operation, field.name)}


def _find_pages(
    corrected: CorrectedDocument, operation: Operation, claims: Iterable[PageClaims]
) -> tuple[Operation | None, list[PageClaims]]:
    """Return an operation as the vendor's document has it, and the pages about that."""
    original = find_counterpart(operation, corrected.operations, corrected.document.operations)
    return original, [page for page in claims if original is not None and page.operation == original.label]


def _lists_values(content: Mapping[str, Any], operation: Operation, name: str) -> bool:
    return any(
        allowed_values(content, described.schema)
        for body in response_bodies(content, operation, success_statuses(operation))
        for described in find_properties(content, body.schema, [name], keywords=NESTED)
    )


def _compare(content: Mapping[str, Any], operation: Operation, pages: list[PageClaims]) -> Iterator[Observation]:
    names = ", ".join(dict.fromkeys(page.page for page in pages))
    for page in pages:
        for line, difference in _compare_page(content, operation, page):
            yield evolve(difference, observed=f"{difference.observed} (line {line} of {names})")


def _compare_page(
    content: Mapping[str, Any], operation: Operation, page: PageClaims
) -> Iterator[tuple[int, Observation]]:
    for request in own_requests(content, operation, page.requests):
        yield from ((request.line, difference) for difference in compare_path(content, operation, request))
        yield from ((request.line, difference) for difference in compare_request(content, operation, request))
    yield from compare_fields(content, operation, page.fields)
    for claim in page.statuses:
        if not is_documented(operation, claim.status):
            location, data = f"response.{claim.status}", {"status": claim.status}
            expected, observed = "this status is not documented", f"the page speaks of status {claim.status}"
            yield claim.line, Observation("prose.status", location, expected, observed, data=data)
    for example in page.examples:
        yield from ((example.line, difference) for difference in compare_example(content, operation, example))

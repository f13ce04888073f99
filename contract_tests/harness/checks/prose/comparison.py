"""Everything that pages claim of one operation and a document says differently, and what only the pages say."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import asdict, evolve

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.bodies import response_bodies
from contract_tests.harness.checks.prose.examples import compare_example, find_encoded_examples
from contract_tests.harness.checks.prose.fields import compare_fields
from contract_tests.harness.checks.prose.paths import compare_path, split_page
from contract_tests.harness.checks.prose.refuting import find_refuting, shown_values
from contract_tests.harness.checks.prose.repeats import tell_once
from contract_tests.harness.checks.prose.requests import compare_credentials, compare_request
from contract_tests.harness.checks.prose.schemas import allowed_values, find_properties
from contract_tests.harness.checks.prose.undocumented_operations.findings import find_undocumented
from contract_tests.harness.findings.finding import Finding, State, merge_findings
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import find_counterpart
from vendor_spec.openapi.responses import is_documented, success_statuses
from vendor_spec.openapi.schemas import NESTED
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.prose.block import look_up_place
from vendor_spec.prose.claims import PageClaims


def find_prose_findings(
    corrected: CorrectedDocument, operation: Operation, claims: Iterable[PageClaims]
) -> list[Finding]:
    """Return where pages and document differ on an operation.

    The document is the corrected one; the state of those that only the uncorrected one has is `corrected`. Expected is
    what the document says, observed what the prose says and where. What only one of the two speaks of is no
    disagreement, but for what the page says and the document rules out. Operations that only pages know are told with
    one that the document has.
    """
    claims = list(claims)
    original, pages = _find_pages(corrected, operation, claims)
    split = [split_page(corrected.content, operation, page) for page in pages]
    now = _make_findings(corrected.content, operation, [each.own for each in split], State.NEW)
    places = {(finding.kind, finding.location) for finding in now}
    before: list[Finding] = []
    if original is not None and corrected.overlay.actions and corrected.uncorrected is not None:
        content = corrected.uncorrected.content
        earlier = [split_page(content, original, page).own for page in pages]
        before = _make_findings(content, original, earlier, State.CORRECTED)
    resolved = [
        evolve(each, operation=operation.label, seen=()) for each in before if (each.kind, each.location) not in places
    ]
    mentioned = {label: part for each in reversed(split) for label, part in each.undocumented.items()}
    return [*now, *resolved, *find_undocumented(corrected, operation, claims, mentioned)]


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
    """Return an operation as the vendor's document has it, None for one of the overlay, and the pages about it."""
    before = [] if corrected.uncorrected is None else corrected.uncorrected.operations
    original = find_counterpart(operation, corrected.operations, before)
    label = operation.label if original is None else original.label
    return original, [page for page in claims if page.operation == label]


def _lists_values(content: Mapping[str, Any], operation: Operation, name: str) -> bool:
    return any(
        allowed_values(content, described.schema)
        for body in response_bodies(content, operation, success_statuses(operation))
        for described in find_properties(content, body.schema, [name], keywords=NESTED)
    )


def _make_findings(
    content: Mapping[str, Any], operation: Operation, pages: list[PageClaims], state: State
) -> list[Finding]:
    observations = _compare(content, operation, pages)
    made = (Finding(operation=operation.label, **asdict(each, recurse=False), state=state) for each in observations)
    return tell_once(merge_findings(made))


def _compare(content: Mapping[str, Any], operation: Operation, pages: list[PageClaims]) -> Iterator[Observation]:
    yield from find_encoded_examples(content, operation)
    shown = shown_values(pages)
    names = ", ".join(dict.fromkeys(page.page for page in pages))
    for page in pages:
        for line, difference in _compare_page(content, operation, page):
            refuting = find_refuting(shown, difference)
            data = {**difference.data, "shown": refuting} if refuting else difference.data
            yield evolve(difference, observed=f"{difference.observed} (line {line} of {names})", data=data)


def _compare_page(
    content: Mapping[str, Any], operation: Operation, page: PageClaims
) -> Iterator[tuple[int, Observation]]:
    for request in page.requests:
        yield from ((request.line, difference) for difference in compare_path(content, operation, request))
        yield from ((request.line, difference) for difference in compare_request(content, operation, request))
    yield from compare_fields(content, operation, page.fields)
    yield from compare_credentials(content, operation, page.credentials)
    for claim in page.statuses:
        if not is_documented(operation, claim.status):
            location, data = f"response.{claim.status}", {"status": claim.status}
            expected, observed = "this status is not documented", f"the page speaks of status {claim.status}"
            yield claim.line, Observation("prose.status", location, expected, observed, data=data)
    for example in page.examples:
        yield from ((example.line, difference) for difference in compare_example(content, operation, example))
    for block in page.block:
        documented = look_up_place(content, operation, block.place)
        if documented != block.says:
            location, says = f"document#{block.place}", block.says or "nothing"
            yield block.line, Observation("prose.document", location, documented or "nothing", f"the block says {says}")

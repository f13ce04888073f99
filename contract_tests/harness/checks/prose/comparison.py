"""Everything that pages claim of one operation and a document says differently."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import evolve

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.examples import compare_example, judge_own_examples
from contract_tests.harness.checks.prose.fields import compare_fields
from contract_tests.harness.checks.prose.paths import compare_path, own_requests
from contract_tests.harness.checks.prose.requests import compare_request
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import is_documented
from vendor_spec.prose.claims import PageClaims, StatusClaim


def compare_prose(
    content: Mapping[str, Any], operation: Operation, claims: Collection[PageClaims]
) -> Iterator[Observation]:
    """Yield where pages and document differ on `operation`, and where the document contradicts its own examples.

    What only one of the two speaks of is no disagreement, but for what the page says and the document rules out.
    Expected is what the document says, observed what the prose says and where.
    """
    yield from judge_own_examples(content, operation)
    pages = ", ".join(dict.fromkeys(page.page for page in claims))
    for page in claims:
        for line, difference in _compare_page(content, operation, page):
            yield evolve(difference, observed=f"{difference.observed} (line {line} of {pages})")


def _compare_page(
    content: Mapping[str, Any], operation: Operation, page: PageClaims
) -> Iterator[tuple[int, Observation]]:
    for request in own_requests(content, operation, page.requests):
        yield from ((request.line, difference) for difference in compare_path(content, operation, request))
        yield from ((request.line, difference) for difference in compare_request(content, operation, request))
    yield from compare_fields(content, operation, page.fields)
    for status in page.statuses:
        yield from ((status.line, difference) for difference in _compare_status(operation, status))
    for example in page.examples:
        yield from ((example.line, difference) for difference in compare_example(content, operation, example))


def _compare_status(operation: Operation, claim: StatusClaim) -> Iterator[Observation]:
    if not is_documented(operation, claim.status):
        observed, data = f"the page speaks of status {claim.status}", {"status": claim.status}
        location = f"response.{claim.status}"
        yield Observation("prose.status", location, "this status is not documented", observed, data=data)

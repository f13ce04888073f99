"""Everything that one page's claims and one operation of a document say differently."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contract_tests.harness.checks.prose.disagreement import Disagreement
from contract_tests.harness.checks.prose.examples import compare_examples, judge_own_examples
from contract_tests.harness.checks.prose.fields import compare_fields
from contract_tests.harness.checks.prose.paths import compare_paths, own_requests
from contract_tests.harness.checks.prose.requests import compare_requests
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import is_documented
from vendor_spec.prose.claims import PageClaims


def compare_prose(
    content: Mapping[str, Any], operation: Operation, claims: Iterable[PageClaims]
) -> Iterator[Disagreement]:
    """What pages and document say differently of `operation`, and which of the document's examples it contradicts.

    What only one of the two speaks of is no disagreement, but for what the page says and the document rules out.
    """
    yield from judge_own_examples(content, operation)
    for page in claims:
        requests = own_requests(content, operation, page.requests)
        yield from compare_paths(content, operation, requests)
        yield from compare_requests(content, operation, requests)
        yield from compare_fields(content, operation, page.fields)
        yield from _compare_statuses(operation, page)
        yield from compare_examples(content, operation, page.examples)


def _compare_statuses(operation: Operation, page: PageClaims) -> Iterator[Disagreement]:
    for claim in page.statuses:
        if not is_documented(operation, claim.status):
            observed = f"the page speaks of status {claim.status}"
            location, data = f"response.{claim.status}", {"status": claim.status}
            yield Disagreement(
                "prose.status", location, "this status is not documented", observed, claim.line, data=data
            )

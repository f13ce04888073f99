"""The operations that pages know and the document does not."""

from collections.abc import Collection, Iterator, Mapping
from itertools import takewhile
from operator import eq
from typing import Any

from contract_tests.harness.checks.prose.undocumented_operations.definitions import describe_operation
from contract_tests.harness.findings.finding import Finding, State
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.correction import CorrectedDocument
from vendor_spec.prose.claims import PageClaims

KIND = "prose.operation"


def find_undocumented(
    corrected: CorrectedDocument,
    operation: Operation,
    claims: Collection[PageClaims],
    mentioned: Mapping[str, PageClaims],
) -> Iterator[Finding]:
    """Yield a finding for each operation that pages document, or show a request of, and the document lacks.

    They are told with `operation`: of those with a page of their own, the ones whose path is most like its path; of
    the others, the ones that the pages of `operation` show, `mentioned` by label.
    """
    if not (claims or mentioned):
        return
    known = {each.label for each in corrected.operations}
    before = {each.label for each in corrected.document.operations}
    pages: dict[str, list[PageClaims]] = {}
    for page in claims:
        if page.operation not in before:
            pages.setdefault(page.operation, []).append(page)
    for label, own in pages.items():
        if label in known:
            if label == operation.label:
                yield _make(corrected.content, label, own, State.CORRECTED)
        elif _nearest(corrected.operations, label) == operation.label:
            yield _make(corrected.content, label, own, State.NEW)
    for label, part in mentioned.items():
        if label not in known and label not in pages:
            yield _make(corrected.content, label, [part], State.NEW)


def _make(content: dict[str, Any], label: str, pages: list[PageClaims], state: State) -> Finding:
    line = min((request.line for page in pages for request in page.requests), default=1)
    names = ", ".join(dict.fromkeys(page.page for page in pages))
    observed = f"the page shows requests of it (line {line} of {names})"
    data = {} if state is State.CORRECTED else {"definition": describe_operation(content, label, pages)}
    return Finding(KIND, label, "operation", "not documented", observed, data=data, state=state)


def _nearest(operations: list[Operation], label: str) -> str:
    """Return the label of the operation whose path begins most like that of `label`; the first of several."""
    segments = label.partition(" ")[2].split("/")

    def shared(operation: Operation) -> int:
        return sum(takewhile(bool, map(eq, operation.path.split("/"), segments)))

    return max(operations, key=shared).label

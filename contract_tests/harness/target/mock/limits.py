"""Where the mock, not the document, is wrong: such a case is not sent, or that it is refused is no finding.

`mock_limits.yaml` has every limit with a request that shows it; `limit_rules.py` recognises the cases that hit one.
"""

from collections.abc import Mapping
from typing import Any

import requests
from attrs import define
from schemathesis import Case

from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.target.mock.exchange import Exchange, MockResponse
from contract_tests.harness.target.mock.limit_rules import NOT_SENT, REFUSED, Rule
from contract_tests.harness.target.not_sent import NotSent
from vendor_spec.openapi.document import Operation


class BeyondMock(NotSent):
    """A case that kills the mock; `limit` is its id in `mock_limits.yaml`."""

    code = SkipCode.MOCK_LIMIT

    def __init__(self, limit: str) -> None:
        super().__init__(f"the mock cannot take it: {limit}")
        self.limit = limit


@define
class MockLimits:
    """The limits of the mock for the operations of one document, by label; `case` is the one that is being sent."""

    content: Mapping[str, Any]
    operations: Mapping[str, Operation]
    case: Case[Any] | None = None

    def guard(self, request: requests.PreparedRequest) -> None:
        """Raise BeyondMock for a request, about to be sent for `case`, that would kill the mock."""
        limit = self._find(NOT_SENT, self.case, request, MockResponse(0)) if self.case is not None else None
        if limit is not None:
            raise BeyondMock(limit)

    def explain(self, case: Case[Any], request: requests.PreparedRequest, response: MockResponse) -> str | None:
        """Return the limit because of which a valid request is refused; None if there is none."""
        return self._find(REFUSED, case, request, response)

    def _find(
        self, rules: Mapping[str, Rule], case: Case[Any], request: requests.PreparedRequest, response: MockResponse
    ) -> str | None:
        exchange = Exchange(self.content, self.operations[case.operation.label], case, request, response)
        return next((limit for limit, is_hit in rules.items() if is_hit(exchange)), None)

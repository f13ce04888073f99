"""Where the mock, not the document, is wrong: such cases are not sent, or what they get for an answer is no finding.

`mock_limits.yaml` lists every limit with the request that shows it; `limit_rules.py` recognises the cases that hit one.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
from attrs import define, field
from schemathesis import Case

from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.target.mock.exchange import Exchange, MockResponse
from contract_tests.harness.target.mock.limit_rules import EXPLAINED, NOT_SENT
from contract_tests.harness.target.not_sent import NotSent
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.yaml_text import load_yaml


class BeyondMock(NotSent):
    """A case that hangs or kills the mock; `limit` is its id in `mock_limits.yaml`."""

    code = SkipCode.MOCK_LIMIT

    def __init__(self, limit: str) -> None:
        super().__init__(f"the mock cannot take it: {limit}")
        self.limit = limit


@define
class MockLimits:
    """The limits of the mock for the operations of one document."""

    content: Mapping[str, Any]
    listed: frozenset[str]
    operations: Mapping[str, Operation] = field(factory=dict)
    case: Case[Any] | None = None

    def guard(self, request: requests.PreparedRequest) -> None:
        """Raise BeyondMock for a request, about to be sent for `case`, that would hang or kill the mock."""
        if self.case is not None:
            exchange = self._exchange(self.case, request)
            for limit, is_hit in NOT_SENT.items():
                if limit in self.listed and is_hit(exchange):
                    raise BeyondMock(limit)

    def explain(
        self, kind: str, case: Case[Any], request: requests.PreparedRequest, answer: MockResponse
    ) -> str | None:
        """The limit that a finding of this kind is due to, if it is due to one."""
        exchange = self._exchange(case, request, answer)
        for limit, (kinds, is_hit) in EXPLAINED.items():
            if limit in self.listed and any(kind.startswith(prefix) for prefix in kinds) and is_hit(exchange):
                return limit
        return None

    def _exchange(
        self, case: Case[Any], request: requests.PreparedRequest, answer: MockResponse | None = None
    ) -> Exchange:
        return Exchange(self.content, self.operations[case.operation.label], case, request, answer)


def read_limits(path: Path, content: Mapping[str, Any], operations: list[Operation]) -> MockLimits:
    """The limits listed in `path`; raises SpecError when that is not a list of entries with an id."""
    entries = load_yaml(read_file(path), path.name)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and entry.get("id") for entry in entries):
        raise SpecError(f"{path.name} is not a list of limits, each with an id")
    listed = frozenset(entry["id"] for entry in entries)
    return MockLimits(content, listed, {operation.label: operation for operation in operations})

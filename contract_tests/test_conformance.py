"""Property-based: every response of every operation is one that the document allows for that request.

An operation has an item for the examples, for each part of the coverage cases, and for the fuzzing.
"""

from typing import Any

import pytest
from schemathesis import Case

from contract_tests.harness.probes.cases import send_case
from contract_tests.harness.run.run import Run


@pytest.mark.cases
def test_conformance(case: Case[Any], run: Run) -> None:
    if not run.item.is_closed():
        send_case(run.item, case)

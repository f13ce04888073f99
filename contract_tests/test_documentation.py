"""The document against itself, its examples, and what the vendor's docs page says."""

import pytest

from contract_tests.harness.checks.own_examples import find_contradictory_examples
from contract_tests.harness.checks.prose.comparison import find_prose_findings
from contract_tests.harness.checks.repairs import find_repairs
from contract_tests.harness.probes.item import Item
from vendor_spec.project import OWN
from vendor_spec.prose.claims import PageClaims, read_claims


@pytest.fixture(scope="session")
def claims() -> tuple[PageClaims, ...]:
    return read_claims(OWN)


@pytest.mark.offline
def test_the_prose_agrees(item: Item, claims: tuple[PageClaims, ...]) -> None:
    item.result.add(find_prose_findings(item.scope.corrected, item.operation, claims))
    item.result.add(find_contradictory_examples(item.scope.corrected, item.operation))
    item.result.add(find_repairs(item.scope.corrected, item.operation))

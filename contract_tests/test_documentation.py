"""Prose against document: what the vendor's docs page says of an operation, its document says, too."""

import pytest

from contract_tests.harness.checks.prose.comparison import find_prose_findings
from contract_tests.harness.probes.item import Item
from contract_tests.harness.run.run import Run
from vendor_spec.project import Project
from vendor_spec.prose.claims import PageClaims, read_claims


@pytest.fixture(scope="session")
def claims(run: Run) -> tuple[PageClaims, ...]:
    return read_claims(Project(run.settings.root))


@pytest.mark.offline
def test_the_prose_agrees(item: Item, claims: tuple[PageClaims, ...]) -> None:
    item.result.add(find_prose_findings(item.scope.corrected, item.operation, claims))

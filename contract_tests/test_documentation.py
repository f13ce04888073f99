"""Prose against document: what the vendor's docs page says of an operation, its document says, too."""

from functools import cache

import pytest

from contract_tests.harness.checks.prose import find_prose_findings
from contract_tests.harness.run.plugin import current_run
from vendor_spec.openapi.document import Operation
from vendor_spec.project import Project
from vendor_spec.prose.claims import read_claims

read_claims_once = cache(read_claims)
run = current_run()


@pytest.mark.parametrize("operation", run.in_shard, ids=[operation.label for operation in run.in_shard])
def test_the_prose_agrees(operation: Operation) -> None:
    claims = read_claims_once(Project(run.settings.root))
    run.record.add(find_prose_findings(run.corrected, operation, claims))

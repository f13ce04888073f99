"""Prose against document: what the vendor's docs page says of an operation, its document says, too."""

import pytest

from contract_tests.harness.checks.prose import record_prose
from contract_tests.harness.run.plugin import current_run
from vendor_spec.openapi.document import Operation

run = current_run()


@pytest.mark.parametrize("operation", run.in_shard, ids=[operation.label for operation in run.in_shard])
def test_the_prose_agrees(operation: Operation) -> None:
    record_prose(run, operation)

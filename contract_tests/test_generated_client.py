"""The generated client against the same target: it calls every operation and reads what the target sends."""

import pytest

from contract_tests.harness.probes.generated_client import call_operation
from contract_tests.harness.run.plugin import current_run
from contract_tests.harness.target.target import Kind
from vendor_spec.openapi.document import Operation

run = current_run()


@pytest.mark.parametrize("operation", run.operations, ids=[operation.label for operation in run.operations])
def test_generated_client(operation: Operation) -> None:
    if not run.is_closed(operation.label):
        call_operation(run, operation)


# The two clients differ in how they send, which the mock is enough to see.
if run.target.kind is Kind.MOCK:

    @pytest.mark.parametrize("operation", run.operations, ids=[operation.label for operation in run.operations])
    def test_generated_async_client(operation: Operation) -> None:
        if not run.is_closed(operation.label):
            call_operation(run, operation, is_async=True)

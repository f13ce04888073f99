"""Fixed questions with real values, asked of every operation."""

from collections.abc import Callable

import pytest

from contract_tests.harness import probes
from contract_tests.harness.asking import Asker
from contract_tests.harness.session import current_run
from contract_tests.harness.success import ask_for_success
from vendor_spec.document import Operation

run = current_run()
every_operation = pytest.mark.parametrize(
    "operation", run.operations, ids=[operation.label for operation in run.operations]
)


def ask(operation: Operation, probe: Callable[[Asker], None]) -> None:
    asker = None if run.is_closed(operation.label) else Asker.of(run, operation)
    if asker is not None:
        probe(asker)


@every_operation
def test_a_valid_request_succeeds(operation: Operation) -> None:
    ask(operation, ask_for_success)


@every_operation
def test_an_unknown_id_is_not_there(operation: Operation) -> None:
    ask(operation, probes.probe_unknown_id)


@every_operation
def test_credentials_are_required(operation: Operation) -> None:
    ask(operation, probes.probe_credentials)


@every_operation
def test_accounts_are_isolated(operation: Operation) -> None:
    ask(operation, probes.probe_account)


@every_operation
def test_parameters_are_what_the_document_says(operation: Operation) -> None:
    ask(operation, probes.probe_parameters)

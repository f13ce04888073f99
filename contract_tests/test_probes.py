"""Fixed questions with real values, asked of every operation."""

from collections.abc import Callable

import pytest

from contract_tests.harness.probes import fixed as probes
from contract_tests.harness.probes.corrections import ask_as_vendor_has_it, ask_other_slash
from contract_tests.harness.probes.operation import Asker
from contract_tests.harness.probes.valid_request import ask_for_success
from contract_tests.harness.run.plugin import current_run
from vendor_spec.openapi.document import Operation

run = current_run()
every_operation = pytest.mark.parametrize(
    "operation", run.operations, ids=[operation.label for operation in run.operations]
)


def ask(operation: Operation, probe: Callable[[Asker], None]) -> None:
    if not run.is_closed(operation.label):
        ask_anyway(operation, probe)


def ask_anyway(operation: Operation, probe: Callable[[Asker], None]) -> None:
    """Even if a valid request did not succeed."""
    asker = Asker.of(run, operation)
    if asker is not None:
        probe(asker)
    if operation.label in run.closed and not run.record.statuses and not run.record.troubles:
        run.record.troubles[run.closed[operation.label]] = 1


@every_operation
def test_a_valid_request_succeeds(operation: Operation) -> None:
    ask(operation, ask_for_success)


@every_operation
def test_the_path_ends_as_documented(operation: Operation) -> None:
    ask_anyway(operation, ask_other_slash)


@every_operation
def test_corrections_are_needed(operation: Operation) -> None:
    ask_anyway(operation, ask_as_vendor_has_it)


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

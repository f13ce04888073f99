"""Fixed probes of every operation. All but the valid request would show on the mock what Prism does, not the vendor."""

from functools import partial

import pytest

from contract_tests.harness.probes.corrections import probe_other_slash, probe_uncorrected
from contract_tests.harness.probes.item import Item
from contract_tests.harness.probes.lists.defaults import probe_defaults
from contract_tests.harness.probes.lists.probe import probe_list
from contract_tests.harness.probes.operation import run_probe
from contract_tests.harness.probes.refusals.accounts import probe_account
from contract_tests.harness.probes.refusals.credentials import probe_alternatives, probe_credentials
from contract_tests.harness.probes.refusals.parameters import probe_parameters
from contract_tests.harness.probes.refusals.unknown_ids import probe_unknown_id
from contract_tests.harness.probes.steadiness import probe_steadiness
from contract_tests.harness.probes.valid_request import probe_valid_request
from contract_tests.harness.probes.writes.probe import probe_writes
from contract_tests.harness.run.run import Run


def test_a_valid_request_succeeds(item: Item, run: Run) -> None:
    run_probe(item, partial(probe_valid_request, control=run.control))


@pytest.mark.live_only
def test_the_path_ends_as_documented(item: Item) -> None:
    run_probe(item, probe_other_slash, if_closed=True)


@pytest.mark.live_only
def test_corrections_are_needed(item: Item) -> None:
    run_probe(item, probe_uncorrected, if_closed=True)


@pytest.mark.live_only
def test_an_unknown_id_is_not_there(item: Item) -> None:
    run_probe(item, probe_unknown_id, if_absent=True)


@pytest.mark.live_only
def test_credentials_are_required(item: Item) -> None:
    run_probe(item, probe_credentials, if_absent=True)


@pytest.mark.live_only
def test_each_alternative_opens(item: Item) -> None:
    run_probe(item, probe_alternatives)


@pytest.mark.live_only
def test_accounts_are_isolated(item: Item) -> None:
    run_probe(item, probe_account)


@pytest.mark.live_only
def test_parameters_are_what_the_document_says(item: Item) -> None:
    run_probe(item, probe_parameters)


@pytest.mark.live_only
def test_lists_are_what_they_say(item: Item) -> None:
    run_probe(item, probe_list)


@pytest.mark.live_only
def test_defaults_are_as_documented(item: Item) -> None:
    run_probe(item, probe_defaults)


@pytest.mark.live_only
def test_what_was_written_is_kept(item: Item, run: Run) -> None:
    run_probe(item, partial(probe_writes, states=run.states))


@pytest.mark.live_only
def test_it_succeeds_each_time(item: Item) -> None:
    run_probe(item, probe_steadiness)

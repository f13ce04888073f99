"""What the client sends on the mock: the parameters of the document, and what another client sends for a case."""

from typing import Any

from attrs import evolve
from vobiz_client.runtime.operation import Operation as ClientOperation
from vobiz_client.runtime.responses import Received

from contract_tests.harness.checks.client_request import find_difference
from contract_tests.harness.probes.client.client_call import ClientCall, Outcome
from contract_tests.harness.probes.client.disagreement import disagree, disagree_by_result
from contract_tests.harness.probes.item import Item
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.target.mock.limits import REQUEST_REFUSED
from contract_tests.harness.target.mock.served import IGNORED_HEADERS
from contract_tests.harness.valid_requests.client_arguments import find_other_parameters
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.responses import success_statuses
from vendor_spec.openapi.security import carrier_of, security_schemes

MOST_SAID = 300  # characters


def compare_parameters(item: Item, described: ClientOperation[Any]) -> None:
    """Keep which parameters only the client has, or only the document."""
    documented = documented_parameters(item.scope.content, item.operation)
    missing, other = find_other_parameters(described, documented)
    words = [f"no {place} parameter {name}" for place, name in sorted(missing)]
    words += [f"a {place} parameter {name}" for place, name in sorted(other)]
    if words:
        disagree(item, "parameters", "the client has the parameters that the document has", ", ".join(words))


def judge_sent(call: ClientCall, outcome: Outcome) -> None:
    """Keep what is wrong with the request of a valid call."""
    item, received = call.item, outcome.received
    headers = [name for name in call.case.headers or () if name.lower() not in IGNORED_HEADERS]
    carriers = map(carrier_of, security_schemes(item.scope.content).values())
    credentials = {carrier.name for carrier in carriers if carrier.location == "query"}
    if received is None:
        disagree_by_result(item, outcome)
    elif call.sent is not None and (difference := find_difference(call.sent, call.request, headers, credentials)):
        disagree(item, "request", "the client sends the values that it is given, where the document says", difference)
    elif received.status >= 400 and success_statuses(item.operation):  # a mock of errors alone sends one of them
        _explain_refusal(call, received)


def _explain_refusal(call: ClientCall, received: Received) -> None:
    """Find the client at fault if the mock refuses what it sends, and takes the same values from another client."""
    item = call.item
    probe = OperationProbe.of(item)
    other = probe.send(evolve(probe, case=call.case).request()) if probe is not None else None
    if other is None or other.status_code >= 400:
        item.result.limits[REQUEST_REFUSED] += 1
        return
    said = received.headers.get("sl-violations", "") or received.text()
    observed = f"the mock refuses the client's request with status {received.status}: {said[:MOST_SAID]}"
    disagree(item, "error", "the client returns what the mock sends", observed)

"""Schemathesis's cases, one request each."""

from typing import Any

from schemathesis import Case

from contract_tests.harness.probes.blame import INVALID, find_part_to_blame, parts
from contract_tests.harness.probes.item import Item
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.valid_requests.samples import typed_files


def send_case(item: Item, case: Case[Any]) -> None:
    """Send one case, and keep what its response shows."""
    if item.state.closed is not None:
        item.result.skips.append(item.state.closed)
        return
    case.path = item.scope.path_of(item.operation)
    if item.is_for_twin(case.query):
        return
    item.state.asked += case.meta is None or case.meta.generation.mode.is_positive
    transport, timeout = item.sender.transport, item.sender.timeout
    response = item.send(lambda: case.call(session=transport, timeout=timeout, **typed_files(case)), case)
    item.check_refusals_for_now(case)
    if response is None or not item.see(response.status_code, response.content or b""):
        return
    item.compare(case, response)
    is_refused = item.scope.is_live and response.status_code in INVALID
    item.check(case, response, item.scope.values[item.label], blamed=_find_blamed(item, case) if is_refused else "")


def _find_blamed(item: Item, case: Case[Any]) -> str:
    """Return which part of a valid case is to blame for its refusal; empty when none is, or it is our own fault."""
    if case.meta is None or not case.meta.generation.mode.is_positive or (probe := OperationProbe.of(item)) is None:
        return ""
    refused = parts(probe, case)
    if any(part.is_made_up for part in refused):
        return ""
    blamed, _ = find_part_to_blame(probe, case, refused)
    return blamed.location if blamed else ""

"""Which part of a valid request is to blame for its refusal: the one without which the request succeeds."""

from collections.abc import Collection
from typing import Any

import requests
from attrs import evolve
from schemathesis import Case

from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.target.policy import Risk
from contract_tests.harness.valid_requests.made_up import Part, parts_of, without

INVALID = (400, 422)
MOST_LEFT_OUT = 8  # requests to one operation that leave something out to find what is to blame


def parts(probe: OperationProbe, case: Case[Any]) -> list[Part]:
    """Return the parts of a case; the body that live_policy.yaml gives is not made up."""
    scope, label = probe.scope, probe.operation.label
    known = {*scope.values[label].values(), *scope.target.environment.values()}
    found = parts_of(scope.content, probe.operation, case, known)
    is_given = scope.policy.entries[label].has_body and case is probe.case
    return [evolve(part, is_made_up=False) if is_given and part.place == "body" else part for part in found]


def find_part_to_blame(
    probe: OperationProbe, case: Case[Any], refused: Collection[Part]
) -> tuple[Part | None, requests.Response | None]:
    """Return the optional part of a refused case without which it succeeds, with that success if it was seen now."""
    optional = [part for part in refused if not part.is_required]
    if blamed := next((part for part in optional if part.location in probe.state.blamed), None):
        return blamed, None
    # What costs money is sent once.
    for part in optional if probe.scope.risk(probe.operation.label) in (Risk.READ, Risk.REVERSIBLE) else ():
        if probe.state.left_out >= MOST_LEFT_OUT:
            break
        probe.state.left_out += 1
        shorter = evolve(probe, case=without(case, part))
        response = shorter.send(shorter.request())
        if response is not None and 200 <= response.status_code < 300:
            probe.state.blamed.add(part.location)
            return part, response
    return None, None

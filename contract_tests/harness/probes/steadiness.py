"""The valid request succeeds each time, as far as the budget allows for asking again."""

from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.valid_request import SUCCESS

ENOUGH = 16  # valid requests to an operation: if one response in eight is wrong, one of these is in nine runs of ten
MOST = 12  # requests


def probe_steadiness(probe: OperationProbe) -> None:
    """Repeat the valid request until the operation has been sent enough of them in this run."""
    for _ in range(min(MOST, ENOUGH - probe.state.asked)):
        response = probe.send(probe.request())
        if response is None:
            return
        if 400 <= response.status_code < 500:
            probe.find("status.changed", "response.status", SUCCESS, response, key="success")
        else:
            probe.check(response)

"""A request that has to be refused: it must not succeed, and its error must be one that the document has."""

import requests

from contract_tests.harness.probes.control import are_alike
from contract_tests.harness.probes.operation import OperationProbe
from vendor_spec.openapi.responses import is_documented

WITHOUT_IT = "a request without it is refused"


def expect_refusal(
    probe: OperationProbe, response: requests.Response | None, kind: str, location: str, expected: str, key: str = ""
) -> bool:
    """Return whether the request succeeded; keep the finding if it did."""
    if response is None:
        return False
    absent, observed = probe.state.absent, ""
    if absent is not None and are_alike(response, absent):
        observed = f"status {response.status_code}, as with the right credentials"
    if observed or 200 <= response.status_code < 300:
        probe.find(kind, location, expected, response, observed=observed, key=key)
        probe.state.was_let_in = True
        return True
    judge_error(probe, response)
    return False


def judge_error(probe: OperationProbe, response: requests.Response) -> None:
    """Keep the findings of an error that the request has earned: its status, headers, media type and body.

    Before the operation is known to be there, the error may be a router's: then it is judged later.
    """
    status = response.status_code
    if not probe.state.own_status and status < 500:
        probe.state.pending.append(lambda later: judge_error(later, response))
        return
    if status >= 500:
        probe.find("server.error", "response.5XX", "no server error", response)
    elif status >= 400 and not is_documented(probe.operation, status):
        statuses = ", ".join(sorted(probe.operation.definition["responses"]))
        expected = f"one of the statuses {statuses}"
        probe.find("status.undocumented", f"response.{status}", expected, response, data={"status": status})
    elif status >= 400:
        probe.check_error(response)

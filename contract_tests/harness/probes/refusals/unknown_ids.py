"""An id that nobody has is not there."""

from contract_tests.harness.findings.secrets import tamper
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.proof import GONE
from contract_tests.harness.probes.refusals.refusal import judge_error
from contract_tests.harness.target.budget import REFUSED
from vendor_spec.openapi.paths import parent_parameters


def probe_unknown_id(probe: OperationProbe) -> None:
    """An id that nobody has is not there, whatever it looks like: 401 and 403 are for credentials, 5xx for nobody.

    The id is the last path parameter that is not the account.
    """
    own = {credential.value for credential in probe.credentials}
    ids = [name for name, value in probe.case.path_parameters.items() if value not in own]
    if not ids:
        return
    if probe.state.absent is not None and not probe.state.is_told_apart:
        probe.item.result.skips += [probe.state.closed] if probe.state.closed else []
        return
    known, parents = str(probe.case.path_parameters[ids[-1]]), parent_parameters(probe.operation.request_path)
    for unknown in (tamper(known), "\u0436-\u00e9", "x" * 600):
        request, is_parent = probe.request(values={ids[-1]: unknown}), ids[-1] in parents
        response = probe.send(request, expected=(*GONE, *(REFUSED if is_parent else ())))
        if response is None:
            continue
        if response.status_code in REFUSED and is_parent:
            continue  # it may be an account, which is not ours
        if response.status_code in REFUSED:
            expected = "an unknown id is told apart from wrong credentials"
            location = f"response.{response.status_code}"
            probe.find("status.undocumented", location, expected, response, key="unknown_id")
        elif unknown == tamper(known) and 200 <= response.status_code < 300:
            # An empty list is right; anything else that breaks the schema is an error in the form of a success.
            probe.check(response, {ids[-1]: unknown})
        elif unknown == tamper(known):
            judge_error(probe, response)
        elif response.status_code == 500:
            probe.find("server.error", "response.5XX", "no server error", response)

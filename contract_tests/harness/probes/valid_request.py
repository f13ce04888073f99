"""A valid request has to succeed. When it does not, further requests tell drift from a call that has ended."""

import re

import requests

from contract_tests.harness.checks.judge import check_redirect
from contract_tests.harness.findings.result import Skip, SkipCode
from contract_tests.harness.probes.operation import OperationProbe
from vendor_spec.openapi.paths import other_slash

NOT_THERE = (404, 405, 410)
REFUSED = (401, 403)
OTHER_SCHEME = re.compile(
    r"\b(bearer|basic|oauth|digest|hmac|signature|authorization header|x-api-key|jwt)\b", re.IGNORECASE
)


def probe_valid_request(probe: OperationProbe) -> None:
    """Send the valid request, and find out why if it does not succeed; then nothing else is sent to the operation."""
    response = probe.send(probe.request())
    if response is not None:
        probe.state.own_status = response.status_code
    if response is not None and 200 <= response.status_code < 300:
        probe.check(response)
    elif probe.scope.is_live:
        got = "no response" if response is None else f"status {response.status_code}"
        probe.state.closed = Skip(SkipCode.CLOSED, f"a valid request got {got}")
        if response is not None:
            _explain(probe, response)
    # The mock refuses some valid requests (mock_limits.yaml); the conformance test knows which.


def _explain(probe: OperationProbe, response: requests.Response) -> None:
    status = response.status_code
    if 300 <= status < 400:
        url, leads_to = str(response.request.url), response.headers.get("Location", "")
        seen = check_redirect(probe.operation.path, url, status, leads_to, probe.item.redactor)
        probe.find(seen.kind, seen.location, seen.expected, response, observed=seen.observed)
        if seen.kind == "path.trailing_slash":
            _send_with_other_slash(probe)
    elif status in NOT_THERE:
        _explain_not_there(probe, response)
    elif status in REFUSED:
        _explain_refusal(probe, response)
    elif status in (400, 422):
        probe.find("parameter.rejected", "request", "a request as documented succeeds", response)
    elif status >= 500:
        probe.find("server.error", "response.5XX", "no server error", response)
    else:
        probe.find("status.changed", "response.status", "a documented success", response, key="success")


def _explain_not_there(probe: OperationProbe, response: requests.Response) -> None:
    """Tell three cases apart: only the path with the other slash succeeds; the path has moved; the call has ended.

    The path has moved if a request without credentials gets the same status.
    """
    path = probe.operation.path
    second = _send_with_other_slash(probe)
    if second is not None:
        observed = f"status {response.status_code}; {other_slash(path)} got {second.status_code}"
        probe.find("path.trailing_slash", "path", f"{path} answers itself", response, observed=observed)
        return
    bare = probe.send(probe.request(credentials=())) if probe.credentials else None
    if bare is not None and bare.status_code in NOT_THERE:
        observed = f"status {response.status_code}, with credentials and without"
        probe.find("path.moved", "path", f"{path} answers itself", response, observed=observed)
        return
    probe.item.skip(SkipCode.NOT_THERE, f"status {response.status_code}: the resource is not there (any more)")


def _send_with_other_slash(probe: OperationProbe) -> requests.Response | None:
    """Return the success of the path with a slash more or less; from then on everything is sent there."""
    response = probe.send(probe.request(path=other_slash(probe.operation.path)))
    if response is None or not 200 <= response.status_code < 300:
        return None
    probe.state.closed, probe.state.is_rerouted = None, True
    probe.check(response)
    return response


def _explain_refusal(probe: OperationProbe, response: requests.Response) -> None:
    hint = f"{response.headers.get('WWW-Authenticate', '')} {response.text[:2000]}"
    named = OTHER_SCHEME.search(hint)
    documented = {credential.name.lower() for credential in probe.credentials}
    if response.status_code == 401 and named and named[0].lower() not in documented:
        expected = "the documented credentials open it"
        probe.find("auth.scheme_changed", "auth", expected, response, observed=f"status 401, asking for {named[0]}")
        return
    probe.item.skip(SkipCode.REFUSED, f"status {response.status_code}: the credentials are refused")

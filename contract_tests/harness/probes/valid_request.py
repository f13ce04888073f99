"""A valid request has to succeed. When it does not, further questions tell drift from a call that has ended."""

import re

import requests
from schemathesis.core.transport import Response

from contract_tests.harness.checks.judge import check_redirect
from contract_tests.harness.probes.operation import Asker
from vendor_spec.openapi.paths import other_slash

NOT_THERE = (404, 405, 410)
REFUSED = (401, 403)
OTHER_SCHEME = re.compile(
    r"\b(bearer|basic|oauth|digest|hmac|signature|authorization header|x-api-key|jwt)\b", re.IGNORECASE
)


def ask_for_success(asker: Asker) -> None:
    """Ask the valid request, and find out why if it does not succeed; then nothing else is asked of the operation."""
    response = asker.ask(asker.request())
    if response is not None:
        asker.run.trial.own_status[asker.operation.label] = response.status_code
    if response is not None and 200 <= response.status_code < 300:
        _judge(asker, response)
    elif asker.is_live:
        said = "no answer" if response is None else f"status {response.status_code}"
        asker.run.closed[asker.operation.label] = f"not asked: a valid request got {said}"
        if response is not None:
            _explain(asker, response)
    # The mock refuses some valid requests (mock_limits.yaml); the conformance test tells these apart.


def _judge(asker: Asker, response: requests.Response) -> None:
    asker.run.judge(asker.case, Response.from_any(response), asker.run.values[asker.operation.label])


def _explain(asker: Asker, response: requests.Response) -> None:
    status = response.status_code
    if 300 <= status < 400:
        location = response.headers.get("Location", "")
        description = check_redirect(asker.operation.path, str(response.request.url), status, location)
        _find_redirect(asker, response, *description)
    elif status in NOT_THERE:
        _explain_not_there(asker, response)
    elif status in REFUSED:
        _explain_refusal(asker, response)
    elif status in (400, 422):
        asker.find("parameter.rejected", "request", "a request as documented succeeds", response)
    elif status >= 500:
        asker.find("server.error", "response.5XX", "no server error", response)
    else:
        asker.find("status.changed", "response.status", "a documented success", response)


def _find_redirect(
    asker: Asker, response: requests.Response, kind: str, location: str, expected: str, observed: str
) -> None:
    asker.find(kind, location, expected, response, observed)
    if kind == "path.trailing_slash":
        _ask_with_other_slash(asker)


def _explain_not_there(asker: Asker, response: requests.Response) -> None:
    """The other slash answers: the slash. Nobody is let near even without credentials: moved. Else: it has ended."""
    path = asker.operation.path
    second = _ask_with_other_slash(asker)
    if second is not None:
        observed = f"status {response.status_code}; {other_slash(path)} answers with {second.status_code}"
        asker.find("path.trailing_slash", "path", f"{path} answers itself", response, observed)
        return
    bare = asker.ask(asker.request(credentials=())) if asker.credentials else None
    if bare is not None and bare.status_code in NOT_THERE:
        observed = f"status {response.status_code}, with credentials and without"
        asker.find("path.moved", "path", f"{path} answers itself", response, observed)
        return
    asker.run.record.troubles[f"status {response.status_code}: the resource is not there (any more)"] += 1


def _ask_with_other_slash(asker: Asker) -> requests.Response | None:
    """The success of the path with a slash more or less; then everything else is asked there, not left unknown."""
    response = asker.ask(asker.request(path=other_slash(asker.operation.path)))
    if response is None or not 200 <= response.status_code < 300:
        return None
    label = asker.operation.label
    del asker.run.closed[label]
    asker.run.rerouted.add(label)
    _judge(asker, response)
    return response


def _explain_refusal(asker: Asker, response: requests.Response) -> None:
    hint = f"{response.headers.get('WWW-Authenticate', '')} {response.text[:2000]}"
    named = OTHER_SCHEME.search(hint)
    documented = {credential.name.lower() for credential in asker.credentials}
    if response.status_code == 401 and named and named[0].lower() not in documented:
        expected = "the documented credentials open it"
        asker.find("auth.scheme_changed", "auth", expected, response, f"status 401, asking for {named[0]}")
        return
    asker.run.record.troubles[f"status {response.status_code}: the credentials are refused"] += 1

"""A valid request has to succeed. When it does not, further requests tell drift from a call that has ended."""

import contextlib
import re
from collections.abc import Collection

import requests
from attrs import evolve
from vobiz_client.runtime.body import text_of

from contract_tests.harness.checks.judge import check_redirect
from contract_tests.harness.findings.pointers import parse_body
from contract_tests.harness.findings.result import Skip, SkipCode
from contract_tests.harness.probes.blame import INVALID, find_part_to_blame, parts
from contract_tests.harness.probes.control import Control, are_alike
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.refusals.credentials import OPENS, blame_alternative
from contract_tests.harness.target.budget import REFUSED
from contract_tests.harness.target.policy import Risk
from contract_tests.harness.valid_requests.made_up import Part, leave_out
from vendor_spec.openapi.paths import has_request_path, other_slash
from vendor_spec.openapi.responses import is_documented
from vendor_spec.openapi.security import carrier_of, security_requirements, security_schemes

NOT_THERE = (404, 405, 410)
VALID = "a request as documented succeeds"
OTHER_SCHEME = re.compile(
    r"\b(bearer|basic|oauth|digest|hmac|signature|authorization header|x-api-key|jwt)\b", re.IGNORECASE
)

SUCCESS = "a documented success"


def probe_valid_request(probe: OperationProbe, control: Control) -> None:
    """Send the valid request, and find out why if it does not succeed; then nothing else is sent to the operation,
    but for what needs no resource if its resource is not there."""
    response = probe.send_valid()
    if response is not None:
        probe.state.own_status = response.status_code
    if response is not None and 200 <= response.status_code < 300:
        _keep_success(probe, response)
    elif probe.scope.is_live and response is None:
        lost = next(iter(probe.item.result.skips), None)
        probe.state.closed = lost or Skip(SkipCode.CLOSED, "a valid request got no response")
    elif response is not None and probe.scope.is_live:
        probe.state.closed = Skip(SkipCode.CLOSED, f"a valid request got status {response.status_code}")
        _explain(probe, response, control)
    # The mock refuses some valid requests (mock_limits.yaml); the conformance test knows which.


def _keep_success(probe: OperationProbe, response: requests.Response) -> None:
    probe.state.closed, probe.state.own_status = None, response.status_code
    probe.check(response)
    with contextlib.suppress(ValueError):
        probe.state.success = parse_body(response.content)
    probe.keep_proof(response)
    _judge_pending(probe)


def _judge_pending(probe: OperationProbe) -> None:
    pending, probe.state.pending = probe.state.pending, []
    for judge in pending:
        judge(probe)


def _explain(probe: OperationProbe, response: requests.Response, control: Control) -> None:
    status = response.status_code
    if 300 <= status < 400:
        url, leads_to = str(response.request.url), response.headers.get("Location", "")
        seen = check_redirect(probe.operation.request_path, url, status, leads_to, probe.item.redactor)
        probe.find(seen.kind, seen.location, seen.expected, response, observed=seen.observed)
        if not _succeeds_again(probe) and seen.kind == "path.trailing_slash":
            _send_with_other_slash(probe, control)
        return
    if status in NOT_THERE:
        _explain_not_there(probe, response, control)
        return
    if status not in REFUSED:
        _judge_pending(probe)
    if 400 <= status < 500 and is_documented(probe.operation, status):
        probe.check_error(response)
    if status in REFUSED:
        _explain_refusal(probe, response)
    elif status in INVALID:
        _explain_invalid(probe, response)
    elif status >= 500:
        probe.find("server.error", "response.5XX", "no server error", response)
        _succeeds_again(probe)
    elif is_documented(probe.operation, status):
        reason = f"status {status}: what the account has, or how it stands, does not allow the request"
        probe.item.skip(SkipCode.CLIENT_ERROR, reason)
    else:
        probe.find("status.changed", "response.status", SUCCESS, response, key="success")


def _succeeds_again(probe: OperationProbe) -> bool:
    """Return whether the same request, sent again, succeeds, as where only some of a vendor's machines are at fault."""
    again = probe.send(probe.request()) if probe.may_repeat else None
    succeeds = again is not None and 200 <= again.status_code < 300
    if again is not None and succeeds:
        _keep_success(probe, again)
    return succeeds


def _explain_invalid(probe: OperationProbe, response: requests.Response) -> None:
    """Tell what the vendor refuses (which is a finding), from what we made up, which may be nothing in its world.

    An optional value of ours that is refused is left out from then on.
    """
    if unknown := probe.scope.unknown.get(probe.operation.label):
        probe.item.result.skips.append(unknown)  # an id may be more than its documented form says
        return
    refused = parts(probe, probe.case)
    part, success = find_part_to_blame(probe, probe.case, refused)
    if part is not None and not part.is_made_up:
        probe.find("parameter.rejected", part.location, VALID, response)
    elif part is not None:
        probe.item.result.notes.append(f"{probe.operation.label} was asked without {part.location}: {_advise([part])}")
    elif made_up := [each for each in refused if each.is_made_up]:
        probe.item.skip(SkipCode.MADE_UP, f"status {response.status_code}: {_advise(made_up)}")
    else:
        probe.find("parameter.rejected", "request", VALID, response)
    if part is not None and success is not None:
        leave_out(probe.case, part)
        _keep_success(probe, success)


def _advise(refused: Collection[Part]) -> str:
    """Return which values of ours may be what is refused, and where better ones can be given."""
    shown = " and ".join(part.location for part in refused)
    places = {
        "a body in live_policy.yaml" if each.place == "body" else "an example in openapi.overlay.yaml"
        for each in refused
    }
    return f"the vendor may not know what we made up for {shown}; give it {' and '.join(sorted(places))}"


def _explain_not_there(probe: OperationProbe, response: requests.Response, control: Control) -> None:
    """Tell apart whether the path or the resource is not there.

    A response like the one at a made-up path is a router's: the path has moved, or only the one with the other slash is
    there, if that one responds in another way. Where a refusal without credentials shows that the path is there, all
    404s of the target are alike.
    """
    if probe.state.was_let_in:
        _keep_absence(probe, response, is_told_apart=False)  # what had to be refused may have removed it
        return
    path, is_like_control = probe.operation.request_path, control.is_like(probe, response)
    is_there = is_like_control is False and response.status_code == 404
    second = _send_with_other_slash(probe, control, may_be_absent=not is_there)
    if second is not None:
        observed = f"status {response.status_code}; {other_slash(path)} got {second.status_code}"
        probe.find("path.trailing_slash", "path", f"{path} answers itself", response, observed=observed)
        return
    observed = f"status {response.status_code}"
    if response.status_code != 405 and not is_there and probe.credentials:
        bare = probe.send(probe.request(credentials=()), expected=(*REFUSED, *NOT_THERE))
        if bare is not None and are_alike(bare, response) and probe.has_documented_form(response):
            reason = f"{observed}, with credentials and without, as at a path that no operation has"
            probe.item.skip(SkipCode.NOT_THERE, f"{reason}: the path has moved, or the resource is not there")
            return
        is_there = bare is None or not are_alike(bare, response)
        observed += ", with credentials and without"
    if is_there or (response.status_code != 405 and not probe.credentials):
        _keep_absence(probe, response, is_told_apart=is_like_control is False)
    else:
        probe.find("path.moved", "path", f"{path} answers itself", response, observed=observed)


def _keep_absence(probe: OperationProbe, response: requests.Response, *, is_told_apart: bool) -> None:
    probe.state.absent, probe.state.is_told_apart = response, is_told_apart
    _judge_pending(probe)
    if is_told_apart and is_documented(probe.operation, response.status_code):
        probe.check_error(response)
    probe.keep_proof(response)
    reason = f"status {response.status_code}: the resource is not there (any more)"
    skip = probe.scope.unknown.get(probe.operation.label) or Skip(SkipCode.NOT_THERE, reason)
    probe.state.closed = skip
    probe.item.result.skips.append(skip)


def _send_with_other_slash(
    probe: OperationProbe, control: Control, *, may_be_absent: bool = True
) -> requests.Response | None:
    """Return the response of the path with a slash more or less, if that path is there, with or (`may_be_absent`)
    without the resource; from then on everything is sent there. Another operation may have that path."""
    other = other_slash(probe.operation.request_path)
    response = probe.send(probe.request(path=other), expected=NOT_THERE)
    if response is None:
        return None
    if 200 <= response.status_code < 300:
        probe.state.closed, probe.state.is_rerouted = None, True
        probe.check(response)
        return response
    may_be_absent = may_be_absent and not has_request_path(probe.scope.content, other)
    if may_be_absent and response.status_code in NOT_THERE and control.is_like(probe, response) is False:
        probe.state.is_rerouted = True
        _keep_absence(probe, response, is_told_apart=True)
        return response
    return None


def _explain_refusal(probe: OperationProbe, response: requests.Response) -> None:
    """Tell credentials that are no longer taken from those that are wrong: another alternative may open the operation,
    which all its requests have from then on; or the refusal may ask for other ones."""
    for alternative in probe.alternatives[1:]:
        if not alternative.credentials or probe.scope.risk(probe.operation.label) is Risk.BILLABLE:
            continue
        second = probe.send(probe.request(credentials=alternative.credentials), expected=REFUSED)
        if second is not None and 200 <= second.status_code < 300:
            blame_alternative(probe, probe.alternatives[0], response)
            probe.state.credentials = alternative.credentials
            probe.state.pending.clear()  # what was refused before may have been so for its credentials
            _keep_success(evolve(probe, credentials=alternative.credentials), second)
            return
    headers = response.headers
    hint = f"{headers.get('WWW-Authenticate', '')} {text_of(response.content[:2000], headers.get('Content-Type', ''))}"
    named = OTHER_SCHEME.search(hint)
    if response.status_code == 401 and named and named[0].lower() not in _documented_words(probe):
        probe.find("auth.scheme_changed", "auth", OPENS, response, observed=f"status 401, asking for {named[0]}")
        return
    probe.item.skip(SkipCode.REFUSED, f"status {response.status_code}: the credentials are refused")


def _documented_words(probe: OperationProbe) -> set[str]:
    """Return how a refusal may call the credentials that the document has for the operation."""
    schemes, words = security_schemes(probe.scope.content), set[str]()
    for name in (name for names in security_requirements(probe.scope.content, probe.operation) for name in names):
        carrier = carrier_of(schemes.get(name, {}))
        words |= {carrier.name.lower(), carrier.kind or "", f"{carrier.name.lower()} {carrier.location}"}
        words |= {"oauth", "jwt"} if carrier.kind == "bearer" else set()
    return words

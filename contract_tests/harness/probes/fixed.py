"""Fixed probes, the same every night, each with what it expects and why."""

import contextlib
from typing import Any

import requests
from attrs import evolve

from contract_tests.harness.findings.pointers import iter_values, parse_body, seen_fields
from contract_tests.harness.findings.secrets import tamper
from contract_tests.harness.probes.control import are_alike
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.proof import GONE
from contract_tests.harness.target.budget import REFUSED
from contract_tests.harness.valid_requests.credentials import Credential
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.paths import parent_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import is_documented

WITHOUT_ANY = "a request without credentials is refused"
WITHOUT_IT = "a request without it is refused"
WITH_A_WRONG_ONE = "a request with a wrong one is refused"
BREAKS_SCHEMA = "a request that breaks the schema is refused"


def probe_credentials(probe: OperationProbe) -> None:
    """Each credential is needed: absent or wrong, the request is refused.

    Where no resource is known, a response like the one with the right credentials is no refusal.
    """
    present, several = probe.credentials, len(probe.credentials) > 1
    if not present:
        return
    attempts: list[tuple[tuple[Credential, ...], str, str, str]] = [((), "auth", WITHOUT_ANY, "absent")]
    for credential in present if several else ():
        others = tuple(other for other in present if other != credential)
        attempts.append((others, f"auth.{credential.name}", WITHOUT_IT, "absent"))
    if probe.operation.label in probe.scope.gets_wrong_credentials:
        for credential in present:
            mixed = tuple(_tamper(other) if other == credential else other for other in present)
            attempts.append((mixed, f"auth.{credential.name}", WITH_A_WRONG_ONE, "wrong"))
        if several:
            attempts.append((tuple(map(_tamper, present)), "auth", WITH_A_WRONG_ONE, "wrong"))
    for credentials, location, expected, key in attempts:
        request, is_wrong = probe.request(credentials=credentials), key == "wrong"
        response = probe.send(request, wrong_credentials=is_wrong, expected=(*REFUSED, *GONE))
        _expect_refusal(probe, response, "auth.not_enforced", location, expected, key)


def probe_account(probe: OperationProbe) -> None:
    """The credentials of one account do not open another.

    An account is a path parameter that is a credential itself, or another one with a segment after it: then a success
    with another value is like the own one, and has as much in it. Send a value that differs by a character; and if that
    is let through, one that is quite unlike.
    """
    own = {credential.value for credential in probe.credentials}
    parents = parent_parameters(probe.operation.request_path)
    for name, value in probe.case.path_parameters.items():
        if value not in own and (name not in parents or not _has_content(probe.state.success)):
            continue
        for other in (tamper(str(value)), tamper(str(value)[::-1])):
            response = probe.send(probe.request(values={name: other}), expected=(*REFUSED, *GONE))
            if value not in own and response is not None and not _is_as_full(response, probe.state.success):
                break
            expected = "another account is refused"
            is_let_in = _expect_refusal(probe, response, "account.not_isolated", f"path.{name}", expected)
            if not is_let_in or not probe.may_repeat:
                break


def _has_content(body: Any) -> bool:
    """Return whether a body is a resource, or has lists with items; an empty list is a success for any account."""
    lists = [value for _, value in iter_values(body) if isinstance(value, list)]
    return isinstance(body, dict | list) and bool(body) and (not lists or any(lists))


def _is_as_full(response: requests.Response, body: Any) -> bool:
    if not 200 <= response.status_code < 300:
        return False
    with contextlib.suppress(ValueError):
        return seen_fields(parse_body(response.content)) == seen_fields(body)
    return False


def probe_parameters(probe: OperationProbe) -> None:
    """Each required query parameter is required, each value of an enum is taken, and no other value is."""
    content = probe.scope.content
    for parameter in documented_parameters(content, probe.operation):
        if parameter["in"] != "query":
            continue
        name, place = parameter["name"], f"query.{parameter['name']}"
        if parameter.get("required") and not parameter.get("allowEmptyValue"):
            response = probe.send(probe.request(query={name: None}))
            _expect_refusal(probe, response, "parameter.not_required", place, WITHOUT_IT)
        values = [value for value in resolve(content, parameter.get("schema", {})).get("enum", []) if value is not None]
        if not values:
            continue
        for value in values if probe.may_repeat else ():
            _expect_taken(probe, name, str(value))
        for other in (f"not-{values[0]}", *([""] if parameter.get("required") else [])):
            response = probe.send(probe.request(query={name: other}))
            _expect_refusal(probe, response, "parameter.not_validated", place, BREAKS_SCHEMA)


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
            _judge_status(probe, response)
        elif response.status_code == 500:
            probe.find("server.error", "response.5XX", "no server error", response)


def _expect_refusal(
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
        return True
    _judge_status(probe, response)
    return False


def _judge_status(probe: OperationProbe, response: requests.Response) -> None:
    """Keep the findings of an error that the request has earned: its status, body and media type."""
    status = response.status_code
    if status >= 500:
        probe.find("server.error", "response.5XX", "no server error", response)
    elif status >= 400 and not is_documented(probe.operation, status):
        statuses = ", ".join(sorted(probe.operation.definition["responses"]))
        expected = f"one of the statuses {statuses}"
        probe.find("status.undocumented", f"response.{status}", expected, response, data={"status": status})
    elif status >= 400:
        probe.check_error(response)


def _expect_taken(probe: OperationProbe, name: str, value: str) -> None:
    """400 and 422 say that the value is not known; 404 says that there is nothing in that state right now."""
    values = probe.scope.target.values_for_query(probe.operation, probe.case.path_parameters, value)
    response = probe.send(probe.request(query={name: value}, values=values))
    if response is None:
        return
    if response.status_code in (400, 422):
        expected, key, data = f"the value {value} is accepted", f"value:{value}", {"value": value}
        probe.find("parameter.rejected", f"query.{name}", expected, response, key=key, data=data)
    elif 200 <= response.status_code < 300:
        probe.check(response, {**probe.scope.values[probe.operation.label], **values})
    else:
        _judge_status(probe, response)


def _tamper(credential: Credential) -> Credential:
    return evolve(credential, value=tamper(credential.value))

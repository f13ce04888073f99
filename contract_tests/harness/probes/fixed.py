"""Fixed questions, the same every night, each with what it expects and why."""

import requests
from attrs import evolve
from schemathesis.core.transport import Response

from contract_tests.harness.findings.secrets import spoil
from contract_tests.harness.probes.operation import Asker
from contract_tests.harness.valid_requests.credentials import Credential
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import is_documented

WITHOUT_ANY = "a request without credentials is refused"
WITHOUT_IT = "a request without it is refused"
BREAKS_SCHEMA = "a request that breaks the schema is refused"


def probe_credentials(asker: Asker) -> None:
    """Each credential is needed: absent, and on a live target wrong, the request is refused."""
    present = asker.credentials
    if not present:
        return
    _expect_refusal(asker, asker.request(credentials=()), "auth.not_enforced", "auth", WITHOUT_ANY)
    for credential in present if len(present) > 1 else ():
        others = tuple(other for other in present if other != credential)
        place = f"auth.{credential.name}"
        _expect_refusal(asker, asker.request(credentials=others), "auth.not_enforced", place, WITHOUT_IT)
    if not asker.is_live or asker.operation.label not in asker.run.gets_wrong_credentials:
        return
    for credential in present:
        mixed = tuple(_spoil(other) if other == credential else other for other in present)
        _expect_wrong_refused(asker, mixed, f"auth.{credential.name}")
    if len(present) > 1:
        _expect_wrong_refused(asker, tuple(map(_spoil, present)), "auth")


def probe_account(asker: Asker) -> None:
    """The credentials of one account do not open another: the mock knows no accounts, so this is asked live only.

    One that differs by a character; and if that is let through, one that is quite unlike.
    """
    own = {credential.value for credential in asker.credentials}
    for name, value in asker.case.path_parameters.items():
        if not asker.is_live or value not in own:
            continue
        for other in (spoil(str(value)), spoil(str(value)[::-1])):
            request, expected = asker.request(values={name: other}), "another account is refused"
            if not (
                _expect_refusal(asker, request, "account.not_isolated", f"path.{name}", expected) and asker.may_repeat
            ):
                break


def probe_parameters(asker: Asker) -> None:
    """Each required query parameter is required, each value of an enum is taken, and no other value is."""
    content = asker.run.corrected.content
    for parameter in documented_parameters(content, asker.operation):
        if parameter["in"] != "query":
            continue
        name, place = parameter["name"], f"query.{parameter['name']}"
        if parameter.get("required") and not parameter.get("allowEmptyValue"):
            request = asker.request(query={name: None})
            _expect_refusal(asker, request, "parameter.not_required", place, WITHOUT_IT)
        values = [value for value in resolve(content, parameter.get("schema", {})).get("enum", []) if value is not None]
        if not values:
            continue
        for value in values if asker.may_repeat else ():
            _expect_taken(asker, name, str(value))
        others = [f"not-{values[0]}", *([""] if parameter.get("required") else [])]
        for other in others:
            request = asker.request(query={name: other})
            _expect_refusal(asker, request, "parameter.not_validated", place, BREAKS_SCHEMA)


def probe_unknown_id(asker: Asker) -> None:
    """An id that nobody has is not there, whatever it looks like: 401 and 403 are for credentials, 5xx for nobody.

    The mock knows no ids, so this is asked live only, of the last path parameter that is not the account.
    """
    own = {credential.value for credential in asker.credentials}
    ids = [name for name, value in asker.case.path_parameters.items() if value not in own]
    if not asker.is_live or not ids:
        return
    known = str(asker.case.path_parameters[ids[-1]])
    for unknown in (spoil(known), "\u0436-\u00e9", "x" * 600):
        response = asker.ask(asker.request(values={ids[-1]: unknown}))
        if response is None:
            continue
        if response.status_code in (401, 403):
            expected = "an unknown id is told apart from wrong credentials"
            asker.find("status.undocumented", f"response.{response.status_code}", expected, response)
        elif unknown == spoil(known) and 200 <= response.status_code < 300:
            # Nothing there may be an empty list; what is no answer at all is an error that calls itself a success.
            asker.run.judge(asker.case, Response.from_any(response), {ids[-1]: unknown})
        elif unknown == spoil(known):
            _judge_status(asker, response)
        elif response.status_code == 500:
            asker.find("server.error", "response.5XX", "no server error", response)


def _expect_refusal(asker: Asker, request: requests.PreparedRequest, kind: str, location: str, expected: str) -> bool:
    return _judge_refusal(asker, asker.ask(request), kind, location, expected)


def _judge_refusal(asker: Asker, response: requests.Response | None, kind: str, location: str, expected: str) -> bool:
    """Whether the request succeeded, which is then found."""
    if response is None:
        return False
    is_let_in = 200 <= response.status_code < 300
    if is_let_in:
        asker.find(kind, location, expected, response)
    else:
        _judge_status(asker, response)
    return is_let_in


def _judge_status(asker: Asker, response: requests.Response) -> None:
    status = response.status_code
    if status >= 500:
        asker.find("server.error", "response.5XX", "no server error", response)
    elif status >= 400 and not is_documented(asker.operation, status):
        statuses = ", ".join(sorted(asker.operation.definition["responses"]))
        asker.find("status.undocumented", f"response.{status}", f"one of the statuses {statuses}", response)


def _expect_wrong_refused(asker: Asker, credentials: tuple[Credential, ...], location: str) -> None:
    response = asker.ask(asker.request(credentials=credentials), wrong_credentials=True)
    _judge_refusal(asker, response, "auth.not_enforced", location, "a request with a wrong one is refused")


def _expect_taken(asker: Asker, name: str, value: str) -> None:
    """400 and 422 say that the value is not known; 404 says that there is nothing in that state right now."""
    values = asker.run.target.values_for_query(asker.operation, asker.case.path_parameters, value)
    response = asker.ask(asker.request(query={name: value}, values=values))
    if response is None:
        return
    if response.status_code in (400, 422):
        asker.find("parameter.rejected", f"query.{name}", f"the value {value} is accepted", response)
    elif 200 <= response.status_code < 300:
        sent = {**asker.run.values[asker.operation.label], **values}
        asker.run.judge(asker.case, Response.from_any(response), sent)
    else:
        _judge_status(asker, response)


def _spoil(credential: Credential) -> Credential:
    return evolve(credential, value=spoil(credential.value))

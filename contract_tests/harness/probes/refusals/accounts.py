"""The credentials of one account do not open another, wherever a request names the account."""

import contextlib
from collections.abc import Iterator
from typing import Any

import requests
from attrs import frozen

from contract_tests.harness.findings.pointers import iter_values, parse_body, seen_fields
from contract_tests.harness.findings.secrets import tamper
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.proof import GONE
from contract_tests.harness.probes.refusals.refusal import expect_refusal
from contract_tests.harness.target.budget import REFUSED
from vendor_spec.openapi.parameters import documented_parameters, names_account
from vendor_spec.openapi.paths import parent_parameters
from vendor_spec.openapi.resources.lists import find_list, value_at
from vendor_spec.openapi.responses import is_documented


@frozen
class Account:
    """The parameter of a request that names the account; `is_certain` if it is one by its value or its name."""

    place: str
    name: str
    value: str
    is_certain: bool


def probe_account(probe: OperationProbe) -> None:
    """Send the id of another account: one that differs from ours by a character; and if that is let through, one that
    is quite unlike.

    An account is a parameter that has a credential for its value, or a name for accounts; and a path parameter with a
    segment after it, if a success with another value is like the own one, and has as much in it.
    """
    for account in _accounts(probe):
        for other in (tamper(account.value), tamper(account.value[::-1])):
            request = probe.request_with(account.place, account.name, other)
            response = probe.send(request, expected=(*REFUSED, *GONE))
            if response is None or not _is_opened(probe, account, response) or not probe.may_repeat:
                break


def _accounts(probe: OperationProbe) -> Iterator[Account]:
    own = {credential.value for credential in probe.credentials}
    parents = parent_parameters(probe.operation.request_path)
    for name, value in probe.case.path_parameters.items():
        is_certain = value in own or names_account(name)
        if is_certain or name in parents:
            yield Account("path", name, str(value), is_certain)
    for parameter in documented_parameters(probe.scope.content, probe.operation):
        place, name = parameter["in"], parameter["name"]
        holder = {"query": probe.case.query, "header": probe.case.headers}.get(place, {})
        if name in holder and (holder[name] in own or names_account(name)):
            yield Account(place, name, str(holder[name]), is_certain=True)


def _is_opened(probe: OperationProbe, account: Account, response: requests.Response) -> bool:
    """Return whether a request with another account got what is on it; keep the finding if it did."""
    succeeds = 200 <= response.status_code < 300
    if not account.is_certain and not (succeeds and _is_as_full(response, probe.state.success)):
        return False
    if succeeds and account.is_certain and not _shows_content(probe, response):
        return False
    place, expected = f"{account.place}.{account.name}", "another account is refused"
    return expect_refusal(probe, response, "account.not_isolated", place, expected)


def _shows_content(probe: OperationProbe, response: requests.Response) -> bool:
    """Return whether a success is about something on an account; an empty list is right for any account.

    What was changed need not be shown; but a DELETE that is never refused says nothing of what was there.
    """
    operation = probe.operation
    if operation.method == "delete":
        return any(is_documented(operation, status) for status in (*REFUSED, *GONE))
    if operation.method not in ("get", "head"):
        return True
    with contextlib.suppress(ValueError):
        body, form = parse_body(response.content), find_list(probe.scope.content, operation)
        return bool(value_at(body, form.items)) if form is not None else _has_content(body)
    return True


def _has_content(body: Any) -> bool:
    """Return whether a body is a resource, or has lists with items."""
    lists = [value for _, value in iter_values(body) if isinstance(value, list)]
    return isinstance(body, dict | list) and bool(body) and (not lists or any(lists))


def _is_as_full(response: requests.Response, body: Any) -> bool:
    if not _has_content(body):
        return False
    with contextlib.suppress(ValueError):
        return seen_fields(parse_body(response.content)) == seen_fields(body)
    return False

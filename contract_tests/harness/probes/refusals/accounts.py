"""The credentials of one account do not open another."""

import contextlib
from typing import Any

import requests

from contract_tests.harness.findings.pointers import iter_values, parse_body, seen_fields
from contract_tests.harness.findings.secrets import tamper
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.proof import GONE
from contract_tests.harness.probes.refusals.refusal import expect_refusal
from contract_tests.harness.target.budget import REFUSED
from vendor_spec.openapi.paths import parent_parameters


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
            is_let_in = expect_refusal(probe, response, "account.not_isolated", f"path.{name}", expected)
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

"""An id that nobody has is not there."""

import re

import requests

from contract_tests.harness.findings.kinds import counts_as_drift
from contract_tests.harness.findings.secrets import tamper
from contract_tests.harness.probes.blame import INVALID
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.proof import GONE
from contract_tests.harness.probes.refusals.refusal import judge_error
from contract_tests.harness.target.budget import REFUSED
from vendor_spec.openapi.parameters import names_account
from vendor_spec.openapi.paths import parent_parameters
from vendor_spec.openapi.resources.lists import find_list
from vendor_spec.openapi.responses import documented_statuses

LONG = 16  # characters of an id that has no neighbours
FEW, FAR = 5, "2147480000"  # digits that any account may reach, and a number that hardly one has reached
# What looks anything up, not only what an account has: a telephone number, a code of letters.
LOOKED_UP = re.compile(r"\+?\d{7,15}|[^\W\d]{1,12}")


def probe_unknown_id(probe: OperationProbe) -> None:
    """An id that nobody has is not there, whatever it looks like: 401 and 403 are for credentials, 5xx for nobody.

    The id is the last path parameter that is not the account.
    """
    own = {credential.value for credential in probe.credentials}
    values = probe.case.path_parameters
    ids = [name for name, value in values.items() if value not in own and not names_account(name)]
    if not ids:
        return
    if probe.state.absent is not None and not probe.state.is_told_apart:
        probe.item.result.skips += [probe.state.closed] if probe.state.closed else []
        return
    name, parents = ids[-1], parent_parameters(probe.operation.request_path)
    known, is_parent = str(values[name]), name in parents
    unknown = make_up(known)
    for value in (unknown, "\u0436-\u00e9", "x" * 600):
        request = probe.request(values={name: value})
        response = probe.send(request, expected=(*GONE, *(REFUSED if is_parent else ())))
        if response is None:
            continue
        if response.status_code in REFUSED and is_parent:
            continue  # it may be an account, which is not ours
        if response.status_code in REFUSED:
            _judge_refusal(probe, response)
        elif value == unknown and 200 <= response.status_code < 300:
            _judge_success(probe, response, name, value)
        elif value == unknown and (response.status_code not in INVALID or len(unknown) == len(known)):
            judge_error(probe, response)
        elif response.status_code == 500:
            probe.find("server.error", "response.5XX", "no server error", response)


def make_up(known: str) -> str:
    """Return an id of the form of a known one that nobody has: one next to it, unless ids may be counted up."""
    number = re.search(r"\d+$", known)
    if number is None or len(known) >= LONG:
        return tamper(known)
    far = FAR if len(number[0]) < FEW else "9" * len(number[0])
    return tamper(known) if far == number[0] else known[: number.start()] + far


def _judge_refusal(probe: OperationProbe, response: requests.Response) -> None:
    if not probe.state.own_status:
        probe.state.pending.append(lambda later: _judge_refusal(later, response))
        return
    expected = "an unknown id is told apart from wrong credentials"
    probe.find("status.undocumented", f"response.{response.status_code}", expected, response, key="unknown_id")


def _judge_success(probe: OperationProbe, response: requests.Response, name: str, value: str) -> None:
    """Keep what is wrong with a success for an id that nobody has.

    What breaks the schema is an error in the form of a success. An empty list is right, and so is a PUT that creates;
    where the document has a status for what is not there, no other success is.
    """
    operation, is_read = probe.operation, probe.operation.method in ("get", "head")
    is_looked_up = is_read and LOOKED_UP.fullmatch(str(probe.case.path_parameters[name]))
    is_right = response.status_code == 201 or is_looked_up or find_list(probe.scope.content, operation)
    if any(counts_as_drift(each.kind) for each in probe.check(response, {name: value})) or is_right:
        return
    if {"404", "410"}.intersection(documented_statuses(operation)):
        expected = "an id that nobody has is refused"
        probe.find("parameter.not_validated", f"path.{name}", expected, response, key="unknown_id")
        probe.state.was_let_in = True

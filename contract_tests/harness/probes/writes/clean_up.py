"""Removes at the end of a run what the run has made on the account, and says what it could not remove."""

import time
from collections.abc import Collection, Sequence
from urllib.parse import quote

import requests
from attrs import field, frozen

from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.result import Result
from contract_tests.harness.findings.texts.curl import own_variable
from contract_tests.harness.target.budget import TRANSIENT, Budget, NotSent
from contract_tests.harness.target.gate import LiveGate
from contract_tests.harness.target.held_signals import held_signals
from contract_tests.harness.target.made.creations import GONE, Created, Creations
from contract_tests.harness.target.made.own_resources import say_why_kept
from contract_tests.harness.target.target import variable_of
from contract_tests.harness.target.transport import TIMEOUT, Transport, wait_for
from contract_tests.harness.valid_requests.path_values import LiveValues
from contract_tests.harness.valid_requests.plain_request import PlainRequests
from vendor_spec.openapi.paths import PARAMETER

MOST_TRIES = 3  # of one DELETE
LASTING = 60.0  # seconds beyond the run's own limit of time
STAND_IN = "id-4b1d"  # for an id, until the command that removes it names a variable


@frozen
class CleanUp:
    """What it takes to remove what a run has made; it has requests and time of its own, whatever has ended the run."""

    live: LiveValues
    gate: LiveGate
    creations: Creations
    rate: float | None
    _requests: PlainRequests = field(init=False)

    @_requests.default
    def _make_requests(self) -> PlainRequests:
        return PlainRequests(self.live)

    def remove(self, redactor: Redactor, rerouted: Collection[str]) -> Result:
        """Send a DELETE for each resource that is still there; return what was sent, with a note on each that stays.

        `rerouted` are the labels of the operations that respond at the path with the other slash only.
        """
        remaining = self.creations.remaining
        budget = Budget(MOST_TRIES * len(remaining), self.rate, LASTING, down_after=2)
        transport = Transport(self.live.target.base_url, budget, gate=self.gate)
        transport.creations = self.creations
        with held_signals():
            tried = [(each, self._try(transport, each, rerouted)) for each in remaining]
        notes = [self._describe(transport, each, why, redactor) for each, why in tried if why]
        result = Result("", "clean_up", by_method=transport.by_method.copy(), notes=notes)
        redactor.redact(result)
        return result

    def _try(self, transport: Transport, created: Created, rerouted: Collection[str]) -> str:
        """Return why a resource is still there, or may be; empty once it has gone."""
        delete = created.collection.delete
        if created.response is None:
            return "no response came, so that it is not known whether there is one"
        if created.id is None:
            return "the response gave no id"
        if kept := say_why_kept(self.live.policy, created.collection):
            return kept
        if delete is None:
            return "the document has no DELETE for it"
        transport.flips_slash = delete.label in rerouted
        values = (*created.parents, created.id)
        for place in dict.fromkeys((values, self.creations.locate(created) or values)):
            request = self._request(transport, created, place)
            status, why = (
                (0, "no request that removes it can be made") if request is None else _send(transport, request)
            )
            if why or 200 <= status < 300:
                is_idle = not why and delete.label in self.creations.idle
                return f"{delete.label} succeeds, but leaves it there" if is_idle else why
        is_lost = created.label in self.creations.lost
        return "it is not where the response says, so that it may be elsewhere" if is_lost else ""

    def _request(
        self, transport: Transport, created: Created, values: Sequence[str]
    ) -> requests.PreparedRequest | None:
        delete = created.collection.delete
        if delete is None:
            return None
        names = PARAMETER.findall(delete.request_path)
        return self._requests.make(transport, delete, dict(zip(names, values, strict=False)))

    def _describe(self, transport: Transport, created: Created, why: str, redactor: Redactor) -> str:
        """Return in a sentence what is left, and the command that removes it."""
        name, values = created.collection.id, (*created.parents, created.id or STAND_IN)
        request = self._request(transport, created, values)
        which = f" {name} {redactor.shape(created.id)}," if created.id is not None else " something"
        sentence = f"left on the account: {created.label} made{which} which the run could not remove ({why})"
        if request is None:
            return sentence
        above, _, below = str(request.url).rpartition(quote(created.id or STAND_IN, safe=""))
        request.url = f"{above}{STAND_IN}{below}"
        variable = own_variable(variable_of(name))  # the other one may hold an id that is to stay
        command = redactor.curl(request).replace(STAND_IN, f"${{{variable}:?}}")
        return f"{sentence}; once {variable} is that id, remove it with: {command}"


def _send(transport: Transport, request: requests.PreparedRequest) -> tuple[int, str]:
    """Return the status with which a resource has gone, 204 or 404 for one, or else why it is still there."""
    status, why = 0, ""
    for _ in range(MOST_TRIES):
        try:
            response = transport.send(request.copy(), timeout=TIMEOUT)
        except NotSent as error:
            return status, why or str(error)
        except requests.RequestException:
            why = "DELETE got no response"
            continue
        status = response.status_code
        if 200 <= status < 300 or status in GONE:
            return status, ""
        why = f"DELETE got status {status}"
        wait = wait_for(response.headers.get("Retry-After", ""))
        if (status < 500 and status not in TRANSIENT) or not transport.budget.may_wait(wait):
            break
        time.sleep(wait)
    return status, why

"""One resource of a collection, and how it is read: by its GET, or where there is none, in the list."""

import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import requests
from attrs import evolve, field, frozen

from contract_tests.harness.checks.values.same_values import is_same
from contract_tests.harness.findings.phone_numbers import MASK
from contract_tests.harness.findings.pointers import parse_body
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.result import SkipCode
from contract_tests.harness.findings.secrets import SHORTEST
from contract_tests.harness.probes.operation import OperationProbe
from contract_tests.harness.probes.state import OperationState
from contract_tests.harness.probes.writes.fields import Fields, returned_fields
from contract_tests.harness.target.budget import TRANSIENT
from contract_tests.harness.target.made.creations import GONE
from contract_tests.harness.target.policy import Risk
from contract_tests.harness.valid_requests.credentials import credentials_for
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.resources.collections import Collection
from vendor_spec.openapi.resources.lists import find_list, value_at

ACCEPTED = 202  # what was asked for is done later
WAITS = (0.3, 0.7)  # seconds between two looks: what was written may be there, or gone, a little later


@frozen
class Reading:
    """What was read of a resource.

    Attributes:
        is_there: None if it cannot be told.
        pointer: Where the resource is in the body.
        resource: Its fields; None if it is not there, or not in a form that is understood.
        returned: The fields that the document has for it there.
        is_of_list: Whether it was found in a list, which may show less of it.
    """

    response: requests.Response
    is_there: bool | None
    pointer: str = ""
    resource: Mapping[str, Any] | None = None
    returned: Fields = field(factory=dict)
    is_of_list: bool = False


@frozen
class Resource:
    """A resource that a probe writes to.

    Attributes:
        values: The values of the path parameters of its path, in their order.
        states: What is known of the other operations, by label.
    """

    probe: OperationProbe
    collection: Collection
    values: tuple[str, ...]
    states: Mapping[str, OperationState]

    @property
    def id(self) -> str:
        return self.values[-1]

    @property
    def is_made_by_run(self) -> bool:
        """Whether the run has made it, so that it may hold anything until it is removed."""
        creations = self.probe.item.sender.transport.creations
        return creations is not None and creations.find(self.collection, self.values) is not None

    def is_own(self, resource: Mapping[str, Any]) -> bool:
        """Return whether what was read has no other id."""
        id_ = self.collection.find_id(resource)
        return id_ is None or is_same(self.id, id_)

    def read(self) -> Reading | None:
        """Return what is there now; None where nothing can be read, with the reason in the result if it was tried."""
        read, listed = self.collection.read, self.collection.list
        if read is not None and self._may_ask(read):
            return self._read_item(read)
        if listed is not None and self._may_ask(listed):
            return self._read_list(listed)
        return None

    def read_later(self) -> Reading | None:
        """Return what is there a little later; None if there is no time for it."""
        if not self.probe.item.sender.transport.budget.may_wait(WAITS[-1]):
            return None
        time.sleep(WAITS[-1])
        return self.read()

    def read_until(self, *, is_there: bool) -> Reading | None:
        """Return the last of up to three readings, the first of which that has what is waited for ends them."""
        reading = self.read()
        for wait in WAITS:
            budget = self.probe.item.sender.transport.budget
            if reading is None or reading.is_there in (None, is_there) or not budget.may_wait(wait):
                break
            time.sleep(wait)
            reading = self.read() or reading
        return reading

    def _may_ask(self, operation: Operation) -> bool:
        """Return whether the operation may be asked, and nothing but a missing resource has kept it from succeeding."""
        state = self.states.get(operation.label)
        is_open = state is None or state.closed is None or state.absent is not None
        return is_open and self.probe.scope.policy.entries[operation.label].risk is Risk.READ

    def _read_item(self, operation: Operation) -> Reading | None:
        other = self._probe_of(operation)
        response = None if other is None else self._send(other, self.values)
        if other is None or response is None:
            return None
        if response.status_code in GONE:
            return Reading(response, False)
        if not 200 <= response.status_code < 300:
            return Reading(response, None)
        found = self.collection.find_resource(parse_json(response))
        if found is None:
            return Reading(response, True)
        pointer, resource = found
        returned = returned_fields(self.probe.scope.content, operation, pointer)
        return Reading(response, True, pointer, resource, returned)

    def _read_list(self, operation: Operation) -> Reading | None:
        form, other = find_list(self.probe.scope.content, operation), self._probe_of(operation)
        response = self._send(other, self.values[:-1]) if form is not None and other is not None else None
        if form is None or response is None or not 200 <= response.status_code < 300:
            return None
        items = value_at(parse_json(response), form.items)
        if not isinstance(items, list):
            return None
        resources = [item for item in items if isinstance(item, dict)]
        found = next((each for each in resources if self.collection.find_id(each) and self.is_own(each)), None)
        if found is None:
            return Reading(response, None if form.is_paged or form.size else False)
        pointer = "".join(f"/{name}" for name in (*form.items, "*"))
        returned = returned_fields(self.probe.scope.content, operation, pointer)
        return Reading(response, True, pointer, found, returned, is_of_list=True)

    def _probe_of(self, operation: Operation) -> OperationProbe | None:
        """Return a probe of another operation whose result is that of this one."""
        item, scope = self.probe.item, self.probe.scope
        credentials = credentials_for(scope.content, operation, scope.target.credentials)
        case = item.samples.of(operation)
        if credentials is None or case is None:
            return None
        state = self.states.get(operation.label, OperationState())
        return OperationProbe(evolve(item, operation=operation, state=state), case, credentials)

    def _send(self, other: OperationProbe, values: tuple[str, ...]) -> requests.Response | None:
        names = PARAMETER.findall(other.operation.request_path)
        request = other.request(values=dict(zip(names, values, strict=False)))
        sender = self.probe.item.sender
        kept, sender.transport.flips_slash = sender.transport.flips_slash, other.state.is_rerouted
        try:
            response = other.item.send(lambda: sender.transport.send(request, timeout=sender.timeout), other.case)
        finally:
            sender.transport.flips_slash = kept
        if response is not None and response.status_code in TRANSIENT:
            self.probe.item.skip(SkipCode.TRANSIENT, f"status {response.status_code}")
            return None
        if response is not None:
            hide_ids(response, values, self.probe.item.redactor)
        return response


def hide_ids(response: requests.Response, values: Iterable[str], redactor: Redactor) -> None:
    """Mask, in the request that a response shows, what another response gave as an id: it may be somebody's."""
    shown = response.request.copy()
    for value in values:
        # What stands for a variable is masked anyway, and what is in the document nobody's.
        if len(value) >= SHORTEST and redactor.secrets.mask(value) == value != redactor.form(value):
            above, found, below = str(shown.url).rpartition(f"/{quote(value, safe='')}")
            shown.url = f"{above}/{MASK}{below}" if found else shown.url
    response.request = shown


def parse_json(response: requests.Response) -> Any:
    """Return the JSON of a body; None where it has none."""
    try:
        return parse_body(response.content)
    except ValueError:
        return None

"""What was created is where the API says, as it was sent."""

from attrs import evolve

from contract_tests.harness.probes.writes.fields import find_lost, written_fields
from contract_tests.harness.probes.writes.lost import keep_lost
from contract_tests.harness.probes.writes.resource import ACCEPTED, Reading, Resource
from contract_tests.harness.target.made.creations import Created

IS_THERE = "what was created is there"


def probe_create(known: Resource, made: Created) -> None:
    """Read what the valid request has made, at its `Location` if that is one of the collection, else by its id."""
    creations, response = known.probe.item.sender.transport.creations, made.response
    if creations is None or response is None:
        return
    located = creations.locate(made)
    place = f"response.{response.status_code}.{'headers.location' if located else 'body'}"
    reading = evolve(known, values=located or known.values).read_until(is_there=True)
    if reading is None or response.status_code == ACCEPTED:
        return
    if reading.is_there is False:
        creations.lost.add(made.label)
        known.probe.find("write.not_found", place, IS_THERE, reading.response)
    elif located and _is_of_another(known, reading):
        observed = "another resource is there"
        known.probe.find("write.not_found", place, IS_THERE, reading.response, observed=observed, key="other")
    elif reading.resource is not None:
        written = written_fields(known.probe.scope.content, known.probe.operation)
        keep_lost(known, reading, find_lost(made.sent, reading.resource, written, reading.returned))


def _is_of_another(known: Resource, reading: Reading) -> bool:
    return reading.resource is not None and not known.is_own(reading.resource)

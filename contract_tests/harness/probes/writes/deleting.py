"""After DELETE the resource has gone, or says of itself that it has ended."""

import re
from collections.abc import Mapping
from typing import Any

from contract_tests.harness.checks.values.same_values import is_empty
from contract_tests.harness.probes.writes.fields import STATE
from contract_tests.harness.probes.writes.resource import ACCEPTED, Resource
from vendor_spec.openapi.resources.lists import snake

ENDED = re.compile(
    r"delet|remov|cancel|\bend(ed|ing)?\b|clos|terminat|archiv|inactiv|deactiv|disabl|expir|releas|revok|finish|complet"
    r"|stop|destroy|trash|gone|hang|hung|pending|queued|progress|schedul|process",
    re.IGNORECASE,
)
ENDINGS = re.compile(r"(^|_)(deleted|removed|archived|ended|cancell?ed|terminated|closed|released|destroyed)(_|$)")
LIVING = re.compile(r"^(is_)?(active|enabled|alive|live)$")


def probe_delete(known: Resource) -> None:
    """Read what the valid request has deleted."""
    status, creations = known.probe.state.own_status, known.probe.item.sender.transport.creations
    if not 200 <= status < 300 or status == ACCEPTED or has_ended(known.probe.state.success):
        return
    reading = known.read_until(is_there=False)
    resource = None if reading is None else reading.resource
    if reading is None or not reading.is_there or not resource or has_ended(resource):
        return
    if not known.is_own(resource) or not any(f"/{name}" in reading.returned for name in resource):
        return
    place, observed = f"path.{known.collection.id}", f"it is still there: status {reading.response.status_code}"
    known.probe.find("delete.not_done", place, "after DELETE it has gone", reading.response, observed=observed)
    if creations is not None:
        creations.idle.add(known.probe.operation.label)


def has_ended(body: Any) -> bool:
    """Return whether a body says that something has ended, or is about to."""
    for name, value in body.items() if isinstance(body, Mapping) else ():
        key = snake(name)
        if STATE.search(key) and isinstance(value, str) and ENDED.search(value):
            return True
        if (ENDINGS.search(key) and not is_empty(value) and value is not False) or (
            LIVING.search(key) and value is False
        ):
            return True
    return False

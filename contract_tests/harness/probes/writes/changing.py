"""PATCH changes what was sent and nothing else; PUT replaces the whole, where the document says so."""

import re
from collections.abc import Mapping
from typing import Any

import requests
from attrs import evolve
from schemathesis import Case

from contract_tests.harness.checks.values.same_values import is_same
from contract_tests.harness.probes.writes.fields import (
    find_kept,
    find_lost,
    find_touched,
    returned_fields,
    writable_fields,
    written_fields,
)
from contract_tests.harness.probes.writes.lost import keep_lost, keep_touched
from contract_tests.harness.probes.writes.resource import ACCEPTED, Reading, Resource, parse_json
from contract_tests.harness.probes.writes.texts import has_text, with_text

REPLACES = re.compile(r"\breplac(e|es|ed|ing|ement)\b", re.IGNORECASE)
NOTHING_ELSE = "PATCH changes what was sent and nothing else"
NOTHING_LEFT = "what PUT does not send is gone, or has its default"


def probe_change(known: Resource) -> None:
    """Read the resource, change it, and read it again.

    The body is the policy's. What the run itself has made also gets a text with letters beyond ASCII.
    """
    probe, body = known.probe, known.probe.case.body
    before = known.read()
    if not isinstance(body, dict) or (before is not None and before.is_there is not True):
        return
    written = written_fields(probe.scope.content, probe.operation)
    text = with_text(body, written) if known.is_made_by_run and not has_text(body) else None
    sent = text or body
    response = _send(known, sent)
    if text and response is not None and 400 <= response.status_code < 500:
        sent, response = body, _send(known, body)  # an API need not take every text
    if response is None or not 200 <= response.status_code < 300 or response.status_code == ACCEPTED:
        return
    resource = None if before is None else before.resource
    after = known.read() if before is not None else _read_response(known, response)
    if after is None or after.resource is None:
        return
    if list(find_lost(sent, after.resource, written, after.returned, resource)) and before is not None:
        after = known.read_later() or after
    if after.resource is None:
        return
    keep_lost(known, after, find_lost(sent, after.resource, written, after.returned, resource))
    if resource is None:
        return
    if probe.operation == known.collection.change:
        writable = writable_fields(probe.scope.content, known.collection)
        touched = find_touched(_as_made(known, resource), after.resource, sent, writable, after.returned)
        keep_touched(known, after, touched, NOTHING_ELSE)
    elif REPLACES.search(
        " ".join(str(probe.operation.definition.get(name, "")) for name in ("summary", "description"))
    ):
        kept = find_kept(resource, after.resource, sent, written, after.returned)
        keep_touched(known, after, kept, NOTHING_LEFT)


def _as_made(known: Resource, resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a resource as it was before the valid request changed it, too: with what it was made with, of the fields
    that another one, made with the same, still shows as they were sent."""
    creations, create = known.probe.item.sender.transport.creations, known.collection.create
    made = creations.find(known.collection, known.values) if creations is not None else None
    twin = creations.unchanged(create.label) if creations is not None and create is not None else None
    if made is None or made.response is None or twin is None or twin.id is None or not isinstance(made.sent, dict):
        return resource
    reading, own = evolve(known, values=(*twin.parents, twin.id)).read(), _resource_in(known, made.response)
    shown = None if reading is None else reading.resource
    if shown is None or not isinstance(twin.sent, dict):
        return resource
    # Some values are the API's own, such as a name that it makes unique.
    kept = {
        name: shown[name]
        for name, value in made.sent.items()
        if name in shown
        and twin.sent.get(name) == value
        and is_same(value, shown[name])
        and is_same(value, own.get(name, value))
    }
    return {**resource, **kept}


def _send(known: Resource, body: Any) -> requests.Response | None:
    probe, case = known.probe, known.probe.case
    other: Case[Any] = case.operation.Case(
        path_parameters=dict(case.path_parameters),
        query=dict(case.query),
        headers=case.headers.copy(),
        cookies=dict(case.cookies),
        body=body,
        media_type=case.media_type,
    )
    other.path = case.path
    return probe.send(evolve(probe, case=other).request())


def _read_response(known: Resource, response: requests.Response) -> Reading | None:
    """Return what the response to a change shows of the resource."""
    found = known.collection.find_resource(parse_json(response))
    if found is None:
        return None
    returned = returned_fields(known.probe.scope.content, known.probe.operation, found[0])
    return Reading(response, True, found[0], found[1], returned)


def _resource_in(known: Resource, response: requests.Response) -> Mapping[str, Any]:
    found = known.collection.find_resource(parse_json(response))
    return {} if found is None else found[1]

"""Resources that a run makes for itself, where the policy allows both to make and to remove them."""

from collections.abc import Collection, Mapping
from typing import Any

from attrs import evolve

from contract_tests.harness.target.policy import LivePolicy, Risk, Source
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import path_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.resources import collections
from vendor_spec.openapi.schemas import walk

REMOVING = (Risk.READ, Risk.REVERSIBLE)  # the risks with which a DELETE may be sent


def with_own_resources(policy: LivePolicy, content: dict[str, Any], operations: Collection[Operation]) -> LivePolicy:
    """Return the policy with the resources in it that the run makes: where a collection has a `reversible` POST and a
    DELETE that may be sent, its items' operations take their ids from there.

    An operation that changes or ends an item gets one for it alone. A PUT or PATCH without a `body` gets the fields of
    the POST's body that it takes in the same form.
    """
    known = collections.find_collections(content)
    made = {
        (operation.label, name): Source(each.create.label, is_alone=_is_alone(known, operation, name))
        for operation in operations
        for name, each in collections.collections_along(known, operation).items()
        if each.create is not None and _may_make(policy, each)
    }
    bodies = {
        operation.label: body
        for each in known
        for operation in (each.replace, each.change)
        if operation is not None and (operation.label, each.id) in made
        if (body := _find_body(policy, content, each, operation))
    }
    entries = {
        label: evolve(entry, has_body=True, body=bodies[label]) if label in bodies else entry
        for label, entry in policy.entries.items()
    }
    whole = evolve(policy, entries=entries, made=made)
    labels = {operation.label: operation for operation in operations}
    straight = {
        key: source for key, source in made.items() if not _leads_to(whole, content, labels, source.label, key[0])
    }
    return evolve(whole, made=straight)


def say_why_kept(policy: LivePolicy, collection: collections.Collection) -> str:
    """Return why the items of a collection cannot be removed; empty if they can, and the policy allows it."""
    if collection.delete is None:
        return "the document has no DELETE for it"
    risk = policy.entries[collection.delete.label].risk
    return "" if risk in REMOVING else f"live_policy.yaml calls {collection.delete.label} {risk}"


def _may_make(policy: LivePolicy, collection: collections.Collection) -> bool:
    if collection.create is None or say_why_kept(policy, collection):
        return False
    entry = policy.entries[collection.create.label]
    has_body = entry.has_body or "requestBody" not in collection.create.definition
    return entry.risk is Risk.REVERSIBLE and has_body


def _is_alone(known: list[collections.Collection], operation: Operation, name: str) -> bool:
    """Return whether an operation changes or ends what a path parameter names: the last, but for a POST below it."""
    names = list(collections.collections_along(known, operation))
    is_create = any(each.create == operation for each in known)
    return operation.method not in ("get", "head", "options") and not is_create and names[-1] == name


def _find_body(
    policy: LivePolicy, content: Mapping[str, Any], collection: collections.Collection, operation: Operation
) -> Any:
    """Return the body of a PUT or PATCH that the policy gives none; None where what the POST sends is not enough."""
    entry, create = policy.entries[operation.label], collection.create
    sent = None if create is None else policy.entries[create.label].body
    if create is None or entry.has_body or entry.risk is not Risk.REVERSIBLE or not isinstance(sent, dict):
        return None
    fields, _ = request_fields(content, create)
    own, required = request_fields(content, operation)
    body = {name: value for name, value in sent.items() if name in own and own[name] == fields.get(name)}
    return body if required <= body.keys() else None


def request_fields(content: Mapping[str, Any], operation: Operation) -> tuple[dict[str, Any], set[str]]:
    """Return the schemas of the fields that the JSON body of an operation may have, by name, references followed, and
    the names of those that it must have; none where alternatives leave them open."""
    body = resolve(content, operation.definition.get("requestBody", {}))
    schema = next((media.get("schema") for name, media in body.get("content", {}).items() if "json" in name), None)
    parts = [inner.schema for inner in walk(content, schema, ("allOf",))] if schema is not None else []
    if any("oneOf" in part or "anyOf" in part for part in parts):
        return {}, set()
    fields = {name: resolve(content, below) for part in parts for name, below in part.get("properties", {}).items()}
    return fields, {name for part in parts for name in part.get("required", [])}


def _leads_to(
    policy: LivePolicy, content: Mapping[str, Any], operations: Mapping[str, Operation], start: str, end: str
) -> bool:
    """Return whether the values of an operation come, in one or more steps, from another."""
    seen, waiting = {start}, [start]
    while waiting:
        label = waiting.pop()
        if label == end:
            return True
        sources = (policy.source(label, name) for name in path_parameters(content, operations[label]))
        new = {source.label for source in sources if source is not None} - seen
        seen |= new
        waiting += new
    return False

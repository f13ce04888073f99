"""Which field of a success response a variant is about, and the effects that change success responses only."""

import copy
import json
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from attrs import evolve

from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.values.pointers import Parts, find_holders, get_value, iter_fields, parse_pointer, without
from fake_vendor.store.changes import Change
from fake_vendor.store.pages import Page
from fake_vendor.variants.effects import Effect, Exchange, Order, Switch, switch

PageChange = Callable[[Page], Page]
RecordChange = Callable[[Change], Change]
Wanted = Callable[[Behaviour, Parts, Any], bool]
ValueChange = Callable[[Any, Exchange], Any]
# From an operation, a field of its success response, and what the argument says after the name (None: nothing).
MakeForField = Callable[[Behaviour, Parts, str | None], Effect | None]


def change_success(change: Callable[[Response, Exchange], Response], order: Order) -> Effect:
    """Return the effect of `change` on the responses that are meant: successes, unless others are chosen."""
    return Effect(
        response=lambda response, exchange: change(response, exchange) if exchange.is_meant else response, order=order
    )


def change_body(change: ValueChange, order: Order = Order.FIELD) -> Effect:
    """Return the effect of a function from the JSON of a success response, and the exchange, to other JSON."""

    def apply(response: Response, exchange: Exchange) -> Response:
        if not response.is_json:
            return response
        # A copy, since a selection with `every` may leave this response as it is.
        changed = change(copy.deepcopy(response.content), exchange)
        # Compared as texts: to Python, 1, 1.0 and true are equal, and the order of keys is nothing.
        is_same = json.dumps(changed) == json.dumps(response.content)
        return response if is_same else evolve(response, content=changed)

    return change_success(apply, order)


def change_field(parts: Parts, change: ValueChange) -> Effect:
    """Return the effect of a function from one field's value to another, at every place that `parts` names."""

    def apply(body: Any, exchange: Exchange) -> Any:
        for container, key in list(find_holders(body, parts)):
            container[key] = change(container[key], exchange)
        return body

    return change_body(apply)


def change_page(change: PageChange) -> Effect:
    """Return the effect of a function from a page to another one, on the responses that have a page."""

    def apply(response: Response, _: Exchange) -> Response:
        if response.page is None:
            return response
        page = change(response.page)
        content = page.render()
        is_same = json.dumps(content) == json.dumps(response.content)
        return response if is_same else evolve(response, page=page, content=content)

    return change_success(apply, Order.STATE)


def change_record(change: RecordChange) -> Effect:
    """Return the effect of a function from a change of a record to another one, and to what the response shows."""

    def apply(response: Response, _: Exchange) -> Response:
        if response.change is None:
            return response
        changed = change(response.change)
        return response if changed == response.change else evolve(response, change=changed, content=changed.render())

    return change_success(apply, Order.STATE)


def field_switch(
    name: str, argument: str, wanted: Wanted, *, options: Iterable[str] = ()
) -> Callable[[MakeForField], Switch]:
    """Turn what makes an effect on one field into a switch, as `switch` does; `choose_field` chooses the field."""

    def decorate(make: MakeForField) -> Switch:
        @wraps(make)
        def make_for_chosen(behaviour: Behaviour, argument: str) -> Effect | None:
            chosen = choose_field(behaviour, argument, wanted)
            return make(behaviour, *chosen) if chosen is not None else None

        return switch(name, argument, options=options)(make_for_chosen)

    return decorate


def choose_field(behaviour: Behaviour, argument: str, wanted: Wanted) -> tuple[Parts, str | None] | None:
    """Return the field that `FIELD[=HOW]` names, and HOW; without FIELD the first that is `wanted`; None: none is."""
    name, equals, rest = argument.partition("=")
    how = rest if equals else None
    body = behaviour.success.body
    if name:
        parts = parse_pointer(name)
        return (parts, how) if any(find_holders(body, parts)) else None
    return next(((parts, how) for parts, value in iter_fields(body) if wanted(behaviour, parts, value)), None)


def is_required(behaviour: Behaviour, parts: Parts, value: Any) -> bool:
    """Return whether the document does not allow the field to be absent, and it repeats no id of the request."""
    return not is_echo(behaviour, parts, value) and not behaviour.success.allows(without(behaviour.success.body, parts))


def is_echo(behaviour: Behaviour, parts: Parts, value: Any) -> bool:
    """Return whether the field repeats an id of the request."""
    return any(parts == pointer for content in behaviour.success.contents for pointer, _ in content.template.echoes)


def example_of(behaviour: Behaviour, parts: Parts) -> Any:
    """Return the value that the field has in the template of the response."""
    return get_value(behaviour.success.body, parts)

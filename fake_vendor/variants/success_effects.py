"""Which field of a success answer a drift is about, and the effect that changes success answers only."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve

from fake_vendor.serving.response import Answer
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.spec.values.pointers import Parts, find_holders, get_value, holds, iter_fields, parse_pointer
from fake_vendor.variants.effects import Effect, Exchange, Order

Wanted = Callable[[Conduct, Parts, Any], bool]
Change = Callable[[Any, Exchange], Any]


def change_success(change: Callable[[Answer, Exchange], Answer], order: Order) -> Effect:
    """The effect that `change` has on the answers to requests that earn a success."""
    return Effect(answer=lambda exchange, answer: change(answer, exchange) if exchange.is_due else answer, order=order)


def change_body(change: Change, order: Order = Order.FIELD) -> Effect:
    """The effect of a function from the JSON of a success answer, and the exchange, to other JSON."""

    def apply(answer: Answer, exchange: Exchange) -> Answer:
        if not answer.is_json:
            return answer
        # A copy, since a selection with `every` may leave this answer as it is.
        changed = change(copy.deepcopy(answer.content), exchange)
        return (
            answer
            if changed == answer.content and _same_types(changed, answer.content)
            else evolve(answer, content=changed)
        )

    return change_success(apply, order)


def change_field(parts: Parts, change: Change) -> Effect:
    """The effect of a function from one field's value to another, at every place that `parts` names."""

    def apply(body: Any, exchange: Exchange) -> Any:
        for container, key in list(find_holders(body, parts)):
            container[key] = change(container[key], exchange)
        return body

    return change_body(apply)


def choose_field(conduct: Conduct, argument: str, wanted: Wanted) -> tuple[Parts, str] | None:
    """The field that `FIELD[=HOW]` names, and HOW; without FIELD the first that is `wanted`; None: there is none."""
    name, _, how = argument.partition("=")
    body = conduct.success.body
    if name:
        parts = parse_pointer(name)
        return (parts, how) if holds(body, parts) else None
    found = next((parts for parts, value in iter_fields(body) if wanted(conduct, parts, value)), None)
    return (found, how) if found is not None else None


def is_required(conduct: Conduct, parts: Parts, value: Any) -> bool:
    """Whether the document does not allow the field to be absent, and no id that was asked for is in it."""
    return not is_echo(conduct, parts, value) and not conduct.success.allows(without(conduct.success.body, parts))


def is_text(conduct: Conduct, parts: Parts, value: Any) -> bool:
    """Whether the field holds a text, and is required."""
    return isinstance(value, str) and is_required(conduct, parts, value)


def is_echo(conduct: Conduct, parts: Parts, value: Any) -> bool:
    """Whether the field repeats an id that was asked for."""
    return any(parts == pointer for content in conduct.success.contents for pointer, _ in content.mould.echoes)


def without(body: Any, parts: Parts) -> Any:
    """A copy of `body` in which the field is absent."""
    left = copy.deepcopy(body)
    for container, key in list(find_holders(left, parts)):
        if isinstance(container, dict):
            del container[key]
    return left


def replace(body: Any, parts: Parts, value: Any) -> Any:
    """A copy of `body` in which the field has this value."""
    changed = copy.deepcopy(body)
    for container, key in list(find_holders(changed, parts)):
        container[key] = value
    return changed


def example_of(conduct: Conduct, parts: Parts) -> Any:
    """The value that the field has in the template of the answer."""
    return get_value(conduct.success.body, parts)


def _same_types(one: Any, other: Any) -> bool:
    return list(_types(one)) == list(_types(other))


def _types(value: Any) -> Iterator[Any]:
    """Types and keys in order: to Python, 1, 1.0 and true are equal, and the order of keys is nothing."""
    if isinstance(value, dict):
        yield tuple(value)
        for below in value.values():
            yield from _types(below)
    elif isinstance(value, list):
        for below in value:
            yield from _types(below)
    yield type(value)

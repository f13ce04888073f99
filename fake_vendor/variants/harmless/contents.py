"""Other bytes, other values: each of them what the document allows."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import reduce
from typing import Any

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.values.pointers import Parts, iter_fields, replace, without
from fake_vendor.variants.effects import Effect, Exchange, Make, Order, Switch, always, read_value, switch
from fake_vendor.variants.success_effects import (
    change_body,
    change_field,
    change_success,
    choose_field,
    example_of,
    field_switch,
    is_echo,
)

NAME = "Zoë Łukasiewicz 日本 👋"


@switch("harmless.value", "FIELD=VALUE")
def take_value(behaviour: Behaviour, argument: str) -> Effect | None:
    """A field has another value that the document allows; without FIELD wherever there is a choice."""
    choices = _read_choice(behaviour, argument) if argument else _find_choices(behaviour)

    def change(content: Any, exchange: Exchange) -> Any:
        for parts, allowed in choices.items():
            content = replace(content, parts, allowed[exchange.serial % len(allowed)])
        return content

    return change_body(change) if choices else None


def _read_choice(behaviour: Behaviour, argument: str) -> dict[Parts, list[Any]]:
    chosen = choose_field(behaviour, argument, lambda *_: False)
    if chosen is None:
        return {}
    parts, value = chosen[0], read_value(chosen[1] or "", example_of(behaviour, chosen[0]))
    if not behaviour.success.allows(replace(behaviour.success.body, parts, value)):
        raise VendorFault(f"the document does not allow {argument}, so it would be a drift")
    return {parts: [value]}


def _find_choices(behaviour: Behaviour) -> dict[Parts, list[Any]]:
    body = behaviour.success.body
    choices: dict[Parts, list[Any]] = {}
    for parts, value in iter_fields(body):
        if isinstance(value, (str, bool)) and not is_echo(behaviour, parts, value):
            offered = [True, False] if isinstance(value, bool) else behaviour.success.listed_values(parts)
            allowed = [other for other in offered if behaviour.success.allows(replace(body, parts, other))]
            choices |= {parts: allowed} if len(allowed) > 1 else {}
    return choices


@switch("harmless.optional_absent")
def leave_out(behaviour: Behaviour, argument: str) -> Effect | None:
    """The fields that the document does not require are absent."""
    body = behaviour.success.body
    optional: list[Parts] = []
    for parts, value in iter_fields(body):
        smaller = without(body, parts)
        if not is_echo(behaviour, parts, value) and smaller != body and behaviour.success.allows(smaller):
            body, optional = smaller, [*optional, parts]
    if not optional:
        return None
    return change_body(lambda content, _: reduce(without, optional, content))


@switch("harmless.example")
def repeat_example(behaviour: Behaviour, argument: str) -> Effect | None:
    """Ids and times are those of the document's example, in every response that is not about what the vendor keeps."""
    if behaviour.success.body is None:
        return None
    templates = {content.media_type: content.template for content in behaviour.success.contents}

    def change(response: Response, exchange: Exchange) -> Response:
        template = templates.get(response.media_type or "")
        if template is None or not response.is_json or response.page is not None or response.change is not None:
            return response
        example = evolve(template, ids=(), times=())
        return evolve(response, content=example.render(exchange.serial, datetime.now(UTC), exchange.path_values))

    return change_success(change, Order.FIELD)


def _is_name(behaviour: Behaviour, parts: Parts, value: Any) -> bool:
    if not isinstance(value, str) or is_echo(behaviour, parts, value) or not parts[-1].lower().endswith("name"):
        return False
    return behaviour.success.allows(replace(behaviour.success.body, parts, NAME))


@field_switch("harmless.unicode", "FIELD", _is_name)
def name_in_unicode(_: Behaviour, parts: Parts, __: str | None) -> Effect:
    """A name is written in letters of many scripts."""
    return change_field(parts, lambda _, __: NAME)


def _shuffle(value: Any, order: random.Random) -> Any:
    if isinstance(value, list):
        return [_shuffle(item, order) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    order.shuffle(keys)
    return {key: _shuffle(value[key], order) for key in keys}


def _reorder(response: Response, exchange: Exchange) -> Response:
    return evolve(response, content=_shuffle(response.content, random.Random(exchange.serial)))


def _on_json(change: Callable[[Response, Exchange], Response], order: Order) -> Make:
    def apply(response: Response, exchange: Exchange) -> Response:
        return change(response, exchange) if response.is_json else response

    return always(Effect(response=apply, order=order))


def _write(write: Callable[[Any], str]) -> Make:
    return _on_json(lambda response, _: evolve(response, content=write(response.content).encode()), Order.BYTES)


_indented = _write(lambda value: "\n" + json.dumps(value, ensure_ascii=False, indent=4) + "\r\n\n")
_escaped = _write(lambda value: json.dumps(value).replace("/", "\\/"))
_charset = _on_json(
    lambda response, _: evolve(response, media_type=f"{response.media_type}; charset=utf-8"), Order.BYTES
)
SWITCHES = (
    Switch("harmless.charset", "The content type of JSON says charset=utf-8.", _charset),
    Switch("harmless.key_order", "Objects have their keys in any order.", _on_json(_reorder, Order.SHAPE)),
    Switch("harmless.whitespace", "JSON is indented and ends in a new line.", _indented),
    Switch("harmless.escaped", "JSON is escaped to ASCII, slashes too.", _escaped),
    *(name_in_unicode, take_value, leave_out, repeat_example),
)

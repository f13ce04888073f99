"""Other bytes, other values: each of them what the document allows."""

import json
import random
from collections.abc import Callable
from typing import Any

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Answer
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.spec.values.pointers import Parts, iter_fields
from fake_vendor.spec.values.text_forms import now
from fake_vendor.variants.drifts.field_values import read_value
from fake_vendor.variants.effects import Effect, Exchange, Make, Order, Section, Switch
from fake_vendor.variants.success_effects import (
    change_body,
    change_field,
    change_success,
    choose_field,
    example_of,
    is_echo,
    replace,
    without,
)

NAME = "Zoë Łukasiewicz 日本 👋"


def name_in_unicode(conduct: Conduct, argument: str) -> Effect | None:
    """`FIELD`: a name is written in letters of many scripts."""
    chosen = choose_field(conduct, argument, _is_name)
    return change_field(chosen[0], lambda _, __: NAME) if chosen else None


def take_value(conduct: Conduct, argument: str) -> Effect | None:
    """`FIELD=VALUE`: another allowed value (VendorFault when it is not). Without FIELD: wherever there is choice."""
    if not argument:
        return _take_others(conduct)
    chosen = choose_field(conduct, argument, lambda *_: False)
    if chosen is None:
        return None
    parts, value = chosen[0], read_value(chosen[1], example_of(conduct, chosen[0]))
    if not conduct.success.allows(replace(conduct.success.body, parts, value)):
        raise VendorFault(f"harmless.value: the document does not allow {argument}, so it would be a drift")
    return change_field(parts, lambda _, __: value)


def _take_others(conduct: Conduct) -> Effect | None:
    body = conduct.success.body
    choices: dict[Parts, list[Any]] = {}
    for parts, value in iter_fields(body):
        if isinstance(value, (str, bool)) and not is_echo(conduct, parts, value):
            offered = [True, False] if isinstance(value, bool) else conduct.success.listed_values(parts)
            allowed = [one for one in offered if conduct.success.allows(replace(body, parts, one))]
            choices |= {parts: allowed} if len(allowed) > 1 else {}
    if not choices:
        return None

    def change(content: Any, exchange: Exchange) -> Any:
        for parts, allowed in choices.items():
            content = replace(content, parts, allowed[exchange.serial % len(allowed)])
        return content

    return change_body(change)


def leave_out(conduct: Conduct, argument: str) -> Effect | None:
    """Without the fields that the document does not require."""
    body = conduct.success.body
    left: list[Parts] = []
    for parts, value in iter_fields(body):
        smaller = without(body, parts)
        if not is_echo(conduct, parts, value) and smaller != body and conduct.success.allows(smaller):
            body, left = smaller, [*left, parts]
    if not left:
        return None

    def change(answer: Answer, _: Exchange) -> Answer:
        content = answer.content
        for parts in left:
            content = without(content, parts)
        return evolve(answer, content=content) if answer.is_json else answer

    return change_success(change, Order.FIELD)


def repeat_example(conduct: Conduct, argument: str) -> Effect | None:
    """Ids and times are the example's, in every answer."""
    moulds = {one.media_type: evolve(one.mould, ids=(), times=()) for one in conduct.success.contents}
    if conduct.success.body is None:
        return None

    def change(answer: Answer, exchange: Exchange) -> Answer:
        mould = moulds.get(answer.media_type or "")
        if mould is None or not answer.is_json:
            return answer
        return evolve(answer, content=mould.cast(exchange.serial, now(), exchange.path_values))

    return change_success(change, Order.FIELD)


def _is_name(conduct: Conduct, parts: Parts, value: Any) -> bool:
    if not isinstance(value, str) or is_echo(conduct, parts, value) or not parts[-1].lower().endswith("name"):
        return False
    return conduct.success.allows(replace(conduct.success.body, parts, NAME))


def _shuffle(value: Any, order: random.Random) -> Any:
    if isinstance(value, list):
        return [_shuffle(item, order) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    order.shuffle(keys)
    return {key: _shuffle(value[key], order) for key in keys}


def _on_json(change: Callable[[Answer, Exchange], Answer], order: Order) -> Make:
    return lambda conduct, argument: Effect(
        answer=lambda exchange, answer: change(answer, exchange) if answer.is_json else answer, order=order
    )


def _write(write: Callable[[Any], str]) -> Make:
    return _on_json(lambda answer, _: evolve(answer, encode=lambda value: write(value).encode()), Order.BYTES)


def _of(name: str, does: str, make: Make, argument: str = "") -> Switch:
    return Switch(f"harmless.{name}", does, make, argument, Section.HARMLESS)


SWITCHES = (
    _of(
        "charset",
        "The content type of JSON says charset=utf-8.",
        _on_json(lambda answer, _: evolve(answer, media_type=f"{answer.media_type}; charset=utf-8"), Order.BYTES),
    ),
    _of(
        "key_order",
        "The keys of objects come in another order each time.",
        _on_json(
            lambda answer, one: evolve(answer, content=_shuffle(answer.content, random.Random(one.serial))), Order.SHAPE
        ),
    ),
    _of(
        "whitespace",
        "JSON is indented and ends in a new line.",
        _write(lambda value: "\n" + json.dumps(value, ensure_ascii=False, indent=4) + "\r\n\n"),
    ),
    _of(
        "escaped", "JSON is escaped to ASCII, slashes too.", _write(lambda value: json.dumps(value).replace("/", "\\/"))
    ),
    _of("unicode", "A name is written in letters of many scripts.", name_in_unicode, "FIELD"),
    _of("value", "A field has another value that the document allows.", take_value, "FIELD=VALUE"),
    _of("optional_absent", "The fields that the document does not require are absent.", leave_out),
    _of("example", "Ids and times are those of the document's example, in every answer.", repeat_example),
)

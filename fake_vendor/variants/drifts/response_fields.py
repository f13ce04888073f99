"""Fields of success responses that are missing, of another type, under another name, or that nobody has documented."""

import json
import re
from collections.abc import Callable
from typing import Any

from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.values.pointers import Parts, find_holders, parse_pointer, without
from fake_vendor.spec.values.text_forms import read_time, snake
from fake_vendor.variants.effects import Effect, choose, read_value, switch
from fake_vendor.variants.success_effects import change_body, change_field, field_switch, is_required


def change_case(name: str) -> str:
    """Return `call_uuid` as `callUuid`, `callUuid` as `call_uuid`, a single word with a capital."""
    if "_" in name:
        return re.sub(r"_+(\w)", lambda letter: letter[1].upper(), name)
    return snake(name) if snake(name) != name else name.capitalize()


def _to_integer(value: Any) -> Any:
    text = value if isinstance(value, str) else ""
    moment = read_time(text)
    if moment is not None:
        return int(moment.timestamp())
    return int(text) if re.fullmatch(r"\+?\d{1,18}", text) else 1


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "integer": _to_integer,
    "number": lambda value: 1.5,
    "string": lambda value: value if isinstance(value, str) else json.dumps(value),
    "boolean": lambda value: bool(value),
    "null": lambda value: None,
    "array": lambda value: [value],
    "object": lambda value: {"value": value},
}


def _rename(body: Any, parts: Parts, name: Parts) -> Any:
    for container, key in list(find_holders(body, parts)):
        value = container.pop(key)
        for outer in name[:-1]:
            container = container.setdefault(outer, {})
        container[name[-1]] = value
    return body


def _objects(body: Any, parts: Parts) -> list[dict[str, Any]]:
    values = [container[key] for container, key in find_holders(body, parts)] if parts else [body]
    return [value for value in values if isinstance(value, dict)]


def _add(body: Any, parts: Parts, value: Any) -> Any:
    for container in _objects(body, parts[:-1]):
        container[parts[-1]] = value
    return body


def _is_text(behaviour: Behaviour, parts: Parts, value: Any) -> bool:
    return isinstance(value, str) and is_required(behaviour, parts, value)


@field_switch("field.missing", "FIELD", is_required)
def miss(_: Behaviour, parts: Parts, __: str | None) -> Effect:
    """A field of success responses is absent."""
    return change_body(lambda body, _: without(body, parts))


@field_switch("field.type", "FIELD=TYPE", _is_text, options=_CONVERSIONS)
def retype(_: Behaviour, parts: Parts, kind: str | None) -> Effect:
    """A field has another JSON type (default: integer)."""
    convert = choose(kind or "integer", _CONVERSIONS)
    return change_field(parts, lambda value, _: convert(value))


@field_switch("field.renamed", "FIELD=NAME", is_required)
def rename(_: Behaviour, parts: Parts, to: str | None) -> Effect | None:
    """A field has another name, or other case; a NAME with a slash moves it into an object."""
    if parts[-1] == "*":
        return None
    name = parse_pointer(to or change_case(parts[-1]))
    return change_body(lambda body, _: _rename(body, parts, name))


@switch("field.undocumented", "FIELD=JSON")
def add(behaviour: Behaviour, argument: str) -> Effect | None:
    """Success responses have a field that the document lacks; `/objects/*/FIELD` adds it to every item."""
    name, _, text = argument.partition("=")
    parts = parse_pointer(name or "x_queue_position")
    value = read_value(text or "3", None)
    body = behaviour.success.body
    if any(find_holders(body, parts)) or not _objects(body, parts[:-1]):
        return None
    return change_body(lambda body, _: _add(body, parts, value))


SWITCHES = (miss, retype, rename, add)

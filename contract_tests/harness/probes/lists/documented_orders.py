"""The orders that a document gives a list: those that may be asked for, and the one that its words promise."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from contract_tests.harness.probes.lists.reading.fields import times_of
from contract_tests.harness.probes.lists.reading.parameters import QueryParameter
from vendor_spec.openapi.resources.lists import Pointer, snake

SORTS = {"sort", "order", "order_by", "sort_by", "ordering", "sort_field", "order_field", "sort_key", "sort_column"}
DIRECTIONS = {"order", "direction", "sort_order", "sort_direction", "sort_dir", "order_direction", "order_dir", "dir"}
DESCENDING = {"asc": False, "ascending": False, "desc": True, "descending": True}
_DIRECTED = re.compile(
    r"(?P<sign>[-+])?(?P<field>.+?)(?:[\s:._,|-]+(?P<end>asc|desc|ascending|descending))?", re.IGNORECASE
)
_IN_WORDS = re.compile(r"\b(newest|latest|most recent|oldest|earliest)\b[\w\s]{0,20}?\bfirst\b", re.IGNORECASE)
_CREATION = re.compile(r"(date_)?(created|creation|added|inserted)(_(at|on|time|date))?")


@frozen
class Order:
    """One order of a list.

    Attributes:
        query: What asks for it.
        location: Where the document has it.
        descending: None where the document leaves it open.
        direction: The parameter that says which direction, if that is another one.
    """

    query: Mapping[str, str]
    location: str
    pointer: Pointer
    descending: bool | None
    direction: str = ""


def asked_orders(parameters: Mapping[str, QueryParameter], fields: Mapping[Pointer, Any]) -> Iterator[Order]:
    """Yield the orders by a field of the items that parameters may ask for."""
    directions = {name: ways for name, each in parameters.items() if (ways := _directions(each))}
    sorts = [each for name, each in parameters.items() if snake(name) in SORTS and name not in directions]
    way, words = next(iter(directions.items()), ("", {}))
    for each in sorts:
        for order in _orders_of(each, fields):
            if order.descending is not None or not way:
                yield order
            for word, descending in words.items() if order.descending is None else ():
                query = {**order.query, way: word}
                yield Order(query, order.location, order.pointer, descending, f"query.{way}")
    if way and not sorts:
        named = _named(str(parameters[way].definition.get("description", "")), fields)
        for word, descending in words.items() if named else ():
            yield Order({way: word}, f"query.{way}", named or (), descending)


def _orders_of(parameter: QueryParameter, fields: Mapping[Pointer, Any]) -> Iterator[Order]:
    values, location = _values(parameter), f"query.{parameter.name}"
    signs = {value[0] for value in values if value[0] in "+-"}
    for value in values:
        parts = _DIRECTED.fullmatch(value)
        pointer = _find(fields, parts["field"]) if parts else None
        if parts is None or pointer is None:
            continue
        descending = DESCENDING.get(str(parts["end"]).lower(), parts["sign"] == "-")
        is_open = not parts["sign"] and not parts["end"] and not signs
        # Beside `-name`, `name` ascends; beside `+name`, it would be the other one.
        descending = descending or (not parts["sign"] and not parts["end"] and signs == {"+"})
        yield Order({parameter.name: value}, location, pointer, None if is_open else descending)


def promised_order(text: str, fields: Mapping[Pointer, Any]) -> tuple[Pointer, bool] | None:
    """Return the field and whether it descends, by words such as `the newest first`; None where there are none.

    That is about the time at which items came to be, or the only one that they have.
    """
    said = {found[1].lower() in ("newest", "latest", "most recent") for found in _IN_WORDS.finditer(text)}
    times = times_of(fields)
    own = [pointer for pointer in times if len(pointer) == 1 and _CREATION.fullmatch(snake(pointer[0]))]
    chosen = own if len(own) == 1 else times
    return (chosen[0], said.pop()) if len(said) == 1 and len(chosen) == 1 else None


def _directions(parameter: QueryParameter) -> dict[str, bool]:
    values = _values(parameter)
    is_one = snake(parameter.name) in DIRECTIONS and values and all(value.lower() in DESCENDING for value in values)
    return {value: DESCENDING[value.lower()] for value in values} if is_one else {}


def _values(parameter: QueryParameter) -> list[str]:
    """Return the values that a parameter has by its enum, or else by its default and example."""
    schema = parameter.schema
    holder = schema.get("items", {}) if schema.get("type") == "array" else schema
    if listed := holder.get("enum"):
        return [value for value in listed if isinstance(value, str) and value]
    shown = (schema.get("default"), parameter.definition.get("example"), schema.get("example"))
    return list(dict.fromkeys(value for value in shown if isinstance(value, str) and value))


def _find(fields: Mapping[Pointer, Any], name: str) -> Pointer | None:
    plain = snake(name)
    forms = {plain, f"{plain}_at", f"{plain}_on", f"{plain}_time", f"{plain}_date", f"date_{plain}"}
    exact = [pointer for pointer in fields if plain in (snake(pointer[0]), snake("_".join(pointer)))]
    named = exact or [pointer for pointer in times_of(fields) if len(pointer) == 1 and snake(pointer[0]) in forms]
    return named[0] if len(named) == 1 else None


def _named(text: str, fields: Mapping[Pointer, Any]) -> Pointer | None:
    words = set(re.findall(r"\w+", text))
    named = [pointer for pointer in fields if len(pointer) == 1 and "_" in snake(pointer[0]) and pointer[0] in words]
    return named[0] if len(named) == 1 else None

"""Other spellings of ids and times, lists of nothing, and values that nobody knows: the document allows each."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from attrs import evolve

from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour, is_account
from fake_vendor.spec.parameters import Parameter
from fake_vendor.spec.values.text_forms import is_uuid, snake
from fake_vendor.store.pages import Page
from fake_vendor.variants.effects import Effect, Exchange, Order, Switch, always, choose, switch
from fake_vendor.variants.success_effects import change_body, change_field, change_page, change_success
from vendor_spec.openapi.responses import is_documented
from vendor_spec.openapi.schemas import NAMED, walk
from vendor_spec.openapi.values.samples import NOTHING

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _spell_uuids(write: Callable[[str], str]) -> Effect:
    def spell(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: spell(below) for key, below in value.items()}
        if isinstance(value, list):
            return [spell(item) for item in value]
        return write(value) if isinstance(value, str) and is_uuid(value) else value

    # Who writes ids like this takes them like this, too.
    return evolve(change_body(lambda body, _: spell(body)), behaviour=_take_any_uuid)


def _take_any_uuid(behaviour: Behaviour) -> Behaviour:
    def is_open(parameter: Parameter) -> bool:
        is_uuid = behaviour.success.schemas.find_keyword(parameter.schema, "format") == "uuid"
        return is_uuid and parameter.location == "path"

    parameters = (evolve(each, checked=each.checked and not is_open(each)) for each in behaviour.parameters)
    return evolve(behaviour, parameters=tuple(parameters))


def _respell_times(behaviour: Behaviour, write: Callable[[re.Match[str]], str]) -> Effect | None:
    """Return the effect on the fields that the document has as `date-time`; None when there are none."""
    schemas = behaviour.success.schemas
    inner = (part for each in behaviour.success.contents[:1] for part in walk(schemas.content, each.schema, NAMED))
    times = {tuple(part.pointer.split("/")[1:]) for part in inner if part.schema.get("format") == "date-time"}
    effects = [
        change_field(parts, lambda value, _: _MOMENT.sub(write, value) if isinstance(value, str) else value)
        for parts in sorted(times)
        if parts
    ]
    return _together(effects) if effects else None


def _together(effects: Iterable[Effect]) -> Effect:
    steps = [effect.response for effect in effects if effect.response is not None]

    def apply(response: Response, exchange: Exchange) -> Response:
        for step in steps:
            response = step(response, exchange)
        return response

    return Effect(response=apply)


@switch("harmless.time_offset")
def write_offset(behaviour: Behaviour, argument: str) -> Effect | None:
    """Times (`format: date-time`) end in +00:00, not in Z."""
    return _respell_times(behaviour, lambda time: time[0].replace("Z", "+00:00"))


@switch("harmless.time_precision", "DIGITS", options=("3", "6", "0"))
def write_fraction(behaviour: Behaviour, argument: str) -> Effect | None:
    """Times (`format: date-time`) have another precision (default: 3)."""
    digits = choose(argument or "3", {"3": ".127", "6": ".127418", "0": ""})
    return _respell_times(behaviour, lambda time: f"{time[1]}{digits}{time[3]}")


def _empty(page: Page) -> Page:
    return page.listing.cut(evolve(page, everything=(), chosen=(), start=0))


@switch("harmless.made_up")
def refuse_unknown(behaviour: Behaviour, argument: str) -> Effect | None:
    """A text in the query that the document leaves open (a country, a cursor) is refused unless it is known."""
    free = [each for each in behaviour.parameters if each.location == "query" and _is_free(behaviour, each)]
    status = next((status for status in (404, 400, 422) if is_documented(behaviour.operation, status)), 400)
    if not free:
        return None

    def change(response: Response, exchange: Exchange) -> Response:
        for parameter in free:
            for text in exchange.request.texts("query", parameter.name):
                if not _is_known(behaviour, parameter, text, response.page):
                    return exchange.error(status, f"{parameter.name} is not known")
        return response

    return change_success(change, Order.STATE)


def _is_free(behaviour: Behaviour, parameter: Parameter) -> bool:
    schemas = behaviour.success.schemas
    kind, limits = schemas.find_keyword(parameter.schema, "type"), ("enum", "const", "format")
    is_limited = any(schemas.find_keyword(parameter.schema, keyword) is not None for keyword in limits)
    return kind == "string" and not is_limited and not is_account(parameter.name)


def _is_known(behaviour: Behaviour, parameter: Parameter, text: str, page: Page | None) -> bool:
    default = behaviour.success.schemas.find_keyword(parameter.schema, "default")
    if text in (default, parameter.example if parameter.example is not NOTHING else None):
        return True
    if page is None:
        return False
    if parameter.name == page.listing.form.position:
        return page.start > 0
    values = (value for item in page.everything for name, value in item.items() if snake(name) == snake(parameter.name))
    return text in map(str, values)


SWITCHES = (
    Switch("harmless.uuid_case", "UUIDs are in upper case.", always(_spell_uuids(str.upper))),
    Switch("harmless.uuid_braces", "UUIDs are in braces.", always(_spell_uuids("{{{}}}".format))),
    Switch("harmless.empty_lists", "There is nothing in any list.", always(change_page(_empty))),
    *(write_offset, write_fraction, refuse_unknown),
)

"""Values of fields that have another form, that the document does not allow, or that name another resource."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from fake_vendor.errors import VendorFault
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.values.pointers import Parts, iter_fields, replace
from fake_vendor.spec.values.text_forms import is_digits, is_uuid, read_time, shift_time, vary
from fake_vendor.variants.effects import Effect, Exchange, choose, read_value
from fake_vendor.variants.success_effects import ValueChange, change_field, example_of, field_switch, is_echo


def _other(value: Any, exchange: Exchange) -> Any:
    if isinstance(value, int):
        return value + exchange.serial
    varied = vary(str(value), f"other-{exchange.serial}")
    return varied if varied != value else f"{value}-other"


def _has_form(behaviour: Behaviour, parts: Parts, value: Any) -> bool:
    if not isinstance(value, str) or is_echo(behaviour, parts, value):
        return False
    # Two fields that the example has alike may be tied to the id of the request.
    is_repeated = any(same == value and other != parts for other, same in iter_fields(behaviour.success.body))
    return not is_repeated and (is_uuid(value) or is_digits(value) or read_time(value) is not None)


def _is_time(_: Behaviour, __: Parts, value: Any) -> bool:
    return isinstance(value, str) and read_time(value) is not None


def _is_limited(behaviour: Behaviour, parts: Parts, value: Any) -> bool:
    return not is_echo(behaviour, parts, value) and _find_forbidden(behaviour, parts) is not None


def _find_forbidden(behaviour: Behaviour, parts: Parts) -> Any:
    """Return a value of the same type that the document does not allow at this field; None when it allows all."""
    value = example_of(behaviour, parts)
    tries: list[Any] = []
    if isinstance(value, str):
        tries = ["unheard_of", "", "x" * 5000]
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        tries = [-1, -(10**12), 10**12]
    body = behaviour.success.body
    return next((other for other in tries if not behaviour.success.allows(replace(body, parts, other))), None)


def _default_layout(value: Any) -> str:
    text = str(value)
    return "undashed" if is_uuid(text) else "plus" if is_digits(text) else "iso"


def _as_time(write: Callable[[datetime], str]) -> Callable[[str], str]:
    def convert(text: str) -> str:
        moment = read_time(text)
        return write(moment) if moment is not None else text

    return convert


_LAYOUTS: dict[str, Callable[[str], str]] = {
    "undashed": lambda text: text.replace("-", ""),
    "braced": lambda text: f"{{{text}}}",
    "prefixed": lambda text: f"id_{text}",
    "number": lambda text: str(sum(map(ord, text)) * 7919),
    "iso": _as_time("{:%Y-%m-%dT%H:%M:%SZ}".format),
    "day_first": _as_time("{:%d/%m/%Y %H:%M:%S}".format),
    "month_name": _as_time("{:%b %d, %Y %I:%M %p}".format),
    "seconds": _as_time("{:%Y-%m-%d %H:%M:%S}".format),
    "date": _as_time("{:%Y-%m-%d}".format),
    "epoch": _as_time(lambda moment: str(int(moment.timestamp()))),
    "plus": lambda text: f"+{text.removeprefix('+')}",
    "spaced": lambda text: f"{text[:2]} {text[2:7]} {text[7:]}",
    "sip": lambda text: f"sip:{text}@example.com",
    "word": lambda text: "anonymous",
}


@field_switch("field.format", "FIELD=LAYOUT", _has_form, options=_LAYOUTS)
def reformat(behaviour: Behaviour, parts: Parts, layout: str | None) -> Effect:
    """A field has another layout."""
    write = choose(layout or _default_layout(example_of(behaviour, parts)), _LAYOUTS)
    return change_field(parts, lambda value, _: write(value) if isinstance(value, str) else value)


@field_switch("field.value", "FIELD=VALUE", _is_limited)
def revalue(behaviour: Behaviour, parts: Parts, text: str | None) -> Effect:
    """A field has a value outside those allowed; VALUE is JSON, or else a text."""
    if text is not None:
        value = read_value(text, example_of(behaviour, parts))
    else:
        forbidden = _find_forbidden(behaviour, parts)
        value = forbidden if forbidden is not None else "unheard_of"
    return change_field(parts, lambda _, __: value)


@field_switch("field.echo", "FIELD=HOW", is_echo)
def misecho(behaviour: Behaviour, parts: Parts, how: str | None) -> Effect:
    """A field does not repeat the id of the request: other (another id each time) or example."""
    example = example_of(behaviour, parts)
    options: dict[str, ValueChange] = {"other": _other, "example": lambda _, __: example}
    return change_field(parts, choose(how or "other", options))


@field_switch("field.time", "FIELD[=DAYS]", _is_time)
def postdate(_: Behaviour, parts: Parts, days: str | None) -> Effect:
    """A time is some days in the future (default: 3)."""
    if days is not None and not re.fullmatch(r"[1-9]\d{0,4}", days):
        raise VendorFault(f"{days} is not a number of days, 1 or more")
    later = datetime.now(UTC) + timedelta(days=int(days or 3))  # the same in each response

    def change(value: Any, _: Exchange) -> Any:
        moment = read_time(value) if isinstance(value, str) else None
        return value if moment is None else shift_time(value, later.astimezone(moment.tzinfo) - moment)

    return change_field(parts, change)


SWITCHES = (reformat, revalue, misecho, postdate)

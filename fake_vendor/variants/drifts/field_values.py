"""Values of fields that are of another form, outside what is allowed, or about another resource than asked for."""

import json
from collections.abc import Callable
from typing import Any

from fake_vendor.errors import VendorFault
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.spec.values.pointers import Parts, iter_fields
from fake_vendor.spec.values.text_forms import is_digits, is_uuid, read_time, vary
from fake_vendor.variants.effects import Effect, Exchange, Switch
from fake_vendor.variants.success_effects import change_field, choose_field, example_of, is_echo, replace


def reformat(conduct: Conduct, argument: str) -> Effect | None:
    """`FIELD=LAYOUT`: the same value written in another layout."""
    chosen = choose_field(conduct, argument, _has_form)
    if chosen is None:
        return None
    parts, layout = chosen
    write = _LAYOUTS.get(layout or _default_layout(example_of(conduct, parts)))
    if write is None:
        raise VendorFault(f"field.format: {layout} is not one of {', '.join(_LAYOUTS)}")
    return change_field(parts, lambda value, _: write(value) if isinstance(value, str) else value)


def revalue(conduct: Conduct, argument: str) -> Effect | None:
    """`FIELD=VALUE`: a value that is not among those allowed; VALUE is JSON, or else a text."""
    chosen = choose_field(conduct, argument, _is_limited)
    if chosen is None:
        return None
    broken = _break(conduct, chosen[0]) if "=" not in argument else None
    value = (
        (broken if broken is not None else "unheard_of")
        if "=" not in argument
        else read_value(chosen[1], example_of(conduct, chosen[0]))
    )
    return change_field(chosen[0], lambda _, __: value)


def misecho(conduct: Conduct, argument: str) -> Effect | None:
    """`FIELD=HOW`: it does not repeat the id that was asked for."""
    chosen = choose_field(conduct, argument, is_echo)
    if chosen is None:
        return None
    parts, how = chosen
    example = example_of(conduct, parts)
    if how not in ("", "other", "example"):
        raise VendorFault(f"field.echo: {how} is not one of other, example")
    if how == "example":
        return change_field(parts, lambda _, __: example)
    return change_field(parts, _other)


def read_value(text: str, like: Any) -> Any:
    """What `text` means where a value like `like` is: itself where texts are, else the JSON that it is."""
    if isinstance(like, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _other(value: Any, exchange: Exchange) -> Any:
    if isinstance(value, int):
        return value + exchange.serial
    varied = vary(str(value), f"other-{exchange.serial}")
    return varied if varied != value else f"{value}-other"


def _has_form(conduct: Conduct, parts: Parts, value: Any) -> bool:
    if not isinstance(value, str) or is_echo(conduct, parts, value):
        return False
    # Two fields that the example has alike may be tied to the id that was asked for.
    repeated = [other for other, found in iter_fields(conduct.success.body) if found == value and other != parts]
    return not repeated and (is_uuid(value) or is_digits(value) or read_time(value) is not None)


def _is_limited(conduct: Conduct, parts: Parts, value: Any) -> bool:
    return not is_echo(conduct, parts, value) and _break(conduct, parts) is not None


def _break(conduct: Conduct, parts: Parts) -> Any:
    """A value of the same type that the document does not allow at this field; None when it allows all."""
    value = example_of(conduct, parts)
    tries: list[Any] = []
    if isinstance(value, str):
        tries = ["unheard_of", "", "x" * 5000]
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        tries = [-1, -(10**12), 10**12]
    for one in tries:
        if not conduct.success.allows(replace(conduct.success.body, parts, one)):
            return one
    return None


def _default_layout(value: Any) -> str:
    text = str(value)
    return "undashed" if is_uuid(text) else "plus" if is_digits(text) else "iso"


def _as_time(layout: str) -> Callable[[str], str]:
    def write(text: str) -> str:
        moment = read_time(text)
        return moment.strftime(layout) if moment is not None else text

    return write


def _epoch(text: str) -> str:
    moment = read_time(text)
    return str(int(moment.timestamp())) if moment is not None else text


_LAYOUTS: dict[str, Callable[[str], str]] = {
    "undashed": lambda text: text.replace("-", ""),
    "braced": lambda text: f"{{{text}}}",
    "prefixed": lambda text: f"id_{text}",
    "number": lambda text: str(sum(map(ord, text)) * 7919),
    "iso": _as_time("%Y-%m-%dT%H:%M:%SZ"),
    "day_first": _as_time("%d/%m/%Y %H:%M:%S"),
    "month_name": _as_time("%b %d, %Y %I:%M %p"),
    "seconds": _as_time("%Y-%m-%d %H:%M:%S"),
    "date": _as_time("%Y-%m-%d"),
    "epoch": _epoch,
    "plus": lambda text: f"+{text.removeprefix('+')}",
    "spaced": lambda text: f"{text[:2]} {text[2:7]} {text[7:]}",
    "sip": lambda text: f"sip:{text}@example.com",
    "word": lambda text: "anonymous",
}

SWITCHES = (
    Switch("field.format", f"A field has another layout: {', '.join(_LAYOUTS)}.", reformat, "FIELD=LAYOUT"),
    Switch("field.value", "A field has a value outside those allowed.", revalue, "FIELD=VALUE"),
    Switch(
        "field.echo",
        "A field does not repeat the id that was asked for: other (another id each time) or example.",
        misecho,
        "FIELD=HOW",
    ),
)

"""What has not the form that OpenAPI gives it, mended where its meaning is plain."""

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

from vendor_spec.openapi.repairs.notices import Notice, shown
from vendor_spec.openapi.repairs.parts import find_part
from vendor_spec.openapi.repairs.specification import Difference, find_differences

MOST_ROUNDS = 10  # a mend may uncover another difference
# What a client does without: the whole of it goes where a part of it is wrong.
_DISPENSABLE = ("externalDocs", "contact", "license", "xml", "tags", "servers", "discriminator", "examples", "links")
_FILLERS: dict[str, Any] = {
    **dict.fromkeys(("description", "title", "version", "authorizationUrl", "tokenUrl"), ""),
    **{name: {} for name in ("paths", "scopes", "content")},
    "responses": {"default": {"description": ""}},
    "default": {"description": ""},
    "info": {"title": "", "version": ""},
}
# Of two that exclude each other, the one that says more stays.
_EXCLUSIVE = (
    ("examples", "example"),
    ("schema", "content"),
    ("value", "externalValue"),
    ("operationId", "operationRef"),
)
_TYPE_NAMES = {"array": "list", "string": "text"}
SPARE = object()


def mend_form(content: dict[str, Any]) -> Iterator[Notice]:
    """Mend what differs from the specification in place, and yield a notice of each."""
    for _ in range(MOST_ROUNDS):
        # The last item of a list first, so that the others keep their index until then.
        differences = sorted(find_differences(content), key=_in_order, reverse=True)
        notices = list(filter(None, (_mend(content, each) for each in differences)))
        if not notices:
            return
        yield from reversed(notices)


def _in_order(difference: Difference) -> list[tuple[int, str]]:
    return [(key, "") if isinstance(key, int) else (-1, key) for key in difference.way]


def _mend(content: dict[str, Any], difference: Difference) -> Notice | None:
    holder: Any = content
    try:
        for key in difference.way[:-1]:
            holder = holder[key]
        value = holder[difference.way[-1]] if difference.way else content
    except (LookupError, TypeError):
        return None  # gone with a mend of this round
    part = find_part(content, difference.way)
    below = difference.way[len(part.way) :]
    fault = _MENDS.get(difference.keyword, _leave_out)(holder, difference, value)
    return None if fault is None else part.notice(difference.keyword, fault, *below)


def _key(difference: Difference) -> Any:
    return difference.way[-1] if difference.way else ""


def _leave_out(holder: Any, difference: Difference, value: Any) -> str | None:
    key = _key(difference)
    is_dispensable = not isinstance(value, dict | list) or not value or key in _DISPENSABLE
    if isinstance(key, int) and len(difference.way) > 1:
        is_dispensable |= difference.way[-2] in _DISPENSABLE
    if not is_dispensable or holder is value:
        return None
    del holder[key]
    return f"{_name(difference)} {shown(value)} {_reason(difference)}; it is left out"


def _name(difference: Difference) -> str:
    key = _key(difference)
    return f"`{key}`" if isinstance(key, str) else f"`{difference.way[-2]}`"


def _reason(difference: Difference) -> str:
    return {
        "type": f"is no {' or '.join(_TYPE_NAMES.get(each, each) for each in difference.value or ())}",
        "required": f"has no `{difference.value}`",
        "minItems": "is empty",
    }.get(difference.keyword, "is nothing that OpenAPI knows")


def _drop_repeats(holder: Any, difference: Difference, value: Any) -> str | None:
    kept, repeated = without_repeats(value)
    holder[_key(difference)] = kept
    return say_repeated(repeated, _name(difference)) if repeated else None


def say_repeated(repeated: list[Any], where: str) -> str:
    """Return the sentence about values that a list has more than once."""
    return f"{' and '.join(map(shown, repeated[:5]))} {'is' if len(repeated) == 1 else 'are'} more than once in {where}"


def without_repeats(values: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return the items of a list, each where it stands first, and those that stand there again."""
    kept: dict[str, Any] = {}
    repeated: dict[str, Any] = {}
    for value in values:
        (repeated if json.dumps(value, sort_keys=True) in kept else kept)[json.dumps(value, sort_keys=True)] = value
    return list(kept.values()), list(repeated.values())


def _fill(holder: Any, difference: Difference, value: Any) -> str | None:
    name = difference.value
    if _key(difference) in _DISPENSABLE or (len(difference.way) > 1 and difference.way[-2] in _DISPENSABLE):
        return _leave_out(holder, difference, value)
    if name not in _FILLERS or not isinstance(value, dict):
        return None
    is_variable = difference.way[-2:-1] == ("variables",)
    filler = "" if is_variable else _FILLERS[name]
    value[name] = json.loads(json.dumps(filler))
    return f"it has no `{name}`"


def _drop_unknown(holder: Any, difference: Difference, value: Any) -> str | None:
    names = [name for name in difference.value if name in value]
    for name in names:
        del value[name]
    listed = " and ".join(f"`{name[:60]}`" for name in names[:5])
    return f"{listed} {'is' if len(names) == 1 else 'are'} nothing that OpenAPI has here; left out" if names else None


def _separate(holder: Any, difference: Difference, value: Any) -> str | None:
    for kept, dropped in _EXCLUSIVE:
        if isinstance(value, dict) and kept in value and dropped in value:
            del value[dropped]
            return f"it has both `{kept}` and `{dropped}`; the second is left out"
    return _leave_out(holder, difference, value)


def _convert(holder: Any, difference: Difference, value: Any) -> str | None:
    converted = next((made for made in (convert(value, each) for each in difference.value) if made is not SPARE), SPARE)
    if converted is SPARE or not difference.way:
        return _leave_out(holder, difference, value)
    holder[_key(difference)] = converted
    return f"{_name(difference)} {shown(value)} {_reason(difference)}; it is read as {shown(converted)}"


def convert(value: Any, type_: str) -> Any:
    """Return what is surely meant by a value where another type is asked for; `SPARE` when nothing is."""
    match type_, value:
        case "string", bool() | int() | float():
            return json.dumps(value)
        case "boolean", "true" | "True" | "false" | "False":
            return value.lower() == "true"
        case "boolean", 0 | 1:
            return bool(value)
        case (("integer" | "number"), str()):
            return _number(value, type_)
        case "integer", float() if value.is_integer():
            return int(value)
        case "array", str():
            return [value]
        case ("array", {}) | ("object", []) if not value:
            return [] if type_ == "array" else {}
    return SPARE


def _number(value: str, type_: str) -> Any:
    try:
        number = json.loads(value)
    except ValueError:
        return SPARE
    fits = isinstance(number, int if type_ == "integer" else int | float) and not isinstance(number, bool)
    return number if fits and math.isfinite(number) else SPARE


_MENDS: dict[str, Callable[[Any, Difference, Any], str | None]] = {
    "type": _convert,
    "required": _fill,
    "unknown": _drop_unknown,
    "uniqueItems": _drop_repeats,
    "not": _separate,
}

"""Which values a schema lets through, compared for who has to take them."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from vendor_spec.diff.change import Difference, Direction, Rating
from vendor_spec.diff.schemas.shapes import LIMITS, Shape, is_narrower

# A text of these formats becomes another Python type.
_TYPED_FORMATS = ("date", "date-time", "uuid", "binary")


def compare_values(old: Shape, new: Shape, direction: Direction) -> Iterator[Difference]:
    """Yield how the values of two shapes differ, all but their fields, items and alternatives."""
    changed = list(_compare_types(old, new, direction))
    yield from changed
    if old.is_nullable != new.is_nullable:
        # A client is as little ready to read null as the API is to take it.
        reads = direction is Direction.RESPONSE
        breaking = new.is_nullable is reads
        text = "may be null now" if new.is_nullable else "may no longer be null"
        yield Difference(Rating.BREAKING if breaking else Rating.ADDITIVE, "nullable.changed", "", text)
    if not any(difference.rating is Rating.BREAKING for difference in changed):
        yield from _compare_enums(old.enum, new.enum, direction)
        yield from _compare_limits(old, new, direction)
        yield from _compare_defaults(old, new, direction)


def has_other_type(old: Shape, new: Shape) -> bool:
    """Return whether no value of the one is a value of the other: there is nothing inside to compare."""
    return bool(old.types and new.types) and not _expand(old.types) & _expand(new.types)


def shown(values: Sequence[Any]) -> str:
    """Return values of the document for a sentence, not all when they are many."""
    texts = [json.dumps(value, ensure_ascii=False)[:60] for value in values[:20]]
    more = f" and {len(values) - 20} more" if len(values) > 20 else ""
    return ", ".join(texts) + more


def _compare_types(old: Shape, new: Shape, direction: Direction) -> Iterator[Difference]:
    before, after = _expand(old.types), _expand(new.types)
    if (old.options and not before) or (new.options and not after):
        return  # the alternatives have the types
    typed = (old.format in _TYPED_FORMATS or new.format in _TYPED_FORMATS) and old.format != new.format
    if before == after and not typed:
        return
    text = f"the type {_type_text(old)} became {_type_text(new)}"
    is_narrowing = not before or (bool(after) and after < before)
    is_widening = not after or (bool(before) and before < after)
    breaks = typed or is_narrowing == is_widening or is_widening is (direction is Direction.RESPONSE)
    yield Difference(Rating.BREAKING if breaks else Rating.ADDITIVE, "type.changed", "", text)


def _compare_enums(
    old: tuple[Any, ...] | None, new: tuple[Any, ...] | None, direction: Direction
) -> Iterator[Difference]:
    asked = direction is Direction.REQUEST
    if old is None and new is not None:
        yield Difference(direction.rate(narrower=True), "enum.added", "", f"only {shown(new)} {_passes(asked)} now")
    elif old is not None and new is None:
        yield Difference(direction.rate(narrower=False), "enum.removed", "", f"other values {_passes(asked)}, too")
    if old is None or new is None:
        return
    lost = [value for value in old if value not in new]
    gained = [value for value in new if value not in old]
    if len(lost) == len(gained) == 1 and not asked:
        text = f"the value {shown(lost)} is gone, and {shown(gained)} is new: likely the same under another name"
        yield Difference(Rating.BREAKING, "enum.value_renamed", "", text)
        return
    if lost:
        text = f"the value{_plural(lost)} {shown(lost)} {'was' if len(lost) == 1 else 'were'} removed"
        yield Difference(direction.rate(narrower=True), "enum.value_removed", "", text)
    if gained:
        yield Difference(Rating.ADDITIVE, "enum.value_added", "", f"new value{_plural(gained)} {shown(gained)}")


def _compare_limits(old: Shape, new: Shape, direction: Direction) -> Iterator[Difference]:
    for keyword in LIMITS:
        before, after = old.limits.get(keyword), new.limits.get(keyword)
        if before != after:
            narrower = is_narrower(keyword, before, after)
            text = f"{keyword} {_or_none(before)} became {_or_none(after)}"
            yield Difference(direction.rate(narrower=narrower), "limit.changed", "", text)


def _compare_defaults(old: Shape, new: Shape, direction: Direction) -> Iterator[Difference]:
    before, after = old.given("default"), new.given("default")
    if direction is Direction.RESPONSE or before == after:
        return
    # Who leaves it out gets another outcome; a default that was not told before is taken for the one that was there.
    rating = Rating.NOTICE if before is None or after is None else Rating.BREAKING
    yield Difference(rating, "default.changed", "", f"the default {_or_none(before)} became {_or_none(after)}")


def _expand(types: frozenset[str]) -> frozenset[str]:
    return types | {"integer"} if "number" in types else types


def _type_text(shape: Shape) -> str:
    names = " or ".join(sorted(shape.types)) or "any"
    return f"{names} ({shape.format})" if shape.format else names


def _passes(asked: bool) -> str:
    return "can be sent" if asked else "can come"


def _plural(values: Sequence[Any]) -> str:
    return "s" if len(values) > 1 else ""


def _or_none(value: Any) -> str:
    return "(none)" if value is None else shown([value])

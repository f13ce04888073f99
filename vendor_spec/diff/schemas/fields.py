"""Named parts that may come, go or be renamed: the fields of an object, parameters, headers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from vendor_spec.diff.change import Difference, Direction, Rating
from vendor_spec.diff.deprecation import is_deprecated
from vendor_spec.diff.schemas.shapes import Shape


@frozen(eq=False)
class Field:
    """A named part: its schema, whether it has to be there, and an example (None when there is none)."""

    node: Any
    shape: Shape
    is_required: bool
    example: Any
    holder: Mapping[str, Any]

    @property
    def is_deprecated(self) -> bool:
        return is_deprecated((self.holder, *self.shape.leaves))


Fields = Mapping[str, Field]


def field_of(node: Any, shape: Shape, *, is_required: bool, holder: Mapping[str, Any] | None = None) -> Field:
    """Return a field with the example that its holder (a parameter, a header) or its schema gives."""
    holder = holder or {}
    examples = shape.given("examples")
    listed = examples[0] if isinstance(examples, list) and examples else None
    example = next((each for each in (holder.get("example"), shape.given("example"), listed) if each is not None), None)
    return Field(node, shape, is_required, example, holder)


def compare_fields(
    old: Fields, new: Fields, direction: Direction, noun: str, where: str, prefix: str = ""
) -> Iterator[Difference]:
    """Yield which fields came, went, were renamed, or have to be there now; `prefix` stands before a name."""
    asked = direction is Direction.REQUEST
    renamed = find_renamed(old, new)
    kind = f"{direction.value}.{noun.rpartition(' ')[2]}"
    for name, field in old.items():
        if name in new:
            continue
        place = f"{where}{prefix}{name}"
        was = f"the {noun} was removed{' (it was deprecated)' if field.is_deprecated else ''}"
        if name not in renamed:
            yield Difference(Rating.BREAKING, f"{kind}_removed", place, was)
            continue
        text = f"likely renamed: the {noun} is gone, and {renamed[name]} is new with the same type{_example(field)}"
        yield Difference(Rating.BREAKING, f"{kind}_renamed", place, text)
    for name, field in new.items():
        place = f"{where}{prefix}{name}"
        if name not in old:
            breaks = asked and field.is_required
            if name not in renamed.values() or breaks:
                text = f"new {'required' if breaks else 'optional' if asked else ''} {noun}".replace("  ", " ")
                yield Difference(Rating.BREAKING if breaks else Rating.ADDITIVE, f"{kind}_added", place, text)
        elif field.is_required != old[name].is_required:
            # Who sends it has to send more, or who reads it gets less.
            breaks = field.is_required is asked
            text = f"the {noun} is {'required' if field.is_required else 'optional'} now"
            rating = Rating.BREAKING if breaks else Rating.ADDITIVE
            yield Difference(rating, f"{kind}_{'required' if field.is_required else 'optional'}", place, text)


def find_renamed(old: Fields, new: Fields) -> dict[str, str]:
    """Return the likely new name of each field that is gone: the only new one with the same type and example."""
    gone = [name for name in old if name not in new]
    come = [name for name in new if name not in old]
    renamed = {}
    for name in gone:
        alike = [other for other in come if _is_alike(old[name], new[other])]
        # Without an example, the type alone says something only where there is no other choice.
        if len(alike) == 1 and (old[name].example is not None or len(gone) == len(come) == 1):
            renamed[name] = alike[0]
    taken = Counter(renamed.values())
    return {name: other for name, other in renamed.items() if taken[other] == 1}


def _is_alike(old: Field, new: Field) -> bool:
    one, other = old.shape, new.shape
    return (one.types, one.format, one.enum, set(one.fields)) == (
        other.types,
        other.format,
        other.enum,
        set(other.fields),
    ) and old.example == new.example


def _example(field: Field) -> str:
    return "" if field.example is None else " and example"

"""The schemas of two documents compared, each pair once for each direction, however many operations use it."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import define, field

from vendor_spec.diff.change import Difference, Direction, Rating
from vendor_spec.diff.deprecation import compare_deprecation
from vendor_spec.diff.schemas.fields import Field, compare_fields, field_of, find_renamed
from vendor_spec.diff.schemas.shapes import Key, Shape, Shapes
from vendor_spec.diff.schemas.values import compare_values, has_other_type

PairKey = tuple[Key, Key, Direction]
# Far above what the largest documents of vendors need (20,000): merged schemas can have any number.
MOST_PAIRS = 200_000
_MOST_DEEP = 60  # steps into a body that are shown


@define
class _Pair:
    differences: list[Difference] = field(factory=list)
    below: list[tuple[str, PairKey]] = field(factory=list)


@define
class SchemaComparison:
    """The pairs of schemas that were asked for with `add`, and all below them."""

    old: Shapes
    new: Shapes
    is_cut: bool = False
    _pairs: dict[PairKey, _Pair] = field(factory=dict)
    _changed: set[PairKey] | None = None

    def add(self, old: Any, new: Any, direction: Direction) -> PairKey:
        """Compare two schemas and all below them; returns by what `differences` finds them."""
        first = self._key(old, new, direction)
        pending = [first]
        while pending:
            key = pending.pop()
            if key in self._pairs:
                continue
            if len(self._pairs) >= MOST_PAIRS:
                self.is_cut = True
                break
            pair = self._pairs[key] = _Pair()
            before, after = self.old.by_key(key[0]), self.new.by_key(key[1])
            pair.differences += self._compare(before, after, direction)
            for step, one, other in self._below(before, after, direction):
                pair.below.append((step, self._key(one, other, direction)))
            pending.extend(below for _, below in pair.below)
        self._changed = None
        return first

    def differences(self, key: PairKey) -> Iterator[tuple[str, Difference]]:
        """Yield the differences of a pair and of all below it, each with the way to it; the nearest come first."""
        if self._changed is None:
            self._changed = self._find_changed()
        seen, pending = {key}, deque([("", key, 0)])
        while pending:
            way, key, depth = pending.popleft()
            if key not in self._changed:
                continue
            for difference in self._pairs[key].differences:
                yield way, difference
            for step, below in self._pairs[key].below if depth < _MOST_DEEP else ():
                if below not in seen:
                    seen.add(below)
                    pending.append((f"{way}{step}", below, depth + 1))

    def _key(self, old: Any, new: Any, direction: Direction) -> PairKey:
        return self.old.key(old), self.new.key(new), direction

    def _find_changed(self) -> set[PairKey]:
        """Return the pairs with a difference, and those above one: the rest need no visit."""
        above: dict[PairKey, list[PairKey]] = defaultdict(list)
        for key, pair in self._pairs.items():
            for _, below in pair.below:
                above[below].append(key)
        changed: set[PairKey] = set()
        pending = [key for key, pair in self._pairs.items() if pair.differences]
        while pending:
            key = pending.pop()
            if key not in changed:
                changed.add(key)
                pending += above[key]
        return changed

    def _compare(self, old: Shape, new: Shape, direction: Direction) -> Iterator[Difference]:
        yield from compare_deprecation(old.leaves, new.leaves, f"{direction.value}.field", "")
        if bool(old.options) != bool(new.options):
            yield from self._compare_options(old, new, direction)
            return
        yield from compare_values(old, new, direction)
        if has_other_type(old, new):
            return
        before, after = self._fields(self.old, old, direction), self._fields(self.new, new, direction)
        if direction is Direction.REQUEST:
            for name in [name for name in before if name in new.fields and name not in after]:
                # The API may ignore it, or take it as ever: nobody has to stop sending it.
                yield Difference(Rating.NOTICE, "request.field_read_only", f"/{name}", "the field is read-only now")
                del before[name]
        yield from compare_fields(before, after, direction, "field", "", "/")
        if old.options:
            yield from self._compare_options(old, new, direction)

    def _fields(self, shapes: Shapes, shape: Shape, direction: Direction) -> dict[str, Field]:
        """Return the fields that go in a direction."""
        one_way = "readOnly" if direction is Direction.REQUEST else "writeOnly"
        made = {
            name: field_of(node, shapes.of(node), is_required=name in shape.required)
            for name, node in shape.fields.items()
        }
        return {name: made_ for name, made_ in made.items() if not made_.shape.given(one_way)}

    def _below(self, old: Shape, new: Shape, direction: Direction) -> Iterator[tuple[str, Any, Any]]:
        if old.options or new.options:
            matched, _, _ = self._match_options(old, new)
            yield from (("", one, other) for one, other in matched)
        if bool(old.options) != bool(new.options) or has_other_type(old, new):
            return
        before, after = self._fields(self.old, old, direction), self._fields(self.new, new, direction)
        names = {name: name for name in before if name in after} | find_renamed(before, after)
        yield from ((f"/{name}", before[name].node, after[other].node) for name, other in names.items())
        for one, other in ((old.items, new.items), (old.values, new.values)):
            if one is not None and other is not None:
                yield "/*", one, other

    def _compare_options(self, old: Shape, new: Shape, direction: Direction) -> Iterator[Difference]:
        _, lost, gained = self._match_options(old, new)
        if lost:
            text = f"{_named(self.old, lost)} {'is' if len(lost) == 1 else 'are'} no longer an alternative"
            yield Difference(direction.rate(narrower=True), "alternative.removed", "", text)
        if gained:
            # A client cannot read a form that it does not know, unlike a field or a value.
            rating = Rating.BREAKING if direction is Direction.RESPONSE else Rating.ADDITIVE
            yield Difference(rating, "alternative.added", "", f"new alternative {_named(self.new, gained)}")

    def _match_options(self, old: Shape, new: Shape) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
        """Return the alternatives that belong together, and those that are only old, or only new."""
        lost = list(old.options or ({"allOf": list(old.leaves)},))
        gained = list(new.options or ({"allOf": list(new.leaves)},))
        matched = []
        for name_old, name_new in (
            (self.old.fingerprint, self.new.fingerprint),
            (_reference, _reference),
            (self.old.describe, self.new.describe),
        ):
            found: dict[Any, list[Any]] = defaultdict(list)
            for option in gained:
                found[name_new(option)].append(option)
            for option in list(lost):
                name = name_old(option)
                if name and found.get(name):
                    other = found[name].pop(0)
                    matched.append((option, other))
                    lost = [each for each in lost if each is not option]
                    gained = [each for each in gained if each is not other]
        if len(lost) == len(gained) == 1:
            matched.append((lost.pop(), gained.pop()))
        return matched, lost, gained


def _reference(option: Any) -> str:
    return str(option.get("$ref", "")) if isinstance(option, dict) else ""


def _named(shapes: Shapes, options: Sequence[Any]) -> str:
    names = (_reference(option).rpartition("/")[2] or shapes.describe(option) for option in options[:20])
    return ", ".join(name or "any" for name in names)

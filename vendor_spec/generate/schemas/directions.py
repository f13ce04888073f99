"""Which schemas are one thing in a request and another in a response, by the `readOnly` and `writeOnly` in them."""

from collections.abc import Iterator
from typing import Any, Literal

from attrs import define, field

from vendor_spec.generate.schemas.discriminators import Discriminators
from vendor_spec.generate.schemas.flat_schemas import Schemas
from vendor_spec.openapi.references import iter_nodes, iter_references

Direction = Literal["request", "response"]
# The properties that a direction does not have.
LEFT_OUT: dict[Direction, str] = {"request": "readOnly", "response": "writeOnly"}


@define
class Directions:
    """What of a document differs between requests and responses."""

    schemas: Schemas
    discriminators: Discriminators
    differing: set[int] = field(init=False)
    known: dict[int, tuple[Any, bool]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.differing = self._closure()

    def differs(self, schema: Any) -> bool:
        """Return whether a schema, or one that it leads to, has a property for one direction alone."""
        if id(schema) not in self.known:
            leads = any(id(target) in self.differing for target in self._targets(schema))
            self.known[id(schema)] = schema, leads or _has_mark(schema)
        return self.known[id(schema)][1]

    def is_left_out(self, schema: Any, direction: Direction) -> bool:
        """Return whether a property of this schema is absent in a direction."""
        return any(_says(step, LEFT_OUT[direction]) for step in self._all_of(schema))

    def _all_of(self, schema: Any) -> Iterator[dict[str, Any]]:
        for step in self.schemas.through(schema):
            yield step
            yield from (part for part in step.get("allOf") or () if isinstance(part, dict))

    def _targets(self, schema: Any) -> list[Any]:
        named = [self.schemas.target({"$ref": node["$ref"]}) for _, node in iter_references(schema)]
        return [*named, *(member for target in named for member in self.discriminators.members(target))]

    def _closure(self) -> set[int]:
        """Return the schemas that are referred to and differ, by identity; what leads to one of them is one of them."""
        targets: dict[int, Any] = {}
        users: dict[int, set[int]] = {}
        pending = self._targets(self.schemas.content)
        while pending:
            target = pending.pop()
            if id(target) not in targets:
                targets[id(target)] = target
                below = self._targets(target)
                for inner in below:
                    users.setdefault(id(inner), set()).add(id(target))
                pending += below
        differing = {key for key, target in targets.items() if _has_mark(target)}
        reached = list(differing)
        while reached:
            new = users.get(reached.pop(), set()) - differing
            differing |= new
            reached += new
        return differing


def _has_mark(schema: Any) -> bool:
    return any(
        not is_name_map and any(_says(node, mark) for mark in LEFT_OUT.values())
        for _, node, is_name_map in iter_nodes(schema)
    )


def _says(schema: Any, mark: str) -> bool:
    return isinstance(schema, dict) and schema.get(mark) is True

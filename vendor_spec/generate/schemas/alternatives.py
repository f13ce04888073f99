"""The alternatives that a schema gives, each whole: with what the schema says of all of them."""

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from vendor_spec.generate.schemas.flat_schemas import OF_THE_NAMED, Flat, Schemas

MOST_COMBINATIONS = 32  # of the alternatives in several `oneOf` of one schema; beyond it their fields are optional


@define
class Alternatives:
    """The alternatives in the schemas of one document."""

    schemas: Schemas
    merged: dict[tuple[int, int], dict[str, Any]] = field(factory=dict)

    def of(self, schema: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
        """Yield the alternatives of a schema: each as the document gives it, and as a value has to fit it."""
        flat = self.schemas.flat(schema)
        base = {key: value for key, value in flat.keys.items() if key not in (*OF_THE_NAMED, "nullable")}
        choices = [
            choice for choice in flat.choices if not all(self._refines(flat, option) for option in choice.options)
        ]
        ways = math.prod(len(choice.options) for choice in choices)
        if not choices or (len(choices) > 1 and ways > MOST_COMBINATIONS):
            given = [self.schemas.flat(option).keys for choice in choices for option in choice.options]
            loose = [{"properties": keys.get("properties") or {}} for keys in given]
            yield schema, self._made(schema, -1, [*loose, base])
            return
        for index, combination in enumerate(itertools.product(*(choice.options for choice in choices))):
            first = self.schemas.target(combination[0])
            if len(combination) == 1 and (not says_what(base) or self._builds_on(first, schema)):
                yield first, combination[0]
            else:
                yield first, self._made(schema, index, [base, *combination])

    def _made(self, schema: dict[str, Any], index: int, parts: list[Any]) -> dict[str, Any]:
        return self.merged.setdefault((id(schema), index), {"allOf": parts})

    def _refines(self, flat: Flat, option: Any) -> bool:
        """Return whether an alternative says nothing but which fields of the object are required, or the like."""
        inner = self.schemas.flat(option)
        return flat.is_object and not inner.choices and not says_what(inner.keys)

    def _builds_on(self, schema: Any, base: dict[str, Any]) -> bool:
        pending, seen = [schema], set()
        while pending:
            current = pending.pop()
            if current is base:
                return True
            if isinstance(current, dict) and id(current) not in seen:
                seen.add(id(current))
                pending += [self.schemas.target(part) for part in current.get("allOf") or ()]
        return False


def says_what(keys: Mapping[str, Any]) -> bool:
    """Return whether the keys of a schema name a field, or are about something else than an object."""
    if keys.get("properties") or isinstance(keys.get("additionalProperties"), dict):
        return True
    return keys.get("type") not in (None, "object") or any(key in keys for key in ("enum", "const", "items", "format"))

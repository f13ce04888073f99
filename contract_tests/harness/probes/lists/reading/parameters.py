"""The query parameters of an operation, and which whole numbers each allows."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.schemas import walk

LOOKED_THROUGH = 200  # numbers, from the one that is wanted


@frozen
class QueryParameter:
    """A query parameter; `schema` has the keywords of all `allOf` parts."""

    name: str
    definition: Mapping[str, Any] = field(repr=False)
    schema: Mapping[str, Any]

    @property
    def is_required(self) -> bool:
        return bool(self.definition.get("required"))

    def allows(self, number: int) -> bool:
        """Return whether the document allows a whole number."""
        schema, step = self.schema, self.schema.get("multipleOf")
        low, high = schema.get("minimum"), schema.get("maximum")
        above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
        # OpenAPI 3.0 has `true` beside the bound, 3.1 the bound itself.
        bounds = [
            low is None or number > low or (number == low and above is not True),
            high is None or number < high or (number == high and below is not True),
            above is None or isinstance(above, bool) or number > above,
            below is None or isinstance(below, bool) or number < below,
        ]
        listed = schema.get("enum")
        is_listed = listed is None or number in listed or str(number) in listed
        return is_listed and all(bounds) and not (step and number % step)

    def smallest(self, at_least: int) -> int | None:
        """Return the smallest number that is allowed from `at_least` on."""
        wanted = range(at_least, at_least + LOOKED_THROUGH)
        return next(
            (number for number in (*wanted, *self._listed()) if number >= at_least and self.allows(number)), None
        )

    def largest(self, at_most: int) -> int | None:
        """Return the largest number that is allowed up to `at_most`."""
        wanted = (*range(at_most, max(at_most - LOOKED_THROUGH, 0), -1), *reversed(self._listed()))
        return next((number for number in wanted if number <= at_most and self.allows(number)), None)

    def _listed(self) -> list[int]:
        return sorted(int(value) for value in self.schema.get("enum") or () if str(value).isdecimal())


def query_parameters(content: Mapping[str, Any], operation: Operation) -> dict[str, QueryParameter]:
    """Return the query parameters of an operation, by name."""
    return {
        each["name"]: QueryParameter(each["name"], each, merge(content, each.get("schema", {})))
        for each in documented_parameters(content, operation)
        if each["in"] == "query"
    }


def merge(content: Mapping[str, Any], schema: Any) -> dict[str, Any]:
    """Return the keywords of a schema and of its `allOf` parts, the nearest first."""
    parts = [inner.schema for inner in walk(content, schema, ("allOf",))]
    return {keyword: value for part in reversed(parts) for keyword, value in part.items()}

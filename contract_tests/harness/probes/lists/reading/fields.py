"""The fields of a list's items, as the document has them and as the items do."""

from collections.abc import Mapping
from typing import Any

from contract_tests.harness.probes.lists.reading.parameters import merge
from vendor_spec.openapi.resources.lists import ListForm, Pointer, snake
from vendor_spec.openapi.schemas import COMBINED, walk

DEPTH = 2
SCALARS = {"string", "integer", "number", "boolean"}


def item_fields(content: Mapping[str, Any], form: ListForm) -> dict[Pointer, dict[str, Any]]:
    """Return the schemas of the single values that an item has by its document, those of its objects included."""
    fields: dict[Pointer, dict[str, Any]] = {}
    for inner in walk(content, form.item, ("properties", *COMBINED)):
        pointer = tuple(inner.pointer.split("/")[1:])
        if len(pointer) > DEPTH:
            break
        schema = merge(content, inner.schema)
        if pointer and types_of(schema) & SCALARS and "properties" not in schema:
            fields.setdefault(pointer, schema)
    return fields


def types_of(schema: Mapping[str, Any]) -> set[str]:
    """Return the types that a schema names, `null` left out; that of an enum without one is the text."""
    named = schema.get("type", "string" if "enum" in schema else ())
    return {named} if isinstance(named, str) else set(named) - {"null"}


def find_field(fields: Mapping[Pointer, Any], name: str) -> Pointer | None:
    """Return the field that a parameter names: `status`, `address.country`, `address[country]`, `filter[status]`."""
    plain = snake(name).removeprefix("filter_")
    named: list[Pointer] = [pointer for pointer in fields if len(pointer) == 1 and snake(pointer[0]) == plain]
    # The names of two levels are told apart by a sign, or else `call_id` would be the `id` of a `call`.
    if not named and any(sign in name for sign in ".[:"):
        named = [pointer for pointer in fields if "_".join(map(snake, pointer)) == plain]
    return named[0] if len(named) == 1 else None


def times_of(fields: Mapping[Pointer, Mapping[str, Any]]) -> list[Pointer]:
    """Return the fields that are times or dates by their format."""
    return [pointer for pointer, schema in fields.items() if schema.get("format") in ("date-time", "date")]

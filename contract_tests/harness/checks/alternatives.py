"""Which one of several documented alternatives (`oneOf`, `anyOf`) a value is meant to be."""

from collections.abc import Mapping
from typing import Any

from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import walk

ANOTHER_TYPE, ANOTHER_WORD, ANOTHER_FIELD, ANOTHER_VALUE = 100, 10, 3, 2  # how far each fault leads away


def choose(content: Mapping[str, Any], schema: Mapping[str, Any], body: Mapping[str, Any]) -> Any:
    """Return the alternative of a schema that an object is: the one that its discriminator names, or the only one whose
    required fields and fixed words it has; None if there is no telling."""
    stated = [each for keyword in ("oneOf", "anyOf") for each in schema.get(keyword, ())]
    discriminator = schema.get("discriminator", {})
    value = body.get(discriminator.get("propertyName", ""))
    if isinstance(value, str):
        name = discriminator.get("mapping", {}).get(value, value)
        named = [each for each in stated if str(each.get("$ref", "")).rpartition("/")[2] == name.rpartition("/")[2]]
        return resolve(content, named[0]) if len(named) == 1 else None
    fitting = [each for each in (resolve(content, each) for each in stated) if _fits(content, each, body)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(content: Mapping[str, Any], schema: Any, body: Mapping[str, Any]) -> bool:
    for part in (inner.schema for inner in walk(content, schema, ("allOf",))):
        words = {name: _words(resolve(content, below)) for name, below in part.get("properties", {}).items()}
        if not body.keys() >= {*part.get("required", ())} or part.get("type", "object") != "object":
            return False
        if any(allowed and name in body and body[name] not in allowed for name, allowed in words.items()):
            return False
    return True


def _words(schema: Any) -> list[Any]:
    if not isinstance(schema, dict):
        return []
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def find_closest(violation: Any) -> list[Any] | None:
    """Return the violations of the alternative that a value comes closest to; None if there is no telling.

    `violation` is one of jsonschema-rs. There is none where the value is as several alternatives at once: the document
    describes it more than once, and the vendor did nothing else.
    """
    branches = getattr(violation.kind, "context", None) or []
    if not all(branches):
        return []
    depth = len(violation.instance_path)
    costs = [sum(_cost(each, depth) for each in branch) for branch in branches]
    least = min(costs, default=0)
    return list(branches[costs.index(least)]) if costs.count(least) == 1 else None


def is_whole_number(violation: Any) -> bool:
    """Return whether an integer is written as 1.0, which JSON Schema has allowed since its draft 6."""
    value, kind = violation.instance, violation.kind
    return kind.name == "type" and isinstance(value, float) and value.is_integer() and "integer" in kind.types


def _cost(violation: Any, depth: int) -> int:
    keyword, below = violation.kind.name, len(violation.instance_path) - depth
    if is_whole_number(violation):
        return 0
    if keyword == "type" and below == 0:
        return ANOTHER_TYPE
    if keyword in ("const", "enum") and below <= 1:
        return ANOTHER_WORD
    return ANOTHER_FIELD if keyword in ("required", "additionalProperties", "unevaluatedProperties") else ANOTHER_VALUE

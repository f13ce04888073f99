"""Which schemas give single values, and which give the content of a file."""

from collections.abc import Mapping
from typing import Any

LARGEST = 2**63


def enumerated(keys: Mapping[str, Any]) -> list[Any]:
    """Return the values of an enumeration that gets a class; none for one that does not."""
    # The generator takes lists of texts or of integers, and type checkers no other Literal; what is left is the type.
    given = keys.get("enum")
    values = list(dict.fromkeys(map(_hashable, given))) if isinstance(given, list) else []
    fitting: dict[type, tuple[Any, ...]] = {str: (None, "string"), int: (None, "integer", "number")}
    kinds = {type(value) for value in values}
    if len(kinds) != 1 or keys.get("type") not in fitting.get(kinds.pop(), ()):
        return []
    return values if all(isinstance(value, str) or abs(value) < LARGEST for value in values) else []


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | int | float) else None


def is_constant(keys: Mapping[str, Any]) -> bool:
    """Return whether there is a single value, and one that a type checker takes for a type."""
    value = keys.get("const")
    if isinstance(value, str):
        return keys.get("type") in (None, "string")
    return (
        isinstance(value, int) and abs(value) < LARGEST and keys.get("type") in (None, "integer", "number", "boolean")
    )


def is_binary(keys: Mapping[str, Any]) -> bool:
    """Return whether a value is the content of a file."""
    # 3.1 says so; a `contentSchema` is for text that holds JSON.
    return "contentMediaType" in keys and "contentEncoding" not in keys and "contentSchema" not in keys

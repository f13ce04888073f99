"""What kind of JSON value something is, in a way that type checkers follow."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Say whether the value is a JSON object."""
    return isinstance(value, Mapping)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Say whether the value is a JSON array."""
    return isinstance(value, list)


def is_sequence(value: object) -> TypeGuard[Sequence[Any] | AbstractSet[Any]]:
    """Say whether the value holds several others, as an array does: any sequence or set, and no text or bytes."""
    return isinstance(value, list | tuple) or (
        isinstance(value, Sequence | AbstractSet) and not isinstance(value, str | bytes | bytearray | memoryview)
    )

# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""What kind of JSON value something is, in a way that type checkers follow."""

from collections.abc import Mapping
from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Say whether the value is a JSON object."""
    return isinstance(value, Mapping)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Say whether the value is a JSON array."""
    return isinstance(value, list)

# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""The body of a call whose fields are arguments."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .unset import UNSET

if TYPE_CHECKING:
    from .operation import Operation


def body_of(operation: "Operation[Any]", arguments: Mapping[str, Any], body: Any) -> Any:
    """Return the body of a call: as it is given, or the object of those fields that are; None when there is none.

    Raises `TypeError` when it is given both ways, or a field is missing.
    """
    given = {field.name: arguments.get(field.argument, UNSET) for field in operation.body_fields}
    given = {name: value for name, value in given.items() if value is not UNSET}
    if body is not None:
        if given:
            raise TypeError(
                f"{operation.name}() takes a body as {operation.body_argument!r} or by its fields, not both"
            )
        return body
    if not given and not operation.body_required:
        return None
    missing: list[str] = []
    for field in operation.body_fields:
        if field.required and field.name not in given:
            given[field.name] = field.default
            missing += [repr(field.argument)] if field.default is UNSET else []
    if missing:
        raise TypeError(_as_python_says(operation.name, missing))
    return given


def _as_python_says(name: str, missing: list[str]) -> str:
    *others, last = missing
    listed = f"{', '.join(others)}{',' if len(others) > 1 else ''} and {last}" if others else last
    return f"{name}() missing {len(missing)} required keyword-only argument{'s' if others else ''}: {listed}"

# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""What an error body says, whichever of the vendor's shapes it has.

The errors page shows `{"error": {"code", "message", "details"}, "requestId"}`, single pages `{"error": "<text>"}`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .kinds import is_object


class Problem(NamedTuple):
    """The parts of an error body; None for what it lacks."""

    code: str | None = None
    message: str | None = None
    details: Any = None
    request_id: str | None = None


def problem_of(body: object, headers: Mapping[str, str]) -> Problem:
    """Read an error body of any shape; nothing in it can make this fail."""
    outer = _object(body)
    error = outer.get("error")
    inner = _object(error) or outer
    return Problem(
        code=_text(inner.get("code")),
        message=_text(inner.get("message")) or _text(error) or _text(outer.get("message")),
        details=inner.get("details"),
        request_id=_text(outer.get("requestId")) or _text(outer.get("request_id")) or headers.get("x-request-id"),
    )


def _object(value: object) -> Mapping[str, Any]:
    return value if is_object(value) else {}


def _text(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None

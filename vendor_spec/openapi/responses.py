"""The responses of an operation: which one covers a status, and which ones are successes."""

from collections.abc import Collection, Mapping
from typing import Any

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve


def covering_keys(status: int | str) -> tuple[str, ...]:
    """Return the keys that a response to a status may have, the narrowest first: the status, its range, `default`."""
    return (str(status), f"{str(status)[0]}XX", f"{str(status)[0]}xx", "default")


def response_key(documented: Collection[str], status: int | str) -> str | None:
    """Return which of the documented keys covers a status; None when none does."""
    return next((key for key in covering_keys(status) if key in documented), None)


def documented_statuses(operation: Operation) -> list[str]:
    """Return the keys of an operation's responses (`200`, `4XX`, `default`), extensions left out."""
    return [key for key in operation.definition.get("responses", {}) if not key.startswith("x-")]


def success_statuses(operation: Operation) -> list[str]:
    """Return the keys of the responses to a request that succeeds: every 2xx, or the default where there is none."""
    documented = documented_statuses(operation)
    return [key for key in documented if key.startswith("2")] or [key for key in documented if key == "default"]


def is_documented(operation: Operation, status: int) -> bool:
    """Return whether the document has a response for a status."""
    return response_key(documented_statuses(operation), status) is not None


def documented_responses(content: Mapping[str, Any], operation: Operation) -> dict[str, dict[str, Any]]:
    """Return the responses of an operation by key, references followed."""
    responses = operation.definition.get("responses", {})
    return {key: resolve(content, responses[key]) for key in documented_statuses(operation)}


def media_types(content: Mapping[str, Any], operation: Operation, status: int | str) -> dict[str, Any]:
    """Return what the document says of the bodies with a status, by media type; empty when it has none."""
    responses = documented_responses(content, operation)
    bodies: dict[str, Any] = responses.get(response_key(responses, status) or "", {}).get("content", {})
    return bodies

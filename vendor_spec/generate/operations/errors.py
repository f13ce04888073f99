"""The errors in the docstring of a method: which exception stands for a documented status, in the document's words."""

from collections.abc import Callable, Mapping
from typing import Any

from openapi_python_client.parser.openapi import Endpoint

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.responses import documented_responses

# As the client's runtime raises them.
CLASSES = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "402": "PaymentRequiredError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}
LONGEST = 200  # characters of what is said of one status


def errors_of(content: dict[str, Any]) -> Callable[[Endpoint], dict[str, str]]:
    """Return a function for templates: it gives what an endpoint may raise, each with statuses and what they mean."""
    found = {operation.label: _errors(content, operation) for operation in iter_operations(content)}

    def find(endpoint: Endpoint) -> dict[str, str]:
        return found[f"{endpoint.method.upper()} {endpoint.path.get_untrusted_value()}"]

    return find


def _errors(content: Mapping[str, Any], operation: Operation) -> dict[str, str]:
    errors: dict[str, list[str]] = {}
    for status, response in sorted(documented_responses(content, operation).items()):
        if status[:1] in ("3", "4", "5"):
            words = " ".join(str(response.get("description") or "").split())[:LONGEST]
            errors.setdefault(class_of(status), []).append(f"{status}, {words}".rstrip("., "))
    return {name: f"{'; '.join(lines)}." for name, lines in errors.items()}


def class_of(status: str) -> str:
    """Return the name of the exception for a status, or a range of them, that is no success."""
    by_range = {"3": "RedirectError", "5": "ServerError"}
    return CLASSES.get(status) or by_range.get(status[0], "APIStatusError")

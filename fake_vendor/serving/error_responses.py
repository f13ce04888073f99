"""Error responses: the application's, in the form that the document has for them, and the router's, in its own."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from fake_vendor.serving.response import Response, reason
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause, Decision
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.success import make_headers
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import documented_responses, is_documented, response_key
from vendor_spec.openapi.values.samples import NOTHING, Sampler, find_example
from vendor_spec.openapi.values.schemas import Schemas

# The statuses that a refusal may have, the likeliest first: the first that the document has is sent.
STATUSES: Mapping[Cause, tuple[int, ...]] = {
    Cause.UNAUTHORIZED: (401, 403),
    Cause.OTHER_ACCOUNT: (403, 404, 401),
    Cause.INVALID: (400, 422),
    Cause.UNKNOWN: (404, 410),
    Cause.ENDED: (404, 410),
}
# By the vendor's errors page: codes are words in upper case, most of them the reason phrase of the status.
CODES = {422: "VALIDATION_ERROR", 429: "RATE_LIMITED", 500: "INTERNAL_ERROR"}


def choose_status(cause: Cause, operation: Operation) -> int:
    """Return the status of a refusal by an operation."""
    statuses = STATUSES[cause]
    return next((status for status in statuses if is_documented(operation, status)), statuses[0])


def make_refusal(behaviour: Behaviour, schemas: Schemas, serial: int, decision: Decision) -> Response:
    """Return the response to a request that earns no success."""
    status = choose_status(decision.cause, behaviour.operation)
    response = make_error(behaviour, schemas, serial, status, decision)
    if decision.cause is Cause.UNAUTHORIZED and behaviour.admission.challenge:
        return response.with_headers(("WWW-Authenticate", behaviour.admission.challenge))
    return response


def make_error(behaviour: Behaviour, schemas: Schemas, serial: int, status: int, decision: Decision) -> Response:
    """Return an error response with this status, in the form that the document has for that status."""
    cause, message = decision.cause, decision.message
    code = CODES.get(status, reason(status).upper().replace(" ", "_"))
    body = {
        "status": "error",
        "error": {"code": code, "message": message, "details": dict(decision.details)},
        "timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}Z",
        "requestId": f"req_{serial:08d}",
    }
    responses = documented_responses(schemas.content, behaviour.operation)
    documented = responses.get(response_key(responses, status) or "", {})
    headers = tuple(make_headers(documented, schemas).items())
    if status == 429 and not any(name.lower() == "retry-after" for name, _ in headers):
        headers = (*headers, ("Retry-After", "1"))
    contents: dict[str, Any] = documented.get("content", {}) or {"application/json": {}}
    media_type, media = next(iter(contents.items()))
    schema = media.get("schema", {})
    if not is_json(media_type):
        return Response(cause, status, media_type, message, headers=headers)
    shapes = (schemas.cut(schema, body), {"error": message}, {"message": message})
    fitting = next((shape for shape in shapes if schemas.allows(schema, shape)), None)
    if fitting is None:
        hint = {"title": message, "detail": message, "message": message, "error": message, "status": status}
        example = find_example(media, schemas.content)
        fitting = Sampler(schemas).sample(schema, hint if example is NOTHING else example)
    return Response(cause, status, media_type, fitting, headers=headers)


def make_router_error(status: int, decision: Decision, methods: Iterable[str]) -> Response:
    """Return what a router sends for a path that nobody serves, or not by this method but by `methods`.

    It is not what the application sends for a resource that is not there: of frameworks as they come, FastAPI's router
    sends this JSON, Django's and Express's an HTML page, and Go's a text.
    """
    response = Response(decision.cause, status, content={"detail": reason(status)})
    return response.with_headers(("Allow", ", ".join(methods))) if status == 405 else response

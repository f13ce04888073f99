"""Error responses: in the vendor's shape or, where the document has another, in that; under a documented status."""

from typing import Any

from attrs import frozen

from fake_vendor.serving.response import Response, reason
from fake_vendor.spec.api import Api
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause, Decision
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.success import make_headers
from fake_vendor.spec.values.samples import NOTHING, Sampler, find_example
from fake_vendor.spec.values.text_forms import now
from vendor_spec.openapi.responses import documented_responses, is_documented, response_key

# The statuses that a refusal may have, the likeliest first: the first that the document has is sent.
STATUSES: dict[Cause, tuple[int, ...]] = {
    Cause.NO_ROUTE: (404,),
    Cause.BAD_METHOD: (405,),
    Cause.UNAUTHORIZED: (401, 403),
    Cause.OTHER_ACCOUNT: (403, 404, 401),
    Cause.INVALID: (400, 422),
    Cause.UNKNOWN: (404, 410),
    Cause.ENDED: (404, 410),
}
# By the vendor's errors page: codes are words in upper case, most of them the reason phrase of the status.
CODES = {422: "VALIDATION_ERROR", 429: "RATE_LIMITED", 500: "INTERNAL_ERROR"}


@frozen
class ErrorResponses:
    """Makes the error responses of one API, at an operation or at a path that no operation has (None)."""

    api: Api

    def refuse(self, behaviour: Behaviour | None, serial: int, decision: Decision) -> Response:
        """Return the response to a request that earns no success."""
        statuses = STATUSES[decision.cause]
        documented = (status for status in statuses if behaviour and is_documented(behaviour.operation, status))
        status = next(documented, statuses[0])
        response = self.error(behaviour, serial, status, decision)
        if decision.cause is Cause.UNAUTHORIZED and behaviour is not None and behaviour.admission.challenge:
            return response.with_headers(("WWW-Authenticate", behaviour.admission.challenge))
        return response

    def error(self, behaviour: Behaviour | None, serial: int, status: int, decision: Decision) -> Response:
        """Return an error response with this status, in the shape that the document has for that status."""
        cause, message = decision.cause, decision.message
        code = CODES.get(status, reason(status).upper().replace(" ", "_"))
        body = {
            "status": "error",
            "error": {"code": code, "message": message, "details": dict(decision.details)},
            "timestamp": f"{now():%Y-%m-%dT%H:%M:%S}Z",
            "requestId": f"req_{serial:08d}",
        }
        responses = documented_responses(self.api.schemas.content, behaviour.operation) if behaviour is not None else {}
        documented = responses.get(response_key(responses, status) or "", {})
        headers = tuple(make_headers(documented, self.api.schemas).items())
        if status == 429 and not any(name.lower() == "retry-after" for name, _ in headers):
            headers = (*headers, ("Retry-After", "1"))
        contents: dict[str, Any] = documented.get("content", {}) or {"application/json": {}}
        media_type, media = next(iter(contents.items()))
        schema = media.get("schema", {})
        if not is_json(media_type):
            return Response(cause, status, media_type, message, headers=headers)
        shapes = (body, {"error": message}, {"message": message})
        fitting = next((shape for shape in shapes if self.api.schemas.allows(schema, shape)), None)
        if fitting is None:
            hint = {"title": message, "detail": message, "message": message, "error": message, "status": status}
            example = find_example(media, self.api.schemas.content)
            fitting = Sampler(self.api.schemas).sample(schema, hint if example is NOTHING else example)
        return Response(cause, status, media_type, fitting, headers=headers)

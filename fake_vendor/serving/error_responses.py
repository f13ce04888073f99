"""Error answers: in the vendor's shape or, where the document has another, in that; under a documented status."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from fake_vendor.serving.response import Answer
from fake_vendor.spec.behaviour import Api, Conduct
from fake_vendor.spec.decisions import Cause, Decision
from fake_vendor.spec.parameters import find_example
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.success import make_headers
from fake_vendor.spec.values.samples import NOTHING, Sampler
from fake_vendor.spec.values.text_forms import now
from vendor_spec.openapi.references import resolve

# The statuses that a refusal may have, the likeliest first: the first that the document has is taken.
STATUSES: dict[Cause, tuple[int, ...]] = {
    Cause.NO_ROUTE: (404,),
    Cause.BAD_METHOD: (405,),
    Cause.UNAUTHORIZED: (401, 403),
    Cause.OTHER_ACCOUNT: (403, 404, 401),
    Cause.INVALID: (400, 422),
    Cause.UNKNOWN: (404, 410),
    Cause.ENDED: (404, 410),
}
# By the vendor's errors page: codes are words in upper case.
CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    402: "PAYMENT_REQUIRED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "CONFLICT",
    410: "GONE",
    422: "VALIDATION_ERROR",
    429: "RATE_LIMITED",
    500: "INTERNAL_ERROR",
    502: "BAD_GATEWAY",
    503: "SERVICE_UNAVAILABLE",
    504: "GATEWAY_TIMEOUT",
}


@frozen
class Refuser:
    """Writes the error answers of one API; `is_terse` picks the text form `{"error": "..."}`."""

    api: Api

    def refuse(self, conduct: Conduct | None, decision: Decision, serial: int) -> Answer:
        """The answer to a request that does not get what it asks for."""
        offered = STATUSES.get(decision.cause, (400,))
        documented = conduct.operation.definition.get("responses", {}) if conduct is not None else {}
        status = next((status for status in offered if find_response(documented, status) is not None), offered[0])
        answer = self.error(conduct, status, decision.message, serial, decision.cause, decision.details)
        if decision.cause is Cause.UNAUTHORIZED and conduct is not None and conduct.admission.challenge:
            return answer.with_headers(("WWW-Authenticate", conduct.admission.challenge))
        return answer

    def error(
        self,
        conduct: Conduct | None,
        status: int,
        message: str,
        serial: int,
        cause: Cause = Cause.TROUBLE,
        details: Mapping[str, str] | None = None,
    ) -> Answer:
        """An error answer with this status, in the shape that the document gives that status."""
        body = {
            "status": "error",
            "error": {"code": CODES.get(status, "ERROR"), "message": message, "details": dict(details or {})},
            "timestamp": f"{now():%Y-%m-%dT%H:%M:%S}Z",
            "requestId": f"req_{serial:08d}",
        }
        documented = conduct.operation.definition.get("responses", {}) if conduct is not None else {}
        stated = resolve(self.api.content, find_response(documented, status)) or {}
        headers = tuple(make_headers(stated, self.api.schemas).items())
        if status == 429 and not any(name.lower() == "retry-after" for name, _ in headers):
            headers = (*headers, ("Retry-After", "1"))
        media: tuple[str, Any] = next(iter(stated.get("content", {}).items()), ("application/json", {}))
        schema = media[1].get("schema", {})
        if not is_json(media[0]):
            return Answer(cause, status, media[0], message, headers=headers)
        shapes = (body, {"error": message}, {"message": message})
        fitting = next((shape for shape in shapes if self.api.schemas.allows(schema, shape)), None)
        if fitting is None:
            told = {"title": message, "detail": message, "message": message, "error": message, "status": status}
            example = find_example(media[1], self.api.content)
            fitting = Sampler(self.api.schemas).sample(schema, told if example is NOTHING else example)
        return Answer(cause, status, media[0], fitting, headers=headers)


def find_response(responses: Mapping[str, Any], status: int) -> Any:
    """What a document says of a status, by itself, by its class (`4XX`) or by default; None when nothing."""
    keys = (str(status), f"{str(status)[0]}XX", f"{str(status)[0]}xx", "default")
    return next((responses[key] for key in keys if key in responses), None)

"""Other refusals that are as right, and refusals that pass."""

from attrs import evolve

from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.effects import Effect, Exchange, Switch, always, throttle
from vendor_spec.openapi.responses import is_documented


def _refuse_as(name: str, does: str, status: int, cause: Cause, message: str = "") -> Switch:
    def intercept(exchange: Exchange) -> Response | None:
        if exchange.decision.cause is not cause:
            return None
        return evolve(exchange.error(status, message or exchange.decision.message), cause=cause)

    def make(behaviour: Behaviour, argument: str) -> Effect | None:
        return Effect(intercept=intercept) if is_documented(behaviour.operation, status) else None

    return Switch(f"harmless.{name}", does, make)


def _put_text(response: Response, exchange: Exchange) -> Response:
    if exchange.succeeds or not response.is_json or not isinstance(response.content, dict):
        return response
    error = response.content.get("error")
    return evolve(response, content={"error": error["message"]}) if isinstance(error, dict) else response


_blip = always(Effect(intercept=lambda exchange: exchange.refuse_for_now(503, 0)))
SWITCHES = (
    Switch("harmless.throttled", "Every fourth response is 429 (Retry-After: 1 s).", throttle, "SECONDS", every=4),
    Switch("harmless.blips", "Every fifth response is 503; the same request then passes.", _blip, every=5),
    _refuse_as("invalid_422", "What is invalid is refused with 422, not 400.", 422, Cause.INVALID),
    _refuse_as("invalid_404", "What is invalid is refused with 404, not 400.", 404, Cause.INVALID),
    _refuse_as("credentials_403", "Wrong credentials are refused with 403, not 401.", 403, Cause.UNAUTHORIZED),
    _refuse_as("account_401", "Another account is refused with 401, not 403.", 401, Cause.OTHER_ACCOUNT),
    _refuse_as("account_404", "Another account is refused with 404, not 403.", 404, Cause.OTHER_ACCOUNT),
    _refuse_as("ended", "The 404 of an unknown id says: ended.", 404, Cause.UNKNOWN, "This resource has ended"),
    Switch("harmless.text_errors", "Errors have the vendor's other form.", always(Effect(response=_put_text))),
)

"""Other refusals that are as right, and refusals that pass."""

from attrs import evolve

from fake_vendor.serving.response import Response
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.effects import Effect, Exchange, Make, Switch, always, throttle
from vendor_spec.openapi.responses import is_documented


def _refuse_as(status: int, cause: Cause, message: str = "") -> Make:
    def intercept(exchange: Exchange) -> Response | None:
        if exchange.decision.cause is not cause:
            return None
        return evolve(exchange.error(status, message or exchange.decision.message), cause=cause)

    effect = Effect(intercept=intercept)
    return lambda behaviour, argument: effect if is_documented(behaviour.operation, status) else None


def _put_text(response: Response, exchange: Exchange) -> Response:
    if exchange.succeeds or not response.is_json or not isinstance(response.content, dict):
        return response
    error = response.content.get("error")
    return evolve(response, content={"error": error["message"]}) if isinstance(error, dict) else response


SWITCHES = (
    Switch(
        "harmless.throttled",
        "Every fourth response is 429 with Retry-After (1 s, or as said).",
        throttle,
        "SECONDS",
        every=4,
    ),
    Switch(
        "harmless.blips",
        "Every fifth response is 503; the same request passes when it is sent again.",
        always(Effect(intercept=lambda exchange: exchange.refuse_for_now(503, 0))),
        every=5,
    ),
    Switch("harmless.invalid_422", "What is invalid is refused with 422, not 400.", _refuse_as(422, Cause.INVALID)),
    Switch("harmless.invalid_404", "What is invalid is refused with 404, not 400.", _refuse_as(404, Cause.INVALID)),
    Switch(
        "harmless.credentials_403",
        "Wrong credentials are refused with 403, not 401.",
        _refuse_as(403, Cause.UNAUTHORIZED),
    ),
    Switch(
        "harmless.account_401", "Another account is refused with 401, not 403.", _refuse_as(401, Cause.OTHER_ACCOUNT)
    ),
    Switch(
        "harmless.account_404", "Another account is refused with 404, not 403.", _refuse_as(404, Cause.OTHER_ACCOUNT)
    ),
    Switch(
        "harmless.ended",
        "The 404 for an id that nobody has says that it has ended.",
        _refuse_as(404, Cause.UNKNOWN, "This resource has ended"),
    ),
    Switch(
        "harmless.text_errors",
        'Errors have the vendor\'s other form: {"error": "a text"}.',
        always(Effect(response=_put_text)),
    ),
)

"""Other ways to say no that are as right, and refusals that pass."""

from attrs import evolve

from fake_vendor.serving.error_responses import find_response
from fake_vendor.serving.response import Answer
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.effects import Effect, Exchange, Make, Order, Section, Switch
from fake_vendor.variants.harmless.travel import read_seconds


def refuse_for_now(exchange: Exchange, status: int, seconds: float) -> Answer:
    """An error answer that says when to come again."""
    answer = exchange.error(status, "Too many requests" if status == 429 else "Please come again")
    kept = tuple(pair for pair in answer.headers if pair[0].lower() != "retry-after")
    return evolve(answer, headers=(*kept, ("Retry-After", str(int(seconds)))))


def throttle(conduct: Conduct, argument: str) -> Effect:
    """`SECONDS`: the Retry-After of a 429."""
    seconds = read_seconds("harmless.throttled", argument or "1")
    return Effect(step_in=lambda exchange: refuse_for_now(exchange, 429, seconds))


def _fail_for_now(conduct: Conduct, argument: str) -> Effect:
    return Effect(step_in=lambda exchange: refuse_for_now(exchange, 503, 0))


def _refuse_as(status: int, *causes: Cause, message: str = "") -> Make:
    def make(conduct: Conduct, argument: str) -> Effect | None:
        if find_response(conduct.operation.definition.get("responses", {}), status) is None:
            return None

        def step_in(exchange: Exchange) -> Answer | None:
            if exchange.decision.cause not in causes:
                return None
            answer = exchange.error(status, message or exchange.decision.message)
            return evolve(answer, cause=exchange.decision.cause)

        return Effect(step_in=step_in)

    return make


def _put_text(exchange: Exchange, answer: Answer) -> Answer:
    if exchange.is_due or not answer.is_json or not isinstance(answer.content, dict):
        return answer
    detail = answer.content.get("error")
    return evolve(answer, content={"error": detail["message"]}) if isinstance(detail, dict) else answer


def _of(name: str, does: str, make: Make, argument: str = "", every: int = 1) -> Switch:
    return Switch(f"harmless.{name}", does, make, argument, Section.HARMLESS, every=every)


SWITCHES = (
    _of("throttled", "Every fourth answer is 429 with Retry-After (1 s, or as said).", throttle, "SECONDS", every=4),
    _of("blips", "Every fifth answer is 503; the same request passes when it is sent again.", _fail_for_now, every=5),
    _of("invalid_422", "What is not valid is refused with 422, not 400.", _refuse_as(422, Cause.INVALID)),
    _of("invalid_404", "What is not valid is refused with 404, not 400.", _refuse_as(404, Cause.INVALID)),
    _of("credentials_403", "Wrong credentials are refused with 403, not 401.", _refuse_as(403, Cause.UNAUTHORIZED)),
    _of("account_401", "Another account is refused with 401, not 403.", _refuse_as(401, Cause.OTHER_ACCOUNT)),
    _of("account_404", "Another account is refused with 404, not 403.", _refuse_as(404, Cause.OTHER_ACCOUNT)),
    _of(
        "ended",
        "The 404 for an id that nobody has says that it has ended.",
        _refuse_as(404, Cause.UNKNOWN, message="This resource has ended"),
    ),
    _of(
        "text_errors",
        'Errors have the vendor\'s other form: {"error": "a text"}.',
        lambda conduct, argument: Effect(answer=_put_text, order=Order.FIELD),
    ),
)

"""Statuses that the document lacks, or that this request has not earned; server errors."""

import re
from collections.abc import Callable

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Answer
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.spec.decisions import Cause
from fake_vendor.spec.request import Request
from fake_vendor.variants.effects import Effect, Exchange, Order, Switch
from fake_vendor.variants.success_effects import change_success

CAUSES = {
    "unknown": (Cause.UNKNOWN, Cause.ENDED),
    "invalid": (Cause.INVALID,),
    "credentials": (Cause.UNAUTHORIZED,),
    "account": (Cause.OTHER_ACCOUNT,),
}
BODILESS = (204, 205, 304)
Question = Callable[[Exchange], bool]


def change_status(conduct: Conduct, argument: str) -> Effect | None:
    """`STATUS`: a request that earns the documented success gets another 2xx."""
    status = _read("status.changed", argument or "202", 200, 299)
    # What a document says by default is about errors.
    if {str(status), "2XX", "2xx"} & conduct.operation.definition.get("responses", {}).keys():
        return None

    def change(answer: Answer, _: Exchange) -> Answer:
        if status in BODILESS:
            return evolve(answer, status=status, has_body=False, media_type=None)
        return evolve(answer, status=status)

    return change_success(change, Order.STATUS)


def misjudge(conduct: Conduct, argument: str) -> Effect | None:
    """`CAUSE=STATUS`: refusals of one cause have a status that the document lacks, or that another cause earns."""
    cause, _, text = (argument or "unknown=410").partition("=")
    if cause not in CAUSES:
        raise VendorFault(f"status.undocumented: {cause} is not one of {', '.join(CAUSES)}")
    status = _read("status.undocumented", text or "410", 400, 499)
    if not _can_happen(conduct, cause):
        return None

    def step_in(exchange: Exchange) -> Answer | None:
        return exchange.error(status, "Refused") if exchange.decision.cause in CAUSES[cause] else None

    return Effect(step_in=step_in)


def fail(conduct: Conduct, argument: str) -> Effect | None:
    """`WHEN[=STATUS]`: the server fails on these requests."""
    when, _, text = argument.partition("=")
    if when.isdecimal() and not text:
        when, text = "", when
    status = _read("server.error", text or "500", 500, 599)
    asked = _QUESTIONS.get(when or "always")
    if asked is None:
        raise VendorFault(f"server.error: {when} is not one of {', '.join(_QUESTIONS)}")
    if when in CAUSES and not _can_happen(conduct, when):
        return None
    return Effect(step_in=lambda one: exchange_error(one, status) if asked(one) else None)


def exchange_error(exchange: Exchange, status: int) -> Answer:
    """The answer of a server that failed."""
    return exchange.error(status, "Something went wrong")


def is_odd(request: Request) -> bool:
    """Whether a value holds what a careless server does not expect: control or non-ASCII characters, or very much."""
    texts = [*(value for _, value in request.query), request.path]
    return any(re.search(r"[^\x20-\x7e]", text) or len(text) > 200 for text in texts) or "%00" in request.path


def _can_happen(conduct: Conduct, cause: str) -> bool:
    if cause == "unknown":
        return any(one.name not in conduct.account_parameters for one in conduct.facts.path_parameters)
    if cause == "invalid":
        return any(one.required and one.location != "path" for one in conduct.parameters) or conduct.payload is not None
    return bool(conduct.admission.alternatives if cause == "credentials" else conduct.account_parameters)


def _of(cause: str) -> Question:
    return lambda exchange: exchange.decision.cause in CAUSES[cause]


_QUESTIONS: dict[str, Question] = {
    "always": lambda exchange: True,
    "success": lambda exchange: exchange.is_due,
    "odd": lambda exchange: is_odd(exchange.request) and exchange.decision.cause is not Cause.UNAUTHORIZED,
    **{cause: _of(cause) for cause in CAUSES},
}


def _read(name: str, text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise VendorFault(f"{name}: {text} is not a status from {low} to {high}")
    return int(text)


SWITCHES = (
    Switch(
        "status.changed", "Where a success is due, its status is another 2xx (default: 202).", change_status, "STATUS"
    ),
    Switch(
        "status.undocumented",
        f"A refusal has an undocumented or unearned status; CAUSE is {', '.join(CAUSES)} (default: unknown=410).",
        misjudge,
        "CAUSE=STATUS",
    ),
    Switch(
        "server.error",
        f"The server fails (default: 500): {', '.join(_QUESTIONS)}; every=N makes it intermittent.",
        fail,
        "WHEN[=STATUS]",
    ),
)

"""Statuses that the document lacks, or that this request has not earned; server errors."""

import re
from collections.abc import Callable

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause
from fake_vendor.spec.request import Request
from fake_vendor.variants.effects import Effect, Exchange, Order, choose, switch
from fake_vendor.variants.success_effects import change_success
from vendor_spec.openapi.responses import documented_statuses, response_key

CAUSES = {
    "unknown": (Cause.UNKNOWN, Cause.ENDED),
    "invalid": (Cause.INVALID,),
    "credentials": (Cause.UNAUTHORIZED,),
    "account": (Cause.OTHER_ACCOUNT,),
}
BODILESS = (204, 205, 304)
Condition = Callable[[Exchange], bool]


def is_odd(request: Request) -> bool:
    """Return whether a value may break a careless server: control or non-ASCII characters, or more than 200 of any."""
    texts = [*(value for _, value in request.args.items(multi=True)), request.path]
    return any(re.search(r"[^\x20-\x7e]", text) or len(text) > 200 for text in texts) or "%00" in request.path


def _can_happen(behaviour: Behaviour, cause: str) -> bool:
    if cause == "unknown":
        return bool(behaviour.resource_parameters)
    if cause == "invalid":
        return (
            any(parameter.required and parameter.location != "path" for parameter in behaviour.parameters)
            or behaviour.request_body is not None
        )
    return bool(behaviour.admission.alternatives if cause == "credentials" else behaviour.account_parameters)


def _has(cause: str) -> Condition:
    return lambda exchange: exchange.decision.cause in CAUSES[cause]


_CONDITIONS: dict[str, Condition] = {
    "always": lambda exchange: True,
    "success": lambda exchange: exchange.succeeds,
    "odd": lambda exchange: is_odd(exchange.request) and exchange.decision.cause is not Cause.UNAUTHORIZED,
    **{cause: _has(cause) for cause in CAUSES},
}


def _read(text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise VendorFault(f"{text} is not a status from {low} to {high}")
    return int(text)


@switch("status.changed", "STATUS")
def change_status(behaviour: Behaviour, argument: str) -> Effect | None:
    """Where a success is expected, its status is another 2xx (default: 202)."""
    status = _read(argument or "202", 200, 299)
    # What a document says by default is about errors.
    if response_key(documented_statuses(behaviour.operation), status) not in (None, "default"):
        return None

    def change(response: Response, _: Exchange) -> Response:
        if status in BODILESS:
            return evolve(response, status=status, has_body=False, media_type=None)
        return evolve(response, status=status)

    return change_success(change, Order.STATUS)


@switch("status.undocumented", "CAUSE=STATUS", options=CAUSES)
def misjudge(behaviour: Behaviour, argument: str) -> Effect | None:
    """Refusals of one cause have an undocumented or unearned status (default: unknown=410)."""
    cause, _, text = (argument or "unknown=410").partition("=")
    causes = choose(cause, CAUSES)
    status = _read(text or "410", 400, 499)
    if not _can_happen(behaviour, cause):
        return None
    return Effect(
        intercept=lambda exchange: exchange.error(status, "Refused") if exchange.decision.cause in causes else None
    )


@switch("server.error", "WHEN[=STATUS]", options=_CONDITIONS)
def fail(behaviour: Behaviour, argument: str) -> Effect | None:
    """The server fails on these requests (default: always=500); every=N makes it intermittent."""
    when, _, text = argument.partition("=")
    if when.isdecimal() and not text:
        when, text = "", when
    status = _read(text or "500", 500, 599)
    fails = choose(when or "always", _CONDITIONS)
    if when in CAUSES and not _can_happen(behaviour, when):
        return None
    return Effect(
        intercept=lambda exchange: exchange.error(status, "Something went wrong") if fails(exchange) else None
    )


SWITCHES = (change_status, misjudge, fail)

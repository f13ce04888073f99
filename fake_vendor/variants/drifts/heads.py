"""Statuses that the document lacks or this request has not earned; headers that are absent, wrong, or a warning."""

import re
from collections.abc import Callable

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause
from fake_vendor.spec.request import Request
from fake_vendor.spec.success import read_response
from fake_vendor.variants.effects import Effect, Exchange, Order, choose, switch
from fake_vendor.variants.refusals import REFUSALS, can_happen
from fake_vendor.variants.success_effects import change_success
from vendor_spec.openapi.responses import documented_statuses, response_key

BODILESS = (204, 205, 304)
# RFC 9745 (Deprecation), RFC 8594 (Sunset); `true` is what the drafts of the former had.
DEPRECATION = ("Deprecation", "@1767225600")
SUNSET = ("Sunset", "Thu, 31 Dec 2026 23:59:59 GMT")
ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "deprecation": (DEPRECATION,),
    "deprecation_true": (("Deprecation", "true"),),
    "sunset": (SUNSET,),
    "warning": (("Warning", '299 - "Deprecated API: ends on 2026-12-31"'),),
    "link": (("Link", '<https://docs.example.com/v2>; rel="successor-version"'),),
    "both": (DEPRECATION, SUNSET, ("Link", '<https://docs.example.com/migration>; rel="deprecation"')),
}
Condition = Callable[[Exchange], bool]


def is_odd(request: Request) -> bool:
    """Return whether a value may break a careless server: control or non-ASCII characters, or more than 200 of any."""
    texts = [*(value for _, value in request.args.items(multi=True)), request.path]
    return any(re.search(r"[^\x20-\x7e]", text) or len(text) > 200 for text in texts) or "%00" in request.path


def _has(*causes: Cause) -> Condition:
    return lambda exchange: exchange.decision.cause in causes


_REFUSALS: dict[str, Condition] = {name: _has(*causes) for name, causes in REFUSALS.items()}
_CONDITIONS: dict[str, Condition] = {
    "always": lambda exchange: True,
    "success": lambda exchange: exchange.succeeds,
    "odd": lambda exchange: is_odd(exchange.request) and exchange.decision.cause is not Cause.UNAUTHORIZED,
    **_REFUSALS,
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


@switch("status.undocumented", "CAUSE=STATUS", options=_REFUSALS)
def misjudge(behaviour: Behaviour, argument: str) -> Effect | None:
    """Refusals of one cause have an undocumented or unearned status (default: unknown=410)."""
    cause, _, text = (argument or "unknown=410").partition("=")
    refuses = choose(cause, _REFUSALS)
    status = _read(text or "410", 400, 499)
    if not can_happen(behaviour, cause):
        return None
    return Effect(intercept=lambda exchange: exchange.error(status, "Refused") if refuses(exchange) else None)


@switch("server.error", "WHEN[=STATUS]", options=_CONDITIONS)
def fail(behaviour: Behaviour, argument: str) -> Effect | None:
    """The server fails on these requests (default: always=500); every=N makes it intermittent."""
    when, _, text = argument.partition("=")
    if when.isdecimal() and not text:
        when, text = "", when
    status = _read(text or "500", 500, 599)
    fails = choose(when or "always", _CONDITIONS)
    if when in _REFUSALS and not can_happen(behaviour, when):
        return None
    return Effect(
        intercept=lambda exchange: exchange.error(status, "Something went wrong") if fails(exchange) else None
    )


@switch("lifecycle.deprecated", "HOW", options=ENDINGS)
def deprecate(behaviour: Behaviour, argument: str) -> Effect:
    """Responses announce that the operation will go (default: both)."""
    headers = choose(argument or "both", ENDINGS)
    return Effect(response=lambda response, _: response.with_headers(*headers), order=Order.TRAVEL)


@switch("header.missing", "NAME|429=NAME")
def drop_header(behaviour: Behaviour, argument: str) -> Effect | None:
    """A documented header of success responses is absent; 429=: what should succeed is 429, without this header."""
    status, equals, name = argument.partition("=")
    return _throttle(behaviour, status, name) if equals else _change_header(behaviour, argument, None)


def _throttle(behaviour: Behaviour, status: str, name: str) -> Effect | None:
    number = _read(status, 429, 429)
    headers = read_response(behaviour.operation, number, behaviour.success.schemas).headers
    if name.lower() not in map(str.lower, headers):
        return None

    def intercept(exchange: Exchange) -> Response | None:
        if not exchange.succeeds:
            return None
        response = exchange.error(number, "Too many requests")
        return evolve(response, headers=tuple(pair for pair in response.headers if pair[0].lower() != name.lower()))

    return Effect(intercept=intercept)


@switch("header.value", "NAME=VALUE")
def change_header(behaviour: Behaviour, argument: str) -> Effect | None:
    """A documented header of success responses has another value."""
    name, _, value = argument.partition("=")
    return _change_header(behaviour, name, value or "unheard-of")


def _change_header(behaviour: Behaviour, wanted: str, value: str | None) -> Effect | None:
    names = [name.lower() for name in behaviour.success.headers]
    name = next((name for name in names if wanted.lower() in ("", name)), None)
    if name is None:
        return None

    def change(response: Response, _: Exchange) -> Response:
        pairs = ((key, value if key.lower() == name else old) for key, old in response.headers)
        return evolve(response, headers=tuple((key, new) for key, new in pairs if new is not None))

    return change_success(change, Order.TRAVEL)


SWITCHES = (change_status, misjudge, fail, deprecate, drop_header, change_header)

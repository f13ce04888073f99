"""Responses that travel otherwise, refusals that are as right, and refusals that pass."""

import gzip
import zlib
from collections.abc import Callable

from attrs import evolve

from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.effects import (
    RETRY_AFTER,
    Effect,
    Exchange,
    Make,
    Order,
    Switch,
    always,
    deliver,
    read_seconds,
    refuse_for_now,
    switch,
)
from vendor_spec.openapi.responses import is_documented


@switch("harmless.slow", "SECONDS")
def be_slow(behaviour: Behaviour, argument: str) -> Effect:
    """Every response takes 0.3 s, or as many seconds as said."""
    seconds = read_seconds(argument or "0.3")
    return Effect(response=lambda response, _: response.deliver(delay=seconds), order=Order.TRAVEL)


def _always(step: Callable[[Response, Exchange], Response]) -> Make:
    return always(Effect(response=step, order=Order.TRAVEL))


def _compress(name: str, compress: Callable[[bytes], bytes]) -> Switch:
    def step(response: Response, exchange: Exchange) -> Response:
        if not response.has_body or name not in exchange.request.headers.get("Accept-Encoding", ""):
            return response
        compressed = evolve(response, finish=(*response.finish, compress))
        return compressed.with_headers(("Content-Encoding", name), ("Vary", "Accept-Encoding"))

    does = f"Bodies are compressed with {name} for clients that accept it."
    return Switch(f"harmless.{name}", does, _always(step))


def _add_headers(response: Response, exchange: Exchange) -> Response:
    return response.with_headers(
        ("X-Request-Id", f"req_{exchange.serial:08d}"),
        ("X-RateLimit-Remaining", str(1000 - exchange.serial % 1000)),
        ("Set-Cookie", "lb=node-2; Path=/; HttpOnly"),
        ("Strict-Transport-Security", "max-age=63072000"),
        ("ETag", f'W/"{exchange.serial:x}"'),
        ("Cache-Control", "no-store"),
        ("Via", "1.1 edge"),
    )


def _pass(name: str, does: str, status: int, default: str, *, every: int) -> Switch:
    return Switch(f"harmless.{name}", does, refuse_for_now(status, default), RETRY_AFTER, every=every)


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


_closing = _always(lambda response, _: response.deliver(closes=True).with_headers(("Connection", "close")))
SWITCHES = (
    _compress("gzip", gzip.compress),
    _compress("deflate", zlib.compress),
    Switch("harmless.headers", "Responses have undocumented headers, a cookie among them.", _always(_add_headers)),
    Switch("harmless.header_case", "Header names are in lower case.", deliver(has_lower_case=True)),
    be_slow,
    Switch("harmless.http10", "Responses are HTTP/1.0.", deliver(version="1.0", closes=True)),
    Switch("harmless.closed", "Every response says that the connection closes, and it does.", _closing),
    Switch("harmless.dropped", "Every third response closes the connection unsaid.", deliver(closes=True), every=3),
    Switch("harmless.chunked", "Bodies come in chunks, without a length.", deliver(is_chunked=True)),
    Switch("harmless.pieces", "Responses come in pieces of 40 bytes.", deliver(piece=40)),
    _pass("throttled", "Every fourth response is 429 (Retry-After: 1 s).", 429, "1", every=4),
    _pass("blips", "Every fifth response is 503; the same request then passes.", 503, "0", every=5),
    _refuse_as("invalid_422", "What is invalid is refused with 422, not 400.", 422, Cause.INVALID),
    _refuse_as("invalid_404", "What is invalid is refused with 404, not 400.", 404, Cause.INVALID),
    _refuse_as("credentials_403", "Wrong credentials are refused with 403, not 401.", 403, Cause.UNAUTHORIZED),
    _refuse_as("account_401", "Another account is refused with 401, not 403.", 401, Cause.OTHER_ACCOUNT),
    _refuse_as("account_404", "Another account is refused with 404, not 403.", 404, Cause.OTHER_ACCOUNT),
    _refuse_as("ended", "The 404 of an unknown id says: ended.", 404, Cause.UNKNOWN, "This resource has ended"),
    Switch("harmless.text_errors", "Errors have the vendor's other form.", always(Effect(response=_put_text))),
)

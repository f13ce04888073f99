"""What is at no operation, and answers alike or unlike: other forms of a router's 404, and credentials before it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from attrs import evolve

from fake_vendor.serving.response import Response, reason
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.effects import Effect, Exchange, Order, choose, switch
from fake_vendor.variants.refusals import REFUSALS

PAGE = "<!doctype html>\n<html lang=en>\n<title>{0}</title>\n<h1>{0}</h1>\n<p>The address is not known here.</p>\n"


def _as_application(message: str) -> Callable[[Response, Exchange], Response]:
    """Return what writes the 404 of a resource that is not there, with this message."""

    def write(response: Response, exchange: Exchange) -> Response:
        error = exchange.error(response.status, message.format(path=exchange.request.path))
        return evolve(response, media_type=error.media_type, content=error.content)

    return write


def _as_router(media_type: str, make: Callable[[int, str], Any]) -> Callable[[Response, Exchange], Response]:
    return lambda response, exchange: evolve(
        response, media_type=media_type, content=make(response.status, exchange.request.path)
    )


def _describe(status: int, path: str) -> dict[str, Any]:
    now = f"{datetime.now(UTC).isoformat(timespec='milliseconds')}"
    return {"timestamp": now, "status": status, "error": reason(status), "path": path}


_ALIKE = {"alike": _as_application("Not found"), "alike_path": _as_application("Not found: {path}")}
_FORMS = {
    "html": _as_router("text/html", lambda status, _: PAGE.format(reason(status))),
    "text": _as_router("text/plain", lambda status, _: f"{status} {reason(status).lower()}\n"),
    "empty": _as_router("text/plain", lambda *_: ""),
    "path": _as_router("application/json", _describe),
    **_ALIKE,
}


@switch("harmless.router", "FORM", options=_FORMS)
def route_otherwise(behaviour: Behaviour, argument: str) -> Effect | None:
    """A path that nobody serves has an error of another form (default: html); alike: the one that an unknown id has."""
    form = argument or "html"
    write = choose(form, _FORMS)
    if not (behaviour.is_router or (form in _ALIKE and behaviour.resource_parameters)):
        return None
    missing = (Cause.NO_ROUTE, Cause.BAD_METHOD, Cause.MOVED, *REFUSALS["unknown"])

    def change(response: Response, exchange: Exchange) -> Response:
        is_missing = response.cause in missing and response.status >= 400
        return write(response, exchange) if is_missing else response

    return Effect(response=change, order=Order.SHAPE)


@switch("harmless.credentials_first")
def check_first(behaviour: Behaviour, argument: str) -> Effect | None:
    """Without the right credentials a path that nobody serves is 401, not 404."""
    if not (behaviour.is_router and behaviour.admission.alternatives):
        return None
    return Effect(behaviour=lambda old: evolve(old, looks_first=False))


SWITCHES = (route_otherwise, check_first)

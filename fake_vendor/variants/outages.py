"""What stops a response, or makes it say nothing of the document: no drift, but no success either."""

from itertools import count

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import ConnectionFault, Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.effects import Effect, Exchange, Make, Switch, always, deliver, throttle

GATEWAY_PAGE = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
TITLES = {502: "502 Bad Gateway", 503: "503 Service Temporarily Unavailable", 504: "504 Gateway Time-out"}


def end_resource(behaviour: Behaviour, argument: str) -> Effect | None:
    """`N`: after N successes the resource has ended; without N it has from the start."""
    left, seen = _read_count(argument), count(1)
    if not behaviour.resource_parameters:
        return None

    def intercept(exchange: Exchange) -> Response | None:
        has_ended = exchange.succeeds and next(seen) > left
        return exchange.error(404, "This resource has ended") if has_ended else None

    return Effect(intercept=intercept)


def fall_silent(behaviour: Behaviour, argument: str) -> Effect:
    """`N`: after N responses the connections are reset."""
    left, seen = _read_count(argument or "20"), count(1)
    return Effect(intercept=lambda _: _fail(ConnectionFault.RESET) if next(seen) > left else None)


def _read_count(text: str) -> int:
    if text and not text.isdecimal():
        raise VendorFault(f"{text} is not a whole number")
    return int(text or 0)


def _fail(fault: ConnectionFault) -> Response:
    return Response(Cause.ERROR, 0, has_body=False).deliver(fault=fault)


def _page(status: int) -> Response:
    """Return the page of a gateway that does not reach what is behind it."""
    content = GATEWAY_PAGE.format(title=TITLES[status])
    return Response(Cause.ERROR, status, "text/html", content, headers=(("Server", "nginx"),))


def _send(response: Response) -> Make:
    return always(Effect(intercept=lambda _: response))


def _refuse_known(status: int, message: str) -> Make:
    def intercept(exchange: Exchange) -> Response | None:
        is_known = exchange.decision.cause is not Cause.UNAUTHORIZED
        return evolve(exchange.error(status, message), cause=Cause.UNAUTHORIZED) if is_known else None

    return lambda behaviour, argument: Effect(intercept=intercept) if behaviour.admission.alternatives else None


_nothing = always(Effect())
SWITCHES = (
    Switch("outage.refused", "Connections are refused.", _nothing, of_connections=True),
    Switch("outage.dns", "The host's name does not resolve.", _nothing, of_connections=True),
    Switch("outage.tls_alert", "The address is https, and every handshake fails.", _nothing, of_connections=True),
    Switch("outage.tls_plain", "The address is https, but plain HTTP is served there.", _nothing, of_connections=True),
    Switch("outage.tls_untrusted", "The certificate is signed by nobody.", _nothing, of_connections=True),
    Switch("outage.reset", "Every request's connection is reset.", _send(_fail(ConnectionFault.RESET))),
    Switch("outage.closed", "Every connection is closed without a response.", _send(_fail(ConnectionFault.CLOSED))),
    Switch("outage.hang", "Requests are accepted and get no response.", _send(_fail(ConnectionFault.SILENT))),
    Switch("outage.dies", "After 20 responses, or as many as said, every connection is reset.", fall_silent, "N"),
    Switch(
        "outage.garbage",
        "What comes back is not HTTP.",
        _send(_fail(ConnectionFault.NONE).deliver(raw=b"\x00\x01SSH-2.0-x\r\n", closes=True)),
    ),
    Switch("outage.half_body", "Half of each body comes, then silence.", deliver(fault=ConnectionFault.HALF_SILENT)),
    Switch(
        "outage.cut_body",
        "Half of each body comes, then the connection is closed.",
        deliver(fault=ConnectionFault.HALF_CLOSED),
    ),
    Switch(
        "outage.unavailable",
        "Every response is 503 in the vendor's shape.",
        always(Effect(intercept=lambda exchange: exchange.refuse_for_now(503, 1))),
    ),
    Switch("outage.bad_gateway", "Every response is a gateway's 502 page.", _send(_page(502))),
    Switch("outage.maintenance", "Every response is a gateway's 503 page.", _send(_page(503))),
    Switch("outage.gateway_timeout", "Every response is a gateway's 504 page.", _send(_page(504))),
    Switch("outage.throttled", "Every response is 429 with Retry-After (1 s, or as said).", throttle, "SECONDS"),
    Switch(
        "outage.revoked", "The right credentials are refused with 401.", _refuse_known(401, "Authentication failed")
    ),
    Switch(
        "outage.suspended",
        "The right credentials are refused with 403.",
        _refuse_known(403, "This account is suspended"),
    ),
    Switch("outage.ended", "Known ids are 404, from the start or after N successes.", end_resource, "N"),
)

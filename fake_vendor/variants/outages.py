"""What stops a response, or makes it say nothing of the document: no drift, but no success either."""

from attrs import evolve

from fake_vendor.serving.response import ConnectionFault, Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.effects import RETRY_AFTER, Effect, Exchange, Switch, always, deliver, refuse_for_now, switch

GATEWAY_PAGE = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
TITLES = {502: "502 Bad Gateway", 503: "503 Service Temporarily Unavailable", 504: "504 Gateway Time-out"}


@switch("outage.ended")
def end_resource(behaviour: Behaviour, argument: str) -> Effect | None:
    """Known ids are 404."""
    if not behaviour.resource_parameters:
        return None
    return Effect(
        intercept=lambda exchange: exchange.error(404, "This resource has ended") if exchange.succeeds else None
    )


def _fail(fault: ConnectionFault) -> Response:
    return Response(Cause.ERROR, 0, has_body=False).deliver(fault=fault)


def _page(status: int) -> Response:
    """Return the page of a gateway that does not reach what is behind it."""
    content = GATEWAY_PAGE.format(title=TITLES[status])
    return Response(Cause.ERROR, status, "text/html", content, headers=(("Server", "nginx"),))


def _send(name: str, does: str, response: Response) -> Switch:
    return Switch(f"outage.{name}", does, always(Effect(intercept=lambda _: response)))


def _refuse_all(name: str, does: str, status: int) -> Switch:
    does = f"{does}, with Retry-After (1 s, or as said)."
    return Switch(f"outage.{name}", does, refuse_for_now(status, "1"), RETRY_AFTER)


def _refuse_known(name: str, status: int, message: str) -> Switch:
    def intercept(exchange: Exchange) -> Response | None:
        is_known = exchange.decision.cause is not Cause.UNAUTHORIZED
        if not (is_known and exchange.needs_credentials):
            return None
        return evolve(exchange.error(status, message), cause=Cause.UNAUTHORIZED)

    def make(behaviour: Behaviour, argument: str) -> Effect | None:
        return Effect(intercept=intercept) if behaviour.admission.alternatives else None

    return Switch(f"outage.{name}", f"The right credentials are refused with {status}.", make)


def _address(name: str, does: str) -> Switch:
    return Switch(f"outage.{name}", does, lambda *_: None, of_connections=True)


_garbage = _fail(ConnectionFault.NONE).deliver(raw=b"\x00\x01SSH-2.0-x\r\n", closes=True)
_refused = always(Effect(intercept=lambda _: _fail(ConnectionFault.REFUSED)))
SWITCHES = (
    Switch("outage.refused", "Connections are refused.", _refused, of_connections=True),
    _address("dns", "The host's name does not resolve."),
    _address("tls_alert", "The address is https, and every handshake fails."),
    _address("tls_plain", "The address is https, but plain HTTP is served there."),
    _address("tls_untrusted", "The certificate is signed by nobody."),
    _send("reset", "Every request's connection is reset.", _fail(ConnectionFault.RESET)),
    _send("closed", "Every connection is closed without a response.", _fail(ConnectionFault.CLOSED)),
    _send("hang", "Requests are accepted and get no response.", _fail(ConnectionFault.SILENT)),
    _send("garbage", "What comes back is not HTTP.", _garbage),
    Switch("outage.half_body", "Half of each body comes, then silence.", deliver(fault=ConnectionFault.HALF_SILENT)),
    Switch("outage.cut_body", "Half of each body comes, then the end.", deliver(fault=ConnectionFault.HALF_CLOSED)),
    _refuse_all("unavailable", "Every response is 503 in the vendor's shape", 503),
    _send("bad_gateway", "Every response is a gateway's 502 page.", _page(502)),
    _send("maintenance", "Every response is a gateway's 503 page.", _page(503)),
    _send("gateway_timeout", "Every response is a gateway's 504 page.", _page(504)),
    _refuse_all("throttled", "Every response is 429", 429),
    _refuse_known("revoked", 401, "Authentication failed"),
    _refuse_known("suspended", 403, "This account is suspended"),
    end_resource,
)

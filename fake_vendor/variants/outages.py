"""What stops an answer, or makes it say nothing of the document: no drift, but no success either."""

from collections.abc import Callable

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Answer, Cut
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.spec.decisions import Cause
from fake_vendor.variants.effects import Effect, Exchange, Make, Order, Section, Switch
from fake_vendor.variants.harmless.refusals import refuse_for_now
from fake_vendor.variants.harmless.travel import read_seconds

GATEWAY_PAGE = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
TITLES = {502: "502 Bad Gateway", 503: "503 Service Temporarily Unavailable", 504: "504 Gateway Time-out"}


def make_page(status: int) -> Answer:
    """The page of a gateway that does not reach what is behind it."""
    content = GATEWAY_PAGE.format(title=TITLES[status])
    return Answer(Cause.TROUBLE, status, "text/html", content, headers=(("Server", "nginx"),))


def throttle_for_ever(conduct: Conduct, argument: str) -> Effect:
    """`SECONDS`: the Retry-After of every 429."""
    seconds = read_seconds("outage.throttled", argument or "1")
    return Effect(step_in=lambda exchange: refuse_for_now(exchange, 429, seconds))


def end_resource(conduct: Conduct, argument: str) -> Effect | None:
    """`N`: after N successes the resource has ended; without N it has from the start."""
    left = _read_count("outage.ended", argument)
    if not any(one.name not in conduct.account_parameters for one in conduct.facts.path_parameters):
        return None
    seen = [0]

    def step_in(exchange: Exchange) -> Answer | None:
        if not exchange.is_due:
            return None
        seen[0] += 1
        return exchange.error(404, "This resource has ended") if seen[0] > left else None

    return Effect(step_in=step_in)


def fall_silent(conduct: Conduct, argument: str) -> Effect:
    """`N`: after N answers the connections are reset."""
    left = _read_count("outage.dies", argument or "20")
    seen = [0]

    def step_in(exchange: Exchange) -> Answer | None:
        seen[0] += 1
        return _cut(Cut.RESET) if seen[0] > left else None

    return Effect(step_in=step_in)


def _read_count(name: str, text: str) -> int:
    if text and not text.isdecimal():
        raise VendorFault(f"{name}: {text} is not a whole number")
    return int(text or 0)


def _cut(cut: Cut) -> Answer:
    return Answer(Cause.TROUBLE, 0, has_body=False).deliver(cut=cut)


def _instead(make: Callable[[Exchange], Answer]) -> Make:
    return lambda conduct, argument: Effect(step_in=make)


def _break_off(cut: Cut) -> Make:
    return lambda conduct, argument: Effect(answer=lambda _, answer: answer.deliver(cut=cut), order=Order.TRAVEL)


def _refuse_known(status: int, message: str) -> Make:
    def step_in(exchange: Exchange) -> Answer | None:
        is_refused = exchange.decision.cause is not Cause.UNAUTHORIZED
        return evolve(exchange.error(status, message), cause=Cause.UNAUTHORIZED) if is_refused else None

    return lambda conduct, argument: Effect(step_in=step_in) if conduct.admission.alternatives else None


def _nothing(conduct: Conduct, argument: str) -> Effect:
    return Effect()


def _of(name: str, does: str, make: Make, argument: str = "", *, of_connections: bool = False) -> Switch:
    return Switch(f"outage.{name}", does, make, argument, Section.OUTAGE, of_connections)


SWITCHES = (
    _of("refused", "Connections are refused.", _nothing, of_connections=True),
    _of("dns", "The host's name does not resolve.", _nothing, of_connections=True),
    _of("tls_alert", "The address is https, and every handshake fails.", _nothing, of_connections=True),
    _of("tls_plain", "The address is https, but plain HTTP answers there.", _nothing, of_connections=True),
    _of("tls_untrusted", "The certificate is signed by nobody.", _nothing, of_connections=True),
    _of("reset", "Every request's connection is reset.", _instead(lambda _: _cut(Cut.RESET))),
    _of("closed", "Every request's connection is closed without an answer.", _instead(lambda _: _cut(Cut.CLOSED))),
    _of("hang", "Requests are taken and never answered.", _instead(lambda _: _cut(Cut.SILENT))),
    _of("dies", "After 20 answers, or as many as said, every connection is reset.", fall_silent, "N"),
    _of(
        "garbage",
        "What comes back is not HTTP.",
        _instead(lambda _: _cut(Cut.NONE).deliver(raw=b"\x00\x01SSH-2.0-x\r\n")),
    ),
    _of("half_body", "Half of each body comes, then silence.", _break_off(Cut.HALF_SILENT)),
    _of("cut_body", "Half of each body comes, then the connection is closed.", _break_off(Cut.HALF_CLOSED)),
    _of("unavailable", "Every answer is 503 in the vendor's shape.", _instead(lambda one: refuse_for_now(one, 503, 1))),
    _of("bad_gateway", "Every answer is a gateway's 502 page.", _instead(lambda _: make_page(502))),
    _of("maintenance", "Every answer is a gateway's 503 page.", _instead(lambda _: make_page(503))),
    _of("gateway_timeout", "Every answer is a gateway's 504 page.", _instead(lambda _: make_page(504))),
    _of("throttled", "Every answer is 429 with Retry-After (1 s, or as said).", throttle_for_ever, "SECONDS"),
    _of("revoked", "The right credentials are refused with 401.", _refuse_known(401, "Authentication failed")),
    _of("suspended", "The right credentials are refused with 403.", _refuse_known(403, "This account is suspended")),
    _of("ended", "Known ids are 404, from the start or after N successes.", end_resource, "N"),
)

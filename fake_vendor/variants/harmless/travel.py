"""How responses travel: compressed, in pieces, slowly, with more headers, over connections that end."""

import gzip
import zlib
from collections.abc import Callable

from attrs import evolve

from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.variants.effects import Effect, Exchange, Make, Order, Switch, always, deliver, read_seconds, switch


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


def _close(response: Response, _: Exchange) -> Response:
    return response.deliver(closes=True).with_headers(("Connection", "close"))


SWITCHES = (
    _compress("gzip", gzip.compress),
    _compress("deflate", zlib.compress),
    Switch("harmless.headers", "Responses have undocumented headers, a cookie among them.", _always(_add_headers)),
    Switch("harmless.header_case", "Header names are in lower case.", deliver(has_lower_case=True)),
    be_slow,
    Switch("harmless.http10", "Responses are HTTP/1.0.", deliver(version="1.0", closes=True)),
    Switch("harmless.closed", "Every response says that the connection closes, and it does.", _always(_close)),
    Switch("harmless.dropped", "Every third response closes the connection unsaid.", deliver(closes=True), every=3),
    Switch("harmless.chunked", "Bodies come in chunks, without a length.", deliver(is_chunked=True)),
    Switch("harmless.pieces", "Responses come in pieces of 40 bytes.", deliver(piece=40)),
)

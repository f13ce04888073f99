"""How answers travel: packed, in pieces, slowly, with more headers, over connections that end."""

import gzip
import zlib
from collections.abc import Callable

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Answer
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.variants.effects import Effect, Exchange, Make, Order, Section, Switch

Step = Callable[[Answer, Exchange], Answer]


def read_seconds(name: str, text: str) -> float:
    """Seconds, as an argument gives them; raises VendorFault for anything else."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise VendorFault(f"{name}: {text} is not a number of seconds from 0 to 3600")
    return seconds


def be_slow(conduct: Conduct, argument: str) -> Effect:
    """`SECONDS`: every answer takes so long."""
    seconds = read_seconds("harmless.slow", argument or "0.3")
    return Effect(answer=lambda _, answer: answer.deliver(delay=seconds), order=Order.TRAVEL)


def _always(step: Step) -> Make:
    return lambda conduct, argument: Effect(answer=lambda exchange, answer: step(answer, exchange), order=Order.TRAVEL)


def _compress(name: str, squeeze: Callable[[bytes], bytes]) -> Step:
    def step(answer: Answer, exchange: Exchange) -> Answer:
        if not answer.has_body or name not in (exchange.request.header("accept-encoding") or ""):
            return answer
        packed = evolve(answer, finish=(*answer.finish, squeeze))
        return packed.with_headers(("Content-Encoding", name), ("Vary", "Accept-Encoding"))

    return step


def _add_headers(answer: Answer, exchange: Exchange) -> Answer:
    return answer.with_headers(
        ("X-Request-Id", f"req_{exchange.serial:08d}"),
        ("X-RateLimit-Remaining", str(1000 - exchange.serial % 1000)),
        ("Set-Cookie", "lb=node-2; Path=/; HttpOnly"),
        ("Strict-Transport-Security", "max-age=63072000"),
        ("ETag", f'W/"{exchange.serial:x}"'),
        ("Cache-Control", "no-store"),
        ("Via", "1.1 edge"),
    )


def _of(name: str, does: str, make: Make, argument: str = "", every: int = 1) -> Switch:
    return Switch(f"harmless.{name}", does, make, argument, Section.HARMLESS, every=every)


SWITCHES = (
    _of("gzip", "Answers are packed with gzip for those who accept it.", _always(_compress("gzip", gzip.compress))),
    _of(
        "deflate",
        "Answers are packed with deflate for those who accept it.",
        _always(_compress("deflate", zlib.compress)),
    ),
    _of("headers", "Answers carry headers that nobody documented, a cookie among them.", _always(_add_headers)),
    _of(
        "header_case",
        "Header names are in lower case.",
        _always(lambda answer, _: answer.deliver(has_lower_case=True)),
    ),
    _of("slow", "Every answer takes 0.3 s, or as many seconds as said.", be_slow, "SECONDS"),
    _of("http10", "Answers are HTTP/1.0.", _always(lambda answer, _: answer.deliver(version="1.0", closes=True))),
    _of(
        "closed",
        "The connection is closed after every answer, which says so.",
        _always(lambda answer, _: answer.deliver(closes=True).with_headers(("Connection", "close"))),
    ),
    _of(
        "dropped",
        "The connection is closed after every third answer, without a word.",
        _always(lambda answer, _: answer.deliver(closes=True)),
        every=3,
    ),
    _of(
        "chunked",
        "Bodies come in chunks, without a length.",
        _always(lambda answer, _: answer.deliver(is_chunked=True)),
    ),
    _of("pieces", "Answers come in pieces of 40 bytes.", _always(lambda answer, _: answer.deliver(piece=40))),
)

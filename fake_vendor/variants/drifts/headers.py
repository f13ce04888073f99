"""Headers of responses: what is about to end, and documented headers that are absent or wrong."""

from attrs import evolve

from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.variants.effects import Effect, Exchange, Order, choose, switch
from fake_vendor.variants.success_effects import change_success

# RFC 9745 (Deprecation), RFC 8594 (Sunset); `true` is what the drafts of the former had.
ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "deprecation": (("Deprecation", "@1767225600"),),
    "deprecation_true": (("Deprecation", "true"),),
    "sunset": (("Sunset", "Thu, 31 Dec 2026 23:59:59 GMT"),),
    "warning": (("Warning", '299 - "Deprecated API: ends on 2026-12-31"'),),
    "link": (("Link", '<https://docs.example.com/v2>; rel="successor-version"'),),
    "both": (
        ("Deprecation", "@1767225600"),
        ("Sunset", "Thu, 31 Dec 2026 23:59:59 GMT"),
        ("Link", '<https://docs.example.com/migration>; rel="deprecation"'),
    ),
}


@switch("lifecycle.deprecated", "HOW", options=ENDINGS)
def deprecate(behaviour: Behaviour, argument: str) -> Effect:
    """Responses announce that the operation will go (default: both)."""
    headers = choose(argument or "both", ENDINGS)
    return Effect(response=lambda response, _: response.with_headers(*headers), order=Order.TRAVEL)


@switch("header.missing", "NAME")
def drop_header(behaviour: Behaviour, argument: str) -> Effect | None:
    """A documented header of success responses is absent."""
    return _change_header(behaviour, argument, None)


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


SWITCHES = (deprecate, drop_header, change_header)

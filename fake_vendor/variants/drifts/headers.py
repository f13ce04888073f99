"""Headers of answers: what is about to end, and documented headers that are absent or wrong."""

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Answer
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.variants.effects import Effect, Exchange, Order, Switch
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


def deprecate(conduct: Conduct, argument: str) -> Effect | None:
    """`HOW`: answers announce that the operation will go."""
    headers = ENDINGS.get(argument or "both")
    if headers is None:
        raise VendorFault(f"lifecycle.deprecated: {argument} is not one of {', '.join(ENDINGS)}")
    return Effect(answer=lambda _, answer: answer.with_headers(*headers), order=Order.TRAVEL)


def drop_header(conduct: Conduct, argument: str) -> Effect | None:
    """`NAME`: a header that the document gives success answers is absent."""
    name = _choose(conduct, argument)
    if name is None:
        return None

    def change(answer: Answer, _: Exchange) -> Answer:
        return evolve(answer, headers=tuple(pair for pair in answer.headers if pair[0].lower() != name))

    return change_success(change, Order.TRAVEL)


def change_header(conduct: Conduct, argument: str) -> Effect | None:
    """`NAME=VALUE`: a header that the document gives success answers has this value."""
    wanted, _, value = argument.partition("=")
    name = _choose(conduct, wanted)
    if name is None:
        return None

    def change(answer: Answer, _: Exchange) -> Answer:
        pairs = ((key, (value or "unheard-of") if key.lower() == name else old) for key, old in answer.headers)
        return evolve(answer, headers=tuple(pairs))

    return change_success(change, Order.TRAVEL)


def _choose(conduct: Conduct, wanted: str) -> str | None:
    names = [name.lower() for name in conduct.success.headers]
    return next((name for name in names if wanted.lower() in ("", name)), None)


SWITCHES = (
    Switch(
        "lifecycle.deprecated", f"Answers announce the end: {', '.join(ENDINGS)} (default: both).", deprecate, "HOW"
    ),
    Switch("header.missing", "A documented header of success answers is absent.", drop_header, "NAME"),
    Switch("header.value", "A documented header of success answers has another value.", change_header, "NAME=VALUE"),
)

"""What a name that is switched on does: it changes the behaviour, intercepts a request, or changes the response."""

import json
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from email.utils import formatdate
from enum import IntEnum, StrEnum
from math import ceil
from typing import Any, TypeVar

from attrs import evolve, frozen

from fake_vendor.errors import VendorFault
from fake_vendor.serving.response import Response
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause, Decision
from fake_vendor.spec.request import Request

Option = TypeVar("Option")
RETRY_AFTER = "[date=]SECONDS|none"


class Section(StrEnum):
    """What a name is for: a drift must be found, a variant forgiven, an outage must leave the verdict open."""

    DRIFT = "drift"
    HARMLESS = "harmless"
    OUTAGE = "outage"


class Order(IntEnum):
    """When an effect changes a response: what it is about before its fields, these before the whole, values before
    bytes, bytes before their travel.
    """

    STATE = -1
    FIELD = 0
    SHAPE = 1
    STATUS = 2
    BYTES = 3
    TRAVEL = 4


@frozen
class Exchange:
    """One request at one operation, or at the router, as effects see it.

    `serial` counts the requests to the vendor from 1; `error` makes an error response from a status and a message;
    `again` gives the success that another request would get here;
    `needs_credentials` is whether it would be refused with wrong ones; `of` has the causes that are meant by an effect
    on one sort of response.
    """

    request: Request
    decision: Decision
    path_values: Mapping[str, str]
    serial: int
    error: Callable[[int, str], Response]
    again: Callable[[Request], Response]
    needs_credentials: bool = False
    of: Collection[Cause] = (Cause.SUCCESS,)

    @property
    def succeeds(self) -> bool:
        """Whether this request earns a success."""
        return self.decision.cause is Cause.SUCCESS

    @property
    def is_meant(self) -> bool:
        """Whether the response is one of those that the effect is on: successes, unless others are chosen."""
        return self.decision.cause in self.of


@frozen
class Effect:
    """What one name does at one operation. `intercept` returns a response before the usual one, or None."""

    behaviour: Callable[[Behaviour], Behaviour] | None = None
    intercept: Callable[[Exchange], Response | None] | None = None
    response: Callable[[Response, Exchange], Response] | None = None
    order: Order = Order.FIELD


# From an operation and the argument to an effect; None when the operation has nothing that it could act on. Raises
# VendorFault when the argument is not understood.
Make = Callable[[Behaviour, str], Effect | None]


@frozen
class Switch:
    """One name that can be switched on, what it does in a sentence, and the form of its argument."""

    name: str
    does: str
    make: Make
    argument: str = ""
    of_connections: bool = False  # acts on whole connections, so on no single operation
    every: int = 1  # acts on every Nth response that it could change, unless given otherwise

    @property
    def section(self) -> Section:
        prefix = self.name.partition(".")[0]
        return Section(prefix) if prefix in (Section.HARMLESS, Section.OUTAGE) else Section.DRIFT


def switch(name: str, argument: str = "", *, options: Iterable[str] = ()) -> Callable[[Make], Switch]:
    """Turn what makes an effect into a switch whose sentence is its docstring, with the words that it takes."""

    def decorate(make: Make) -> Switch:
        does = " ".join((make.__doc__ or "").split())
        return Switch(name, f"{does} One of: {', '.join(options)}." if options else does, make, argument)

    return decorate


def always(effect: Effect) -> Make:
    """Return what makes `effect` for every operation."""
    return lambda behaviour, argument: effect


def deliver(**changes: Any) -> Make:
    """Return what makes the responses of every operation travel otherwise, as a `Transfer` has it."""
    return always(Effect(response=lambda response, _: response.deliver(**changes), order=Order.TRAVEL))


def refuse_for_now(status: int, default: str) -> Make:
    """Return what makes every response an error with a Retry-After, given in the form RETRY_AFTER."""

    def make(behaviour: Behaviour, argument: str) -> Effect:
        form, equals, text = (argument or default).rpartition("=")
        if form != ("date" if equals else ""):
            raise VendorFault(f"{argument} is not of the form {RETRY_AFTER}")
        seconds = None if text == "none" and not equals else read_seconds(text)

        def intercept(exchange: Exchange) -> Response:
            response = exchange.error(status, "Too many requests" if status == 429 else "Please come again")
            others = [pair for pair in response.headers if pair[0].lower() != "retry-after"]
            if seconds is None:
                return evolve(response, headers=tuple(others))
            # A date has whole seconds, and must not be earlier than said.
            due = formatdate(ceil(time.time() + seconds), usegmt=True) if equals else str(int(seconds))
            return evolve(response, headers=(*others, ("Retry-After", due)))

        return Effect(intercept=intercept)

    return make


def choose(word: str, options: Mapping[str, Option]) -> Option:
    """Return the option that `word` says; raises VendorFault for an unknown word."""
    if word not in options:
        raise VendorFault(f"{word} is not one of {', '.join(options)}")
    return options[word]


def read_seconds(text: str) -> float:
    """Return a number of seconds; raises VendorFault for anything else."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise VendorFault(f"{text} is not a number of seconds from 0 to 3600")
    return seconds


def read_value(text: str, like: Any) -> Any:
    """Return what `text` means in the place of the value `like`: itself for a text, else the JSON that it is."""
    if isinstance(like, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text

"""What a name that is switched on does: it changes the conduct, steps in before it, or changes the answer."""

from collections.abc import Callable, Mapping
from enum import IntEnum, StrEnum
from typing import Protocol

from attrs import frozen

from fake_vendor.serving.response import Answer
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.spec.decisions import Cause, Decision
from fake_vendor.spec.request import Request
from fake_vendor.spec.security import Standings


class Section(StrEnum):
    """What a name is for: a drift is to be found, a variant to be forgiven, an outage to leave the question open."""

    DRIFT = "drift"
    HARMLESS = "harmless"
    OUTAGE = "outage"


class Order(IntEnum):
    """When an effect changes an answer: fields before the whole, values before bytes, bytes before their travel."""

    FIELD = 0
    SHAPE = 1
    STATUS = 2
    BYTES = 3
    TRAVEL = 4


class Errors(Protocol):
    """Makes error answers in the vendor's shape."""

    def __call__(self, status: int, message: str) -> Answer: ...


@frozen
class Exchange:
    """One request at one operation, as effects see it."""

    request: Request
    conduct: Conduct
    decision: Decision
    path_values: Mapping[str, str]
    standings: Standings
    serial: int
    error: Errors

    @property
    def is_due(self) -> bool:
        """Whether this request earns a success."""
        return self.decision.cause is Cause.SUCCESS


@frozen
class Effect:
    """What one name does at one operation. `step_in` gives an answer before the usual one, or None."""

    conduct: Callable[[Conduct], Conduct] | None = None
    step_in: Callable[[Exchange], Answer | None] | None = None
    answer: Callable[[Exchange, Answer], Answer] | None = None
    order: Order = Order.FIELD


class Make(Protocol):
    """Makes an effect for an operation; None when the operation has nothing that it could act on.

    Raises VendorFault when the argument is not understood.
    """

    def __call__(self, conduct: Conduct, argument: str) -> Effect | None: ...


@frozen
class Switch:
    """One name that can be switched on: its section, the form of its argument, and what it does in a sentence."""

    name: str
    does: str
    make: Make
    argument: str = ""
    section: Section = Section.DRIFT
    of_connections: bool = False  # acts on whole connections, so on no single operation
    every: int = 1  # acts on every Nth answer that it could change, unless told otherwise

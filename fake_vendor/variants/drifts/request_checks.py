"""How the vendor checks a request: parameters refused, not required, not validated; another account's ids let in."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.parameters import Parameter
from fake_vendor.variants.arguments import choose
from fake_vendor.variants.effects import Effect, switch

BODY = "body"


@switch("parameter.rejected", "NAME[=VALUE]|+NAME")
def reject(behaviour: Behaviour, argument: str) -> Effect | None:
    """A documented parameter, or one value of it, is refused; +NAME: an undocumented one is required."""
    name, _, value = argument.partition("=")
    if name.startswith("+"):
        extra = Parameter(name[1:], "query", {}, required=True)
        return Effect(behaviour=lambda old: evolve(old, parameters=(*old.parameters, extra)))
    parameter = _find(behaviour, name, lambda found: found.location in ("query", "header"))
    return _alter(parameter, lambda old: evolve(old, refused=(*old.refused, value or "*")))


@switch("parameter.not_required", "NAME|body")
def stop_requiring(behaviour: Behaviour, argument: str) -> Effect | None:
    """A required parameter, or the body, may be absent."""
    if behaviour.request_body is not None and behaviour.request_body.required and argument in ("", BODY):
        return _alter_body(required=False)
    parameter = _find(behaviour, argument, lambda found: found.required and found.location != "path")
    return _alter(parameter, lambda old: evolve(old, required=False))


@switch("parameter.not_validated", "NAME[=empty]|body")
def stop_checking(behaviour: Behaviour, argument: str) -> Effect | None:
    """The values of a parameter, or the body, are not validated; =empty: an empty value is let through."""
    name, _, how = argument.partition("=")
    if how not in ("", "empty"):
        raise VendorFault(f"{how} is not empty, nor left out")
    if behaviour.request_body is not None and name in ("", BODY) and not how:
        return _alter_body(checked=False)
    anything: tuple[Any, ...] = ({}, {"type": "string"})
    parameter = _find(behaviour, name, lambda found: found.location == "query" and found.schema not in anything)
    return _alter(parameter, lambda old: evolve(old, allows_empty=True) if how else evolve(old, checked=False))


@switch("account.not_isolated", "any|alike")
def open_accounts(behaviour: Behaviour, argument: str) -> Effect | None:
    """Another account's id in the path is let through: any, or alike (beginning like the caller's own)."""
    options: dict[str, Callable[[str, str], bool]] = {
        "any": lambda own, requested: False,
        "alike": lambda own, requested: own[:3] != requested[:3],
    }
    is_isolated = choose(argument or "any", options)
    if not behaviour.account_parameters:
        return None
    return Effect(behaviour=lambda old: evolve(old, is_isolated=is_isolated))


def _find(behaviour: Behaviour, name: str, wanted: Callable[[Parameter], bool]) -> Parameter | None:
    named = (parameter for parameter in behaviour.parameters if name in ("", parameter.name))
    return next(filter(wanted, named), None)


def _alter(parameter: Parameter | None, change: Callable[[Parameter], Parameter]) -> Effect | None:
    if parameter is None:
        return None
    key = (parameter.location, parameter.name)

    def apply(behaviour: Behaviour) -> Behaviour:
        altered = (change(old) if (old.location, old.name) == key else old for old in behaviour.parameters)
        return evolve(behaviour, parameters=tuple(altered))

    return Effect(behaviour=apply)


def _alter_body(**changes: Any) -> Effect:
    def apply(behaviour: Behaviour) -> Behaviour:
        return evolve(behaviour, request_body=behaviour.request_body and evolve(behaviour.request_body, **changes))

    return Effect(behaviour=apply)


SWITCHES = (reject, stop_requiring, stop_checking, open_accounts)

"""How the vendor checks a request: parameters refused, not required, not validated; another account's ids let in."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.parameters import Parameter
from fake_vendor.variants.arguments import choose
from fake_vendor.variants.effects import Effect, Switch

BODY = "body"


def reject(behaviour: Behaviour, argument: str) -> Effect | None:
    """`NAME[=VALUE]`: a documented parameter, or one value of it, is refused; `+NAME`: one more is required."""
    name, _, value = argument.partition("=")
    if name.startswith("+"):
        extra = Parameter(name[1:], "query", {}, required=True)
        return Effect(behaviour=lambda old: evolve(old, parameters=(*old.parameters, extra)))
    parameter = _find(behaviour, name, lambda found: found.location in ("query", "header"))
    return _alter(parameter, lambda old: evolve(old, refused=(*old.refused, value or "*")))


def stop_requiring(behaviour: Behaviour, argument: str) -> Effect | None:
    """`NAME`: a required parameter, or `body`, may be absent."""
    if behaviour.request_body is not None and behaviour.request_body.required and argument in ("", BODY):
        return _alter_body(required=False)
    parameter = _find(behaviour, argument, lambda found: found.required and found.location != "path")
    return _alter(parameter, lambda old: evolve(old, required=False))


def stop_checking(behaviour: Behaviour, argument: str) -> Effect | None:
    """`NAME[=empty]`: values of a parameter, or of `body`, are not validated; or only empty ones are let through."""
    name, _, how = argument.partition("=")
    if how not in ("", "empty"):
        raise VendorFault(f"{how} is not empty, nor left out")
    if behaviour.request_body is not None and name in ("", BODY) and not how:
        return _alter_body(checked=False)
    anything: tuple[Any, ...] = ({}, {"type": "string"})
    parameter = _find(behaviour, name, lambda found: found.location == "query" and found.schema not in anything)
    return _alter(parameter, lambda old: evolve(old, allows_empty=True) if how else evolve(old, checked=False))


def open_accounts(behaviour: Behaviour, argument: str) -> Effect | None:
    """`WHICH`: another account's id in the path is let through: any, or one that begins like the caller's own."""
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


SWITCHES = (
    Switch(
        "parameter.rejected",
        "A documented parameter, or one value of it, is refused; +NAME: an undocumented one is required.",
        reject,
        "NAME[=VALUE]|+NAME",
    ),
    Switch("parameter.not_required", "A required parameter, or the body, may be absent.", stop_requiring, "NAME|body"),
    Switch(
        "parameter.not_validated",
        "The values of a parameter, or the body, are not validated; =empty: an empty value is let through.",
        stop_checking,
        "NAME[=empty]|body",
    ),
    Switch(
        "account.not_isolated",
        "Another account's id in the path is let through: any, or alike (beginning like the caller's own).",
        open_accounts,
        "any|alike",
    ),
)

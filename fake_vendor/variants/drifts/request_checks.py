"""What the vendor makes of a request: parameters refused, not required or not looked at; another account's ids."""

from collections.abc import Callable

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.spec.behaviour import Conduct
from fake_vendor.spec.parameters import Parameter
from fake_vendor.variants.effects import Effect, Switch

BODY = "body"


def reject(conduct: Conduct, argument: str) -> Effect | None:
    """`NAME[=VALUE]`: a documented parameter, or one value of it, is refused; `+NAME`: one more is required."""
    name, _, value = argument.partition("=")
    if name.startswith("+"):
        extra = Parameter(name[1:], "query", {}, required=True)
        return Effect(conduct=lambda old: evolve(old, parameters=(*old.parameters, extra)))
    parameter = _find(conduct, name, lambda one: one.location in ("query", "header"))
    if parameter is None:
        return None
    return _alter(parameter, lambda one: evolve(one, refused=(*one.refused, value or "*")))


def stop_requiring(conduct: Conduct, argument: str) -> Effect | None:
    """`NAME`: a required parameter, or `body`, may be absent."""
    if conduct.payload is not None and conduct.payload.required and argument in ("", BODY):
        return Effect(conduct=lambda old: evolve(old, payload=old.payload and evolve(old.payload, required=False)))
    parameter = _find(conduct, argument, lambda one: one.required and one.location != "path")
    return _alter(parameter, lambda one: evolve(one, required=False)) if parameter is not None else None


def stop_checking(conduct: Conduct, argument: str) -> Effect | None:
    """`NAME[=empty]`: values of a parameter, or of `body`, are not looked at; or only empty ones are let through."""
    name, _, how = argument.partition("=")
    if how not in ("", "empty"):
        raise VendorFault(f"parameter.not_validated: {how} is not empty, nor left out")
    if conduct.payload is not None and name in ("", BODY) and not how:
        return Effect(conduct=lambda old: evolve(old, payload=old.payload and evolve(old.payload, checked=False)))
    parameter = _find(conduct, name, lambda one: one.location == "query" and one.schema not in ({}, {"type": "string"}))
    if parameter is None:
        return None
    if how:
        return _alter(parameter, lambda one: evolve(one, allows_empty=True))
    return _alter(parameter, lambda one: evolve(one, checked=False))


def open_accounts(conduct: Conduct, argument: str) -> Effect | None:
    """`WHICH`: another account's id in the path is let through: any, or one that begins like the caller's own."""
    if argument not in ("", "any", "alike"):
        raise VendorFault(f"account.not_isolated: {argument} is not one of any, alike")
    if not conduct.account_parameters:
        return None
    if argument == "alike":
        return Effect(conduct=lambda old: evolve(old, is_isolated=lambda own, asked: own[:3] != asked[:3]))
    return Effect(conduct=lambda old: evolve(old, is_isolated=lambda own, asked: False))


def _find(conduct: Conduct, name: str, wanted: Callable[[Parameter], bool]) -> Parameter | None:
    return next((one for one in conduct.parameters if wanted(one) and name in ("", one.name)), None)


def _alter(parameter: Parameter, change: Callable[[Parameter], Parameter]) -> Effect:
    key = (parameter.location, parameter.name)

    def apply(conduct: Conduct) -> Conduct:
        altered = (change(one) if (one.location, one.name) == key else one for one in conduct.parameters)
        return evolve(conduct, parameters=tuple(altered))

    return Effect(conduct=apply)


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
        "The values of a parameter, or the body, are not looked at; =empty: an empty value is let through.",
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

"""How the vendor checks a request: parameters, accounts and credentials let in, refused, or required otherwise."""

import re
from collections.abc import Callable
from typing import Any

from attrs import evolve

from fake_vendor.errors import VendorFault
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.parameters import Parameter
from fake_vendor.spec.security import Admission, CredentialState, Excuse
from fake_vendor.variants.drifts.lists import let_in_others
from fake_vendor.variants.effects import Effect, choose, switch

BODY = "body"
CHALLENGES = {
    "bearer": 'Bearer realm="api"',
    "basic": 'Basic realm="api"',
    "digest": 'Digest realm="api", nonce="fake"',
}
NOBODY = "a scheme of which nobody has the credential"


@switch("parameter.rejected", "NAME[=VALUE]|+NAME")
def reject(behaviour: Behaviour, argument: str) -> Effect | None:
    """A documented parameter, or one value of it, is refused; +NAME: an undocumented one is required."""
    name, _, value = argument.partition("=")
    if name.startswith("+"):
        extra = Parameter(name[1:], "query", {}, required=True)
        return Effect(behaviour=lambda old: evolve(old, parameters=(*old.parameters, extra)))
    parameter = _find(behaviour, name, lambda parameter: parameter.location in ("query", "header"))
    return _alter(parameter, lambda old: evolve(old, refused=(*old.refused, value or "*")))


@switch("parameter.not_required", "NAME|body")
def stop_requiring(behaviour: Behaviour, argument: str) -> Effect | None:
    """A required parameter, or the body, may be absent."""
    if behaviour.request_body is not None and behaviour.request_body.required and argument in ("", BODY):
        return _alter_body(required=False)
    parameter = _find(behaviour, argument, lambda parameter: parameter.required and parameter.location != "path")
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
    parameter = _find(behaviour, name, lambda each: each.location == "query" and each.schema not in anything)
    return _alter(parameter, lambda old: evolve(old, allows_empty=True) if how else evolve(old, checked=False))


@switch("account.not_isolated", "any|alike|items")
def open_accounts(behaviour: Behaviour, argument: str) -> Effect | None:
    """Another account's id in the path or the query is let through: any, or alike (beginning like the caller's own);
    items: the last item of a list is another account's.
    """
    if argument == "items":
        return let_in_others(behaviour)
    options: dict[str, Callable[[str, str], bool]] = {
        "any": lambda own, requested: False,
        "alike": lambda own, requested: own[:3] != requested[:3],
    }
    is_isolated = choose(argument or "any", options)
    if not behaviour.account_parameters:
        return None
    return Effect(behaviour=lambda old: evolve(old, is_isolated=is_isolated))


@switch("auth.not_enforced", "[HEADER=]absent|wrong|unknown")
def stop_enforcing(behaviour: Behaviour, argument: str) -> Effect | None:
    """Credentials are let in that should not be: all absent, all wrong, one header absent or wrong beside right ones,
    one header whatever it holds, or (without an argument) anything. Unknown: an unknown id is 404 whoever asks.
    """
    if argument == "unknown":
        is_closed = behaviour.admission.alternatives and behaviour.resource_parameters
        return Effect(behaviour=lambda old: evolve(old, looks_first=True)) if is_closed else None
    header, _, how = argument.rpartition("=")
    if how not in ("", "absent", "wrong"):
        header, how = how, ""
    schemes = behaviour.admission.keys
    chosen = next((name for name, key in schemes.items() if header in (name, key)), None)
    if not behaviour.admission.alternatives or (header and chosen is None):
        return None
    forgiven = (CredentialState(how),) if how else tuple(CredentialState)
    if chosen is not None:
        return _excuse(_forgive_one(behaviour.admission, chosen, forgiven))
    return _excuse(lambda credentials: all(credentials[name] in forgiven for name in schemes))


@switch("auth.scheme_changed", "SCHEME|header=NAME|without=SCHEME", options=CHALLENGES)
def change_scheme(behaviour: Behaviour, argument: str) -> Effect | None:
    """The documented credentials are refused, and the refusal demands others (default: bearer); without=: of several
    alternatives those with this scheme of the document are refused.
    """
    scheme, _, name = (argument or "bearer").partition("=")
    if scheme == "without":
        return _refuse_alternatives(behaviour, name)
    if scheme == "header" and re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name):
        challenge, refusal = f'ApiKey header="{name}"', f"The header {name} is required"
    elif scheme in CHALLENGES and not name:
        challenge, refusal = CHALLENGES[scheme], f"Authenticate with {scheme.capitalize()} in Authorization"
    else:
        raise VendorFault(f"{argument} is not one of {', '.join(CHALLENGES)}, header=NAME")
    if not behaviour.admission.alternatives:
        return None
    changed = Admission(((NOBODY,),), keys=behaviour.admission.keys, challenge=challenge, refusal=refusal)
    return Effect(behaviour=lambda old: evolve(old, admission=changed))


def _refuse_alternatives(behaviour: Behaviour, scheme: str) -> Effect | None:
    documented = behaviour.admission.alternatives
    left = tuple(names for names in documented if scheme not in names)
    if not left or left == documented:
        return None
    return Effect(behaviour=lambda old: evolve(old, admission=evolve(old.admission, alternatives=left)))


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


def _forgive_one(admission: Admission, name: str, forgiven: tuple[CredentialState, ...]) -> Excuse:
    others = [set(names) - {name} for names in admission.alternatives if name in names]
    return lambda credentials: (
        credentials[name] in forgiven
        and any(all(credentials[other] is CredentialState.RIGHT for other in names) for names in others)
    )


def _excuse(excuse: Excuse) -> Effect:
    def change(behaviour: Behaviour) -> Behaviour:
        return evolve(behaviour, admission=evolve(behaviour.admission, excuses=(*behaviour.admission.excuses, excuse)))

    return Effect(behaviour=change)


SWITCHES = (reject, stop_requiring, stop_checking, open_accounts, stop_enforcing, change_scheme)

"""Whether a request earns a success, or why not: the vendor's decision, before anything is written."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial

from attrs import field, frozen

from fake_vendor.spec.api import Api
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.request import Request
from fake_vendor.spec.resources import ENDED, PRESENT, Resources
from fake_vendor.spec.security import CredentialStates

# From an operation, one of its path parameters, the values of all, and accounts, to the state of what it names there.
FindState = Callable[[Behaviour, str, Mapping[str, str], Sequence[Resources]], str | None]


class Cause(StrEnum):
    """Why a request gets the response that it gets."""

    SUCCESS = "success"
    NO_ROUTE = "no such path"
    BAD_METHOD = "no such method"
    MOVED = "moved"
    UNAUTHORIZED = "credentials"
    OTHER_ACCOUNT = "account"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    ENDED = "ended"
    ERROR = "error"  # a drift, a variant or an outage put a response in the place of the decided one


@frozen
class Decision:
    """A cause, and for a refusal the sentence that the error response carries."""

    cause: Cause
    message: str = ""
    details: Mapping[str, str] = field(factory=dict)


def decide(
    api: Api,
    find_state: FindState,
    request: Request,
    path_values: Mapping[str, str],
    behaviour: Behaviour,
    credentials: CredentialStates,
) -> Decision:
    """Return the first objection to a request that has reached an operation, or success."""
    find = partial(_find_resource, api, find_state, behaviour, request, path_values)
    if behaviour.looks_first and (found := find()).cause is not Cause.SUCCESS:
        return found
    if not behaviour.admission.admits(credentials):
        return Decision(Cause.UNAUTHORIZED, behaviour.admission.refusal)
    for own in behaviour.account_parameters:
        requested = own.text(request, path_values)
        if requested and behaviour.is_isolated(api.resources.accounts[behaviour.label, own.name], requested):
            return Decision(Cause.OTHER_ACCOUNT, "This account is not yours")
    for parameter in behaviour.parameters:
        problem = parameter.problem(request, path_values, api.schemas)
        if problem is not None:
            return Decision(Cause.INVALID, problem, {"field": parameter.name})
    problem = behaviour.request_body.problem(request, api.schemas) if behaviour.request_body is not None else None
    if problem is not None:
        return Decision(Cause.INVALID, problem, {"field": "body"})
    return find()


def decide_at_router(missing: Decision, router: Behaviour, credentials: CredentialStates) -> Decision:
    """Return `missing`, or before it the objection to the credentials of a request that has reached no operation."""
    if router.looks_first or router.admission.admits(credentials):
        return missing
    return Decision(Cause.UNAUTHORIZED, router.admission.refusal)


def _find_resource(
    api: Api, find_state: FindState, behaviour: Behaviour, request: Request, path_values: Mapping[str, str]
) -> Decision:
    accounts = [api.resources] if _is_isolated(api, behaviour) else [api.resources, api.other]
    for parameter in behaviour.resource_parameters:
        state = find_state(behaviour, parameter.name, path_values, accounts)
        if state is None:
            return Decision(Cause.UNKNOWN, "Not found")
        if state == ENDED:
            return Decision(Cause.ENDED, "This resource has ended")
        if behaviour.state_parameter is not None and behaviour.has_states(parameter.name):
            texts = request.texts("query", behaviour.state_parameter.name)
            wanted = next((text for text in texts[:1] if text in behaviour.states), behaviour.states[0])
            if state not in (PRESENT, wanted):
                return Decision(Cause.UNKNOWN, f"Not found among what is {wanted}")
    return Decision(Cause.SUCCESS)


def _is_isolated(api: Api, behaviour: Behaviour) -> bool:
    """Return whether the other account, and so what is on it, is out of the caller's reach."""
    keys = [(behaviour.label, parameter.name) for parameter in behaviour.account_parameters]
    return not keys or any(behaviour.is_isolated(api.resources.accounts[key], api.other.accounts[key]) for key in keys)

"""Whether a request earns a success, or why not: the vendor's decision, before anything is written."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from fake_vendor.spec.api import Api
from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.request import Request
from fake_vendor.spec.resources import ENDED, PRESENT
from fake_vendor.spec.security import CredentialStates


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
    api: Api, behaviour: Behaviour, request: Request, path_values: Mapping[str, str], credentials: CredentialStates
) -> Decision:
    """Return the first objection to a request that has reached an operation, or success."""
    if not behaviour.admission.admits(credentials):
        return Decision(Cause.UNAUTHORIZED, behaviour.admission.refusal)
    for own in behaviour.account_parameters:
        if behaviour.is_isolated(api.resources.accounts[behaviour.label, own.name], path_values[own.name]):
            return Decision(Cause.OTHER_ACCOUNT, "This account is not yours")
    for parameter in behaviour.parameters:
        problem = parameter.problem(request, path_values, api.schemas)
        if problem is not None:
            return Decision(Cause.INVALID, problem, {"field": parameter.name})
    problem = behaviour.request_body.problem(request, api.schemas) if behaviour.request_body is not None else None
    if problem is not None:
        return Decision(Cause.INVALID, problem, {"field": "body"})
    return _find_resource(api, behaviour, request, path_values)


def _find_resource(api: Api, behaviour: Behaviour, request: Request, path_values: Mapping[str, str]) -> Decision:
    for parameter in behaviour.resource_parameters:
        state = api.resources.state(behaviour.label, parameter.name, path_values[parameter.name])
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

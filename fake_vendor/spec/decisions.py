"""Whether a request gets what it asks for, or why not: the vendor's judgement, before anything is written."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from fake_vendor.spec.behaviour import Api, Conduct
from fake_vendor.spec.request import Request
from fake_vendor.spec.security import Standings


class Cause(StrEnum):
    """Why a request is answered as it is."""

    SUCCESS = "success"
    NO_ROUTE = "no such path"
    BAD_METHOD = "no such method"
    MOVED = "moved"
    UNAUTHORIZED = "credentials"
    OTHER_ACCOUNT = "account"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    ENDED = "ended"
    TROUBLE = "trouble"  # whatever a drift or an outage put in the place of a judgement


@frozen
class Decision:
    """A cause, and for a refusal the sentence that the error answer carries."""

    cause: Cause
    message: str = ""
    details: Mapping[str, str] = field(factory=dict)


def decide(
    api: Api, conduct: Conduct, request: Request, path_values: Mapping[str, str], standings: Standings
) -> Decision:
    """What becomes of a request that has reached an operation: the first objection, or success."""
    if not conduct.admission.admits(standings):
        return Decision(Cause.UNAUTHORIZED, conduct.admission.refusal)
    for name in conduct.account_parameters:
        if conduct.is_isolated(api.resources.accounts[conduct.label, name], path_values[name]):
            return Decision(Cause.OTHER_ACCOUNT, "This account is not yours")
    for parameter in conduct.parameters:
        problem = parameter.problem(request, path_values, api.schemas)
        if problem is not None:
            return Decision(Cause.INVALID, problem, {"field": parameter.name})
    problem = conduct.payload.problem(request, api.schemas) if conduct.payload is not None else None
    if problem is not None:
        return Decision(Cause.INVALID, problem, {"field": "body"})
    return _find_resource(api, conduct, request, path_values)


def _find_resource(api: Api, conduct: Conduct, request: Request, path_values: Mapping[str, str]) -> Decision:
    facts = conduct.facts
    for parameter in facts.path_parameters:
        if parameter.name in conduct.account_parameters:
            continue
        state = api.resources.state_of(conduct.label, parameter.name, path_values[parameter.name])
        if state is None:
            return Decision(Cause.UNKNOWN, "Not found")
        if state == "ended":
            return Decision(Cause.ENDED, "This resource has ended")
        if facts.has_states(parameter.name) and facts.state_parameter is not None:
            asked = facts.state_parameter.first_text(request, path_values)
            asked = asked if asked in facts.states else facts.states[0]
            if state not in ("", asked):
                return Decision(Cause.UNKNOWN, f"Not found among what is {asked}")
    return Decision(Cause.SUCCESS)

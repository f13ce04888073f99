"""The refusals that a drift can be about, by what the request is refused for."""

from collections.abc import Mapping

from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.decisions import Cause

_ANYTHING: tuple[dict[str, str], ...] = ({}, {"type": "string"})  # the schemas of a parameter that may be any text
REFUSALS: Mapping[str, tuple[Cause, ...]] = {
    "unknown": (Cause.UNKNOWN, Cause.ENDED),
    "invalid": (Cause.INVALID,),
    "credentials": (Cause.UNAUTHORIZED,),
    "account": (Cause.OTHER_ACCOUNT,),
}


def can_happen(behaviour: Behaviour, refusal: str) -> bool:
    """Return whether an operation may refuse a request like this."""
    if refusal == "unknown":
        return bool(behaviour.resource_parameters)
    if refusal == "invalid":
        others = [parameter for parameter in behaviour.parameters if parameter.location != "path"]
        limited = any(parameter.required or parameter.schema not in _ANYTHING for parameter in others)
        return limited or behaviour.request_body is not None
    return bool(behaviour.admission.alternatives if refusal == "credentials" else behaviour.account_parameters)

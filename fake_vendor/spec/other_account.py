"""A second account, of somebody else: what is on it has other ids, in the same states, as on the caller's own."""

from collections.abc import Iterator, Sequence

from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.resources import Resources
from fake_vendor.spec.values.text_forms import vary
from vendor_spec.openapi.values.schemas import Schemas


def make_other_account(behaviours: Sequence[Behaviour], schemas: Schemas, own: Resources) -> Resources:
    """Return the resources of an account that differs from `own` in every id of which the document allows others."""
    renamed: dict[str, str] = {}
    ids, accounts = {}, {}
    for behaviour in behaviours:
        for parameter in behaviour.naming_parameters:
            key = behaviour.label, parameter.name
            known = own.ids[key] if key in own.ids else {own.accounts[key]: ""}
            for id_ in known:
                fitting = (other for other in _others(id_) if parameter.allows(other, schemas))
                renamed.setdefault(id_, next(fitting, id_))
            if key in own.ids:
                ids[key] = {renamed[id_]: state for id_, state in known.items()}
            else:
                accounts[key] = renamed[own.accounts[key]]
    environment = {name: renamed.get(id_, id_) for name, id_ in own.environment.items()}
    return Resources(ids, accounts, environment)


def _others(id_: str) -> Iterator[str]:
    """Yield other ids, those of the same form first."""
    varied = vary(id_, "other")
    yield from (varied,) if varied != id_ else ()
    yield from (str(int(id_) + 1),) if id_.isdecimal() else ()
    yield f"{id_}-other"

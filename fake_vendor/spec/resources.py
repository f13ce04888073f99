"""What exists on the fake vendor's account: a known id for every path parameter, in each state that the API has."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from fake_vendor.spec.behaviour import Behaviour, is_account
from fake_vendor.spec.parameters import Parameter
from fake_vendor.spec.values.pointers import get_value
from fake_vendor.spec.values.text_forms import is_digits, is_id, vary
from vendor_spec.openapi.values.samples import Sampler
from vendor_spec.openapi.values.schemas import Schemas

ENDED = "ended"
PRESENT = ""  # the state of a resource of which the document knows no states


@frozen
class Resources:
    """The ids that exist, by operation and path parameter, each with its state; and the variables that name them.

    `known` has those that have not ended, by path parameter alone.
    """

    ids: dict[tuple[str, str], dict[str, str]] = field(factory=dict)
    accounts: dict[tuple[str, str], str] = field(factory=dict)
    environment: dict[str, str] = field(factory=dict)
    known: dict[str, dict[str, str]] = field(factory=dict)


def variable(*names: str) -> str:
    """Return the environment variable that gives the value of a path parameter: `VOBIZ_CALL_UUID`."""
    return "_".join(["VOBIZ", *(re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").upper() for name in names)])


def make_resources(
    behaviours: Sequence[Behaviour], schemas: Schemas, account: str, settings: Mapping[str, str]
) -> Resources:
    """Return ids for every path parameter of every operation.

    `settings` gives ids by the name of their variable, such as `VOBIZ_CALL_UUID`.
    """
    maker = _Maker(schemas, settings, account)
    users: dict[str, list[tuple[Behaviour, Parameter]]] = {}
    for behaviour in behaviours:
        for parameter in behaviour.naming_parameters:
            users.setdefault(parameter.name, []).append((behaviour, parameter))
    for name, pairs in users.items():
        maker.add(name, pairs)
    return maker.resources


@frozen
class _Maker:
    schemas: Schemas
    settings: Mapping[str, str]
    account: str
    resources: Resources = field(factory=Resources)

    def add(self, name: str, users: list[tuple[Behaviour, Parameter]]) -> None:
        base = self.settings.get(variable(name)) or self._choose_id(name, users)
        self.resources.environment[variable(name)] = base
        states = {} if is_account(name) else self._make_states(name, base, [behaviour for behaviour, _ in users])
        self.resources.known[name] = {id_: state for id_, state in states.items() if state != ENDED}
        for behaviour, parameter in users:
            self._place(behaviour, parameter, base, states)

    def _make_states(self, name: str, base: str, users: list[Behaviour]) -> dict[str, str]:
        known = dict.fromkeys(state for user in users if user.has_states(name) for state in user.states)
        first, *others = known or [PRESENT]
        ids = {base: first}
        # An ended resource has an id that only a machine makes up: a currency or a name never ends.
        is_made = is_id(base) or is_digits(base)
        for state in (*others, *([ENDED] if is_made else [])):
            own = variable(name, state)
            varied = vary(base, state) if is_made else f"{base}-{state}"
            self.resources.environment[own] = self.settings.get(own) or varied
            ids.setdefault(self.resources.environment[own], state)
        return ids

    def _place(self, behaviour: Behaviour, parameter: Parameter, base: str, states: dict[str, str]) -> None:
        operation_id = behaviour.operation.definition.get("operationId")
        special = variable(operation_id, "", parameter.name) if operation_id else ""
        default = behaviour.states[0] if behaviour.has_states(parameter.name) else PRESENT
        ids, value = dict(states), self.settings.get(special)
        if value is None and not parameter.allows(base, self.schemas):
            value = self._sample(parameter)
            ids = {value: PRESENT}
        elif value is None and default:
            value = next(id_ for id_, state in states.items() if state == default)
        if value is not None and value != base and special:
            self.resources.environment[special] = value
        if not states:  # the account is the caller's own, in whatever state
            self.resources.accounts[behaviour.label, parameter.name] = value or base
            return
        if value is not None:
            ids.setdefault(value, default)
        for enumerated in parameter.schema.get("enum", ()) if isinstance(parameter.schema, Mapping) else ():
            ids.setdefault(_as_text(enumerated), PRESENT)
        self.resources.ids[behaviour.label, parameter.name] = ids

    def _choose_id(self, name: str, users: list[tuple[Behaviour, Parameter]]) -> str:
        parameter = users[0][1]
        sample = self._sample(parameter)
        templates = [content.template for behaviour, _ in users for content in behaviour.success.contents]
        echoes = [(template.value, parts) for template in templates for parts, echo in template.echoes if echo == name]
        examples = [_as_text(get_value(body, parts)) for body, parts in echoes]
        own = [self.account] if is_account(name) else []
        offered = [*own, *(vary(text, "known") for text in (*examples, sample)), sample]
        fitting = (text for text in offered if text and "/" not in text and parameter.allows(text, self.schemas))
        return next(fitting, sample)

    def _sample(self, parameter: Parameter) -> str:
        return _as_text(Sampler(self.schemas).sample(parameter.schema, parameter.example))


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

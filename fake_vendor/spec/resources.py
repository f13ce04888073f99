"""What exists on the fake vendor's account: a known id for every path parameter, in each state that the API has."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from fake_vendor.spec.documented_operation import DocumentedOperation
from fake_vendor.spec.parameters import Parameter
from fake_vendor.spec.request import Request
from fake_vendor.spec.values.pointers import get_value
from fake_vendor.spec.values.samples import Sampler
from fake_vendor.spec.values.schemas import Schemas
from fake_vendor.spec.values.text_forms import is_digits, is_id, snake, vary

ENDED = "ended"
PRESENT = ""  # the state of a resource of which the document knows no states
ACCOUNT = ("auth_id", "account_id")  # how the vendor's paths name the caller's own account
_ANY = Request("GET", "/")


@define
class Resources:
    """The ids that exist, by operation and path parameter, each with its state; and the variables that name them."""

    ids: dict[tuple[str, str], dict[str, str]] = field(factory=dict)
    accounts: dict[tuple[str, str], str] = field(factory=dict)
    environment: dict[str, str] = field(factory=dict)


def is_account(name: str) -> bool:
    """Return whether a path parameter names the caller's own account."""
    return snake(name) in ACCOUNT


def variable(name: str) -> str:
    """Return the environment variable that gives the value of a path parameter: `VOBIZ_CALL_UUID`."""
    return f"VOBIZ_{re.sub(r'[^A-Za-z0-9]+', '_', name).strip('_').upper()}"


def make_resources(
    operations: Sequence[DocumentedOperation], schemas: Schemas, account: str, settings: Mapping[str, str]
) -> Resources:
    """Return ids for every path parameter of every operation.

    `settings` gives ids by the name of their variable, such as `VOBIZ_CALL_UUID`.
    """
    maker = _Maker(schemas, settings)
    for name in dict.fromkeys(parameter.name for each in operations for parameter in each.path_parameters):
        users = [each for each in operations if any(parameter.name == name for parameter in each.path_parameters)]
        maker.add(name, users, account if is_account(name) else None)
    return maker.resources


@frozen
class _Maker:
    schemas: Schemas
    settings: Mapping[str, str]
    resources: Resources = field(factory=Resources)

    def add(self, name: str, users: list[DocumentedOperation], account: str | None) -> None:
        base = self.settings.get(variable(name)) or self._choose_id(name, users, account)
        self.resources.environment[variable(name)] = base
        shared = {} if account else self._make_states(name, base, users)
        for operation in users:
            self._place(operation, name, base, shared)

    def _make_states(self, name: str, base: str, users: list[DocumentedOperation]) -> dict[str, str]:
        states = dict.fromkeys(state for each in users if each.has_states(name) for state in each.states)
        first, *others = states or [PRESENT]
        ids = {base: first}
        # An ended resource has an id that only a machine makes up: a currency or a name never ends.
        for state in (*others, *([ENDED] if is_id(base) or is_digits(base) else [])):
            state_variable = f"{variable(name)}_{variable(state)[6:]}"
            varied = vary(base, state) if is_id(base) or is_digits(base) else f"{base}-{state}"
            self.resources.environment[state_variable] = self.settings.get(state_variable) or varied
            ids.setdefault(self.resources.environment[state_variable], state)
        return ids

    def _place(self, operation: DocumentedOperation, name: str, base: str, shared: dict[str, str]) -> None:
        label, operation_id = operation.operation.label, operation.operation.definition.get("operationId")
        parameter = _find(operation, name)
        special = f"{variable(operation_id)}__{variable(name)[6:]}" if operation_id else ""
        default = operation.states[0] if operation.has_states(name) else PRESENT
        ids = dict(shared)
        value = self.settings.get(special)
        if value is None and not self._allows(parameter, base):
            value = self._sample(parameter)
            ids = {value: PRESENT}
        elif value is None and operation.has_states(name):
            value = next(id_ for id_, state in shared.items() if state == default)
        if value is not None and value != base and special:
            self.resources.environment[special] = value
        if not shared:  # the account is the caller's own, in whatever state
            self.resources.accounts[label, name] = value or base
            return
        if value is not None:
            ids.setdefault(value, default)
        enumerated = parameter.schema.get("enum", ()) if isinstance(parameter.schema, Mapping) else ()
        self.resources.ids[label, name] = ids | {text: PRESENT for text in map(_as_text, enumerated) if text not in ids}

    def _choose_id(self, name: str, users: list[DocumentedOperation], account: str | None) -> str:
        parameter = _find(users[0], name)
        sample = self._sample(parameter)
        examples = [example for operation in users for example in _echoed_examples(operation, name)]
        offered = [account or "", *(vary(text, "known") for text in (*examples, sample)), sample]
        fitting = (text for text in offered if text and "/" not in text and self._allows(parameter, text))
        return next(fitting, sample)

    def _allows(self, parameter: Parameter, text: str) -> bool:
        return parameter.problem(_ANY, {parameter.name: text}, self.schemas) is None

    def _sample(self, parameter: Parameter) -> str:
        return _as_text(Sampler(self.schemas).sample(parameter.schema, parameter.example))


def _find(operation: DocumentedOperation, name: str) -> Parameter:
    return next(parameter for parameter in operation.path_parameters if parameter.name == name)


def _echoed_examples(operation: DocumentedOperation, name: str) -> list[str]:
    """Return what the example of the response has where the path parameter `name` is repeated."""
    templates = [content.template for content in operation.success.contents]
    echoes = [(template, parts) for template in templates for parts, parameter in template.echoes if parameter == name]
    return [_as_text(get_value(template.value, parts)) for template, parts in echoes]


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

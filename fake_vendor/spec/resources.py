"""What exists on the fake vendor's account: a known id for every path parameter, in each state that the API has."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from fake_vendor.spec.body_template import snake
from fake_vendor.spec.parameters import Parameter
from fake_vendor.spec.request import Request
from fake_vendor.spec.success import Success
from fake_vendor.spec.values.pointers import get_value
from fake_vendor.spec.values.samples import Sampler
from fake_vendor.spec.values.schemas import Schemas
from fake_vendor.spec.values.text_forms import is_digits, is_id, vary
from vendor_spec.openapi.document import Operation

ENDED = "ended"
ACCOUNT = ("auth_id", "account_id")  # how the vendor's paths name the caller's own account
STATES = ("status", "state")  # query parameters that ask for a resource in one state
_ANY = Request("GET", "/")
PRESENT = ""  # the state of a resource of which the document knows no states


@frozen
class Facts:
    """What the resources of one operation are read from."""

    operation: Operation
    parameters: tuple[Parameter, ...]
    success: Success

    @property
    def path_parameters(self) -> list[Parameter]:
        names = re.findall(r"\{([^{}]+)\}", self.operation.path)
        return [one for name in names for one in self.parameters if (one.location, one.name) == ("path", name)]

    def has_states(self, name: str) -> bool:
        """Whether this operation asks for the resource `name` in one of several states."""
        return bool(self.states) and self.path_parameters[-1].name == name

    def echoed_examples(self, name: str) -> list[str]:
        """What the example of the answer has where the path parameter `name` is repeated."""
        moulds = [content.mould for content in self.success.contents]
        return [
            _as_text(get_value(mould.template, parts))
            for mould in moulds
            for parts, parameter in mould.echoes
            if parameter == name
        ]

    @property
    def states(self) -> tuple[str, ...]:
        """The states that a resource can be asked for in, the default one first; empty when there are none."""
        asked = self.state_parameter
        if asked is None:
            return ()
        values = [value for value in asked.schema["enum"] if isinstance(value, str)]
        default = asked.schema.get("default", values[0])
        return tuple(sorted(values, key=lambda value: value != default))

    @property
    def state_parameter(self) -> Parameter | None:
        if not self.operation.path.rstrip("/").endswith("}"):
            return None
        asked = (one for one in self.parameters if one.location == "query" and one.name in STATES and one.required)
        return next((one for one in asked if isinstance(one.schema, Mapping) and one.schema.get("enum")), None)


@define
class Resources:
    """The ids that exist, by operation and path parameter, each with its state; and the variables that name them."""

    ids: dict[tuple[str, str], dict[str, str]] = field(factory=dict)
    accounts: dict[tuple[str, str], str] = field(factory=dict)
    environment: dict[str, str] = field(factory=dict)

    def state_of(self, label: str, name: str, value: str) -> str | None:
        """The state of the resource `value`; None when there is no such one."""
        return self.ids[label, name].get(value)

    def known_id(self, facts: Facts, name: str, state: str | None = None) -> str:
        """An id that exists, in `state` or else in the one that the operation asks for by default."""
        label = facts.operation.label
        if (label, name) in self.accounts:
            return self.accounts[label, name]
        wanted = state or (facts.states[0] if facts.has_states(name) else None)
        ids = self.ids[label, name]
        return next(value for value, found in ids.items() if found == wanted or (wanted is None and found != ENDED))


def is_account(name: str) -> bool:
    """Whether a path parameter names the caller's own account."""
    return snake(name) in ACCOUNT


def variable(name: str) -> str:
    """The environment variable that gives the value of a path parameter: `VOBIZ_CALL_UUID`."""
    return f"VOBIZ_{re.sub(r'[^A-Za-z0-9]+', '_', name).strip('_').upper()}"


def make_resources(facts: Sequence[Facts], schemas: Schemas, account: str, settings: Mapping[str, str]) -> Resources:
    """Ids for every path parameter of every operation.

    `settings` gives ids by the name of their variable, such as `VOBIZ_CALL_UUID`.
    """
    made = Resources()
    for name in dict.fromkeys(parameter.name for one in facts for parameter in one.path_parameters):
        users = [one for one in facts if any(parameter.name == name for parameter in one.path_parameters)]
        owned = account if is_account(name) else None
        base = settings.get(variable(name)) or _choose_id(name, users, schemas, owned)
        made.environment[variable(name)] = base
        shared = {} if owned else _make_states(made, name, base, users, settings)
        for one in users:
            _place(made, one, name, base, shared, schemas, settings, is_own=owned is not None)
    return made


def _make_states(
    made: Resources, name: str, base: str, users: list[Facts], settings: Mapping[str, str]
) -> dict[str, str]:
    states = list(dict.fromkeys(state for one in users if one.has_states(name) for state in one.states)) or [PRESENT]
    ids = {base: states[0]}
    # An ended resource has an id that only a machine makes up: a currency or a name never ends.
    for state in (*states[1:], *([ENDED] if is_id(base) or is_digits(base) else [])):
        named = f"{variable(name)}_{variable(state)[6:]}"
        made.environment[named] = settings.get(named) or _vary_id(base, state)
        ids.setdefault(made.environment[named], state)
    return ids


def _place(
    made: Resources,
    facts: Facts,
    name: str,
    base: str,
    shared: dict[str, str],
    schemas: Schemas,
    settings: Mapping[str, str],
    *,
    is_own: bool,
) -> None:
    label, id_ = facts.operation.label, facts.operation.definition.get("operationId")
    parameter = next(one for one in facts.path_parameters if one.name == name)
    special = f"{variable(id_)}__{variable(name)[6:]}" if id_ else ""
    ids = dict(shared)
    value = settings.get(special)
    if value is None and parameter.problem(_ANY, {name: base}, schemas) is not None:
        value = _as_text(Sampler(schemas).sample(parameter.schema, parameter.example))
        ids = {value: PRESENT}
    elif value is None and facts.has_states(name):
        value = next(found for found, state in shared.items() if state == facts.states[0])
    if value is not None and value != base and special:
        made.environment[special] = value
    if is_own:
        made.accounts[label, name] = value or base
        return
    if value is not None:
        ids.setdefault(value, facts.states[0] if facts.has_states(name) else PRESENT)
    enumerated = parameter.schema.get("enum", ()) if isinstance(parameter.schema, Mapping) else ()
    made.ids[label, name] = ids | {_as_text(one): PRESENT for one in enumerated if _as_text(one) not in ids}


def _choose_id(name: str, users: list[Facts], schemas: Schemas, account: str | None) -> str:
    parameter = next(one for one in users[0].path_parameters if one.name == name)
    offered = [
        *([account] if account else []),
        *(vary(example, "known") for one in users for example in one.echoed_examples(name)),
    ]
    offered += [_as_text(Sampler(schemas).sample(parameter.schema, parameter.example))]
    offered = [*offered[:-1], vary(offered[-1], "known"), offered[-1]]
    return next((one for one in offered if _fits(parameter, one, schemas)), offered[-1])


def _fits(parameter: Parameter, text: str, schemas: Schemas) -> bool:
    return bool(text) and "/" not in text and parameter.problem(_ANY, {parameter.name: text}, schemas) is None


def _vary_id(base: str, state: str) -> str:
    return vary(base, state) if is_id(base) or is_digits(base) else f"{base}-{state}"


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

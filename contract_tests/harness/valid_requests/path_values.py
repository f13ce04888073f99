"""The values of path parameters on a live target, where each comes from, and which operations can be called."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from attrs import frozen

from contract_tests.harness.findings.result import Skip, SkipCode
from contract_tests.harness.target.policy import UNIQUE, VARIABLE, LivePolicy, Risk, Source
from contract_tests.harness.target.target import Kind, Target, parameter_variables
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import path_parameters

Values = dict[tuple[str, str], str | Skip]  # what sources gave, by label and path parameter


@frozen
class Origin:
    """Where a path parameter takes its value from: the `variable` if `is_set`, else the `source`, else nothing.

    What the run makes for an operation alone goes before what a variable says for all operations.
    """

    name: str
    variable: str
    is_set: bool
    source: Source | None


@frozen
class LiveValues:
    """The values of path parameters on a live target, by the document, the variables that are set, and the policy."""

    content: Mapping[str, Any]
    target: Target
    policy: LivePolicy

    def operation(self, label: str) -> Operation:
        """Return the operation of the document that a label names."""
        method, _, path = label.partition(" ")
        return Operation(method.lower(), path, self.content["paths"][path][method.lower()])

    def origins(self, operation: Operation) -> list[Origin]:
        """Return where each path parameter of an operation takes its value from."""
        origins = []
        for name in path_parameters(self.content, operation):
            variables = parameter_variables(operation, name)
            known = variables[:-1] if self.policy.has_its_own(operation.label, name) else variables
            variable = next((name for name in known if self.target.environment.get(name)), None)
            source = self.policy.source(operation.label, name)
            origins.append(Origin(name, variable or variables[-1], variable is not None, source))
        return origins

    def find_skip(self, operation: Operation) -> Skip | None:
        """Return why a live run sends nothing to the operation, known before anything is sent; None when it does."""
        entry = self.policy.entries[operation.label]
        if entry.risk is Risk.FORBIDDEN:
            reason = "forbids it" if entry.is_listed else "has no entry for it"
            return Skip(SkipCode.POLICY, f"live_policy.yaml {reason}")
        if entry.risk is not Risk.READ and "requestBody" in operation.definition and not entry.has_body:
            return Skip(SkipCode.NO_VALUE, "it needs a `body` in live_policy.yaml")
        missing = self.missing(operation)
        return _not_set(missing) if missing and not self.may_be_made_up(operation) else None

    def may_be_made_up(self, operation: Operation) -> bool:
        """Return whether a request with a made-up id harms nobody, and shows what needs no resource."""
        return operation.method == "get" and self.policy.entries[operation.label].risk is Risk.READ

    def find_unknown(self, operation: Operation, sourced: Values) -> Skip | None:
        """Return why no id of the operation's resource is known, so that it gets requests with a made-up one."""
        if self.target.kind is Kind.MOCK or self.find_skip(operation):
            return None
        if missing := self.missing(operation):
            return _not_set(missing)
        values = [
            sourced.get((operation.label, origin.name)) for origin in self.origins(operation) if not origin.is_set
        ]
        return next((value for value in values if isinstance(value, Skip)), None)

    def missing(self, operation: Operation) -> list[str]:
        """Return the variables that are not set and without which neither it nor its sources can be called."""
        missing = []
        for origin in self.origins(operation):
            if origin.source is not None and not origin.is_set:
                missing += self.missing(self.operation(origin.source.label))
            elif not origin.is_set:
                missing.append(origin.variable)
        body = self.policy.entries[operation.label].body_variables
        return list(dict.fromkeys([*missing, *(name for name in body if not self.target.environment.get(name))]))

    def of(self, operation: Operation, sourced: Values) -> dict[str, str] | Skip:
        """Return the values of an operation, none on the mock, or why it cannot be called.

        Those of an id that is not known are missing where one may be made up.
        `sourced` is what the sources gave, by label and parameter.
        """
        if self.target.kind is Kind.MOCK:
            return {}
        if skip := self.find_skip(operation):
            return skip
        values: dict[str, str] = {}
        for origin in self.origins(operation):
            value: str | Skip | None = self.target.environment.get(origin.variable)
            if not origin.is_set:
                value = sourced.get((operation.label, origin.name))
            if isinstance(value, Skip) and not self.may_be_made_up(operation):
                return value
            if isinstance(value, str):
                values[origin.name] = value
        return values


def _not_set(variables: list[str]) -> Skip:
    return Skip(SkipCode.NO_VALUE, f"{' and '.join(variables)} {'is' if len(variables) == 1 else 'are'} not set")


def fill_in(body: Any, environment: Mapping[str, str]) -> Any:
    """Return a body of `live_policy.yaml` with the values of its variables in it; all but the unique one are set."""
    if isinstance(body, str):
        return VARIABLE.sub(lambda match: token_hex(4) if match[1] == UNIQUE else environment[match[1]], body)
    if isinstance(body, dict):
        return {name: fill_in(value, environment) for name, value in body.items()}
    return [fill_in(item, environment) for item in body] if isinstance(body, list) else body

"""The values of path parameters on a live target, where each comes from, and which operations can be called."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from contract_tests.harness.findings.result import Skip, SkipCode
from contract_tests.harness.target.policy import VARIABLE, LivePolicy, Risk, Source
from contract_tests.harness.target.target import Kind, Target, parameter_variables
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import path_parameters

Values = dict[tuple[str, str], str | Skip]  # what sources gave, by label and path parameter


@frozen
class Origin:
    """Where a path parameter takes its value from: the `variable` if `is_set`, else the `source`, else nothing."""

    name: str
    variable: str
    is_set: bool
    source: Source | None


def origins_of(content: Mapping[str, Any], operation: Operation, target: Target, policy: LivePolicy) -> list[Origin]:
    """Return where each path parameter of an operation takes its live value from."""
    origins = []
    for name in path_parameters(content, operation):
        variable = target.parameter_variable(operation, name)
        to_set = parameter_variables(operation, name)[-1]
        origins.append(Origin(name, variable or to_set, variable is not None, policy.source(operation.label, name)))
    return origins


def find_skip(content: Mapping[str, Any], operation: Operation, target: Target, policy: LivePolicy) -> Skip | None:
    """Return why a live run sends nothing to the operation, known before anything is sent; None when it does."""
    entry = policy.entries[operation.label]
    if entry.risk is Risk.FORBIDDEN and not entry.is_listed:
        return Skip(SkipCode.POLICY, "live_policy.yaml has no entry for it")
    if entry.risk is Risk.FORBIDDEN:
        return Skip(SkipCode.POLICY, "live_policy.yaml forbids it")
    if entry.risk is not Risk.READ and "requestBody" in operation.definition and not entry.has_body:
        return Skip(SkipCode.NO_VALUE, "it needs a `body` in live_policy.yaml")
    missing = missing_values(content, operation, target, policy)
    if missing:
        return Skip(SkipCode.NO_VALUE, f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set")
    return None


def missing_values(content: Mapping[str, Any], operation: Operation, target: Target, policy: LivePolicy) -> list[str]:
    """Return the variables that have to be set before the operation, and the sources of its values, can be called."""
    missing = []
    for origin in origins_of(content, operation, target, policy):
        if origin.source is not None and not origin.is_set:
            missing += missing_values(content, operation_of(content, origin.source.label), target, policy)
        elif not origin.is_set:
            missing.append(origin.variable)
    body = policy.entries[operation.label].body_variables
    return list(dict.fromkeys([*missing, *(name for name in body if not target.environment.get(name))]))


def operation_of(content: Mapping[str, Any], label: str) -> Operation:
    """Return the operation of a document that a label names."""
    method, _, path = label.partition(" ")
    return Operation(method.lower(), path, content["paths"][path][method.lower()])


def live_values(
    content: Mapping[str, Any],
    operation: Operation,
    target: Target,
    policy: LivePolicy,
    sourced: Values,
) -> dict[str, str] | Skip:
    """Return the values of the path parameters, or why the operation cannot be called.

    `sourced` is what the sources gave, by label and parameter.
    """
    if target.kind is Kind.MOCK:
        return {}
    if skip := find_skip(content, operation, target, policy):
        return skip
    values: dict[str, str] = {}
    for origin in origins_of(content, operation, target, policy):
        if origin.is_set:
            values[origin.name] = target.environment[origin.variable]
            continue
        value = sourced[operation.label, origin.name]
        if isinstance(value, Skip):
            return value
        values[origin.name] = value
    return values


def fill_in(body: Any, environment: Mapping[str, str]) -> Any:
    """Return a body of `live_policy.yaml` with the values of its variables in it; all of them are set."""
    if isinstance(body, str):
        return VARIABLE.sub(lambda match: environment[match[1]], body)
    if isinstance(body, dict):
        return {name: fill_in(value, environment) for name, value in body.items()}
    return [fill_in(item, environment) for item in body] if isinstance(body, list) else body

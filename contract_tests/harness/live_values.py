"""The values of path parameters on a live target, and which operations can be asked with them."""

from collections.abc import Mapping
from typing import Any

from contract_tests.harness.samples import documented_parameters
from contract_tests.harness.targets import Kind, Target, parameter_variables
from vendor_spec.document import Operation


def live_values(content: Mapping[str, Any], operation: Operation, target: Target) -> tuple[dict[str, str], str]:
    """The values of the path parameters, and why the operation cannot be asked (empty when it can)."""
    if target.kind is Kind.MOCK:
        return {}, ""
    if operation.method != "get":
        return {}, "not asked: only GET is allowed on a live target"
    values = {}
    for parameter in documented_parameters(content, operation):
        if parameter["in"] != "path":
            continue
        name = parameter["name"]
        value = target.parameter_value(operation, name)
        if value is None:
            return {}, f"not asked: {parameter_variables(operation, name)[-1]} is not set"
        values[name] = value
    return values, ""

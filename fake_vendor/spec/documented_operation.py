"""One operation as the document has it, before any drift."""

from collections.abc import Mapping

from attrs import frozen

from fake_vendor.spec.parameters import Parameter
from fake_vendor.spec.success import Success
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import PARAMETER

STATES = ("status", "state")  # query parameters that ask for a resource in one state


@frozen
class DocumentedOperation:
    """One operation with its parameters and its success response, and what they say of the resources that it serves."""

    operation: Operation
    parameters: tuple[Parameter, ...]
    success: Success

    @property
    def path_parameters(self) -> list[Parameter]:
        by_name = {parameter.name: parameter for parameter in self.parameters if parameter.location == "path"}
        return [by_name[name] for name in PARAMETER.findall(self.operation.path) if name in by_name]

    @property
    def state_parameter(self) -> Parameter | None:
        """The query parameter that asks for a resource in one of several states; None when there is none."""
        if not self.operation.path.rstrip("/").endswith("}"):
            return None
        required = [parameter for parameter in self.parameters if parameter.location == "query" and parameter.required]
        listed = (each for each in required if isinstance(each.schema, Mapping) and each.schema.get("enum"))
        return next((parameter for parameter in listed if parameter.name in STATES), None)

    @property
    def states(self) -> tuple[str, ...]:
        """The states that a resource can be requested in, the default one first; empty when there are none."""
        parameter = self.state_parameter
        if parameter is None:
            return ()
        values = [value for value in parameter.schema["enum"] if isinstance(value, str)]
        default = parameter.schema.get("default", values[0])
        return tuple(sorted(values, key=lambda value: value != default))

    def has_states(self, name: str) -> bool:
        """Return whether this operation serves the resource `name` in one of several states."""
        return bool(self.states) and self.path_parameters[-1].name == name

"""How the vendor treats one operation: as the document has it, until a drift makes another behaviour of it."""

from collections.abc import Callable
from typing import Any

from attrs import field, frozen

from fake_vendor.spec.parameters import Parameter, read_parameters
from fake_vendor.spec.request_body import RequestBody, read_request_body
from fake_vendor.spec.security import Admission, read_admission
from fake_vendor.spec.success import Success, read_success
from fake_vendor.spec.values.schemas import Schemas
from fake_vendor.spec.values.text_forms import snake
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import PARAMETER

ACCOUNT = ("auth_id", "account_id")  # how the vendor's paths name the caller's own account
STATES = ("status", "state")  # query parameters that ask for a resource in one state


@frozen
class Redirect:
    """A path at which the vendor responds with `status` and, if it is a redirect, with where the operation is now.

    `target` is a path with the operation's parameters in it, or such a path behind another origin; None: it is gone.
    """

    path: str
    status: int
    target: str | None = None
    drift: str = ""


@frozen
class Behaviour:
    """How the vendor treats requests to one operation; `path` is where it serves them.

    `state_parameter` is the query parameter that asks for a resource in one of `states`, the default state first.
    """

    operation: Operation
    path: str
    admission: Admission
    parameters: tuple[Parameter, ...]
    request_body: RequestBody | None
    success: Success
    state_parameter: Parameter | None = None
    states: tuple[str, ...] = ()
    is_isolated: Callable[[str, str], bool] = field(default=lambda own, requested: own != requested)
    redirects: tuple[Redirect, ...] = ()
    moved_by: str = ""

    @property
    def label(self) -> str:
        return self.operation.label

    @property
    def path_parameters(self) -> list[Parameter]:
        by_name = {parameter.name: parameter for parameter in self.parameters if parameter.location == "path"}
        return [by_name[name] for name in PARAMETER.findall(self.operation.path) if name in by_name]

    @property
    def account_parameters(self) -> list[Parameter]:
        return [parameter for parameter in self.path_parameters if is_account(parameter.name)]

    @property
    def resource_parameters(self) -> list[Parameter]:
        """The path parameters that name something on the account."""
        return [parameter for parameter in self.path_parameters if not is_account(parameter.name)]

    def has_states(self, name: str) -> bool:
        """Return whether this operation serves the resource `name` in one of several states."""
        return bool(self.states) and self.path_parameters[-1].name == name


def is_account(name: str) -> bool:
    """Return whether a path parameter names the caller's own account."""
    return snake(name) in ACCOUNT


def read_behaviour(operation: Operation, schemas: Schemas) -> Behaviour:
    """Return how the document has the vendor treat `operation`."""
    parameters = read_parameters(schemas.content, operation)
    state_parameter = _find_state_parameter(operation, parameters)
    return Behaviour(
        operation=operation,
        path=operation.path,
        admission=read_admission(schemas.content, operation),
        parameters=parameters,
        request_body=read_request_body(schemas.content, operation),
        success=read_success(operation, schemas),
        state_parameter=state_parameter,
        states=_list_states(state_parameter.schema) if state_parameter is not None else (),
    )


def _find_state_parameter(operation: Operation, parameters: tuple[Parameter, ...]) -> Parameter | None:
    if not operation.path.rstrip("/").endswith("}"):
        return None
    required = (parameter for parameter in parameters if parameter.location == "query" and parameter.required)
    listed = (parameter for parameter in required if isinstance(parameter.schema, dict) and "enum" in parameter.schema)
    return next((parameter for parameter in listed if parameter.name in STATES), None)


def _list_states(schema: dict[str, Any]) -> tuple[str, ...]:
    values = [value for value in schema["enum"] if isinstance(value, str)]
    default = schema.get("default", next(iter(values), None))
    return tuple(sorted(values, key=lambda value: value != default))

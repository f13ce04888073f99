"""How the vendor treats one operation: as the document has it, until a drift makes another behaviour of it."""

import re
from collections.abc import Callable, Iterable

from attrs import field, frozen

from fake_vendor.spec.parameters import Parameter, read_parameters
from fake_vendor.spec.request_body import RequestBody, read_request_body
from fake_vendor.spec.security import Admission, read_admission
from fake_vendor.spec.success import Success, read_success
from fake_vendor.spec.values.text_forms import snake
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.values.schemas import Schemas

# How paths name the caller's own account, whether or not it is a credential, too.
ACCOUNT = re.compile(r"auth_id|(account|tenant|organi[sz]ation|workspace)(_id|_sid|_uuid)?")
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

    `state_parameter` is the query parameter that asks for a resource in one of `states`, the default state first;
    `looks_first` is whether it looks for what the path names before it checks the credentials.
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
    looks_first: bool = False

    @property
    def label(self) -> str:
        return self.operation.label

    @property
    def is_router(self) -> bool:
        """Whether this is how the vendor treats requests that reach no operation."""
        return not self.operation.path

    @property
    def path_parameters(self) -> list[Parameter]:
        by_name = {parameter.name: parameter for parameter in self.parameters if parameter.location == "path"}
        return [by_name[name] for name in PARAMETER.findall(self.operation.request_path) if name in by_name]

    @property
    def account_parameters(self) -> list[Parameter]:
        """The parameters that name the caller's own account: those of the path, then those of the query."""
        query = [parameter for parameter in self.parameters if parameter.location == "query"]
        return [parameter for parameter in (*self.path_parameters, *query) if is_account(parameter.name)]

    @property
    def naming_parameters(self) -> list[Parameter]:
        """The parameters of the path, and the account where the query has it."""
        return [*self.path_parameters, *(each for each in self.account_parameters if each.location == "query")]

    @property
    def resource_parameters(self) -> list[Parameter]:
        """The path parameters that name something on the account."""
        return [parameter for parameter in self.path_parameters if not is_account(parameter.name)]

    def has_states(self, name: str) -> bool:
        """Return whether this operation serves the resource `name` in one of several states."""
        return bool(self.states) and self.path_parameters[-1].name == name


def is_account(name: str) -> bool:
    """Return whether a path parameter names the caller's own account."""
    return ACCOUNT.fullmatch(snake(name)) is not None


def read_behaviour(operation: Operation, schemas: Schemas) -> Behaviour:
    """Return how the document has the vendor treat `operation`."""
    parameters = read_parameters(schemas.content, operation)
    state_parameter, states = _find_states(operation, parameters)
    return Behaviour(
        operation=operation,
        path=operation.request_path,
        admission=read_admission(schemas.content, operation),
        parameters=parameters,
        request_body=read_request_body(schemas.content, operation),
        success=read_success(operation, schemas),
        state_parameter=state_parameter,
        states=states,
    )


def make_router(behaviours: Iterable[Behaviour], schemas: Schemas) -> Behaviour:
    """Return how the vendor treats requests to paths and methods that no operation has.

    What opens any operation would open the router, too, but like most it says that there is nothing before it asks.
    """
    admissions = [behaviour.admission for behaviour in behaviours]
    alternatives = dict.fromkeys(names for admission in admissions for names in admission.alternatives)
    keys = {name: key for admission in admissions for name, key in admission.keys.items()}
    return Behaviour(
        operation=Operation("", "", {}),
        path="",
        admission=Admission(tuple(alternatives), keys),
        parameters=(),
        request_body=None,
        success=Success(schemas, 404),
        looks_first=True,
    )


def _find_states(operation: Operation, parameters: tuple[Parameter, ...]) -> tuple[Parameter | None, tuple[str, ...]]:
    for parameter in parameters if operation.request_path.rstrip("/").endswith("}") else ():
        enumerated = parameter.schema.get("enum") if isinstance(parameter.schema, dict) else None
        if enumerated and parameter.location == "query" and parameter.required and parameter.name in STATES:
            values = [value for value in enumerated if isinstance(value, str)]
            default = parameter.schema.get("default", next(iter(values), None))
            return parameter, tuple(sorted(values, key=lambda value: value != default))
    return None, ()

"""How the vendor treats each operation, compiled from the document; a drift is another behaviour or response."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from fake_vendor.errors import VendorFault
from fake_vendor.spec.documented_operation import DocumentedOperation
from fake_vendor.spec.parameters import Parameter, read_parameters
from fake_vendor.spec.request_body import RequestBody, read_request_body
from fake_vendor.spec.resources import Resources, is_account, make_resources, variable
from fake_vendor.spec.security import Admission, Scheme, make_secret, read_admission, read_schemes
from fake_vendor.spec.success import Success, read_success
from fake_vendor.spec.values.samples import Sampler
from fake_vendor.spec.values.schemas import Schemas
from fake_vendor.spec.values.text_forms import snake, vary
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.security import security_schemes


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
    """How the vendor treats requests to one operation; `path` is where it serves them."""

    documented: DocumentedOperation
    path: str
    admission: Admission
    parameters: tuple[Parameter, ...]
    request_body: RequestBody | None
    is_isolated: Callable[[str, str], bool] = field(default=lambda own, requested: own != requested)
    redirects: tuple[Redirect, ...] = ()
    moved_by: str = ""

    @property
    def operation(self) -> Operation:
        return self.documented.operation

    @property
    def label(self) -> str:
        return self.documented.operation.label

    @property
    def success(self) -> Success:
        return self.documented.success

    @property
    def account_parameters(self) -> list[str]:
        return [parameter.name for parameter in self.documented.path_parameters if is_account(parameter.name)]

    @property
    def resource_parameters(self) -> list[Parameter]:
        """The path parameters that name something on the account."""
        return [parameter for parameter in self.documented.path_parameters if not is_account(parameter.name)]


@frozen
class Api:
    """A whole document as the vendor serves it before any drift."""

    content: Mapping[str, Any]
    schemas: Schemas
    schemes: Mapping[str, Scheme]
    resources: Resources
    behaviours: tuple[Behaviour, ...]
    environment: Mapping[str, str]


def read_api(content: Mapping[str, Any], settings: Mapping[str, str]) -> Api:
    """Return the API that a valid document describes.

    `settings` gives credentials and ids by their variables (`VOBIZ_AUTH_TOKEN`, `VOBIZ_CALL_UUID`); raises VendorFault
    for a variable that means nothing to this document.
    """
    schemas = Schemas(content)
    documented = [
        DocumentedOperation(operation, read_parameters(content, operation), read_success(operation, schemas))
        for operation in iter_operations(dict(content))
    ]
    if not documented:
        raise VendorFault("the document has no operations; give one that has, with --document")
    account = settings.get("VOBIZ_AUTH_ID") or _make_account(documented, schemas)
    resources = make_resources(documented, schemas, account, settings)
    secrets = _make_secrets(content, account, settings)
    environment = {_credential_variable(name): secret for name, secret in secrets.items()} | resources.environment
    unknown = sorted(name for name in settings if name not in environment)
    if unknown:
        raise VendorFault(f"{unknown[0]} names nothing in this document; it has {', '.join(sorted(environment))}")
    schemes = read_schemes(content, secrets)
    behaviours = tuple(
        Behaviour(
            documented=each,
            path=each.operation.path,
            admission=read_admission(content, each.operation, schemes),
            parameters=each.parameters,
            request_body=read_request_body(content, each.operation),
        )
        for each in documented
    )
    return Api(content, schemas, schemes, resources, behaviours, environment)


def _make_account(documented: list[DocumentedOperation], schemas: Schemas) -> str:
    own = (parameter for each in documented for parameter in each.path_parameters if is_account(parameter.name))
    examples = (Sampler(schemas).sample(parameter.schema, parameter.example) for parameter in own)
    return next((vary(text, "known") for text in examples if isinstance(text, str) and text != "text"), "MA_FAKE01")


def _make_secrets(content: Mapping[str, Any], account: str, settings: Mapping[str, str]) -> dict[str, str]:
    secrets = {}
    for name, definition in security_schemes(content).items():
        is_id = definition.get("type") == "apiKey" and is_account(snake(definition["name"]).removeprefix("x_"))
        default = account if is_id else make_secret(definition, name)
        secrets[name] = settings.get(_credential_variable(name)) or default
    return secrets


def _credential_variable(scheme: str) -> str:
    return variable(snake(scheme))

"""How the vendor treats one operation. Compiled from the document; a drift is another conduct, or another answer."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from fake_vendor.errors import VendorFault
from fake_vendor.spec.body_template import snake
from fake_vendor.spec.parameters import Parameter, read_parameters
from fake_vendor.spec.request_body import Payload, read_payload
from fake_vendor.spec.resources import ACCOUNT, Facts, Resources, make_resources, variable
from fake_vendor.spec.security import Admission, Scheme, make_secret, read_admission, read_schemes
from fake_vendor.spec.success import Success, read_success
from fake_vendor.spec.values.samples import Sampler
from fake_vendor.spec.values.schemas import Schemas
from fake_vendor.spec.values.text_forms import vary
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.references import resolve


@frozen
class Detour:
    """A path at which the vendor answers with `status` and, perhaps, where the operation is now.

    `target` is a path with the operation's parameters in it, or such a path behind another origin.
    """

    path: str
    status: int
    target: str | None = None
    drift: str = ""


@frozen
class Conduct:
    """How the vendor treats requests to one operation; `path` is where it answers them."""

    facts: Facts
    path: str
    admission: Admission
    parameters: tuple[Parameter, ...]
    payload: Payload | None
    success: Success
    is_isolated: Callable[[str, str], bool] = field(default=lambda own, asked: own != asked)
    detours: tuple[Detour, ...] = ()
    moved_by: str = ""

    @property
    def operation(self) -> Operation:
        return self.facts.operation

    @property
    def label(self) -> str:
        return self.facts.operation.label

    @property
    def account_parameters(self) -> list[str]:
        return [one.name for one in self.facts.path_parameters if snake(one.name) in ACCOUNT]


@frozen
class Api:
    """A whole document as the vendor serves it before any drift."""

    content: Mapping[str, Any]
    schemas: Schemas
    schemes: Mapping[str, Scheme]
    resources: Resources
    conducts: tuple[Conduct, ...]
    environment: Mapping[str, str]


def read_api(content: Mapping[str, Any], settings: Mapping[str, str]) -> Api:
    """The API that a valid document describes.

    `settings` gives credentials and ids by their variables (`VOBIZ_AUTH_TOKEN`, `VOBIZ_CALL_UUID`); raises VendorFault
    for a variable that means nothing to this document.
    """
    schemas = Schemas(content)
    operations = list(iter_operations(dict(content)))
    if not operations:
        raise VendorFault("the document has no operations; give one that has, with --document")
    facts = [Facts(one, read_parameters(content, one), read_success(one, schemas)) for one in operations]
    account = settings.get("VOBIZ_AUTH_ID") or _make_account(facts, schemas)
    resources = make_resources(facts, schemas, account, settings)
    secrets = _make_secrets(content, account, settings)
    environment = {_credential_variable(name): secret for name, secret in secrets.items()} | resources.environment
    unknown = sorted(name for name in settings if name not in environment)
    if unknown:
        raise VendorFault(f"{unknown[0]} names nothing in this document; it has {', '.join(sorted(environment))}")
    schemes = read_schemes(content, secrets)
    conducts = tuple(
        Conduct(
            facts=one,
            path=one.operation.path,
            admission=read_admission(content, one.operation, schemes),
            parameters=one.parameters,
            payload=read_payload(content, one.operation),
            success=one.success,
        )
        for one in facts
    )
    return Api(content, schemas, schemes, resources, conducts, environment)


def _make_account(facts: list[Facts], schemas: Schemas) -> str:
    own = (one for each in facts for one in each.path_parameters if snake(one.name) in ACCOUNT)
    examples = (Sampler(schemas).sample(one.schema, one.example) for one in own)
    return next((vary(text, "known") for text in examples if isinstance(text, str) and text != "text"), "MA_FAKE01")


def _make_secrets(content: Mapping[str, Any], account: str, settings: Mapping[str, str]) -> dict[str, str]:
    secrets = {}
    for name, reference in content.get("components", {}).get("securitySchemes", {}).items():
        definition = resolve(content, reference)
        is_id = definition.get("type") == "apiKey" and re.sub("^x_", "", snake(definition["name"])) in ACCOUNT
        made = account if is_id else make_secret(definition, name)
        secrets[name] = settings.get(_credential_variable(name)) or made
    return secrets


def _credential_variable(scheme: str) -> str:
    return variable(snake(scheme))

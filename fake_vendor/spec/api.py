"""A whole document as the vendor serves it: its operations, its credentials, what exists on the account."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from fake_vendor.errors import VendorFault
from fake_vendor.spec.behaviour import Behaviour, is_account, make_router, read_behaviour
from fake_vendor.spec.other_account import make_other_account
from fake_vendor.spec.resources import Resources, make_resources, variable
from fake_vendor.spec.security import Scheme, make_secret, read_schemes
from fake_vendor.spec.values.text_forms import snake, vary
from vendor_spec.openapi.document import iter_operations
from vendor_spec.openapi.security import security_schemes
from vendor_spec.openapi.values.samples import Sampler
from vendor_spec.openapi.values.schemas import Schemas


@frozen
class Api:
    """A whole document as the vendor serves it before any drift.

    `resources` are on the caller's account, `other` on an account of somebody else, `environment` has the caller's
    credentials and ids by variable; `router` is for requests that reach none of the operations in `behaviours`.
    """

    schemas: Schemas
    schemes: Mapping[str, Scheme]
    resources: Resources
    other: Resources
    behaviours: tuple[Behaviour, ...]
    router: Behaviour
    environment: Mapping[str, str]


def read_api(content: Mapping[str, Any], settings: Mapping[str, str]) -> Api:
    """Return the API that a valid document describes.

    `settings` gives credentials and ids by their variables (`VOBIZ_AUTH_TOKEN`, `VOBIZ_CALL_UUID`); raises VendorFault
    for a variable that means nothing to this document.
    """
    schemas = Schemas(content)
    behaviours = tuple(read_behaviour(operation, schemas) for operation in iter_operations(dict(content)))
    if not behaviours:
        raise VendorFault("the document has no operations; give one that has, with --document")
    account = settings.get("VOBIZ_AUTH_ID") or _make_account(behaviours, schemas)
    resources = make_resources(behaviours, schemas, account, settings)
    secrets, environment = {}, {}
    for name, definition in security_schemes(content).items():
        is_id = definition.get("type") == "apiKey" and is_account(snake(definition["name"]).removeprefix("x_"))
        own = variable(snake(name))
        secrets[name] = settings.get(own) or (account if is_id else make_secret(definition, name))
        environment[own] = secrets[name]
    environment |= resources.environment
    unknown = sorted(name for name in settings if name not in environment)
    if unknown:
        raise VendorFault(f"{unknown[0]} names nothing in this document; it has {', '.join(sorted(environment))}")
    other, router = make_other_account(behaviours, schemas, resources), make_router(behaviours, schemas)
    return Api(schemas, read_schemes(content, secrets), resources, other, behaviours, router, environment)


def _make_account(behaviours: Sequence[Behaviour], schemas: Schemas) -> str:
    own = (parameter for behaviour in behaviours for parameter in behaviour.account_parameters)
    examples = (Sampler(schemas).sample(parameter.schema, parameter.example) for parameter in own)
    return next((vary(text, "known") for text in examples if isinstance(text, str) and text != "text"), "MA_FAKE01")

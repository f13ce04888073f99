"""Which credentials an operation wants, by the document's security requirements, and how they travel."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve

# Which argument of a `requests.Request` holds what travels where.
HOLDERS = {"header": "headers", "query": "params", "cookie": "cookies"}


@frozen
class Credential:
    """One header, query parameter or cookie that a security scheme asks for."""

    scheme: str
    location: str
    name: str
    value: str = field(repr=False)


def credentials_for(
    content: Mapping[str, Any], operation: Operation, values: Mapping[str, str]
) -> tuple[Credential, ...] | None:
    """What a request to `operation` has to carry: the first requirement of which every scheme has a value.

    Empty when the operation is open to everybody; None when `values` (by scheme) satisfy no requirement.
    """
    requirements = operation.definition.get("security", content.get("security", []))
    schemes = content.get("components", {}).get("securitySchemes", {})
    if not requirements or {} in requirements:
        return ()
    for requirement in requirements:
        carried = [_carry(name, resolve(content, schemes.get(name, {})), values.get(name)) for name in requirement]
        if all(carried):
            return tuple(credential for credential in carried if credential is not None)
    return None


def placeholders(content: Mapping[str, Any]) -> dict[str, str]:
    """A made-up value for every security scheme that a request can carry: the mock looks only whether there is one."""
    schemes = content.get("components", {}).get("securitySchemes", {})
    kinds = {name: kind_of(resolve(content, scheme)) for name, scheme in schemes.items()}
    values = {"key": "mock-{}", "bearer": "mock-{}", "basic": "mock-{}:mock"}
    return {name: values[kind].format(name) for name, kind in kinds.items() if kind}


def kind_of(scheme: Mapping[str, Any]) -> Literal["key", "bearer", "basic"] | None:
    """How a request carries the credential of a security scheme; None when it cannot (a certificate, a challenge)."""
    type_, http = scheme.get("type"), str(scheme.get("scheme", "")).lower()
    if type_ == "apiKey":
        return "key"
    if type_ in ("oauth2", "openIdConnect") or (type_, http) == ("http", "bearer"):
        return "bearer"
    return "basic" if (type_, http) == ("http", "basic") else None


def _carry(name: str, scheme: Mapping[str, Any], value: str | None) -> Credential | None:
    kind = kind_of(scheme)
    if not value or kind is None:
        return None
    if kind == "key":
        return Credential(name, scheme["in"], scheme["name"], value)
    if kind == "basic":
        return Credential(name, "header", "Authorization", f"Basic {b64encode(value.encode()).decode()}")
    return Credential(name, "header", "Authorization", f"Bearer {value}")

"""Which credentials an operation wants, by the document's security requirements, and how they travel."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.security import carrier_of, security_requirements, security_schemes

# Which argument of a `requests.Request` holds what travels where.
HOLDERS = {"header": "headers", "query": "params", "cookie": "cookies"}


@frozen
class Credential:
    """One header, query parameter or cookie that a security scheme wants."""

    location: str
    name: str
    value: str = field(repr=False)


@frozen
class Alternative:
    """One alternative of an operation's security: schemes that open it together.

    Attributes:
        schemes: Their names.
        scopes: What their credentials must have been granted, besides.
        credentials: What they add to a request; None when one of them has no value. A scheme that no part of a request
            carries, such as a certificate or one that is not declared, adds nothing.
    """

    schemes: tuple[str, ...]
    scopes: tuple[str, ...]
    credentials: tuple[Credential, ...] | None

    @property
    def name(self) -> str:
        """The schemes in one word: `AuthID+AuthToken`."""
        return "+".join(self.schemes)


def alternatives_for(
    content: Mapping[str, Any], operation: Operation, values: Mapping[str, str]
) -> tuple[Alternative, ...]:
    """Return the alternatives that open an operation, in the document's order, with the `values` of schemes.

    Empty when the operation is open to everybody.
    """
    requirements, schemes = security_requirements(content, operation), security_schemes(content)
    if {} in requirements:
        return ()
    alternatives = []
    for requirement in requirements:
        parts = {name: schemes.get(name, {}) for name in requirement}
        carried = [_carry(scheme, values.get(name)) for name, scheme in parts.items() if carrier_of(scheme).location]
        known = tuple(credential for credential in carried if credential is not None)
        scopes = tuple(scope for granted in requirement.values() for scope in granted)
        alternatives.append(Alternative(tuple(requirement), scopes, known if len(known) == len(carried) else None))
    return tuple(alternatives)


def credentials_for(
    content: Mapping[str, Any], operation: Operation, values: Mapping[str, str]
) -> tuple[Credential, ...] | None:
    """Return what a request to `operation` has to carry: the first alternative of which every scheme has a value.

    Empty when the operation is open to everybody; None when `values` (by scheme) satisfy no alternative.
    """
    alternatives = alternatives_for(content, operation, values)
    known = (each.credentials for each in alternatives if each.credentials is not None)
    return next(known, None if alternatives else ())


def placeholders(content: Mapping[str, Any]) -> dict[str, str]:
    """Return a made-up value for every security scheme that a request can carry: the mock accepts any."""
    kinds = {name: carrier_of(scheme).kind for name, scheme in security_schemes(content).items()}
    values = {"key": "mock-{}", "bearer": "mock-{}", "basic": "mock-{}:mock"}
    return {name: values[kind].format(name) for name, kind in kinds.items() if kind}


def _carry(scheme: Mapping[str, Any], value: str | None) -> Credential | None:
    carrier = carrier_of(scheme)
    if not value or carrier.kind is None:
        return None
    if carrier.kind == "basic":
        value = b64encode(value.encode()).decode()
    prefix = {"key": "", "basic": "Basic ", "bearer": "Bearer "}[carrier.kind]
    return Credential(carrier.location, carrier.name, f"{prefix}{value}")

"""Which security schemes an operation asks for, and how a request carries the credential of one."""

from collections.abc import Mapping
from typing import Any, Literal

from attrs import frozen

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.references import resolve


@frozen
class Carrier:
    """How the credential of a security scheme travels.

    `kind` is None when a request cannot be made with the credential alone (a certificate, a challenge); `location`
    (header, query or cookie) and `name` are empty when no part of the request carries it.
    """

    kind: Literal["key", "bearer", "basic"] | None
    location: str = ""
    name: str = ""


def security_schemes(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the security schemes of a document by name, references followed."""
    schemes = content.get("components", {}).get("securitySchemes", {})
    return {name: resolve(content, scheme) for name, scheme in schemes.items()}


def security_requirements(content: Mapping[str, Any], operation: Operation) -> list[dict[str, list[str]]]:
    """Return the alternatives that open an operation, each with the scopes of its schemes; its own, or those of all."""
    return operation.definition.get("security", content.get("security")) or []


def carrier_of(scheme: Mapping[str, Any]) -> Carrier:
    """Return how the credential of a scheme travels."""
    match scheme.get("type"), str(scheme.get("scheme", "")).lower():
        case "apiKey", _:
            return Carrier("key", scheme["in"], scheme["name"])
        case ("oauth2" | "openIdConnect", _) | ("http", "bearer"):
            return Carrier("bearer", "header", "Authorization")
        case "http", other:
            return Carrier("basic" if other == "basic" else None, "header", "Authorization")
    return Carrier(None)

"""Which argument of the client holds the credential of each security scheme of a document."""

import re
from collections.abc import Mapping
from typing import Any

from openapi_python_client.strings import PythonIdentifier, snake_case

from vendor_spec.openapi.security import Carrier, carrier_of, security_schemes

Record = tuple[str, str, str]  # kind, name on the wire, the arguments with ":" between them

USUAL = ("auth_id", "auth_token", "bearer_token")
_TAKEN = (*USUAL, "base_url", "timeout", "max_retries", "retry_any_method", "headers", "http_client", "self", "options")


def scheme_records(content: Mapping[str, Any]) -> dict[str, Record]:
    """Return what the client has to know of each security scheme, by name.

    A scheme takes one of the usual arguments unless another one has a better claim to it; then it has an argument of
    its own name. The order of the document does not matter.
    """
    schemes = security_schemes(content)
    carriers = {name: carrier_of(scheme) for name, scheme in schemes.items()}
    claims = {name: _claim(name, carriers[name], schemes[name]) for name in schemes if carriers[name].kind}
    taken, records = set(_TAKEN), {}
    for name in sorted(schemes):
        carrier = carriers[name]
        arguments = ""
        if name in claims:
            arguments = claims[name][0] if _wins(name, claims) else _own_arguments(name, carrier, taken)
        kind = carrier.location if carrier.kind == "key" else carrier.kind or "unsupported"
        records[name] = (kind, carrier.name or str(schemes[name].get("type")), arguments)
    return {name: records[name] for name in schemes}


def own_arguments(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the arguments beside the usual ones, each with the name of its scheme."""
    return [
        (argument, name)
        for name, (_, _, arguments) in sorted(scheme_records(content).items())
        for argument in arguments.split(":")
        if argument and argument not in USUAL
    ]


def _claim(name: str, carrier: Carrier, scheme: Mapping[str, Any]) -> tuple[str, int]:
    """Return the usual arguments that a scheme would take, and how good its claim is: 0 is the best."""
    if carrier.kind == "bearer":
        return "bearer_token", 0 if scheme.get("type") == "http" else 1
    if carrier.kind == "basic":
        return "auth_id:auth_token", 1
    argument = "auth_id" if re.search(r"id$", carrier.name, re.IGNORECASE) else "auth_token"
    is_named_so = any(snake_case(each).endswith(argument) for each in (name, carrier.name))
    return argument, 0 if is_named_so else 2


def _wins(name: str, claims: Mapping[str, tuple[str, int]]) -> bool:
    arguments, rank = claims[name]
    return all(
        rank < other_rank
        for other, (wanted, other_rank) in claims.items()
        if other != name and set(wanted.split(":")) & set(arguments.split(":"))
    )


def _own_arguments(name: str, carrier: Carrier, taken: set[str]) -> str:
    identifier = str(PythonIdentifier(name.replace("OAuth", "Oauth"), "key_"))
    while identifier in taken:
        identifier += "_"
    taken.add(identifier)
    return f"{identifier}_username:{identifier}_password" if carrier.kind == "basic" else identifier

"""The parameters of an operation."""

import re
from collections.abc import Mapping
from typing import Any

from vendor_spec.openapi.document import Operation, path_item
from vendor_spec.openapi.references import resolve

# How APIs call the caller's own account, whether or not its id is a credential, too.
_ACCOUNT = re.compile(r"authid|(?:account|tenant|organi[sz]ation|workspace)(?:id|sid|uuid)?")


def names_account(name: str) -> bool:
    """Return whether a parameter or a field of this name holds the id of the caller's own account."""
    return _ACCOUNT.fullmatch(re.sub(r"[^a-z0-9]", "", name.lower())) is not None


def declared_parameters(content: Mapping[str, Any], operation: Operation) -> list[dict[str, Any]]:
    """Return the parameters of an operation and of its path as the document writes them; the own ones come first."""
    own, shared = operation.definition, path_item(content, operation.path)
    return [*own.get("parameters", []), *shared.get("parameters", [])]


def documented_parameters(content: Mapping[str, Any], operation: Operation) -> list[dict[str, Any]]:
    """Return the parameters of an operation and of its path, references followed; the operation's own come first."""
    parameters: dict[tuple[str, str], dict[str, Any]] = {}
    for parameter in (resolve(content, declared) for declared in declared_parameters(content, operation)):
        parameters.setdefault((parameter["in"], parameter["name"]), parameter)
    return list(parameters.values())


def path_parameters(content: Mapping[str, Any], operation: Operation) -> list[str]:
    """Return the names of the path parameters of an operation, as the document writes them."""
    return [parameter["name"] for parameter in documented_parameters(content, operation) if parameter["in"] == "path"]

"""What the client needs to know of the document and the generator's templates cannot see, as a Python module.

`generation` writes it to `vobiz_client/document.py`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import iter_nodes
from vendor_spec.openapi.security import carrier_of, security_schemes

KNOWN_CONTENT_TYPES = (
    "application/json",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
)
USUAL_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


def client_facts(document: dict[str, Any]) -> str:
    """Return the text of the module for a corrected document: servers, security, and styles of parameters.

    Values come from the document and are written with `repr`, so nothing in them can become code.
    """
    operations = list(iter_operations(document))
    own = {operation.label: operation.definition for operation in operations if "security" in operation.definition}
    security = {label: _alternatives(definition["security"]) for label, definition in own.items()}
    unusual = {operation.label: dict(_unusual_styles(document, operation)) for operation in operations}
    styles = {label: parameters for label, parameters in unusual.items() if parameters}
    schemes = {name: _scheme(scheme) for name, scheme in security_schemes(document).items()}
    return f'''\
"""What the document says beside its operations: servers, security, how some parameters are written."""

from collections.abc import Mapping
from typing import Final

SERVERS: Final[tuple[str, ...]] = {tuple(_servers(document))!r}

# name: (kind, name on the wire, the client's credentials)
SCHEMES: Final[Mapping[str, tuple[str, str, str]]] = {schemes!r}

# alternatives, each a tuple of names in SCHEMES
DEFAULT_SECURITY: Final[tuple[tuple[str, ...], ...]] = {_alternatives(document.get("security"))!r}
SECURITY: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {security!r}

# parameters whose style or explode is not the usual one of their place
STYLES: Final[Mapping[str, Mapping[str, tuple[str, bool]]]] = {styles!r}
'''


def content_type_overrides(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the generator's `content_type_overrides` for every content type that it would refuse.

    They are read and sent as bytes or text; which of the two, the templates decide by the document's own type.
    """
    bodies = [node.get("content") for _, node, is_name_map in iter_nodes(document) if not is_name_map]
    names = {name for content in bodies if isinstance(content, dict) for name in content}
    return {name: "application/octet-stream" for name in sorted(names) if not _is_known(name)}


def _is_known(content_type: str) -> bool:
    name = content_type.split(";")[0].strip().lower()
    return name in KNOWN_CONTENT_TYPES or name.endswith("+json")


def _alternatives(security: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(name) for name in alternative) for alternative in security or ())


def _servers(document: Mapping[str, Any]) -> Iterator[str]:
    for server in document.get("servers") or ():
        url = str(server["url"])
        for name, variable in (server.get("variables") or {}).items():
            url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
        # A relative server is relative to where the document was found, which the client cannot know.
        if url.startswith(("https://", "http://")) and "{" not in url:
            yield url


def _scheme(scheme: Mapping[str, Any]) -> tuple[str, str, str]:
    carrier = carrier_of(scheme)
    match carrier.kind, carrier.location:
        case "key", "header":
            argument = "auth_id" if re.search(r"id$", carrier.name, re.IGNORECASE) else "auth_token"
            return "header", carrier.name, argument
        case "bearer", _:
            return "bearer", carrier.name, "bearer_token"
        case "basic", _:
            return "basic", carrier.name, "auth_id:auth_token"
    # In a query or cookie a secret would end up in logs and histories: the client does not send it.
    return "unsupported", carrier.name or str(scheme.get("type")), ""


def _unusual_styles(document: Mapping[str, Any], operation: Operation) -> Iterator[tuple[str, tuple[str, bool]]]:
    for parameter in documented_parameters(document, operation):
        place = str(parameter.get("in"))
        usual = USUAL_STYLES.get(place)
        if "content" in parameter and "schema" not in parameter:
            style, explode = "json", False
        else:
            style = str(parameter.get("style", usual))
            explode = bool(parameter.get("explode", style == "form"))
        if usual and (style, explode) != (usual, usual == "form"):
            yield f"{place}:{parameter.get('name')}", (style, explode)

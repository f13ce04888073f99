"""Which operation of a document a shown request is for, and that it is for one which the document does not have."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.paths import describe_path, spell_path
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import examples_of
from vendor_spec.prose.claims import RequestClaim

# Differences between the paths of two operations; the others are spellings of one path.
_OTHERS = ("path", "path.version")


def find_operation(requests: Iterable[RequestClaim], content: Mapping[str, Any]) -> str:
    """Return the label of the one operation that all these requests are for; empty when there is none.

    It is the document's own label if the document has the operation, and made of the request otherwise. Requests to
    hosts that the document does not name count for nothing.
    """
    labels = {_label(content, claim) for claim in requests if not is_elsewhere(content, claim.server)}
    return labels.pop() if len(labels) == 1 else ""


def _label(content: Mapping[str, Any], claim: RequestClaim) -> str:
    candidates = [
        operation
        for operation in iter_operations(dict(content))
        if operation.method.upper() == claim.method and _is_spelled_so(content, operation, claim)
    ]
    if candidates:
        return min(candidates, key=lambda operation: _rank(content, operation, claim)).label
    path = spell_path(relative_path(content, None, claim.path))
    return f"{claim.method} {path}" if path else ""


def _is_spelled_so(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> bool:
    parts = {part for part, *_ in describe_path(operation.path, relative_path(content, operation, claim.path))}
    return parts.isdisjoint(_OTHERS)


def _rank(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> tuple[int, int, int]:
    """Return a key that is smallest for the operation that a request means, of those whose paths differ little.

    A page without a server before the path has it from the document itself. A pair that differs by the final slash may
    be told apart by a query parameter: then its value counts for more than the slash.
    """
    shown = relative_path(content, operation, claim.path)
    is_same = shown == operation.path and not claim.server
    differences = list(describe_path(operation.path, shown))
    return 0 if is_same else 1, -_shared_values(content, operation, claim), len(differences)


def _shared_values(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> int:
    shared = 0
    parameters = {each["name"]: each for each in documented_parameters(content, operation) if each["in"] == "query"}
    for name, value in claim.query:
        parameter = parameters.get(name, {})
        schema = resolve(content, parameter.get("schema", {}))
        typical = [
            *examples_of(content, parameter),
            *examples_of(content, schema),
            *map(schema.get, ("default", "const")),
        ]
        typical += schema.get("enum", []) if len(schema.get("enum", [])) == 1 else []
        texts = {str(each) for each in typical if each is not None}
        shared += 1 if value in texts else -1 if texts else 0
    return shared


def is_elsewhere(content: Mapping[str, Any], server: str, operation: Operation | None = None) -> bool:
    """Return whether the server of a shown request is none of the document, or of the operation, if one is given."""
    known = origins(content, operation)
    return "://" in server and bool(known) and _origin(server) not in known


def origins(content: Mapping[str, Any], operation: Operation | None) -> list[str]:
    """Return scheme and host of the servers; empty where one can be any of several."""
    urls = [str(server.get("url", "")) for server in _servers(content, operation)]
    return [] if any("{" in url or "://" not in url for url in urls) else [_origin(url) for url in urls]


def relative_path(content: Mapping[str, Any], operation: Operation | None, path: str) -> str:
    """Return the path of a shown request without that of the server."""
    for server in _servers(content, operation):
        url = str(server.get("url", ""))
        try:
            base = urlsplit(url).path.rstrip("/")
        except ValueError:
            continue
        if base and path.startswith(f"{base}/"):
            return path.removeprefix(base)
    return path


def _servers(content: Mapping[str, Any], operation: Operation | None) -> list[dict[str, Any]]:
    if operation is None:
        return list(content.get("servers", []))
    item = content.get("paths", {}).get(operation.path, {})
    return list(operation.definition.get("servers") or item.get("servers") or content.get("servers", []))


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme.lower()}://{rest.partition('/')[0].lower()}"

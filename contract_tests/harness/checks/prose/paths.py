"""The requests that a page shows against method, path and server of the operation."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from contract_tests.harness.checks.observation import Observation
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.paths import describe_path
from vendor_spec.prose.claims import RequestClaim

KIND = "prose.path"


def own_requests(
    content: Mapping[str, Any], operation: Operation, claims: tuple[RequestClaim, ...]
) -> list[RequestClaim]:
    """Return the requests that the page shows of this operation, without those of other operations and APIs."""
    known = [
        claim
        for claim in claims
        if all(part != "path" for part, *_ in _differences(content, operation, claim))
        or not _is_elsewhere(content, claim)
    ]
    exact = [claim for claim in known if not _differences(content, operation, claim)]
    if not exact:
        return known
    others = [other for other in iter_operations(dict(content)) if other.label != operation.label]
    return [claim for claim in known if claim in exact or all(_differences(content, other, claim) for other in others)]


def compare_path(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> Iterator[Observation]:
    """Yield where a shown request has another method, path (slash, case, version, parameter names) or server."""
    for part, expected, observed in _differences(content, operation, claim):
        yield Observation(KIND, part, expected, observed)
    if _is_elsewhere(content, claim, operation):
        yield Observation(KIND, "server", ", ".join(_origins(content, operation)), claim.server)


def _differences(content: Mapping[str, Any], operation: Operation, claim: RequestClaim) -> list[tuple[str, str, str]]:
    method = operation.method.upper()
    differences = [] if claim.method == method else [("method", method, claim.method)]
    return [*differences, *describe_path(operation.request_path, _relative_path(content, operation, claim.path))]


def _is_elsewhere(content: Mapping[str, Any], claim: RequestClaim, operation: Operation | None = None) -> bool:
    origins = _origins(content, operation)
    return "://" in claim.server and bool(origins) and _origin(claim.server) not in origins


def _origins(content: Mapping[str, Any], operation: Operation | None) -> list[str]:
    urls = [str(server.get("url", "")) for server in _servers(content, operation)]
    # A server with variables can be any of several.
    return [] if any("{" in url or "://" not in url for url in urls) else [_origin(url) for url in urls]


def _servers(content: Mapping[str, Any], operation: Operation | None) -> list[dict[str, Any]]:
    if operation is None:
        return list(content.get("servers", []))
    item = content.get("paths", {}).get(operation.path, {})
    return list(operation.definition.get("servers") or item.get("servers") or content.get("servers", []))


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme.lower()}://{rest.partition('/')[0].lower()}"


def _relative_path(content: Mapping[str, Any], operation: Operation, path: str) -> str:
    for server in _servers(content, operation):
        url = str(server.get("url", ""))
        try:
            base = urlsplit(url).path.rstrip("/")
        except ValueError:
            continue
        if base and path.startswith(f"{base}/"):
            return path.removeprefix(base)
    return path

"""Which credentials an operation wants, in two versions of a document: Redocly rates a dropped header as a detail."""

from collections.abc import Iterator
from typing import Any

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.security import security_requirements, security_schemes

Alternatives = frozenset[frozenset[tuple[str, ...]]]


def compare_security(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the label of each operation that wants other credentials in the new document, and a sentence about it."""
    after = {operation.label: operation for operation in iter_operations(new)}
    for operation in iter_operations(old):
        if operation.label not in after:
            continue
        wanted, wants = _alternatives(old, operation), _alternatives(new, after[operation.label])
        if wanted != wants:
            yield operation.label, f"Credentials changed: {_describe(wanted)} became {_describe(wants)}."


def _alternatives(content: dict[str, Any], operation: Operation) -> Alternatives:
    schemes = security_schemes(content)
    return frozenset(
        frozenset(_carry(name, schemes.get(name, {}), scopes) for name, scopes in requirement.items())
        for requirement in security_requirements(content, operation)
    )


def _carry(name: str, scheme: dict[str, Any], scopes: list[str]) -> tuple[str, ...]:
    match scheme.get("type"):
        case "apiKey":
            return (f"{scheme.get('in')} {scheme.get('name')}",)
        case "http":
            return (f"http {str(scheme.get('scheme')).lower()}", *sorted(scopes))
        case type_:
            return (f"{type_ or 'unknown'} {name}", *sorted(scopes))


def _describe(alternatives: Alternatives) -> str:
    if not alternatives:
        return "none"
    texts = [" and ".join(sorted(" ".join(carried) for carried in wanted)) or "none" for wanted in alternatives]
    return ", or ".join(sorted(texts))

"""Which credentials open an operation, before and after."""

from collections.abc import Iterator, Mapping
from typing import Any

from vendor_spec.diff.change import Difference, Rating
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.security import security_requirements, security_schemes

Alternatives = frozenset[frozenset[tuple[str, ...]]]
"""Sets of credentials that open an operation, each credential with what tells it from another."""


def compare_credentials(
    old: Mapping[str, Any], new: Mapping[str, Any], before: Operation, after: Operation
) -> Iterator[Difference]:
    """Yield a difference when an operation wants other credentials; one more way to send some breaks nobody."""
    wanted, wants = _alternatives(old, before), _alternatives(new, after)
    if wanted == wants:
        return
    text = f"credentials changed: {_describe(wanted)} became {_describe(wants)}"
    is_extended = bool(wanted) and wanted < wants
    rating = Rating.ADDITIVE if is_extended else Rating.BREAKING
    yield Difference(rating, "credentials.changed", "", text)


def _alternatives(content: Mapping[str, Any], operation: Operation) -> Alternatives:
    schemes = security_schemes(content)
    return frozenset(
        frozenset(_carry(name, schemes.get(name, {}), scopes) for name, scopes in requirement.items())
        for requirement in security_requirements(content, operation)
    )


def _carry(name: str, scheme: dict[str, Any], scopes: list[str]) -> tuple[str, ...]:
    type_ = scheme.get("type", "unknown")
    carriers = {"apiKey": f"{scheme.get('in')} {scheme.get('name')}", "http": f"http {scheme.get('scheme')}".lower()}
    return (carriers.get(type_, f"{type_} {name}"), *sorted(scopes))


def _describe(alternatives: Alternatives) -> str:
    if not alternatives:
        return "none"
    texts = [" and ".join(sorted(" ".join(carried) for carried in wanted)) or "none" for wanted in alternatives]
    return ", or ".join(sorted(texts))

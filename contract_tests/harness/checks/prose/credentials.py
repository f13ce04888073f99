"""The credentials that a page asks for, against those of the operation in the document."""

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.requests import KIND, SHOWN, USUAL_HEADERS, documented_headers, name_headers
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.security import carrier_of, security_requirements, security_schemes
from vendor_spec.prose.claims import CredentialClaim

NAMES = {"basic": "HTTP Basic", "bearer": "a Bearer token"}


def compare_credentials(
    content: Mapping[str, Any], operation: Operation, claims: tuple[CredentialClaim, ...]
) -> Iterator[tuple[int, Observation]]:
    """Yield line and difference of each credential that no alternative of the document has."""
    schemes = security_schemes(content)
    wanted = [schemes.get(name, {}) for each in security_requirements(content, operation) for name in each]
    kinds = {carrier.kind for carrier in map(carrier_of, wanted) if carrier.name.lower() == "authorization"}
    known = {*documented_headers(content, operation), *USUAL_HEADERS}
    for claim in claims:
        header = (claim.name or "Authorization").lower()
        asked = NAMES.get(claim.scheme, f"the header {claim.name}")
        if header not in known:
            # The key is that of a shown request that has the header: it is one disagreement.
            expected, observed = name_headers(content, operation), f"the page asks for {asked}"
            yield claim.line, Observation(KIND, f"header.{header}", expected, observed, SHOWN)
        elif not claim.name and kinds and kinds.isdisjoint({claim.scheme, "key", None}):
            expected = " or ".join(sorted(NAMES[kind] for kind in kinds if kind in NAMES))
            yield claim.line, Observation(KIND, f"header.{header}.scheme", expected, f"the page asks for {asked}")

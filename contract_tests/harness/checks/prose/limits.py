"""Lengths, ranges and numbers of items that a page states, against those of the schema."""

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.schemas import Described, allowed_values, json_types
from vendor_spec.openapi.schemas import walk
from vendor_spec.prose.claims import LimitClaim

KEYWORDS = {"length": ("minLength", "maxLength"), "value": ("minimum", "maximum"), "items": ("minItems", "maxItems")}
TYPES = {"length": {"string"}, "value": {"integer", "number"}, "items": {"array"}}
_UNITS = {"length": " characters", "value": "", "items": " items"}


def compare_limits(
    content: Mapping[str, Any], claims: tuple[LimitClaim, ...], documented: Described
) -> Iterator[Observation]:
    """Yield the limits that a schema has otherwise, or not at all; nothing of values that it lists, or excludes."""
    types = json_types(content, documented.schema)
    parts = [inner.schema for inner in walk(content, documented.schema, ("allOf",))]
    is_exact = not any("exclusiveMinimum" in part or "exclusiveMaximum" in part for part in parts)
    for claim in claims:
        least, most = KEYWORDS[claim.of]
        if not types or not types <= TYPES[claim.of] or not is_exact or allowed_values(content, documented.schema):
            continue
        low = max((part[least] for part in parts if least in part), default=None)
        high = min((part[most] for part in parts if most in part), default=None)
        without = 0 if claim.of != "value" else None
        is_same_low = claim.low is None or claim.low == (without if low is None else low)
        if is_same_low and claim.high in (None, high):
            continue
        yield Observation(
            "prose.value",
            f"{documented.location}.limits",
            _write(claim.of, low, high),
            f"the page says {_write(claim.of, claim.low, claim.high)}",
            claim.of,
            {"of": claim.of, "low": claim.low, "high": claim.high},
        )


def _write(of: str, low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "no limit" if of == "value" else f"no limit of{_UNITS[of]}"
    if low is None or high is None:
        return f"at most {high}{_UNITS[of]}" if low is None else f"at least {low}{_UNITS[of]}"
    return f"{low} to {high}{_UNITS[of]}"

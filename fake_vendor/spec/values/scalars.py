"""Numbers and texts within the limits that a schema sets."""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from typing import Any

FORMATS = {
    "date": "2026-01-15",
    "date-time": "2026-01-15T10:30:00Z",
    "time": "10:30:00Z",
    "duration": "PT30S",
    "uuid": "3f2b8c1e-5d47-4a9b-8e60-7c1d2f3a4b5c",
    "email": "person@example.com",
    "uri": "https://example.com/resource",
    "url": "https://example.com/resource",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "ZXhhbXBsZQ==",
}


def offer_numbers(schema: Mapping[str, Any], *, whole: bool) -> Iterator[float]:
    """Yield numbers to try, the plainest first: one of them is within any limits that leave room for one."""
    step = schema.get("multipleOf") or 1
    limits = [schema.get(key) for key in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")]
    bounds = [limit for limit in limits if isinstance(limit, (int, float)) and not isinstance(limit, bool)]
    offered = [1, step]
    for bound in bounds:
        nearest = math.floor(bound / step) * step
        offered += [nearest, nearest + step, nearest - step, bound]
    if bounds:
        offered.append(sum(bounds) / len(bounds))
    yield from (int(number) for number in offered if float(number).is_integer()) if whole else offered


def make_text(schema: Mapping[str, Any]) -> str:
    """Return a text of the format, pattern and length that `schema` asks for."""
    if "pattern" in schema:
        return _match(schema["pattern"], int(schema.get("minLength", 1)), int(schema.get("maxLength", 10_000)))
    text = FORMATS.get(schema.get("format", ""), "text")
    least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 10_000))
    return text.ljust(least, "x")[:most]


@cache
def _match(pattern: str, least: int, most: int) -> str:
    # Imported here: few documents have patterns, and Hypothesis costs a fifth of a second.
    from hypothesis import HealthCheck, Phase, find, settings
    from hypothesis import strategies as st
    from hypothesis.errors import HypothesisException

    quiet = settings(
        database=None, deadline=None, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck)
    )
    try:
        texts = st.from_regex(pattern, alphabet=st.characters(min_codepoint=33, max_codepoint=126))
        return str(
            find(
                texts, lambda text: least <= len(text) <= most and text.isprintable(), settings=quiet, random=Random(0)
            )
        )
    except (HypothesisException, re.error):
        return "text"

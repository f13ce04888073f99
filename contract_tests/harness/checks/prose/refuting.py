"""Values that pages show although a table of theirs lists others: then nobody is to be held to the table."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.schemas import write_value
from contract_tests.harness.findings.pointers import iter_values
from vendor_spec.prose.claims import PageClaims

MOST_SHOWN = 5
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")


def shown_values(pages: Iterable[PageClaims]) -> dict[str, list[Any]]:
    """Return the values that pages show or list, by the name of the parameter or field alone."""
    shown: dict[str, list[Any]] = defaultdict(list)
    for page in pages:
        for request in page.requests:
            for name, value in request.query:
                shown[name].append(value)
        for body in (*(each.body for each in page.requests), *(each.body for each in page.examples)):
            for pointer, value in iter_values(body):
                shown[pointer.replace("/*", "").rpartition("/")[2]].append(value)
        for claim in page.fields:
            shown[claim.name.rpartition(".")[2]] += [*claim.values, *([claim.default] if claim.default else [])]
    return shown


def find_refuting(shown: Mapping[str, list[Any]], difference: Observation) -> list[str]:
    """Return which of the shown values of that name a page's own table excludes; nothing but for values and limits."""
    if not (difference.seen or "of" in difference.data):
        return []
    name = difference.location.removesuffix(".limits").replace("/", ".").rpartition(".")[2]
    refuting = (write_value(value)[:80] for value in shown.get(name, ()) if _is_excluded(difference, value))
    return list(islice(dict.fromkeys(refuting), MOST_SHOWN))


def _is_excluded(difference: Observation, value: Any) -> bool:
    if difference.seen:
        return not isinstance(value, dict | list) and write_value(value) not in difference.seen
    low, high, size = difference.data["low"], difference.data["high"], _measure(difference.data["of"], value)
    return size is not None and ((low is not None and size < low) or (high is not None and size > high))


def _measure(of: str, value: Any) -> float | None:
    """Return the size of a value that a limit of this measure is about; None for a value of another type."""
    if of == "value" and isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else None
    if of == "value":
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    return len(value) if isinstance(value, str if of == "length" else list) else None

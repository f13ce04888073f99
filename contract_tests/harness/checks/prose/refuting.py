"""Values that pages show although a table of theirs lists others: then nobody is to be held to the table."""

import re
from collections.abc import Iterator
from typing import Any

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.schemas import write_value
from contract_tests.harness.findings.pointers import iter_values
from vendor_spec.prose.claims import PageClaims

MOST_SHOWN = 5
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")


def find_refuting(pages: list[PageClaims], difference: Observation) -> list[str]:
    """Return values that the pages show or list for a field of the same name, and that a page's own table excludes.

    Empty for another difference than one in values or limits.
    """
    if difference.kind != "prose.value" or not (difference.seen or "of" in difference.data):
        return []
    location = difference.location.removesuffix(".limits")
    name = location.replace("/", ".").rpartition(".")[2]
    values = (value for page in pages for value in _shown_values(page, name))
    refuting = (write_value(value)[:80] for value in values if _is_excluded(difference, value))
    return list(dict.fromkeys(refuting))[:MOST_SHOWN]


def _shown_values(page: PageClaims, name: str) -> Iterator[Any]:
    for request in page.requests:
        yield from (value for key, value in request.query if key == name)
    for body in (*(each.body for each in page.requests), *(each.body for each in page.examples)):
        for pointer, value in iter_values(body):
            if pointer.replace("/*", "").rpartition("/")[2] == name:
                yield value
    for claim in page.fields:
        if claim.name.rpartition(".")[2] == name:
            yield from claim.values
            yield from [claim.default] if claim.default else []


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

"""The findings of fields that do not have the value that they should have."""

from collections.abc import Iterable

from contract_tests.harness.checks.values.same_values import is_empty
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.probes.writes.fields import Difference
from contract_tests.harness.probes.writes.resource import Reading, Resource


def keep_lost(known: Resource, reading: Reading, lost: Iterable[Difference]) -> None:
    """Keep that fields are not as they were sent; a list may show less of a resource than there is."""
    for each in lost:
        if not reading.is_of_list or not is_empty(each.received):
            place, observed = f"request.body#{each.pointer}", describe(each, known.probe.item.redactor)
            known.probe.find(
                "write.not_kept", place, "the value that was sent is there", reading.response, observed=observed
            )


def keep_touched(known: Resource, reading: Reading, touched: Iterable[Difference], expected: str) -> None:
    """Keep that a change did more, or less, than it says."""
    for each in touched:
        place = f"response.{reading.response.status_code}.body#{reading.pointer}{each.pointer}"
        observed = describe(each, known.probe.item.redactor)
        known.probe.find("write.side_effect", place, expected, reading.response, observed=observed)


def describe(difference: Difference, redactor: Redactor) -> str:
    """Return what is there, of a text only its shape."""
    if is_empty(difference.received):
        return "nothing is there"
    if isinstance(difference.received, str):
        return f"another one is there: {redactor.shape(difference.received)}"
    return f"another one is there: {redactor.value(difference.received)}"

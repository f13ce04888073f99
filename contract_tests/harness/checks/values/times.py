"""Times of what has happened are not in the future."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.values.value_formats import TIMESTAMP
from contract_tests.harness.findings.pointers import iter_values
from contract_tests.harness.findings.redactor import Redactor
from vendor_spec.openapi.resources.lists import snake

LATEST = timedelta(days=1)  # after now: no clock and no time zone explains more
PAST = {
    *("created", "creation", "updated", "modified", "started", "received", "answered", "registered", "uploaded"),
    *("joined", "added", "posted", "published", "signed", "opened", "initiated", "recorded", "logged"),
}
# Words with which the time is one to come, or may be.
OTHER = {
    *("expires", "expire", "expiry", "expiration", "expected", "estimated", "scheduled", "schedule", "planned", "plan"),
    *("until", "next", "due", "renew", "renews", "renewal", "valid", "before", "after", "to", "be", "will", "deadline"),
    *("retention", "trial", "billing", "period", "window", "target", "eta", "latest", "max", "if", "not", "future"),
}


def check_times(body: Any, place: str, redactor: Redactor) -> Iterator[Observation]:
    """Yield each time of a body whose field says that it has passed, and that is more than a day from now.

    One that is in the document itself is an example's, and says nothing of today.
    """
    now = datetime.now(UTC)
    for pointer, value in iter_values(body):
        words = set(snake(pointer.rpartition("/")[2]).split("_"))
        if not words & PAST or words & OTHER or not isinstance(value, str) or value in (redactor.known or ()):
            continue
        moment = _read(value)
        if moment is not None and moment - now > LATEST:
            observed = f"{redactor.form(value)}, when it was {now:%Y-%m-%d}"
            yield Observation("field.time", f"{place}{pointer}", "a time that is not in the future", observed)


def _read(text: str) -> datetime | None:
    if not TIMESTAMP.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment

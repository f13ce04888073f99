"""The records that are there before any request: the document's own record, varied in everything that may vary."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import frozen

from fake_vendor.spec.values.text_forms import is_digits, is_id, read_time, shift_time, vary
from fake_vendor.store.collections import StoredCollection
from vendor_spec.openapi.schemas import COMBINED, walk

SPREAD = 25  # how many records have times that differ by hours
CODES = {2: ("DE", "IN"), 3: ("INR", "USD")}  # what a country or a currency may be besides the example
VARIETY = 3  # how many values a field has that is neither an id nor a time nor what a list is ordered by


@frozen
class Seeder:
    """Makes the first records of a collection: the oldest first, unless a list of them has an order to ask for."""

    stored: StoredCollection
    distinct: frozenset[str] = frozenset()  # the fields that a list is ordered by

    def make(self, ids: Sequence[str], fixed: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return a record for each id; `fixed` has the fields that all have in common, such as the account."""
        return [self._make(self.stored.sample, index, id_, fixed) for index, id_ in enumerate(ids)]

    def _make(self, sample: Mapping[str, Any], index: int, id_: str, fixed: Mapping[str, Any]) -> dict[str, Any]:
        record = dict(sample)
        for name, value in sample.items():
            if name == self.stored.key:
                record[name] = as_type(value, id_)
            elif name in fixed:
                record[name] = as_type(value, str(fixed[name]))
            else:
                varied = self._vary(name, value, index, self.stored.schema_of(name))
                record[name] = varied if self.stored.allows({**record, name: varied}) else value
        return record

    def _vary(self, name: str, value: Any, index: int, schema: Mapping[str, Any]) -> Any:
        schemas = self.stored.schemas
        turn = index if name in self.distinct else index % VARIETY
        listed = next(
            (part.schema["enum"] for part in walk(schemas.content, schema, COMBINED) if part.schema.get("enum")), None
        )
        if listed:
            fitting = [other for other in listed if type(other) is type(value)]
            return fitting[(fitting.index(value) + turn) % len(fitting)] if value in fitting else value
        if isinstance(value, bool):
            return value is (turn % 2 == 0)
        if isinstance(value, int | float):
            return value + (index * 7 % 11 if name in self.distinct else turn)
        if isinstance(value, dict):
            inner = schemas.resolve(schema).get("properties", {})
            return {key: self._vary(key, below, index, inner.get(key, {})) for key, below in value.items()}
        return self._vary_text(value, index, turn) if isinstance(value, str) else value

    def _vary_text(self, text: str, index: int, turn: int) -> str:
        moment = read_time(text)
        if moment is not None:
            step = index * 7 % SPREAD if self.distinct else SPREAD - index
            earlier = timedelta(days=1, hours=5 * step, minutes=SPREAD - index)
            return shift_time(text, datetime.now(UTC).astimezone(moment.tzinfo) - earlier - moment)
        if is_id(text) or is_digits(text):
            return vary(text, f"seed-{index}")
        if text.isupper() and len(text) in CODES:
            return (text, *CODES[len(text)])[turn % 3]
        return f"{text} {turn + 1}" if turn and re.search(r"[a-z]", text) else text


def seed_ids(known: Sequence[str], count: int, fits: Callable[[str], bool]) -> list[str]:
    """Return ids of the form of those that are known, these first; `fits` says which ones the document allows."""
    ids = list(known)
    first = known[0]
    for index in range(1, 4 * count):
        if len(ids) >= max(count, len(known)):
            break
        varied = vary(first, f"seed-{index}")
        offered = (
            str(int(first) + index) if first.isdecimal() and len(first) < 16 else varied,
            varied,
            f"{first}-{index}",
        )
        ids += [next((id_ for id_ in offered if id_ not in ids and fits(id_)), first)]
    return list(dict.fromkeys(ids))


def as_type(like: Any, text: str) -> Any:
    """Return an id as the JSON value that the document has for it: a number, or a text."""
    is_number = isinstance(like, int) and not isinstance(like, bool)
    return int(text) if is_number and re.fullmatch(r"-?\d{1,18}", text) else text

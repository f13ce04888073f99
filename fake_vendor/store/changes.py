"""What a request that succeeds makes of a record: a new one, another one, one with changes, or none."""

from collections.abc import Mapping
from typing import Any

from attrs import define, evolve, frozen

from fake_vendor.store.collections import Place, StoredCollection, Values, put

Key = tuple[str, tuple[str, ...]]  # the path of a collection, and the ids above it


@define
class Record:
    """One record as it is now, and as it was before all requests: None for one that a request has made."""

    id: str
    values: Values
    first: Values | None = None


@frozen
class Change:
    """What one request makes of one record, not done yet; drifts alter it, and `Store.commit` does it.

    Attributes:
        method: The request's.
        before, after: The fields of the record; None where there is none.
        sent: The fields of the request's body.
        shown: The fields as the response has them; what is kept is `after`.
        body: The response's body, with the document's example in the place of the record.
        place: Where the body has the record; None when it has none.
    """

    stored: StoredCollection
    key: Key
    record: Record
    method: str
    before: Values | None
    after: Values | None
    shown: Values
    body: Any
    sent: Values
    place: Place | None = None

    @property
    def changes(self) -> bool:
        """Whether there is another record afterwards than before."""
        return self.before != self.after

    def keep(self, after: Values | None) -> "Change":
        """Return the change after which another record is there, and which shows that."""
        return evolve(self, after=after, shown=self.shown if after is None else after)

    def render(self) -> Any:
        """Return the body of the response."""
        if self.place is None:
            return self.body
        return put(self.body, self.place.parts, self.stored.show(self.place.schema, self.shown))


def merge(old: Any, sent: Any) -> Any:
    """Return a value with what was sent in it, as RFC 7396 has it: the fields of objects one by one."""
    if not isinstance(old, Mapping) or not isinstance(sent, Mapping):
        return sent
    return {**old, **{name: merge(old.get(name), value) for name, value in sent.items()}}

"""Creates, reads, replaces, changes and deletes records, as the requests to one collection ask for."""

from collections.abc import Collection, Mapping
from typing import Any

from attrs import frozen

from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.request import Request
from fake_vendor.spec.values.text_forms import is_id, read_time, snake
from fake_vendor.store.changes import Change, Key, Record, merge
from fake_vendor.store.collections import StoredCollection, Values, at
from fake_vendor.store.seeds import as_type, seed_ids


@frozen
class Writer:
    """Makes the changes that one request asks for; `body` is its response's, with the document's example in it."""

    stored: StoredCollection
    key: Key
    behaviour: Behaviour
    request: Request
    fixed: Mapping[str, str]  # the fields that all records have in common, such as the account
    body: Any

    @property
    def sent(self) -> Values:
        """The fields of the request's body."""
        body = self.behaviour.request_body
        return body.fields(self.request, self.stored.schemas) if body is not None else {}

    def create(self, taken: Collection[str]) -> Change:
        """Return the change that adds a record with an id that none of `taken` is."""
        shown = self._in_body()
        id_ = str(self.sent.get(self.stored.key, shown.get(self.stored.key, "")))
        if not is_id(id_) or id_ in taken:
            known = next(iter(taken), id_ or "1")
            id_ = seed_ids([known], len(taken) + 2, lambda other: other not in taken)[-1]
        record = Record(id_, self._new(id_, shown))
        return self._change(record, None, record.values)

    def read(self, record: Record) -> Change:
        """Return the change that leaves a record as it is."""
        return self._change(record, record.values, record.values)

    def replace(self, record: Record) -> Change:
        """Return the change after which a record is like a new one with what was sent."""
        own = {name: value for name, value in record.values.items() if self._is_own(name, value)}
        return self._change(record, record.values, self._new(record.id, {**self.stored.sample, **own}))

    def patch(self, record: Record) -> Change:
        """Return the change after which a record has what was sent, too."""
        return self._change(record, record.values, merge(record.values, self._known(self.sent)))

    def delete(self, record: Record) -> Change:
        """Return the change after which there is no such record."""
        return self._change(record, record.values, None)

    def _change(self, record: Record, before: Values | None, after: Values | None) -> Change:
        place = self.stored.places.get(self.behaviour.label)
        shown = record.values if after is None else after
        method = self.behaviour.operation.method
        return Change(self.stored, self.key, record, method, before, after, shown, self.body, self.sent, place)

    def _in_body(self) -> Values:
        """Return the record of the example, its ids and times renewed."""
        place = self.stored.places.get(self.behaviour.label)
        value = at(self.body, place.parts) if place is not None else None
        return {**self.stored.sample, **(value if isinstance(value, dict) else {})}

    def _new(self, id_: str, sample: Values) -> dict[str, Any]:
        """Return a record of what was sent, the document's defaults, and what the vendor itself makes."""
        made = {name: value for name, value in sample.items() if self._is_own(name, value)}
        made[self.stored.key] = as_type(sample.get(self.stored.key, ""), id_)
        made |= {name: as_type(sample[name], value) for name, value in self.fixed.items() if name in sample}
        values = {**made, **self._defaults(), **self._known(self.sent)}
        needed = {name: value for name, value in sample.items() if name in self.stored.required}
        values = {**needed, **values}
        return values if self.stored.allows(values) else {**sample, **values}

    def _is_own(self, name: str, value: Any) -> bool:
        """Return whether a field is the vendor's to fill: an id or a time that no request may say."""
        if snake(name) in {snake(each) for each in self._writable()}:
            return False
        return (isinstance(value, str) and (read_time(value) is not None or is_id(value))) or name == self.stored.key

    def _known(self, sent: Values) -> Values:
        """Return what a record keeps of a request's body: the fields that it has."""
        names = {name for schema in self.stored.record_schemas for name in self.stored.properties(schema)}
        return {name: value for name, value in sent.items() if name in names or not names}

    def _defaults(self) -> Values:
        return self._known(
            {name: schema["default"] for name, schema in self._writable().items() if "default" in schema}
        )

    def _writable(self) -> dict[str, Any]:
        body = self.behaviour.request_body
        schemas = body.schemas_by_type.values() if body is not None else ()
        return {name: field for schema in schemas for name, field in self.stored.properties(schema).items()}

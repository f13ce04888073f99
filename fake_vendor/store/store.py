"""The records of the whole account, made when they are first asked for, and what requests do to them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from attrs import frozen

from fake_vendor.spec.api import Api
from fake_vendor.spec.behaviour import Behaviour, is_account
from fake_vendor.spec.request import Request
from fake_vendor.spec.resources import ENDED, PRESENT, Resources, variable
from fake_vendor.spec.values.text_forms import snake
from fake_vendor.store.changes import Change, Key, Record
from fake_vendor.store.collections import StoredCollection, find_stored
from fake_vendor.store.created import CreatedResources, shape
from fake_vendor.store.pages import Listing, Page
from fake_vendor.store.seeds import Seeder, seed_ids
from fake_vendor.store.writes import Writer
from vendor_spec.openapi.paths import PARAMETER

FEW, MOST = 7, 25  # records of a list in parts


@frozen
class Draft:
    """A response's body, and the page of a list or the change of a record that it is about, if it is about either."""

    body: Any
    page: Page | None = None
    change: Change | None = None
    location: str = ""  # where what has been made is


class Store:
    """The records of one vendor, by collection and by the ids above it; they end with the process."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._collections = find_stored(api.behaviours, api.schemas)
        self._listings = {
            stored.path: Listing(stored, stored.lister, stored.form)
            for stored in self._collections
            if stored.lister is not None and stored.form is not None
        }
        self._records: dict[Key, dict[str, Record]] = {}
        self._removed: list[Record] = []
        self._made: list[str] = []
        self.created = CreatedResources.make(api.behaviours, api.resources.known)

    @property
    def made(self) -> list[str]:
        """The ids of what requests have made, oldest first."""
        return [each.id for each in list(self.created.items)] + list(self._made)

    @property
    def left(self) -> list[str]:
        """The ids of what requests have made, and which has neither been removed nor ended."""
        ids = [each.id for each in list(self.created.items) if each.state is not None]
        return ids + [record.id for record in self._all() if record.first is None]

    @property
    def harmed(self) -> list[str]:
        """The ids of what was there before all requests, and has been changed or removed."""
        changed = [record.id for record in self._all() if record.first is not None and record.first != record.values]
        return changed + [record.id for record in self._removed if record.first is not None]

    def state(
        self, behaviour: Behaviour, name: str, path_values: Mapping[str, str], accounts: Sequence[Resources]
    ) -> str | None:
        """Return the state of what a path parameter of an operation names on `accounts`; None when there is none."""
        id_ = path_values[name]
        states = (account.ids[behaviour.label, name].get(id_) for account in accounts)
        known = next((state for state in states if state is not None), None)
        stored = self._named_by(behaviour, name)
        if stored is None or known == ENDED:
            return known if known is not None else self.created.state(name, id_)
        key = _key(stored, behaviour, path_values)
        return PRESENT if self._find(stored, key, id_, everywhere=len(accounts) > 1) is not None else None

    def draft(self, behaviour: Behaviour, request: Request, path_values: Mapping[str, str], body: Any) -> Draft:
        """Return what a request that succeeds gets, `body` with the document's example in it; nothing is done yet."""
        stored = self._of(behaviour)
        if stored is None:
            return Draft(self.created.apply(behaviour, request, path_values, body))
        key, method, path = _key(stored, behaviour, path_values), behaviour.operation.method, behaviour.operation.path
        if stored.lister is not None and behaviour.label == stored.lister.label:
            items = [record.values for record in list(self._there(stored, key).values())]
            page = self._listings[stored.path].page(request, items, body)
            return Draft(page.render(), page)
        writer = Writer(stored, key, behaviour, request, self._fixed(stored, key, self._api.resources), body)
        change = None
        if method == "post" and stored.name and shape(path) == shape(stored.path):
            change = writer.create(self._there(stored, key))
        elif stored.name and shape(path) == shape(stored.item_path):
            record = self._find(stored, key, path_values[PARAMETER.findall(path)[-1]], everywhere=True)
            made = {"get": writer.read, "put": writer.replace, "patch": writer.patch, "delete": writer.delete}
            change = made[method](record) if record is not None and method in made else None
        if change is None:
            return Draft(body)
        return Draft(change.render(), change=change, location=_address(stored, key, change) if method == "post" else "")

    def commit(self, change: Change) -> None:
        """Do what a change says."""
        record = change.record
        if change.before is None and change.after is not None:
            record.values = change.after
            self._there(change.stored, change.key)[record.id] = record
            self._made.append(record.id)
        elif change.after is not None:
            record.values = change.after
        elif change.before is not None:
            self._removed.append(record)
            for records in list(self._records.values()):
                if records.get(record.id) is record:
                    del records[record.id]

    def _all(self) -> Iterator[Record]:
        for records in list(self._records.values()):
            yield from list(records.values())

    def _of(self, behaviour: Behaviour) -> StoredCollection | None:
        return next((stored for stored in self._collections if behaviour.label in stored.behaviours), None)

    def _named_by(self, behaviour: Behaviour, name: str) -> StoredCollection | None:
        """Return the collection one of whose records a path parameter names."""
        path = shape(behaviour.operation.path.partition(f"{{{name}}}")[0] + "{}")
        return next((stored for stored in self._collections if stored.name and shape(stored.item_path) == path), None)

    def _find(self, stored: StoredCollection, key: Key, id_: str, *, everywhere: bool) -> Record | None:
        there = self._there(stored, key)
        own = there.get(id_, there.get(id_.strip("{}").lower()))  # as another spelling of a UUID
        if own is not None or not everywhere:
            return own
        for account in (self._api.resources, self._api.other):
            self._there(stored, (stored.path, _parents(stored, account)))
        found = [records for (path, _), records in list(self._records.items()) if path == stored.path]
        return next((records[id_] for records in found if id_ in records), None)

    def _there(self, stored: StoredCollection, key: Key) -> dict[str, Record]:
        """Return the records of a collection below some ids, which are made if nobody has asked for them."""
        if key not in self._records:
            account = self._api.other if key[1] == _parents(stored, self._api.other) else self._api.resources
            self._records[key] = {record.id: record for record in self._seed(stored, key, account)}
        return self._records[key]

    def _seed(self, stored: StoredCollection, key: Key, account: Resources) -> Iterator[Record]:
        listing = self._listings.get(stored.path)
        count = _count(listing) if listing is not None else 1
        ids = seed_ids(self._known_ids(stored, account), count, lambda id_: self._fits(stored, id_))
        seeder = Seeder(stored, frozenset(listing.ordered_by if listing is not None else ()))
        for id_, values in zip(ids, seeder.make(ids, self._fixed(stored, key, account)), strict=True):
            yield Record(id_, values, values)

    def _known_ids(self, stored: StoredCollection, account: Resources) -> list[str]:
        named = [
            ids for (label, name), ids in account.ids.items() if label in stored.behaviours and name == stored.name
        ]
        known = [id_ for ids in named for id_, state in ids.items() if state != ENDED]
        return list(dict.fromkeys(known)) or [str(stored.sample.get(stored.key, 1))]

    def _fits(self, stored: StoredCollection, id_: str) -> bool:
        """Return whether the document allows an id in the paths of a collection's records."""
        parameters = (each for behaviour in stored.behaviours.values() for each in behaviour.path_parameters)
        own = [each for each in parameters if each.name == stored.name]
        return all(each.allows(id_, self._api.schemas) for each in own)

    def _fixed(self, stored: StoredCollection, key: Key, account: Resources) -> dict[str, str]:
        """Return the fields that all records below some ids have in common: these ids, and the account."""
        above = dict(zip(map(snake, PARAMETER.findall(stored.path)), key[1], strict=True))
        accounts = [id_ for name, id_ in above.items() if is_account(name)] or list(account.accounts.values())
        names = [name for name in stored.sample if name != stored.key]
        fixed = {name: accounts[0] for name in names if accounts and is_account(name)}
        return fixed | {name: above[snake(name)] for name in names if snake(name) in above}


def _key(stored: StoredCollection, behaviour: Behaviour, path_values: Mapping[str, str]) -> Key:
    names = PARAMETER.findall(behaviour.operation.path)[: len(PARAMETER.findall(stored.path))]
    return stored.path, tuple(path_values[name] for name in names)


def _address(stored: StoredCollection, key: Key, change: Change) -> str:
    ids = iter((*key[1], change.record.id))
    return PARAMETER.sub(lambda _: quote(next(ids), safe=""), stored.item_path)


def _parents(stored: StoredCollection, account: Resources) -> tuple[str, ...]:
    return tuple(account.environment.get(variable(name), "") for name in PARAMETER.findall(stored.path))


def _count(listing: Listing) -> int:
    """Return how many records a list has: three pages of the usual size, and enough to choose from and to order."""
    if listing.usual_size is not None:
        return min(MOST, max(FEW, 2 * listing.usual_size + 2))
    return FEW if listing.form.size or listing.form.is_paged or listing.filters or listing.orders else 1

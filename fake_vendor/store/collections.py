"""Which operations are about records that the vendor keeps, and where their bodies have a record."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import field, frozen

from fake_vendor.spec.behaviour import Behaviour, is_account
from fake_vendor.spec.request_body import is_json
from fake_vendor.spec.success import Content
from fake_vendor.spec.values.pointers import Parts, get_value, replace
from fake_vendor.spec.values.text_forms import snake
from fake_vendor.store.created import shape
from vendor_spec.openapi.resources.collections import find_collections
from vendor_spec.openapi.resources.lists import ListForm, find_list
from vendor_spec.openapi.schemas import COMBINED, Inner, walk
from vendor_spec.openapi.values.schemas import Schemas

Values = Mapping[str, Any]  # the fields of a record


@frozen
class Place:
    """Where a body has a record: the pointer to it, and its schema."""

    parts: Parts
    schema: Any


@frozen(slots=False)
class StoredCollection:
    """The records of one path, and the operations on them by label.

    `name` is the path parameter that tells the records apart, empty where they have no path of their own; `key` is the
    field that has their id; `form` says how a list of them is written, None when nothing lists them.
    """

    schemas: Schemas
    path: str
    item_path: str
    name: str
    key: str
    behaviours: Mapping[str, Behaviour] = field(repr=False)
    form: ListForm | None = None

    @cached_property
    def lister(self) -> Behaviour | None:
        """The operation that lists the records."""
        gets = (each for each in self.behaviours.values() if each.operation.method == "get")
        return next((each for each in gets if self.form is not None and shape(each.path) == shape(self.path)), None)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Where the JSON of each operation's success has a single record, by label."""
        places = {label: self._find_place(each) for label, each in self.behaviours.items() if each is not self.lister}
        return {label: place for label, place in places.items() if place is not None}

    @cached_property
    def record_schemas(self) -> list[Any]:
        """The schemas of a record, that of an item of a list first."""
        own = [place.schema for place in self.places.values()]
        return [self.form.item, *own] if self.form is not None else own

    @cached_property
    def sample(self) -> dict[str, Any]:
        """The document's own record, with the fields that it has in any response."""
        found = [at(self.behaviours[label].success.body, place.parts) for label, place in self.places.items()]
        if self.lister is not None and self.form is not None:
            found += first_item(self.lister, self.form)
        sample: dict[str, Any] = {}
        for each in found:
            sample |= each if isinstance(each, dict) else {}
        return sample

    def properties(self, schema: Any) -> dict[str, Any]:
        """Return the schemas of the fields that a schema of a record names."""
        return self.schemas.properties(schema)

    @cached_property
    def required(self) -> set[str]:
        """The fields that a record has wherever a response has one."""
        parts = [part for schema in self.record_schemas for part in self._walk(schema) if not part.pointer]
        return {name for part in parts for name in part.schema.get("required", ())}

    def schema_of(self, name: str) -> Any:
        """Return the schema of a field of a record."""
        named = (self.properties(schema) for schema in self.record_schemas)
        return next((properties[name] for properties in named if name in properties), {})

    def allows(self, values: Values) -> bool:
        """Return whether the document allows a record to be like this, wherever a response has one."""
        return all(self.schemas.allows(schema, self._cut(schema, values)) for schema in self.record_schemas)

    def show(self, schema: Any, values: Values) -> dict[str, Any]:
        """Return a record as a response has it: what its schema names, and from the document's own what it misses."""
        sample = {name: value for name, value in self.sample.items() if name in self.required}
        offered = (self._cut(schema, each) for each in (values, {**sample, **values}, {**self.sample, **values}))
        return next((shown for shown in offered if self.schemas.allows(schema, shown)), self._cut(schema, values))

    def _cut(self, schema: Any, values: Values) -> dict[str, Any]:
        names = self.properties(schema) or values
        return {name: values[name] for name in names if name in values}

    def _walk(self, schema: Any) -> list[Inner]:
        return list(walk(self.schemas.content, schema, ("properties", *COMBINED)))

    def _find_place(self, behaviour: Behaviour) -> Place | None:
        content = json_content(behaviour)
        body = content.template.value if content is not None else None
        if content is None or not isinstance(body, dict):
            return None
        schemas = {tuple(each.pointer.split("/")[1:]): each.schema for each in reversed(self._walk(content.schema))}
        envelopes = [((key,), value) for key, value in body.items() if isinstance(value, dict)]
        for parts, value in [((), body), *envelopes]:
            if find_key(self.name, value) == self.key:
                return Place(parts, schemas.get(parts, {}))
        return None


def find_stored(behaviours: Iterable[Behaviour], schemas: Schemas) -> list[StoredCollection]:
    """Return the collections of a document whose items have paths, and its lists in pages.

    A resource that is asked for by its state is not among them, nor one of which nothing tells the id.
    """
    by_label = {behaviour.label: behaviour for behaviour in behaviours}
    content = dict(schemas.content)
    found: list[StoredCollection] = []
    for collection in find_collections(content):
        operations = [*collection.operations.values(), *collection.item_operations.values()]
        own = {each.label: by_label[each.label] for each in operations if each.label in by_label}
        form = find_list(content, collection.list) if collection.list is not None else None
        if not is_account(collection.id):
            found += _make(schemas, (collection.path, collection.item_path, collection.id), own, form)
    taken = {label for stored in found for label in stored.behaviours}
    for label, behaviour in by_label.items():
        form = find_list(content, behaviour.operation) if label not in taken else None
        if form is not None and (form.is_paged or form.size):
            found += _make(schemas, (behaviour.operation.request_path, "", ""), {label: behaviour}, form)
    return found


def at(body: Any, parts: Parts) -> Any:
    """Return what a body has at a pointer: itself for an empty one."""
    return get_value(body, parts) if parts else body


def put(body: Any, parts: Parts, value: Any) -> Any:
    """Return a body with another value at a pointer."""
    return replace(body, parts, value) if parts else value


def json_content(behaviour: Behaviour) -> Content | None:
    """Return the first content of an operation's success if it is JSON."""
    first = next(iter(behaviour.success.contents), None)
    return first if first is not None and is_json(first.media_type) else None


def first_item(behaviour: Behaviour, form: ListForm) -> list[Any]:
    """Return the first item of a list as the document shows it, if it does."""
    items = at(behaviour.success.body, form.items)
    return items[:1] if isinstance(items, list) else []


def find_key(name: str, keys: Iterable[str]) -> str | None:
    """Return the key under which a record has its id: the path parameter's name, `id`, the name's last word."""
    own, by_name = snake(name), {snake(key): key for key in keys}
    wanted = (own, "id", "uuid", own.rpartition("_")[2])
    return next((by_name[key] for key in wanted if key in by_name), None)


def _make(
    schemas: Schemas, paths: tuple[str, str, str], own: Mapping[str, Behaviour], form: ListForm | None
) -> Iterator[StoredCollection]:
    """Yield the collection, if its records have ids that are found, or no paths of their own."""
    name = paths[2]
    items = [item for each in own.values() if form is not None for item in first_item(each, form)]
    if any(each.states for each in own.values()) or not all(isinstance(item, dict) for item in items):
        return
    bodies = [*items, *(content.template.value for each in own.values() if (content := json_content(each)))]
    holders = [value for body in bodies if isinstance(body, dict) for value in (body, *body.values())]
    keys = (find_key(name, value) for value in holders if isinstance(value, dict))
    key = next((key for key in keys if key is not None), None)
    if key is not None or (items and not name):
        yield StoredCollection(schemas, *paths, key or "", own, form)

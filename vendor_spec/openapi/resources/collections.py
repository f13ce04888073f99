"""Which operations serve one collection: they list it, create in it, and read, replace, change and delete its items."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from attrs import frozen

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.resources.lists import snake

BRACED = re.compile(r"^\{([0-9A-Fa-f-]{36})\}$")  # a UUID as some print it, and no path takes it
IDS = ("id", "uuid", "guid", "sid")  # what APIs call an id within its resource
WRAPPERS = ("data", "result", "item", "resource", "object", "response")  # what they put a resource into


@frozen
class Collection:
    """The operations of a path (`/notes`) and of the one below it that ends with an id (`/notes/{note_id}`).

    `path` and `item_path` are the document's; `id` is the name of the path parameter that ends the latter.
    """

    path: str
    item_path: str
    operations: Mapping[str, Operation]
    item_operations: Mapping[str, Operation]

    @cached_property
    def id(self) -> str:
        """The name of the path parameter that tells the items apart."""
        return str(PARAMETER.findall(self.item_path)[-1])

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """What one resource may be called, by the last word of the path and by the name of the id: `note`."""
        last = snake(self.path.rstrip("/").rpartition("/")[2])
        singular = f"{last[:-3]}y" if last.endswith("ies") else last.removesuffix("s")
        own = snake(self.id).rpartition("_")
        return tuple(dict.fromkeys(filter(None, (own[0] if own[2] in IDS else "", singular, last))))

    @cached_property
    def id_names(self) -> tuple[str, ...]:
        """What a response may call the id of a resource, the likeliest first: as in the path, else with or without the
        resource's name."""
        long = (f"{noun}_{id_}" for noun in self.nouns for id_ in IDS)
        return tuple(dict.fromkeys((snake(self.id), *IDS, *long)))

    def find_resource(self, body: Any, pointer: str = "") -> tuple[str, Mapping[str, Any]] | None:
        """Return the object of a response that is the resource, with its JSON pointer: the body, or what is wrapped in
        it; None where there is none, or several."""
        if isinstance(body, list) and len(body) == 1:
            return self.find_resource(body[0], f"{pointer}/*")
        if not isinstance(body, dict):
            return None
        wrapped = [name for known in (*self.nouns, *WRAPPERS) for name in body if snake(name) == known]
        inner = next((name for name in wrapped if isinstance(body[name], dict | list)), None)
        if inner is None or self.find_id(body):
            return pointer, body
        return self.find_resource(body[inner], f"{pointer}/{inner}")

    def find_id(self, resource: Mapping[str, Any]) -> str | None:
        """Return the id that a resource has, as its path takes it; None where it has none."""
        by_name = {snake(name): value for name, value in resource.items()}
        for name in self.id_names:
            value = by_name.get(name)
            if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                return BRACED.sub(r"\1", str(value))
        return None

    @property
    def list(self) -> Operation | None:
        return self.operations.get("get")

    @property
    def create(self) -> Operation | None:
        return self.operations.get("post")

    @property
    def read(self) -> Operation | None:
        return self.item_operations.get("get")

    @property
    def replace(self) -> Operation | None:
        return self.item_operations.get("put")

    @property
    def change(self) -> Operation | None:
        return self.item_operations.get("patch")

    @property
    def delete(self) -> Operation | None:
        return self.item_operations.get("delete")


def find_collections(content: dict[str, Any]) -> list[Collection]:
    """Return the collections of a document whose items have a path of their own, in its order.

    Slashes at the end and the names of parameters make no difference; of operations that share method and path then,
    the first counts.
    """
    by_form: dict[str, dict[str, Operation]] = {}
    for operation in iter_operations(content):
        by_form.setdefault(_form(operation.request_path), {}).setdefault(operation.method, operation)
    found = []
    for form, items in by_form.items():
        parent = form.removesuffix("/{}")
        if parent != form and (operations := by_form.get(parent)):
            first, item = next(iter(operations.values())), next(iter(items.values()))
            found.append(Collection(first.request_path, item.request_path, operations, items))
    return found


def collection_of(collections: list[Collection], operation: Operation) -> Collection | None:
    """Return the collection that an operation serves, as a whole or one of its items; None for any other operation.

    One that serves items counts as theirs, not as a collection below them.
    """
    below = [each for each in collections if operation in each.item_operations.values()]
    return next(iter(below or [each for each in collections if operation in each.operations.values()]), None)


def collections_along(collections: list[Collection], operation: Operation) -> dict[str, Collection]:
    """Return the collections that a path leads through, by the name of the path parameter that is the id of an item."""
    path, by_form = operation.request_path, {_form(each.item_path): each for each in collections}
    ends = {match[1]: match.end() for match in PARAMETER.finditer(path) if path[match.end() :][:1] in ("", "/")}
    found = {name: by_form.get(_form(path[:end])) for name, end in ends.items()}
    return {name: collection for name, collection in found.items() if collection is not None}


def _form(path: str) -> str:
    return PARAMETER.sub("{}", path).rstrip("/")

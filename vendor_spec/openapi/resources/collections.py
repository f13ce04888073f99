"""Which operations serve one collection: they list it, create in it, and read, replace, change and delete its items."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from attrs import frozen

from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.paths import PARAMETER


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


def _form(path: str) -> str:
    return PARAMETER.sub("{}", path).rstrip("/")

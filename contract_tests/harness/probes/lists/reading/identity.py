"""What tells the items of a list apart: their id, or else all that they are."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from vendor_spec.openapi.resources.lists import snake

IDS = ("id", "uuid", "guid", "sid", "gid", "uid")


@frozen
class Identity:
    """The field whose value tells the items apart; None for the whole item."""

    field: str | None = None

    def has(self, item: Any) -> bool:
        """Return whether an item has what tells it apart."""
        value = item.get(self.field) if isinstance(item, dict) else None
        return self.field is None or (isinstance(value, str | int) and not isinstance(value, bool) and value != "")

    def of(self, item: Any) -> str:
        """Return what stands for an item."""
        is_by_id = self.field is not None and self.has(item)
        return json.dumps(item[self.field] if is_by_id else item, sort_keys=True)

    def keys(self, items: Iterable[Any]) -> list[str]:
        """Return what stands for each item."""
        return [self.of(item) for item in items]


def find_identity(items: Sequence[Any], path: str) -> Identity:
    """Return what tells these items apart: a field that is called an id, or an id of what the path ends with.

    Each item has to have it, and no two the same.
    """
    objects = [item for item in items if isinstance(item, dict)]
    if len(objects) < len(items) or not objects:
        return Identity()
    noun = snake(next((part for part in reversed(path.split("/")) if part and "{" not in part), ""))
    names = {snake(str(name)): name for name in objects[0]}
    own = [name for name in names if any(name == f"{noun[: -cut or None]}_{id_}" for cut in (0, 1, 2) for id_ in IDS)]
    for name in (*IDS, "_id", *own):
        values = [item.get(names[name]) for item in objects] if name in names else []
        are_ids = values and all(isinstance(value, str | int) and not isinstance(value, bool) for value in values)
        if are_ids and len(set(map(str, values))) == len(values):
            return Identity(names[name])
    return Identity()

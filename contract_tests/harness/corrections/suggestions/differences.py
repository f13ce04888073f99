"""The overlay actions that turn one document into another, as few and as narrow as they can be."""

from collections.abc import Iterator
from typing import Any

from contract_tests.harness.corrections.suggestions.targets import Keys, target_of, target_of_item

Action = dict[str, Any]


def actions_between(old: dict[str, Any], new: dict[str, Any]) -> list[Action]:
    """The actions, without their descriptions; raises NotExpressible."""
    return list(_changes(old, old, new, ()))


def _changes(content: Any, old: Any, new: Any, keys: Keys) -> Iterator[Action]:
    update: dict[str, Any] = {}
    for key in old:
        if key not in new:
            yield {"target": target_of(content, (*keys, key)), "remove": True}
    for key, value in new.items():
        if key not in old:
            update[key] = value
        elif old[key] == value:
            continue
        elif isinstance(old[key], dict) and isinstance(value, dict):
            yield from _changes(content, old[key], value, (*keys, key))
        elif isinstance(old[key], list) and isinstance(value, list):
            yield from _change_list(content, old[key], value, (*keys, key), update)
        else:
            update[key] = value
    if update:
        yield {"target": target_of(content, keys), "update": update}


def _change_list(content: Any, old: list[Any], new: list[Any], keys: Keys, update: dict[str, Any]) -> Iterator[Action]:
    if new[: len(old)] == old:
        update[str(keys[-1])] = new[len(old) :]
    elif len(old) == len(new) and all(isinstance(item, dict) for item in (*old, *new)):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                yield from _changes(content, before, after, (*keys, index))
    else:
        kept = [item for item in old if item in new]
        gone = [item for item in old if item not in new]
        if kept and new[: len(kept)] == kept and all(isinstance(item, str) for item in gone):
            for item in gone:
                yield {"target": target_of_item(content, keys, item), "remove": True}
            if new[len(kept) :]:
                update[str(keys[-1])] = new[len(kept) :]
        else:
            yield {"target": target_of(content, keys), "remove": True}
            update[str(keys[-1])] = new

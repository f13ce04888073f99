"""The overlay actions that turn one document into another, as few and as narrow as they can be."""

import json
from collections.abc import Iterator
from typing import Any

from contract_tests.harness.corrections.suggestions.targets import Keys, look, quote, target_of

Action = dict[str, Any]
SHORT = 200  # characters of JSON; so little is plainer when it is written out than when it is copied
_Pair = tuple[Keys, dict[str, Any], dict[str, Any]]


def actions_between(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Action]:
    """Yield the actions, without their descriptions: changes, then copies of what moved, then removals."""
    pairs = list(_pairs(old, new, ()))
    removed = [(*keys, key) for keys, before, after in pairs for key in before if key not in after]
    moved = {_text(look(old, keys)): keys for keys in removed}
    copies: dict[Keys, Keys] = {}
    for keys, before, after in pairs:
        update: dict[str, Any] = {}
        for key, value in after.items():
            place = (*keys, key)
            if key not in before:
                beside = {_text(sibling): (*keys, name) for name, sibling in before.items()}
                update[key] = _without_copies(value, place, {**beside, **moved}, copies)
            elif isinstance(value, list) and isinstance(before[key], list):
                yield from _change_list(old, before[key], value, place, update)
            elif before[key] != value and not (isinstance(value, dict) and isinstance(before[key], dict)):
                update[key] = value
        if keys and isinstance(keys[-1], int):
            # An item of a list cannot be updated, but what is in it.
            yield from ({"target": target_of(old, (*keys, key)), "update": value} for key, value in update.items())
        elif update:
            yield {"target": target_of(old, keys), "update": update}
    for target, source in copies.items():
        yield {"target": target_of(old, target), "copy": target_of(old, source)}
    for keys in removed:
        yield {"target": target_of(old, keys), "remove": True}


def _pairs(old: dict[str, Any], new: dict[str, Any], keys: Keys) -> Iterator[_Pair]:
    """Yield the places of objects that both documents have and that differ, with what either has there."""
    if old == new:
        return
    yield keys, old, new
    for key in filter(new.__contains__, old):
        before, after, place = old[key], new[key], (*keys, key)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _pairs(before, after, place)
        elif _is_item_wise(before, after):
            for index, (item_before, item_after) in enumerate(zip(before, after, strict=True)):
                yield from _pairs(item_before, item_after, (*place, index))


def _is_item_wise(old: Any, new: Any) -> bool:
    """Return whether two lists differ in their items only, which are objects."""
    are_lists = isinstance(old, list) and isinstance(new, list) and len(old) == len(new)
    return are_lists and all(isinstance(item, dict) for item in (*old, *new))


def _without_copies(value: Any, place: Keys, sources: dict[str, Keys], copies: dict[Keys, Keys]) -> Any:
    """Return a new value, in it `{}` for each long part that is copied from elsewhere, and add those to `copies`."""
    if not isinstance(value, dict) or len(_text(value)) < SHORT:
        return value
    if source := sources.get(_text(value)):
        copies[place] = source
        return {}
    return {key: _without_copies(part, (*place, key), sources, copies) for key, part in value.items()}


def _change_list(content: Any, old: list[Any], new: list[Any], keys: Keys, update: dict[str, Any]) -> Iterator[Action]:
    if old == new or _is_item_wise(old, new):
        return
    kept = [item for item in old if item in new]
    gone = [item for item in old if item not in new]
    by_name = new[: len(kept)] == kept and all(isinstance(item, str) and old.count(item) == 1 for item in gone)
    if gone and not (kept and by_name):
        yield {"target": target_of(content, keys), "remove": True}
        update[str(keys[-1])] = new
        return
    for item in gone:
        yield {"target": f"{target_of(content, keys)}[?(@ == {quote(item)})]", "remove": True}
    if added := new[len(kept) :]:
        update[str(keys[-1])] = added


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)

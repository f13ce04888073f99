"""The overlay actions that turn one document into another, as few and as narrow as they can be."""

import json
from collections.abc import Iterator
from typing import Any

from contract_tests.harness.findings.phone_numbers import mask_numbers
from vendor_spec.overlay.jsonpath import names_one_place, quote

Action = dict[str, Any]
SHORT = 200  # characters of JSON; so little is plainer when it is written out than when it is copied
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")


def actions_between(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Action]:
    """Yield the actions, without their descriptions: changes, then copies of what moved, then removals."""
    pairs = list(_pairs(old, new, "$"))
    removed = {
        place + _member(key): value
        for place, before, after in pairs
        for key, value in before.items()
        if key not in after
    }
    moved = {_text(value): place for place, value in removed.items()}
    copies: dict[str, str] = {}
    for place, before, after in pairs:
        update: dict[str, Any] = {}
        for key, value in after.items():
            target = place + _member(key)
            if key not in before:
                beside = {_text(sibling): place + _member(name) for name, sibling in before.items()}
                update[key] = _without_copies(value, target, {**beside, **moved}, copies)
            elif isinstance(value, list) and isinstance(before[key], list):
                if value != before[key] and not _is_item_wise(before[key], value):
                    removals, added = _change_list(before[key], value, target)
                    yield from removals
                    update |= {key: added} if added else {}
            elif before[key] != value and not (isinstance(value, dict) and isinstance(before[key], dict)):
                if not names_one_place(target):
                    yield {"target": target, "remove": True}  # where several places may match, nothing is replaced
                update[key] = value
        if update:
            yield {"target": place, "update": update}
    yield from ({"target": target, "copy": source} for target, source in copies.items())
    yield from ({"target": place, "remove": True} for place in removed)


def _pairs(
    old: dict[str, Any], new: dict[str, Any], place: str
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield the JSONPath of each object that both documents have and that differs, with what either has there."""
    if old == new:
        return
    yield place, old, new
    for key in filter(new.__contains__, old):
        before, after, below = old[key], new[key], place + _member(key)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _pairs(before, after, below)
        elif _is_item_wise(before, after):
            for index, (item_before, item_after) in enumerate(zip(before, after, strict=True)):
                yield from _pairs(item_before, item_after, below + _item(before, index))


def _is_item_wise(old: Any, new: Any) -> bool:
    """Return whether two lists differ in their items only, which are objects."""
    are_lists = isinstance(old, list) and isinstance(new, list) and len(old) == len(new)
    return are_lists and all(isinstance(item, dict) for item in (*old, *new))


def _without_copies(value: Any, place: str, sources: dict[str, str], copies: dict[str, str]) -> Any:
    """Return a new value without what is copied from elsewhere, and add that to `copies`.

    That is each long object, in whose place is `{}`, and each text with a phone number, which need not be seen.
    """
    source = sources.get(_text(value))
    if isinstance(value, str) and source and mask_numbers(value) != value:
        copies[place] = source
        return ""
    if not isinstance(value, dict):
        return value
    if source and len(_text(value)) >= SHORT:
        copies[place] = source
        return {}
    return {key: _without_copies(part, place + _member(key), sources, copies) for key, part in value.items()}


def _change_list(old: list[Any], new: list[Any], target: str) -> tuple[list[Action], list[Any]]:
    """Return the removals that a list needs, of single items if their text tells them apart, and what is added."""
    kept = [item for item in old if item in new]
    gone = [item for item in old if item not in new]
    by_name = new[: len(kept)] == kept and all(isinstance(item, str) and old.count(item) == 1 for item in gone)
    if gone and not (kept and by_name):
        return [{"target": target, "remove": True}], new
    return [{"target": f"{target}[?(@ == {quote(item)})]", "remove": True} for item in gone], new[len(kept) :]


def _member(key: str) -> str:
    return f".{key}" if key and set(key) <= PLAIN else f"[{quote(key)}]"


def _item(items: list[dict[str, Any]], index: int) -> str:
    """Return the selector of an item: by its name where that is the only one, since the index changes with the list."""
    name, place = items[index].get("name"), items[index].get("in")
    alike = [item.get("in") for item in items if item.get("name") == name]
    if not isinstance(name, str) or alike.count(place) > 1:
        return f"[{index}]"
    located = f" && @.in == {quote(str(place))}" if len(alike) > 1 else ""
    return f"[?(@.name == {quote(name)}{located})]"


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)

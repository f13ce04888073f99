"""The overlay actions that turn one document into another, as few and as narrow as they can be."""

from collections.abc import Iterator
from typing import Any

from contract_tests.harness.corrections.suggestions.targets import Keys, look, target_of, target_of_item

Action = dict[str, Any]


class NotExpressible(Exception):
    """A change that overlay actions cannot make, or not with a target that is sure to mean one place."""


def actions_between(old: dict[str, Any], new: dict[str, Any]) -> list[Action]:
    """The actions, without their descriptions; raises NotExpressible."""
    return list(_changes(old, old, new, ()))


def move_actions(content: Any, source: Keys, target: Keys, *, keep: bool) -> list[Action]:
    """The actions that copy what stands at `source` to `target`, which is new, and remove the source unless `keep`."""
    depth = next(depth for depth in reversed(range(len(target))) if _is_there(content, target[:depth]))
    room: dict[str, Any] = {}
    for key in reversed(target[depth:]):
        room = {str(key): room}
    made = _with_room(content, target)
    actions: list[Action] = [
        {"target": _target(content, target[:depth]), "update": room},
        {"target": _target(made, target), "copy": _target(made, source)},
    ]
    return actions if keep else [*actions, {"target": _target(made, source), "remove": True}]


def _with_room(content: Any, keys: Keys) -> Any:
    if not keys:
        return {}
    copied = list(content) if isinstance(content, list) else dict(content)
    below = copied[keys[0]] if _is_there(content, keys[:1]) else {}  # type: ignore[index]
    copied[keys[0]] = _with_room(below, keys[1:])  # type: ignore[index]
    return copied


def _is_there(content: Any, keys: Keys) -> bool:
    try:
        look(content, keys)
    except LookupError:
        return False
    return True


def _changes(content: Any, old: Any, new: Any, keys: Keys) -> Iterator[Action]:
    update: dict[str, Any] = {}
    for key in old:
        if key not in new:
            yield {"target": _target(content, (*keys, key)), "remove": True}
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
        yield from _update(content, keys, update)


def _update(content: Any, keys: Keys, update: dict[str, Any]) -> Iterator[Action]:
    if keys and isinstance(keys[-1], int):
        # oas-patch cannot update an item of a list, but what is in it.
        for key, value in update.items():
            yield {"target": _target(content, (*keys, key)), "update": value}
    else:
        yield {"target": _target(content, keys), "update": update}


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
                target = target_of_item(content, keys, item)
                if target is None:
                    raise NotExpressible
                yield {"target": target, "remove": True}
            if new[len(kept) :]:
                update[str(keys[-1])] = new[len(kept) :]
        else:
            yield {"target": _target(content, keys), "remove": True}
            update[str(keys[-1])] = new


def _target(content: Any, keys: Keys) -> str:
    target = target_of(content, keys)
    if target is None:
        raise NotExpressible
    return target

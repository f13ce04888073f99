"""JSONPath targets for places in a document; `suggest` tries whether an action with them has just its effect."""

import json
from collections.abc import Sequence
from typing import Any

Keys = tuple[str | int, ...]
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")


def target_of(content: Any, keys: Keys) -> str:
    """Return the JSONPath of the place at `keys`.

    It names an item of a list by its name where that is the only one: its index changes when the list does.
    """
    text, node = "$", content
    for key in keys:
        if isinstance(key, int):
            text += _item(node, key)
        else:
            text += f".{key}" if key and set(key) <= PLAIN else f"[{quote(key)}]"
        node = look(node, (key,)) if isinstance(key, int) else node.get(key, {})
    return text


def look(content: Any, keys: Sequence[str | int]) -> Any:
    """Return what is at `keys`; raises LookupError when nothing is."""
    for key in keys:
        fits = isinstance(content, dict if isinstance(key, str) else list)
        if not fits:
            raise KeyError(key)
        content = content[key]
    return content


def quote(name: str) -> str:
    """Return a name or a text as JSONPath writes it."""
    escaped = json.dumps(name)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{escaped}'"


def _item(items: list[Any], index: int) -> str:
    def names(item: Any) -> tuple[Any, Any]:
        return (item.get("name"), item.get("in")) if isinstance(item, dict) else (None, None)

    name, place = names(items[index])
    alike = [names(item) for item in items if names(item)[0] == name]
    if not isinstance(name, str) or alike.count((name, place)) > 1:
        return f"[{index}]"
    located = f" && @.in == {quote(str(place))}" if len(alike) > 1 else ""
    return f"[?(@.name == {quote(name)}{located})]"

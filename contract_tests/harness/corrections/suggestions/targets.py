"""JSONPath targets for places in a document whose names may hold anything."""

import json
from collections.abc import Sequence
from typing import Any

from vendor_spec.errors import SpecError
from vendor_spec.overlay.jsonpath import find

Keys = tuple[str | int, ...]
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")


class NotExpressible(Exception):
    """A place to which no target leads that is sure to mean it alone."""


def target_of(content: Any, keys: Keys) -> str:
    """The JSONPath that leads to the place at `keys` and to no other; raises NotExpressible."""
    for by_name in (True, False):
        expression = _spell(content, keys, by_name=by_name)
        if _leads_to(expression, content, keys):
            return expression
    raise NotExpressible


def target_of_item(content: Any, keys: Keys, item: str) -> str:
    """The JSONPath of a text in the list at `keys`, wherever in the list it stands; raises NotExpressible."""
    expression, values = f"{target_of(content, keys)}[?(@ == {_quote(item)})]", look(content, keys)
    if values.count(item) != 1 or not _leads_to(expression, content, (*keys, values.index(item))):
        raise NotExpressible
    return expression


def look(content: Any, keys: Sequence[str | int]) -> Any:
    """What stands at `keys`; raises LookupError when nothing does."""
    for key in keys:
        fits = isinstance(content, dict if isinstance(key, str) else list)
        if not fits:
            raise KeyError(key)
        content = content[key]
    return content


def _spell(content: Any, keys: Keys, *, by_name: bool) -> str:
    """Items of a list are told by their name where they have one: their number changes with the list."""
    text, node = "$", content
    for key in keys:
        if isinstance(key, int):
            name = node[key].get("name") if isinstance(node[key], dict) else None
            if by_name and isinstance(name, str):
                others = [one for one in node if isinstance(one, dict) and one.get("name") == name]
                place = f" && @.in == {_quote(str(node[key].get('in')))}" if len(others) > 1 else ""
                text += f"[?(@.name == {_quote(name)}{place})]"
            else:
                text += f"[{key}]"
        else:
            text += f".{key}" if key and set(key) <= PLAIN else f"[{_quote(key)}]"
        node = node[key]
    return text


def _quote(name: str) -> str:
    escaped = json.dumps(name, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{escaped}'"


def _leads_to(expression: str, content: Any, keys: Keys) -> bool:
    try:
        return [node.location for node in find(expression, content)] == [keys]
    except SpecError:
        return False

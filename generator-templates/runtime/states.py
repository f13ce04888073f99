"""What of a response is a state, so that `watch` tells a change that matters from one that does not."""

import datetime
import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from .kinds import is_array, is_object
from .model import Model, wire_fields

_STATE = ("status", "state")  # how the name of a field ends that holds one, in any case
# What a server gives every response anew, and so says nothing about the resource.
_ID = re.compile(r"(x_)?(api|request|trace|correlation)_?(id|uuid)")
_TIME = re.compile(r"(.*_)?(time|date|timestamp|ts|at)")
_TIME_TEXT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.{0,20})?")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class _Leaf(NamedTuple):
    path: tuple[str | int, ...]
    value: Any
    is_state: bool


def state_of(value: Any) -> Any:
    """Return what two responses are compared by.

    These are the fields, at any depth, that are enumerations or booleans, or whose name ends in status or state. Where
    a response has none, it is everything but times and the ids of requests.
    """
    leaves = list(_leaves(value, (), False))
    states = [leaf for leaf in leaves if leaf.is_state]
    return states or [leaf for leaf in leaves if not _passes(leaf)]


def _leaves(value: Any, path: tuple[str | int, ...], is_state: bool) -> Iterator[_Leaf]:
    if isinstance(value, Model):
        enumerated: Collection[str] = getattr(type(value), "_ENUMERATED", ())  # pyright: ignore[reportUnknownArgumentType]
        value = wire_fields(value)  # pyright: ignore[reportUnknownArgumentType]
    else:
        enumerated = ()
    if is_object(value):
        for field, item in value.items():
            is_named = field in enumerated or field.rstrip("_").lower().endswith(_STATE)
            yield from _leaves(item, (*path, field), is_state or is_named)
    elif is_array(value):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index), is_state)
    else:
        yield _Leaf(path, value, is_state or isinstance(value, bool))


def _passes(leaf: _Leaf) -> bool:
    if isinstance(leaf.value, datetime.date | datetime.time):
        return True
    if isinstance(leaf.value, str) and _TIME_TEXT.fullmatch(leaf.value):
        return True
    names = [step for step in leaf.path if isinstance(step, str)]
    name = _WORD.sub("_", names[-1] if names else "").strip("_").lower()
    return _ID.fullmatch(name) is not None or _TIME.fullmatch(name) is not None

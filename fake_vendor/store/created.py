"""What requests create on the fake vendor's account and end again: a POST to a collection, a DELETE of its item."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field

from fake_vendor.spec.behaviour import STATES, Behaviour, is_account
from fake_vendor.spec.request import Request
from fake_vendor.spec.values.pointers import iter_fields, replace
from fake_vendor.spec.values.text_forms import is_digits, is_id, snake
from vendor_spec.openapi.paths import PARAMETER

TIME_LIMIT = "time_limit"  # how the vendor's request bodies say after how many seconds what they create ends by itself


@define
class Created:
    """One resource that a request created; `fields` are those of the request's body, times are monotonic seconds."""

    id: str
    name: str
    fields: Mapping[str, Any]
    states: tuple[str, ...]
    up_at: float
    ends_at: float

    @property
    def state(self) -> str | None:
        """The state now: the last one until it is up, then the first, and None once it has ended."""
        now = time.monotonic()
        return None if now >= self.ends_at else self.states[0 if now >= self.up_at else -1]


@define
class CreatedResources:
    """All that was created, oldest first. `names` has the path parameter of the items of a collection, by its path.

    A created resource is up `up_after` seconds later: until then it is in the last of the states that the document
    knows, if it knows several. `known` has what was there before, by path parameter and id, each with its state.
    """

    names: Mapping[str, str] = field(factory=dict)
    known: Mapping[str, Mapping[str, str]] = field(factory=dict)
    up_after: float = 0.0
    items: list[Created] = field(factory=list)

    @classmethod
    def make(cls, behaviours: Iterable[Behaviour], known: Mapping[str, Mapping[str, str]]) -> "CreatedResources":
        """Return that of an API, on whose account nothing has been created yet."""
        behaviours = list(behaviours)
        items = {shape(behaviour.operation.path): name for behaviour in behaviours if (name := _own_name(behaviour))}
        collections = {shape(each.operation.path) for each in behaviours if each.operation.method == "post"}
        names = {path: items[f"{path}/{{}}"] for path in collections if f"{path}/{{}}" in items}
        return cls(names, known)

    def state(self, name: str, id_: str) -> str | None:
        """Return the state of the resource that a path parameter names; None when there is none, or no more."""
        return next((each.state for each in reversed(self.items) if (each.name, each.id) == (name, id_)), None)

    def apply(self, behaviour: Behaviour, request: Request, path_values: Mapping[str, str], body: Any) -> Any:
        """Create, end or show what a request that succeeds is about; return the body that says so."""
        method, name = behaviour.operation.method, self.names.get(shape(behaviour.operation.path))
        own = _own_name(behaviour)
        if method == "post" and name is not None:
            own_body = behaviour.request_body
            fields = own_body.fields(request, behaviour.success.schemas) if own_body is not None else {}
            self._create(name, fields, body)
        elif method == "get" and name is not None:
            return self._list(name, behaviour, request, body)
        elif own is not None:
            about = [each for each in self.items if (each.name, each.id) == (own, path_values[own])]
            for each in about:
                if method == "delete":
                    each.ends_at = time.monotonic()
                elif method == "get":
                    return self._show(each, behaviour, body)
        return body

    def _states(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.known[name].values()))

    def _create(self, name: str, fields: Mapping[str, Any], body: Any) -> None:
        texts = {parts: value for parts, value in iter_fields(body) if isinstance(value, str) and "*" not in parts}
        key = _find_id(name, [parts[-1] for parts in texts])
        id_ = next((value for parts, value in texts.items() if parts[-1] == key), None)
        if id_ is None or id_ in self.known[name]:
            return
        limit = fields.get(TIME_LIMIT)
        up_at = time.monotonic() + self.up_after
        ends_at = up_at + limit if isinstance(limit, int | float) else float("inf")
        self.items.append(Created(id_, name, fields, self._states(name), up_at, ends_at))

    def _list(self, name: str, behaviour: Behaviour, request: Request, body: Any) -> Any:
        """Return a list's body with what is on the account in the place of the document's example."""
        states = self._states(name)
        wanted = [text for key in STATES for text in request.texts("query", key) if text in states] or states
        created = {each.id: each.state for each in self.items if each.name == name}
        there = [id_ for id_, state in {**self.known[name], **created}.items() if state in wanted]
        for parts, value in [((), body), *iter_fields(body)]:
            listed = _list_of(name, there, value) if isinstance(value, list) and value else None
            if listed is not None:
                whole = replace(body, parts, listed) if parts else listed
                return whole if behaviour.success.allows(whole) else body
        return body

    def _show(self, created: Created, behaviour: Behaviour, body: Any) -> Any:
        """Return an item's body with the values that it was created with, where the document allows them."""
        if not isinstance(body, dict):
            return body
        shown = {**body, **{key: _as_shown(value, body[key]) for key, value in created.fields.items() if key in body}}
        return shown if behaviour.success.allows(shown) else body


def _as_shown(value: Any, like: Any) -> Any:
    """Return a value as the document shows it: a telephone number with a plus sign, or without."""
    is_number = isinstance(value, str) and isinstance(like, str) and is_digits(value) and is_digits(like)
    return ("+" if like.startswith("+") else "") + value.lstrip("+") if is_number else value


def shape(path: str) -> str:
    """Return a path without the names of its parameters and without its last slash."""
    return PARAMETER.sub("{}", path.rstrip("/"))


def _own_name(behaviour: Behaviour) -> str | None:
    """Return the path parameter in which the path ends, which names the resource itself."""
    last = PARAMETER.fullmatch(behaviour.operation.path.rstrip("/").rpartition("/")[2])
    return last[1] if last is not None and not is_account(last[1]) else None


def _list_of(name: str, ids: list[str], items: list[Any]) -> list[Any] | None:
    """Return a list of these ids in the form of `items`: texts, or objects like the first; None for another form."""
    if all(isinstance(item, str) and is_id(item) for item in items):
        return ids
    key = _find_id(name, items[0]) if isinstance(items[0], dict) else None
    return None if key is None else [{**items[0], key: id_} for id_ in ids]


def _find_id(name: str, keys: Iterable[str]) -> str | None:
    """Return the key under which an object may have its id: the path parameter's name, `id`, the name's last word."""
    own, by_name = snake(name), {snake(key): key for key in keys}
    alike = [key for key in by_name if key.rpartition("_")[2] == own.rpartition("_")[2]]
    return next((by_name[key] for key in (own, "id", "uuid", *alike) if key in by_name), None)

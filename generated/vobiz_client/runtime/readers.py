# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""Readers: each takes a JSON value and returns the Python value that the document promises, or raises `FieldError`.

Generated models and operations are made of them; nothing here knows a document.
"""

import datetime
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, TypeVar, cast, overload

from .kinds import is_array, is_object
from .unset import UNSET, Unset

T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
C = TypeVar("C", str, int, float, bool)

_NOTHING_FITS = "fits none of the alternatives that the document gives"
_MOST_READERS = 4096  # kept, so that the same expression in a model is the same reader each time


class FieldError(ValueError):
    """A value is not what the document says. `path` leads to it, from the outermost field inwards."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path: list[str | int] = []

    def __str__(self) -> str:
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return f"{where.lstrip('.') or 'the body'} {self.problem}"


_NAMES: dict[type, str] = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
}


def _mismatch(expected: str, value: object) -> FieldError:
    # Names the type and never the value: responses hold phone numbers, and this text ends up in logs.
    kind = "null" if value is None else _NAMES.get(type(value), type(value).__name__)
    return FieldError(f"should be {expected} and is {kind}")


def text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _mismatch("a string", value)


def integer(value: Any) -> int:
    if type(value) is int:
        return value
    # JSON has one kind of number: 10.0 is an integer there.
    if type(value) is float and value.is_integer():
        return int(value)
    raise _mismatch("an integer", value)


def text_choice(value: Any) -> Any:
    """Read one of the document's texts; a newer one that it does not list is kept."""
    return text(value)


def integer_choice(value: Any) -> Any:
    """Read one of the document's integers; a newer one that it does not list is kept."""
    return integer(value)


def number(value: Any) -> float:
    if type(value) is float or type(value) is int:
        return value
    raise _mismatch("a number", value)


def boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _mismatch("a boolean", value)


def null(value: Any) -> None:
    if value is not None:
        raise _mismatch("null", value)


def anything(value: Any) -> Any:
    return value


def date(value: Any) -> datetime.date:
    return _parse(value, datetime.date.fromisoformat, "a date (YYYY-MM-DD)")


def date_time(value: Any) -> datetime.datetime:
    return _parse(value, datetime.datetime.fromisoformat, "a date and time (ISO 8601)")


def unique_id(value: Any) -> uuid.UUID:
    return _parse(value, uuid.UUID, "a UUID")


def _parse(value: Any, parse: Callable[[str], T], expected: str) -> T:
    string = text(value)
    try:
        return parse(string)
    except ValueError:
        raise FieldError(f"should be {expected} and is other text") from None


def fixed(expected: C) -> Callable[[Any], Any]:
    return _fixed(expected)


@lru_cache(_MOST_READERS, typed=True)
def _fixed(expected: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is type(expected) and value == expected:
            return value
        raise FieldError(f"should be the fixed value {expected!r} and is another")

    return read


def list_of(read: Callable[[Any], T]) -> Callable[[Any], list[T]]:
    return _list_of(read)


@lru_cache(_MOST_READERS)
def _list_of(read: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    def read_list(value: Any) -> list[Any]:
        if not is_array(value):
            raise _mismatch("an array", value)
        items: list[Any] = []
        try:
            for item in value:
                items.append(read(item))  # noqa: PERF401 - the loop's position is the failing item's index
        except FieldError as error:
            error.path.insert(0, len(items))
            raise
        return items

    return read_list


# What was chosen for each value of the response that is being read, None where nothing fits. Without it, alternatives
# within alternatives are read again for each of the outer ones: twice as often with every level.
_chosen: ContextVar[dict[tuple[Callable[[Any], Any], int], tuple[Any] | None] | None]
_chosen = ContextVar("chosen", default=None)


# Without these, a type checker takes the union of two types for their nearest common ancestor.
@overload
def one_of(first: Callable[[Any], T1], /) -> Callable[[Any], T1]: ...
@overload
def one_of(first: Callable[[Any], T1], second: Callable[[Any], T2], /) -> Callable[[Any], T1 | T2]: ...
@overload
def one_of(
    first: Callable[[Any], T1], second: Callable[[Any], T2], third: Callable[[Any], T3], /
) -> Callable[[Any], T1 | T2 | T3]: ...
@overload
def one_of(*readers: Callable[[Any], Any]) -> Callable[[Any], Any]: ...
def one_of(*readers: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Read with the alternative that leaves the fewest fields unknown; the first one when several are equal."""
    return _one_of(readers)


@lru_cache(_MOST_READERS)
def _one_of(readers: tuple[Callable[[Any], Any], ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, dict | list):
            return _choose(readers, value)
        chosen = _chosen.get()
        if chosen is None:
            token = _chosen.set({})
            try:
                return read(value)
            finally:
                _chosen.reset(token)
        key = (read, id(cast("object", value)))
        if key not in chosen:
            chosen[key] = None
            chosen[key] = (_choose(readers, value),)
        known = chosen[key]
        if known is None:
            raise FieldError(_NOTHING_FITS)
        return known[0]

    return read


def _choose(readers: tuple[Callable[[Any], Any], ...], value: Any) -> Any:
    results: list[tuple[int, Any]] = []
    for reader in readers:
        try:
            result = reader(value)
        except FieldError:
            continue
        unknown = len(getattr(result, "additional_properties", ()))
        if unknown == 0:
            return result
        results.append((unknown, result))
    if not results:
        raise FieldError(_NOTHING_FITS)
    return min(results, key=lambda pair: pair[0])[1]


def members(value: Any) -> dict[str, Any]:
    """Return a copy of a JSON object, from which `required` and `optional` take the known fields."""
    if is_object(value):
        return dict(value)
    raise _mismatch("an object", value)


def required(data: dict[str, Any], name: str, read: Callable[[Any], T]) -> T:
    if name not in data:
        missing = FieldError("is missing")
        missing.path.append(name)
        raise missing
    try:
        return read(data.pop(name))
    except FieldError as error:
        error.path.insert(0, name)
        raise


def optional(data: dict[str, Any], name: str, read: Callable[[Any], T]) -> T | Unset:
    if name not in data:
        return UNSET
    return required(data, name, read)


def rest(data: dict[str, Any], read: Callable[[Any], T]) -> dict[str, T]:
    """Read what is left over: the fields that the document does not name."""
    return {name: required(data, name, read) for name in list(data)}

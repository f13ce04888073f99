"""What all generated models share: back to JSON, and the fields that the document does not know."""

import datetime
import uuid
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, ClassVar, Generic, TypeVar

from .errors import ConfigurationError
from .kinds import is_array, is_object, is_sequence
from .unset import UNSET

V = TypeVar("V")

_AS_JSON = frozenset({str, int, float, bool, type(None)})
_as_it_is = datetime.datetime.isoformat

DEEPEST = 100  # levels of objects and arrays; what reads, compares or copies them needs several frames for each


class Model(Generic[V]):
    """A record of the document. Fields that it does not name are kept and read with `model["name"]`."""

    __slots__ = ()

    additional_properties: dict[str, V]

    _WIRE_NAMES: ClassVar[Mapping[str, str]] = {}
    _ENUMERATED: ClassVar[tuple[str, ...]] = ()  # the fields that hold one of several values, by their names in JSON

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, with unknown fields and without those that are `UNSET`.

        Raises `ConfigurationError` when it is nested more than 100 levels deep, or holds itself.
        """
        try:
            result: dict[str, Any] = plain(self)
            return result
        except ConfigurationError as error:
            problem = f"this {type(self).__name__} {error}"
        raise ConfigurationError(problem)

    def __getitem__(self, name: str) -> V:
        return self.additional_properties[name]

    def __setitem__(self, name: str, value: V) -> None:
        self.additional_properties[name] = value

    def __delitem__(self, name: str) -> None:
        del self.additional_properties[name]

    def __contains__(self, name: object) -> bool:
        return name in self.additional_properties


def no_fields() -> dict[str, Any]:
    """Return a new empty object; a plain `dict` as attrs factory would leave its type unknown to pyright."""
    return {}


def plain(value: Any, depth: int = 0, write_time: Callable[[datetime.datetime], Any] = _as_it_is) -> Any:
    """Return the value as JSON has it: records as objects, all sequences as arrays, dates and UUIDs as text.

    Fields that are `UNSET` are left out. Raises `ConfigurationError` when it is nested more than `DEEPEST` levels deep.
    """
    if type(value) in _AS_JSON:
        return value
    if isinstance(value, Model):
        value = wire_fields(value)  # pyright: ignore[reportUnknownArgumentType]
    if is_object(value):
        below = _below(depth)
        return {str(name): plain(item, below, write_time) for name, item in value.items() if item is not UNSET}
    if is_sequence(value):
        below = _below(depth)
        return [plain(item, below, write_time) for item in value]
    if isinstance(value, datetime.datetime):
        return write_time(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    return value


def sent(value: Any) -> Any:
    """Return the value as `plain` does, to be sent: raises `ConfigurationError` also for a time without an offset."""
    try:
        return plain(value, write_time=_with_offset)
    except _NaiveTimeError:
        where = next(_naive_times(plain(value, write_time=lambda time: time)))
    raise ConfigurationError(
        f"holds a datetime without a time zone{where and f' in {where}'}; "
        "give it one, as in datetime.now(timezone.utc), or pass text"
    )


class _NaiveTimeError(Exception):
    pass


def _with_offset(time: datetime.datetime) -> str:
    if time.utcoffset() is None:
        raise _NaiveTimeError
    return time.isoformat()


def _naive_times(value: Any, way: str = "") -> Iterator[str]:
    if is_object(value):
        for name, item in value.items():
            yield from _naive_times(item, f"{way}.{name}" if way else name)
    elif is_array(value):
        for index, item in enumerate(value):
            yield from _naive_times(item, f"{way}[{index}]")
    elif isinstance(value, datetime.datetime) and value.utcoffset() is None:
        yield way


def _below(depth: int) -> int:
    if depth >= DEEPEST:
        raise ConfigurationError(f"holds more than {DEEPEST} levels of objects and arrays, or itself")
    return depth + 1


def wire_fields(model: Model[Any]) -> dict[str, Any]:
    """Return the fields of a record that are set, unknown ones too, by their names in JSON."""
    from attrs import fields, has

    kind = type(model)
    assert has(kind)
    values = dict(model.additional_properties)
    wire_names: Mapping[str, str] = getattr(kind, "_WIRE_NAMES", {})
    for attribute in fields(kind):
        value = getattr(model, attribute.name)
        if attribute.name != "additional_properties" and value is not UNSET:
            values[wire_names.get(attribute.name, attribute.name)] = value
    return values


# The vendor gives every response a new id of its own, so it says nothing about the resource.
_OF_THE_RESPONSE = frozenset({"api_id"})


def state_of(value: Any) -> Any:
    """Return what of a response is about the resource, for comparing two responses."""
    if isinstance(value, Model):
        return {name: item for name, item in value.to_dict().items() if name not in _OF_THE_RESPONSE}
    return value

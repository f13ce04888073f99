"""What all generated models share: back to JSON, and the fields that the document does not know."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, ClassVar, Generic, TypeVar, cast

from .kinds import is_array, is_object
from .unset import UNSET

V = TypeVar("V")


class Model(Generic[V]):
    """A record of the document. Fields that it does not name are kept and read with `model["name"]`."""

    __slots__ = ()

    additional_properties: dict[str, V]

    _WIRE_NAMES: ClassVar[Mapping[str, str]] = {}

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, with unknown fields and without those that are `UNSET`."""
        result = {name: plain(value) for name, value in self.additional_properties.items()}
        from attrs import fields, has

        kind = type(self)
        assert has(kind)
        for attribute in fields(kind):
            name = attribute.name
            value = getattr(self, name)
            if name != "additional_properties" and value is not UNSET:
                result[self._WIRE_NAMES.get(name, name)] = plain(value)
        return result

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


def plain(value: Any) -> Any:
    """Return the value as JSON has it: records as objects, dates and UUIDs as text."""
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, tuple | set | frozenset):
        value = list(cast("Iterable[Any]", value))
    if is_array(value):
        return [plain(item) for item in value]
    if is_object(value):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    return value


# The vendor gives every response a new id of its own, so it says nothing about the resource.
_OF_THE_RESPONSE = frozenset({"api_id"})


def state_of(value: Any) -> Any:
    """Return what of a response is about the resource, for comparing two responses."""
    if isinstance(value, Model):
        return {name: item for name, item in value.to_dict().items() if name not in _OF_THE_RESPONSE}
    return value

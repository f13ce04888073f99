"""The one way in which records become JSON and are read back: results that workers hand over, and reports."""

from enum import Enum
from typing import Any, TypeVar

from cattrs.preconf.json import make_converter

T = TypeVar("T")
CONVERTER = make_converter()
CONVERTER.register_unstructure_hook(Enum, lambda member: member.value)


def to_json(record: Any) -> Any:
    """Return the JSON value of an attrs record."""
    return CONVERTER.unstructure(record)


def from_json(value: Any, type_: type[T]) -> T:
    """Return the record that `to_json` made a JSON value of."""
    return CONVERTER.structure(value, type_)

"""Models and their readers: what comes is checked, what is new is kept, and everything goes back as it came."""

import copy
import datetime
import pickle
import uuid
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

import pytest
from attrs import define, field
from vobiz_client.runtime import readers
from vobiz_client.runtime.model import Model, no_fields
from vobiz_client.runtime.readers import FieldError
from vobiz_client.runtime.unset import UNSET, Unset


@define
class Part(Model[Any]):
    size: int
    additional_properties: dict[str, Any] = field(init=False, factory=no_fields)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        data = readers.members(src_dict)
        model = cls(size=readers.required(data, "size", readers.integer))
        model.additional_properties = data
        return model


@define
class Whole(Model[Any]):
    from_: str
    parts: list[Part] | Unset = UNSET
    when: datetime.datetime | Unset | None = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=no_fields)

    _WIRE_NAMES: ClassVar[Mapping[str, str]] = {"from_": "from"}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        data = readers.members(src_dict)
        model = cls(
            from_=readers.required(data, "from", readers.text),
            parts=readers.optional(data, "parts", readers.list_of(Part.from_dict)),
            when=readers.optional(data, "when", readers.one_of(readers.date_time, readers.null)),
        )
        model.additional_properties = data
        return model


FULL = {
    "from": "Ada",
    "parts": [{"size": 1}, {"size": 2, "colour": "red"}],
    "when": "2026-01-02T03:04:05+00:00",
    "new": {"a": [1]},
}


def test_what_the_document_does_not_know_is_kept_and_readable() -> None:
    whole = Whole.from_dict(FULL)
    assert whole["new"] == {"a": [1]}
    assert "new" in whole
    assert isinstance(whole.parts, list)
    assert whole.parts[1]["colour"] == "red"
    assert whole.to_dict() == FULL


def test_optional_fields_may_be_missing() -> None:
    whole = Whole.from_dict({"from": "Ada"})
    assert whole.parts is UNSET
    assert not whole.parts
    assert whole.to_dict() == {"from": "Ada"}


def test_absent_and_null_are_two_things() -> None:
    assert Whole.from_dict({"from": "", "when": None}).to_dict() == {"from": "", "when": None}


def test_reading_leaves_the_raw_value_alone() -> None:
    raw = copy.deepcopy(FULL)
    Whole.from_dict(raw)
    assert raw == FULL


@pytest.mark.parametrize("make", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_models_are_compared_copied_and_pickled(make: Callable[[Whole], Whole]) -> None:
    for raw in (FULL, {"from": "Ada"}):
        whole = Whole.from_dict(raw)
        assert make(whole) == whole
        assert make(whole).to_dict() == raw
    assert Whole.from_dict(FULL) != Whole.from_dict({**FULL, "new": 1})


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({}, "from is missing"),
        ({"from": 1}, "from should be a string and is an integer"),
        ({"from": "", "parts": {}}, "parts should be an array and is an object"),
        ({"from": "", "parts": [{"size": 1}, {"size": "2"}]}, "parts[1].size should be an integer and is a string"),
        ({"from": "", "parts": [None]}, "parts[0] should be an object and is null"),
        ({"from": "", "when": "yesterday"}, "when fits none of the alternatives that the document gives"),
        ([], "the body should be an object and is an array"),
    ],
)
def test_what_is_wrong_is_named_by_its_place_and_not_by_its_value(raw: Any, message: str) -> None:
    with pytest.raises(FieldError) as caught:
        Whole.from_dict(raw)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (readers.integer, 10.0, 10),
        (readers.number, 1, 1),
        (readers.number, 1.5, 1.5),
        (readers.boolean, False, False),
        (readers.date, "2026-01-02", datetime.date(2026, 1, 2)),
        (readers.date_time, "2026-01-02T03:04:05Z", datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)),
        (readers.unique_id, str(uuid.UUID(int=7)), uuid.UUID(int=7)),
        (readers.text_choice, "a value of next year", "a value of next year"),
        (readers.fixed("x"), "x", "x"),
        (readers.list_of(readers.anything), [1, None], [1, None]),
    ],
)
def test_readers_read(read: Callable[[Any], Any], value: Any, expected: Any) -> None:
    assert read(value) == expected


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (readers.text, 1),
        (readers.integer, True),
        (readers.integer, 1.5),
        (readers.integer, float("nan")),
        (readers.integer, float("inf")),
        (readers.number, "1"),
        (readers.number, False),
        (readers.boolean, 0),
        (readers.null, ""),
        (readers.date, "2026-99-02"),
        (readers.date, 5),
        (readers.date_time, "x"),
        (readers.unique_id, "x"),
        (readers.text_choice, 1),
        (readers.integer_choice, "1"),
        (readers.fixed("x"), "y"),
        (readers.fixed(1), True),
        (readers.list_of(readers.text), "abc"),
    ],
)
def test_readers_refuse(read: Callable[[Any], Any], value: Any) -> None:
    with pytest.raises(FieldError):
        read(value)


def test_of_several_forms_the_one_that_knows_most_fields_is_taken() -> None:
    read: Callable[[Any], Any] = readers.one_of(Part.from_dict, Whole.from_dict)
    assert type(read({"from": "Ada", "size": 1, "parts": []})) is Whole
    assert type(read({"size": 1})) is Part

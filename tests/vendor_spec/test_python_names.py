"""Names that would be the same in Python are told apart by what they say, whatever their order."""

import keyword
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_python_client.strings import snake_case

from vendor_spec.python_names import Spelling, argument_names, operation_names, parameter_names, schema_names, tag_names

names = st.one_of(
    st.sampled_from(
        ["from", "From", "FROM", "a-b", "a_b", "a.b", "aB", "A_B", "x", "x<", "x>", "x[gt]", "+1", "-1", ""]
    ),
    st.sampled_from(
        ["class", "self", "None", "datetime", "print", "to_dict", "__init__", "_id", "id", "1", "🎉", "姓名"]
    ),
    st.text(max_size=6),
    st.integers(95, 120).map("x".__mul__),
)


@given(st.lists(names, max_size=8, unique=True), st.randoms())
def test_each_has_a_name_of_its_own_and_order_decides_nothing(some: list[str], chance: random.Random) -> None:
    arguments = argument_names({name: Spelling(name) for name in some})
    assert len(set(arguments.values())) == len(some)
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in arguments.values())
    classes = schema_names(some, {"any"})
    assert len({snake_case(name) for name in classes.values()} - {"any"}) == len(some)
    turned = chance.sample(some, len(some))
    assert argument_names({name: Spelling(name) for name in turned}) == arguments
    assert schema_names(turned, {"any"}) == classes


@pytest.mark.parametrize(
    ("some", "wanted"),
    [
        (["user_id", "userId"], ["user_id", "user_id_camel"]),
        (["UserId", "userId"], ["user_id_pascal", "user_id_camel"]),
        (["filter[status]", "filter"], ["filter_status", "filter_"]),
        (["expand[]"], ["expand"]),
        (["$top", "top"], ["dollar_top", "top"]),
        (["$top"], ["top"]),
        (["x<"], ["x_below"]),
        (["🎉", "🎊"], ["party_popper", "confetti_ball"]),
    ],
)
def test_signs_and_style_are_words_where_they_matter(some: list[str], wanted: list[str]) -> None:
    assert list(argument_names({name: Spelling(name) for name in some}).values()) == wanted


def test_who_is_spelt_as_python_spells_keeps_the_name() -> None:
    assert schema_names(["User", "user", "USER"], set()) == {"User": "User", "user": "UserLower", "USER": "USERUpper"}
    assert argument_names({name: Spelling(name) for name in ("End", "end")}) == {"End": "end_pascal", "end": "end"}
    assert tag_names(["Calls", "calls"]) == {"Calls": "calls_pascal", "calls": "calls"}


def test_a_name_in_two_places_says_which() -> None:
    named = {("path", "id"): Spelling("id"), ("query", "id"): Spelling("id"), ("query", "to"): Spelling("to")}
    assert list(parameter_names(named).values()) == ["id_path", "id_query", "to"]


def test_operations_of_one_name_are_called_after_method_and_path() -> None:
    ids = {"GET /a": "read", "GET /b": "read", "GET /c": "", "GET /d": "Get Call", "GET /d/": "get_call"}
    assert list(operation_names(ids).values()) == ["get_a", "get_b", "get_c", "get_d", "get_call"]

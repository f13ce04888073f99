"""Responses, models and bodies that are nested without end: read up to a limit, and refused beyond it."""

import copy
import json
import pickle
from typing import Any

import pytest
from attrs import define, evolve, field
from vobiz_client.runtime import readers
from vobiz_client.runtime.errors import APIStatusError, ConfigurationError, UnexpectedResponseError
from vobiz_client.runtime.model import DEEPEST, Model, no_fields, plain
from vobiz_client.runtime.operation import Operation, SuccessResponse
from vobiz_client.runtime.polling import WatchTimeoutError, watch

from tests.client.conftest import _calm_surroundings  # noqa: F401 - used by each test
from tests.client.sample import READ, THING, WRITE, client
from tests.client.stub_server import reply, stub_server


@define
class Tree(Model[Any]):
    child: Any = None
    additional_properties: dict[str, Any] = field(init=False, factory=no_fields)


def tree(value: Any) -> Any:
    """Read objects at every level as `Tree`s, so that each level is a model."""
    if not isinstance(value, dict):
        return value
    data = readers.members(value)
    result = Tree(readers.optional(data, "child", tree))
    result.additional_properties = data
    return result


ANYTHING: Operation[Any] = evolve(READ, responses=(SuccessResponse(200, 200, "json", readers.anything),))
TREES: Operation[Any] = evolve(READ, responses=(SuccessResponse(200, 200, "json", tree),))


def call(body: str, operation: Operation[Any], status: int = 200) -> Any:
    with stub_server(reply(status, body)) as server, client(server.base_url) as vobiz:
        return vobiz.call(operation, THING)


def nested(levels: int, kind: str) -> str:
    opening, closing = {"objects": ('{"child":', "}"), "unknown": ('{"x":', "}"), "arrays": ("[", "]")}[kind]
    return opening * (levels - 1) + ("[]" if kind == "arrays" else "{}") + closing * (levels - 1)


kinds = pytest.mark.parametrize("kind", ["objects", "unknown", "arrays"])


@kinds
def test_what_is_nested_up_to_the_limit_is_read_compared_copied_and_shown(kind: str) -> None:
    text = nested(DEEPEST, kind)
    read, again = call(text, TREES), call(text, TREES)
    assert read == again
    assert copy.deepcopy(read) == read == pickle.loads(pickle.dumps(read)) == copy.copy(read)
    assert repr(read)
    assert json.dumps(plain(read), separators=(",", ":")) == text
    with stub_server(reply(200, text)) as server, client(server.base_url) as vobiz:
        states = watch(lambda: vobiz.call(TREES, THING), every=0.01, timeout=0.1)
        assert next(states) == read
        with pytest.raises(WatchTimeoutError):
            next(states)


@kinds
@pytest.mark.parametrize("levels", [DEEPEST + 1, 480, 900, 990, 5_000, 100_000])
def test_what_is_nested_deeper_is_an_error_of_ours(kind: str, levels: int) -> None:
    text = nested(levels, kind)
    for operation in (ANYTHING, TREES):
        with pytest.raises(UnexpectedResponseError, match=r"100 levels|should be JSON") as caught:
            call(text, operation)
        assert caught.value.content == text.encode()
    with pytest.raises(APIStatusError) as refused:
        call(text, READ, status=400)
    assert refused.value.body == text


def test_what_is_wide_or_has_brackets_in_its_text_is_read() -> None:
    wide = [{"name": "[{" * 50, "list": [{}, [], [[]]]}] * 1000
    assert call(json.dumps(wide), ANYTHING) == wide
    assert call(json.dumps("[" * 1000), ANYTHING) == "[" * 1000


@pytest.mark.parametrize("levels", [DEEPEST, 900, 100_000])
def test_a_model_that_is_nested_too_deeply_or_holds_itself_says_so(levels: int) -> None:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    itself = Tree()
    itself["x"] = itself
    for model in (Tree(value), itself):
        with pytest.raises(ConfigurationError, match="this Tree holds more than 100 levels"):
            model.to_dict()
        with client("http://127.0.0.1:9") as vobiz, pytest.raises(ConfigurationError, match="body holds more than 100"):
            vobiz.call(WRITE, {}, model)


class Leaf(Tree):
    """Another record of the same fields, so that neither fits better."""


def branch(kind: type[Tree]) -> Any:
    def read(value: Any) -> Tree:
        data = readers.members(value)
        either = readers.one_of(readers.list_of(branch(Tree)), readers.list_of(branch(Leaf)))
        result = kind(readers.optional(data, "child", either))
        result.additional_properties = data
        return result

    return _BRANCHES.setdefault(kind, read)


_BRANCHES: dict[type[Tree], Any] = {}


def test_alternatives_within_alternatives_are_read_once() -> None:
    levels = (DEEPEST - 2) // 2
    text = '{"x": 1, "child": [' * levels + '{"x": 1}' + "]}" * levels
    operation = evolve(READ, responses=(SuccessResponse(200, 200, "json", branch(Tree)),))
    assert json.dumps(plain(call(text, operation))) == json.dumps(json.loads(text))


@pytest.mark.parametrize("value", ["0", "[]", "{}", '""'])
def test_more_values_than_a_response_may_hold_are_an_error_of_ours(value: str) -> None:
    text = "[" + f"{value}," * 2_000_000 + "0]"
    with pytest.raises(UnexpectedResponseError, match="more than 2,000,000 values"):
        call(text, ANYTHING)
    with pytest.raises(APIStatusError) as refused:
        call(text, READ, status=400)
    assert refused.value.body == text

"""Which response covers a status: its own, then that of its range, then the default; references are followed."""

from typing import Any

import pytest

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import (
    documented_responses,
    documented_statuses,
    is_documented,
    media_types,
    response_key,
    success_statuses,
)


def operation(*keys: str) -> Operation:
    """An operation with a response under each key, of a media type that is called after it."""
    responses: dict[str, Any] = {key: {"content": {key: {}}} for key in keys}
    return Operation("get", "/calls", {"responses": responses})


@pytest.mark.parametrize(
    ("keys", "status", "expected"),
    [
        (("default", "2XX", "200"), 200, "200"),
        (("default", "2XX", "201"), 200, "2XX"),
        (("default", "2xx", "201"), 200, "2xx"),
        (("default", "4XX", "201"), 200, "default"),
        (("default", "4XX"), 404, "4XX"),
        (("4XX", "201"), 200, None),
        ((), 200, None),
    ],
)
def test_the_narrowest_response_covers_a_status(keys: tuple[str, ...], status: int, expected: str | None) -> None:
    assert response_key(keys, status) == expected
    assert is_documented(operation(*keys), status) is (expected is not None)
    assert list(media_types({}, operation(*keys), status)) == ([expected] if expected else [])


@pytest.mark.parametrize("key", ["200", "2XX", "2xx", "default"])
def test_a_key_itself_is_looked_up_like_a_status(key: str) -> None:
    assert list(media_types({}, operation("404", key), key)) == [key]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("404", "202", "200", "default"), ["202", "200"]),
        (("404", "2XX", "default"), ["2XX"]),
        (("404", "2xx"), ["2xx"]),
        (("404", "default"), ["default"]),
        (("404",), []),
    ],
)
def test_the_default_is_a_success_only_where_no_other_is(keys: tuple[str, ...], expected: list[str]) -> None:
    assert success_statuses(operation(*keys)) == expected


def test_references_are_followed_and_extensions_are_no_statuses() -> None:
    content = {"components": {"responses": {"Call": {"description": "A call"}}}}
    definition = {"responses": {"200": {"$ref": "#/components/responses/Call"}, "x-note": "ours"}}
    described = Operation("get", "/calls", definition)
    assert documented_statuses(described) == ["200"]
    assert documented_responses(content, described) == {"200": {"description": "A call"}}
    assert media_types(content, described, 200) == {}

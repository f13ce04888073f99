"""Without an optional parameter, a response is as with its documented default; what varies anyhow does not count."""

from itertools import count
from typing import Any

import pytest

from contract_tests.harness.findings.result import Result
from contract_tests.harness.probes.lists.defaults import probe_defaults
from tests.stateful.probing import probe_live
from tests.stateful.shelf import Exchange, Shelf, make_books, serve


def compare(shelf: Shelf) -> tuple[Result, Exchange]:
    with serve(shelf) as (url, exchange):
        return probe_live(shelf.document(), url, probe_defaults, VOBIZ_ACCOUNT_ID="AC1"), exchange


def found(shelf: Shelf) -> list[tuple[str, str, dict[str, Any]]]:
    return [(each.kind, each.location, dict(each.data)) for each in compare(shelf)[0].findings]


SORTED = {"sort": {"default": "-added_at"}}
numbers = count()


def ticking(page: dict[str, Any]) -> dict[str, Any]:
    return {**page, "total": next(numbers)}


@pytest.mark.parametrize(
    ("shelf", "expected"),
    [
        (Shelf(wrong={"default"}), [("parameter.default", "query.limit", {"default": 3})]),
        (Shelf("cursor", wrong={"default"}), [("parameter.default", "query.limit", {"default": 3})]),
        (Shelf(default=2, wrong={"default"}), [("parameter.default", "query.limit", {})]),
        (Shelf(wrong={"default:sort"}, schema=SORTED), [("parameter.default", "query.sort", {"default": "title"})]),
    ],
    ids=["fewer", "fewer by cursor", "more", "another order"],
)
def test_another_default_is_found(shelf: Shelf, expected: list[Any]) -> None:
    assert found(shelf) == expected


@pytest.mark.parametrize(
    "shelf",
    [
        Shelf(schema=SORTED),
        Shelf("page", first=1, schema={"page": {"default": 1}}),
        Shelf("cursor", schema=SORTED),
        Shelf(books=make_books(2), wrong={"default"}),
        Shelf(books=[], schema=SORTED),
        Shelf(view=ticking, schema=SORTED),
        Shelf(wrong={"grows"}, schema=SORTED),
        Shelf(view=lambda page: {**page, "self": f"/v1?{len(page['books'])}&at={next(numbers)}"}),
        Shelf(is_bare=True, schema=SORTED),
        Shelf(schema={"sort": {"default": "no such order"}, "limit": {"default": "many"}}),
    ],
    ids=["right", "page", "cursor", "few", "empty", "ticking", "growing", "address", "bare", "no default"],
)
def test_the_documented_default_is_not_said_to_be_another(shelf: Shelf) -> None:
    assert [each for each in found(shelf) if each[0] == "parameter.default"] == []


def test_two_requests_are_enough_where_the_defaults_are_right() -> None:
    _, exchange = compare(Shelf(schema=SORTED))
    assert exchange.asked == [{}, {"limit": "5", "offset": "0", "sort": "-added_at"}]


def test_the_finding_shows_the_request_without_the_parameter() -> None:
    (finding,) = compare(Shelf(wrong={"default"}))[0].findings
    assert "limit" not in finding.request
    assert finding.expected == "without limit, the response is as with limit=5"
    assert finding.observed == "the number of items: 3 without, 5 with it"

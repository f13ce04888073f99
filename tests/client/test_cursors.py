"""Lists that go on by what a page says of the next: a cursor, an address, the last item."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import define, evolve, field
from vobiz_client.runtime import pages, readers
from vobiz_client.runtime.credentials import Schemes
from vobiz_client.runtime.errors import NotFoundError, PaginationError
from vobiz_client.runtime.model import Model, no_fields
from vobiz_client.runtime.operation import Listing, Operation, Parameter, SuccessResponse
from vobiz_client.runtime.sync_client import SyncClient

from .sample import Client, client
from .stub_server import StubServer, reply, stub_server

Query = dict[str, list[str]]


@define
class Item(Model[Any]):
    id: Any
    additional_properties: dict[str, Any] = field(init=False, factory=no_fields)


@define
class Page(Model[Any]):
    data: list[Item]
    next: Any
    has_more: Any
    additional_properties: dict[str, Any] = field(init=False, factory=no_fields)


def read_page(value: Any) -> Page:
    fields = dict(value)
    read = readers.list_of(lambda item: Item(item["id"]))
    data = readers.optional(fields, "data", read) or []
    following = readers.optional(fields, "next", readers.anything)
    return Page(data, following, readers.optional(fields, "has_more", readers.anything))


BY_CURSOR: Operation[Page] = Operation(
    name="list_things",
    method="GET",
    path="/things/",
    tags=("things",),
    parameters=(Parameter("limit", "query", "limit", False), Parameter("page[after]", "query", "after", False)),
    responses=(SuccessResponse(200, 200, "json", read_page),),
    listing=Listing(("data",), "after", next=("next",), more=("has_more",), key="id"),
)
BY_ADDRESS = evolve(BY_CURSOR, listing=Listing(("data",), next=("next",)))
BY_LAST = evolve(BY_CURSOR, listing=Listing(("data",), "after", more=("has_more",), key="id", goes_by_key=True))
BY_OFFSET = evolve(
    BY_CURSOR,
    parameters=(Parameter("offset", "query", "offset", False),),
    listing=Listing(("data",), "offset", "items", next=("next",), more=("has_more",)),
)


class Vendor:
    """Answers with what a function makes of the query; keeps the queries."""

    def __init__(self, answer: Callable[[Query], dict[str, Any] | None]) -> None:
        self.answer = answer
        self.queries: list[Query] = []
        self.server: StubServer

    def __call__(self, connection: socket.socket) -> None:
        query = parse_qs(urlsplit(self.server.seen[-1].target).query, keep_blank_values=True)
        self.queries.append(query)
        body = self.answer(query)
        reply(404, "{}")(connection) if body is None else reply(200, json.dumps(body))(connection)


@contextmanager
def asked(answer: Callable[[Query], dict[str, Any] | None]) -> Iterator[tuple[SyncClient, Vendor]]:
    vendor = Vendor(answer)
    with stub_server(vendor) as server, client(server.base_url) as vobiz:
        vendor.server = server
        yield vobiz, vendor


def ids(vobiz: SyncClient, operation: Operation[Page], **arguments: Any) -> list[Any]:
    return [item.id for item in vobiz.items(operation, arguments)]


def things(*numbers: Any) -> list[dict[str, Any]]:
    return [{"id": number} for number in numbers]


@pytest.mark.parametrize("end", [None, "", False, 0])
def test_a_cursor_leads_to_the_next_page_until_there_is_none(end: Any) -> None:
    answers = {None: {"data": things(1, 2), "next": "b /+="}, "b /+=": {"data": things(3), "next": end}}
    with asked(lambda query: answers[query.get("page[after]", [None])[0]]) as (vobiz, vendor):
        assert ids(vobiz, BY_CURSOR, limit=2) == [1, 2, 3]
    assert vendor.queries == [{"limit": ["2"]}, {"limit": ["2"], "page[after]": ["b /+="]}]


def test_of_an_address_only_the_query_is_used() -> None:
    def answer(query: Query) -> dict[str, Any]:
        address = "https://elsewhere.example/things?limit=2&page%5Bafter%5D=x&token=t%26t&Key=secret#top"
        return {"data": things(3), "next": None} if query else {"data": things(1, 2), "next": address}

    for operation in (BY_CURSOR, BY_ADDRESS):
        with asked(answer) as (vobiz, vendor):
            vobiz.__class__ = KeyInQuery
            assert ids(vobiz, operation) == [1, 2, 3]
        assert vendor.queries[1] == {"limit": ["2"], "page[after]": ["x"], "token": ["t&t"]}


class KeyInQuery(Client):
    schemes: ClassVar[Schemes] = {**Client.schemes, "Key": ("query", "Key", "auth_token")}


def test_an_address_moves_a_counted_list_by_what_the_vendor_counts() -> None:
    def answer(query: Query) -> dict[str, Any]:
        start = int(query.get("offset", ["0"])[0])
        return {"data": things(start), "next": f"/things/?offset={start + 10}" if start < 20 else None}

    with asked(answer) as (vobiz, _):
        assert ids(vobiz, BY_OFFSET) == [0, 10, 20]
        assert ids(vobiz, BY_OFFSET, offset=10) == [10, 20]


def test_the_last_item_is_where_the_next_page_begins() -> None:
    def answer(query: Query) -> dict[str, Any]:
        start = int(query.get("page[after]", ["0"])[0])
        return {"data": things(start + 1, start + 2), "has_more": start < 4}

    with asked(answer) as (vobiz, vendor):
        assert ids(vobiz, BY_LAST) == [1, 2, 3, 4, 5, 6]
    assert len(vendor.queries) == 3


def test_a_page_may_be_empty_where_the_vendor_says_what_follows_it() -> None:
    answers: dict[str, Any] = {"": {"data": things(1), "next": "a"}, "a": {"next": "b"}, "b": {"data": things(2)}}
    with asked(lambda query: answers[query.get("page[after]", [""])[0]]) as (vobiz, _):
        assert ids(vobiz, BY_CURSOR) == [1, 2]


def test_an_empty_page_ends_a_counted_list_whatever_it_says_of_the_next() -> None:
    def answer(query: Query) -> dict[str, Any]:
        start = int(query.get("offset", ["0"])[0])
        return {"data": things(*range(start, 3)), "next": f"?offset={start + 10}", "has_more": True}

    with asked(answer) as (vobiz, vendor):
        assert ids(vobiz, BY_OFFSET) == [0, 1, 2]
    assert len(vendor.queries) == 2


def test_a_cursor_that_is_not_found_loses_no_item_unnoticed() -> None:
    with asked(lambda query: None if query else {"data": things(1), "next": "gone"}) as (vobiz, _):
        with pytest.raises(NotFoundError):
            ids(vobiz, BY_CURSOR)


def endless(query: Query, circle: int) -> dict[str, Any]:
    here = int(query.get("page[after]", ["0"])[0])
    return {"data": things(here, -1), "next": str((here + 1) % circle), "at": len(query)}


@pytest.mark.parametrize("circle", [1, 2, 7, 60])
def test_a_circle_of_pages_is_found_however_long(circle: int) -> None:
    with asked(lambda query: endless(query, circle)) as (vobiz, vendor):
        with pytest.raises(PaginationError, match="again"):
            ids(vobiz, BY_CURSOR)
    assert circle < len(vendor.queries) <= 4 * circle + 2


def test_pages_whose_items_change_are_still_the_same() -> None:
    def answer(query: Query) -> dict[str, Any]:
        return {"data": [{"id": 1}, {"id": 2}], "next": query.get("page[after]", [""])[0] + "x"}

    with asked(answer) as (vobiz, _), pytest.raises(PaginationError, match="page 2: the API gives a page again"):
        ids(vobiz, BY_CURSOR)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"has_more": True}, "does not say where"),
        ({"next": "https://elsewhere.example/things/2"}, "does not say where"),
        ({"next": {"page": 2}}, "does not say where"),
        ({"next": "?page[after]=" + "x" * 20_000}, "more than 16,000 characters"),
        ({"next": "?" + "&".join(f"a{number}=1" for number in range(200))}, "more than 100 parameters"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_pages_that_nothing_leads_to(said: dict[str, Any], problem: str) -> None:
    with asked(lambda _: {"data": things(1), **said}) as (vobiz, _), pytest.raises(PaginationError, match=problem):
        ids(vobiz, BY_CURSOR)


def test_a_list_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 20)
    monkeypatch.setattr(pages, "MOST_EMPTY_PAGES", 5)

    def answer(query: Query) -> dict[str, Any]:
        here = int(query.get("page[after]", ["0"])[0])
        return {"data": things(here, -1) if here < 15 else [], "next": str(here + 1)}

    with asked(lambda query: endless(query, 10**9)) as (vobiz, _):
        with pytest.raises(PaginationError, match="page 20: the list has no end"):
            ids(vobiz, BY_CURSOR)
    with asked(answer) as (vobiz, _), pytest.raises(PaginationError, match="page 20: the last 5 pages were empty"):
        ids(vobiz, BY_CURSOR)


def test_a_million_pages_take_no_memory() -> None:
    import tracemalloc

    cursor = pages.Cursor(BY_CURSOR, {})
    tracemalloc.start()
    for number in range(20_000):
        assert cursor.accepts(Page([Item(number), Item(-1)], str(number), True)) and cursor.goes_on
    assert tracemalloc.get_traced_memory()[1] < 200_000
    tracemalloc.stop()

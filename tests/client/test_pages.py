"""Page after page, whatever the server makes of limit, offset, page and per_page."""

import asyncio
import json
import socket
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import define, evolve, field
from vobiz_client.runtime import readers
from vobiz_client.runtime.errors import ConfigurationError, NotFoundError, PaginationError
from vobiz_client.runtime.model import Model, no_fields
from vobiz_client.runtime.operation import Listing, Operation, Parameter, SuccessResponse

from .sample import READ, aclient, client
from .stub_server import StubServer, reply, stub_server


@define
class Page(Model[Any]):
    objects: list[int]
    additional_properties: dict[str, Any] = field(init=False, factory=no_fields)


def read_page(value: Any) -> Page:
    return Page(readers.required(dict(value), "objects", readers.list_of(readers.integer)))


BY_ITEMS: Operation[Page] = Operation(
    name="list_things",
    method="GET",
    path="/things/",
    tags=("things",),
    parameters=(Parameter("limit", "query", "limit", False), Parameter("offset", "query", "offset", False)),
    responses=(SuccessResponse(200, 200, "json", read_page),),
    listing=Listing(("objects",), "offset", "items"),
)
BY_PAGES = evolve(
    BY_ITEMS,
    parameters=(Parameter("per_page", "query", "per_page", False), Parameter("page", "query", "page", False)),
    listing=Listing(("objects",), "page", "pages", 1),
)


class Library:
    """A list of things on a server that gives at most three at a time."""

    def __init__(self, things: int, past_the_end: bytes = b"") -> None:
        self.things = list(range(things))
        self.past_the_end = past_the_end
        self.server: StubServer

    def __call__(self, connection: socket.socket) -> None:
        query = {name: int(values[0]) for name, values in parse_qs(urlsplit(self.server.seen[-1].target).query).items()}
        size = min(query.get("limit", query.get("per_page", 3)), 3)
        start = query["offset"] if "offset" in query else (query.get("page", 1) - 1) * size
        objects = self.things[start : start + size]
        if not objects and self.past_the_end:
            return connection.sendall(self.past_the_end)
        return reply(200, json.dumps({"objects": objects}))(connection)


def collect(operation: Operation[Page], library: Library, **arguments: int) -> list[list[int]]:
    with stub_server(library) as server, client(server.base_url) as vobiz:
        library.server = server
        return [page.objects for page in vobiz.pages(operation, arguments)]


@pytest.mark.parametrize("operation", [BY_ITEMS, BY_PAGES])
@pytest.mark.parametrize("things", [0, 1, 3, 7])
def test_every_thing_is_seen_once(operation: Operation[Page], things: int) -> None:
    pages = collect(operation, Library(things))
    assert [thing for page in pages for thing in page] == list(range(things))


def test_a_server_that_gives_fewer_than_asked_for_loses_nothing() -> None:
    assert collect(BY_ITEMS, Library(7), limit=100) == [[0, 1, 2], [3, 4, 5], [6]]


def test_it_begins_where_it_is_told() -> None:
    assert collect(BY_ITEMS, Library(7), offset=4) == [[4, 5, 6]]
    assert collect(BY_PAGES, Library(7), page=2) == [[3, 4, 5], [6]]
    with client("https://api.example") as vobiz, pytest.raises(ConfigurationError, match="must be a whole number"):
        next(vobiz.pages(BY_PAGES, {"page": 1.5}))


def test_a_server_that_ignores_the_position_is_asked_twice_only() -> None:
    with stub_server(reply(200, '{"objects": [1, 2]}')) as server, client(server.base_url) as vobiz:
        pages = vobiz.pages(BY_ITEMS, {})
        assert next(pages).objects == [1, 2]
        with pytest.raises(PaginationError, match="list_things: page 2: the API gives a page again") as caught:
            next(pages)
        assert (caught.value.operation, caught.value.page) == ("list_things", 2)
        assert len(server.seen) == 2


def test_not_found_behind_the_last_page_is_the_end() -> None:
    past = b"HTTP/1.1 404 X\r\ncontent-length: 0\r\n\r\n"
    assert collect(BY_PAGES, Library(4, past)) == [[0, 1, 2], [3]]
    with pytest.raises(NotFoundError):
        collect(BY_PAGES, Library(0, past))


def test_pages_in_async_code() -> None:
    async def run() -> list[list[int]]:
        library = Library(7)
        with stub_server(library) as server:
            library.server = server
            async with aclient(server.base_url) as vobiz:
                return [page.objects async for page in vobiz.pages(BY_PAGES, {})]

    assert asyncio.run(run()) == [[0, 1, 2], [3, 4, 5], [6]]


def test_items_of_all_pages() -> None:
    library = Library(7)
    with stub_server(library) as server, client(server.base_url) as vobiz:
        library.server = server
        assert list(vobiz.items(BY_PAGES, {})) == list(range(7))
        assert list(vobiz.items(evolve(BY_PAGES, listing=Listing(("objects",))), {})) == [0, 1, 2]

        async def run() -> list[int]:
            async with aclient(server.base_url) as async_vobiz:
                return [item async for item in async_vobiz.items(BY_ITEMS, {})]

        assert asyncio.run(run()) == list(range(7))


def test_an_operation_without_a_list_says_so() -> None:
    with client("https://api.example") as vobiz, pytest.raises(ConfigurationError, match="no list"):
        next(vobiz.pages(READ, {}))

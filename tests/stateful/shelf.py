"""A shelf of books as an API serves it: a list with pages of any kind, and what can be wrong with it, by name.

The fake vendor follows one document; here the document follows the kind of list, and the list may grow meanwhile.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from attrs import define, field, frozen

PATH = "/v1/accounts/{account_id}/books"
STATES = ["lent", "here"]
TITLES = ("Emma", "Kim", "Dracula", "Ivanhoe", "Middlemarch", "Persuasion", "Waverley")
SORTS = ["title", "-title", "pages", "-pages", "-added_at"]
NEWEST = datetime(2026, 2, 28, 10, tzinfo=UTC)
FIELDS: dict[str, Any] = {
    "id": {"type": "string"},
    "account_id": {"type": "string"},
    "title": {"type": "string"},
    "state": {"type": "string", "enum": STATES},
    "pages": {"type": "integer"},
    "added_at": {"type": "string", "format": "date-time"},
}


def make_books(number: int = 7) -> list[dict[str, Any]]:
    """Return books, the newest first; the numbers of their pages are in another order as texts."""
    return [
        {
            "id": f"book-{index}",
            "account_id": "AC1",
            "title": TITLES[index % 7],
            "state": STATES[index % 3 == 0],
            "pages": 80 + 35 * ((index * 5) % 7),
            "added_at": (NEWEST - timedelta(days=index)).isoformat().replace("+00:00", "Z"),
        }
        for index in range(number)
    ]


@frozen
class Shelf:
    """A kind of list, and what is wrong with it.

    Attributes:
        counts: `offset`, `page` or `cursor`; empty for a list without pages.
        first: The number of the first page, or of the first item.
        fields: What a page has beside its items, by name (`next`, `total`, `count`, `has_more`).
        wrong: The names of what is wrong.
        schema: What else the document says, by parameter.
        view: What becomes of the page that is sent.
    """

    counts: str = "offset"
    books: list[Any] = field(factory=make_books)
    first: int = 0
    fields: tuple[str, ...] = ("next", "total")
    wrong: frozenset[str] = field(default=frozenset(), converter=frozenset)
    size: str = "limit"
    default: int = 5
    largest: int = 50
    is_bare: bool = False
    item: dict[str, Any] = field(factory=lambda: {"type": "object", "properties": FIELDS})
    parameters: tuple[dict[str, Any], ...] = ()
    schema: dict[str, dict[str, Any]] = field(factory=dict)
    summary: str = "Books"
    view: Callable[[dict[str, Any]], Any] = lambda page: page

    def document(self) -> dict[str, Any]:
        """Return the OpenAPI document of this list, which says nothing of what is wrong."""
        sizes = {"type": "integer", "minimum": 1, "maximum": self.largest, "default": self.default}
        places: dict[str, dict[str, Any]] = {
            "offset": {"type": "integer", "minimum": self.first, "default": self.first},
            "page": {"type": "integer"},
            "cursor": {"type": "string"},
        }
        known = {self.size: sizes} if self.size else {}
        known |= {self.counts: places[self.counts]} if self.counts else {}
        known |= {"state": {"type": "string", "enum": STATES}, "sort": {"type": "string", "enum": SORTS}}
        known |= {"title": {"type": "string"}, "added_after": {"type": "string", "format": "date-time"}}
        query = [
            {"name": name, "in": "query", "schema": {**at, **self.schema.get(name, {})}} for name, at in known.items()
        ]
        account = {"name": "account_id", "in": "path", "required": True, "schema": {"type": "string"}}
        types: dict[str, Any] = {"next": {"nullable": True}, "has_more": {"type": "boolean"}}
        properties = {name: types.get(name, {"type": "integer"}) for name in self.fields}
        items = {"type": "array", "items": self.item}
        body = items if self.is_bare else {"type": "object", "properties": {"books": items, **properties}}
        response = {"description": "Books", "content": {"application/json": {"schema": body}}}
        get = {
            "operationId": "listBooks",
            "summary": self.summary,
            "parameters": [account, *query, *self.parameters],
            "responses": {"200": response, "400": {"description": "No"}},
        }
        return {
            "openapi": "3.0.3",
            "info": {"title": "Shelf", "version": "1"},
            "servers": [{"url": "https://shelf.example"}],
            "paths": {PATH: {"get": get}},
        }


@define(slots=False)
class Exchange:
    """Serves a shelf, and keeps the queries it was asked."""

    shelf: Shelf
    asked: list[dict[str, str]] = field(factory=list)

    def answer(self, address: str) -> tuple[int, Any]:
        """Return status and body for the address of a request."""
        shelf, wrong = self.shelf, self.shelf.wrong
        query = dict(parse_qsl(urlsplit(address).query))
        self.asked.append(query)
        if "grows" in wrong:
            shelf.books.insert(0, {**make_books(1)[0], "id": f"new-{len(self.asked)}"})
        size = (
            int(query.get(shelf.size, 3 if "default" in wrong else shelf.default)) if shelf.size else len(shelf.books)
        )
        if shelf.size in query and not 1 <= size <= shelf.largest:
            return 400, {}
        if "cap" in wrong:
            size = min(size, 3)
        if "limit:ignored" in wrong:
            size = len(shelf.books)
        if "limit:over" in wrong:
            size += 1
        books = self._order(self._filter(query), query)
        if "stranger" in wrong:
            books = [*books[:-1], {**books[-1], "account_id": "AC2"}]
        start = self._start(query, size)
        if start is None:
            return 400, {}
        page = books[start : start + size] if start >= 0 else []
        if not page and "beyond:404" in wrong and start:
            return 404, {}
        if not page and "beyond:again" in wrong:
            page = books[-size:]
        body = {"books": page, **self._said(query, start, size, books, address)}
        return 200, shelf.view(page if shelf.is_bare else body)

    def _filter(self, query: dict[str, str]) -> list[Any]:
        books, wrong = self.shelf.books, self.shelf.wrong
        if "filter:ignored" in wrong or not all(isinstance(book, dict) for book in books):
            return books
        if "state" in query:
            same = "filter:other" not in wrong
            books = [book for book in books if (book["state"] == query["state"]) is same]
        if "title" in query:
            books = [book for book in books if book["title"].casefold() == query["title"].casefold()]
            books = books[1:] if "filter:missing" in wrong else books
        if "added_after" in query and "filter:after" not in wrong:
            books = [book for book in books if book["added_at"] >= query["added_after"]]
        return books

    def _order(self, books: list[Any], query: dict[str, str]) -> list[Any]:
        wrong, sort = (
            self.shelf.wrong,
            query.get("sort", "title" if "default:sort" in self.shelf.wrong else "-added_at"),
        )
        if "order:ignored" in wrong or not all(isinstance(book, dict) and "id" in book for book in books):
            return books
        name, down = sort.lstrip("-"), sort.startswith("-")
        by_text = "order:text" in wrong
        return sorted(
            books,
            key=lambda book: str(book[name]) if by_text else book[name],
            reverse=down is ("order:other" not in wrong),
        )

    def _start(self, query: dict[str, str], size: int) -> int | None:
        shelf, wrong = self.shelf, self.shelf.wrong
        given = query.get(shelf.counts) if shelf.counts else None
        if given is None or "place:ignored" in wrong:
            return 0
        if shelf.counts == "cursor":
            if "cursor:refused" in wrong:
                return None
            try:
                start = int(urlsafe_b64decode(given))
            except ValueError:
                return None
        else:
            start = (int(given) - shelf.first) * (size if shelf.counts == "page" else 1)
        return start + ("place:skips" in wrong) - ("place:overlaps" in wrong) if start else start

    def _said(self, query: dict[str, str], start: int, size: int, books: list[Any], address: str) -> dict[str, Any]:
        shelf, wrong = self.shelf, self.shelf.wrong
        total, count = len(shelf.books if "total:all" in wrong else books), len(books[start : start + size])
        end = start + size
        is_last = end >= total
        place = urlsafe_b64encode(str(end).encode()).decode() if shelf.counts == "cursor" else str(end + shelf.first)
        if shelf.counts == "page":
            place = str(start // size + 1 + shelf.first)
        if "next:same" in wrong and start:
            place = query.get(shelf.counts, place)
        leads = "next:always" in wrong or not is_last
        path = urlsplit(address).path
        origin = "https://elsewhere.example" if "next:foreign" in wrong else ""
        following: Any = f"{origin}{path}?{urlencode({**query, shelf.counts: place})}" if shelf.counts else None
        if shelf.counts == "cursor" and "next:foreign" not in wrong:
            following = place
        if "next:wrong" in wrong:
            following = (
                f"{path}?{urlencode({**query, shelf.counts: shelf.first})}" if shelf.counts != "cursor" else "MA=="
            )
        if "next:number" in wrong:
            following = int(place) if place.isdecimal() else place
        said = {
            "next": following if leads and "next:none" not in wrong else ("" if "next:empty" in wrong else None),
            "total": count if "total:page" in wrong else total + 1 if "total:more" in wrong else total,
            "count": count + ("count" in wrong),
            shelf.size: size + 1 if "echo:size" in wrong else size,
            shelf.counts: shelf.first
            if "echo:place" in wrong
            else int(query.get(shelf.counts, shelf.first) or 0)
            if shelf.counts in ("offset", "page")
            else None,
            "has_more": {"more:always": True, "more:never": False}.get(next(iter(wrong & MORE), ""), not is_last),
        }
        return {name: said[name] for name in shelf.fields}


MORE = {"more:always", "more:never"}


@contextmanager
def serve(shelf: Shelf) -> Iterator[tuple[str, Exchange]]:
    """Serve a shelf on a free port of the loopback; yield its base URL, and what it is asked."""
    exchange = Exchange(shelf)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = exchange.answer(self.path)
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", exchange
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

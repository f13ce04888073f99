"""A list is what it says it is: each thing that is wrong is found as what it is, and nothing else is wrong with it."""

import random
from typing import Any

import pytest

from contract_tests.harness.findings.result import Result
from contract_tests.harness.probes.lists.probe import MOST_FOLLOWING, probe_list
from tests.stateful.probing import probe_live
from tests.stateful.shelf import FIELDS, Exchange, Shelf, make_books, serve

ACCOUNT = {"VOBIZ_ACCOUNT_ID": "AC1"}
NEXT = "response.200.body#/next"
Found = tuple[str, str]  # kind and location


def read(shelf: Shelf) -> tuple[Result, Exchange]:
    with serve(shelf) as (url, exchange):
        return probe_live(shelf.document(), url, probe_list, **ACCOUNT), exchange


def found(shelf: Shelf) -> list[Found]:
    return [(finding.kind, finding.location) for finding in read(shelf)[0].findings]


def without(*names: str) -> list[dict[str, Any]]:
    return [{name: value for name, value in book.items() if name not in names} for book in make_books()]


WRONG: dict[str, tuple[Shelf, Found]] = {
    "the limit is ignored": (Shelf(wrong={"limit:ignored"}), ("list.limit", "query.limit")),
    "a page has one more": (Shelf("page", wrong={"limit:over"}), ("list.limit", "query.limit")),
    "the offset is ignored": (Shelf(wrong={"place:ignored"}), ("list.pages", "query.offset")),
    "the page is ignored": (Shelf("page", first=1, wrong={"place:ignored"}), ("list.pages", "query.page")),
    "the cursor is ignored": (Shelf("cursor", wrong={"place:ignored"}), ("list.pages", NEXT)),
    "pages skip an item": (Shelf("page", wrong={"place:skips"}), ("list.pages", "query.page")),
    "pages overlap": (Shelf(wrong={"place:overlaps"}), ("list.pages", "query.offset")),
    "pages by cursor skip": (Shelf("cursor", wrong={"place:skips"}), ("list.pages", NEXT)),
    "the end repeats": (Shelf(wrong={"beyond:again"}), ("list.pages", "query.offset")),
    "a large page is cut, and counted whole": (Shelf(wrong={"cap"}), ("list.pages", "query.limit")),
    "next is elsewhere": (Shelf(wrong={"next:foreign"}), ("redirect.foreign", NEXT)),
    "a cursor is an address elsewhere": (Shelf("cursor", wrong={"next:foreign"}), ("redirect.foreign", NEXT)),
    "next begins again": (Shelf(wrong={"next:wrong"}), ("list.pages", NEXT)),
    "next of the second page is itself": (Shelf(wrong={"next:same"}), ("list.pages", NEXT)),
    "no next, although there is more": (Shelf("page", wrong={"next:none"}), ("list.pages", NEXT)),
    "no cursor, although there is more": (Shelf("cursor", wrong={"next:none"}), ("list.pages", NEXT)),
    "next never ends": (Shelf(wrong={"next:always"}), ("list.pages", NEXT)),
    "every cursor is refused": (Shelf("cursor", wrong={"cursor:refused"}), ("list.pages", NEXT)),
    "the total is of the page": (Shelf(wrong={"total:page"}), ("list.total", "response.200.body#/total")),
    "the total is one more": (Shelf("page", wrong={"total:more"}), ("list.total", "response.200.body#/total")),
    "the total is without the filter": (Shelf(wrong={"total:all"}), ("list.total", "response.200.body#/total")),
    "one item is another account's": (
        Shelf(wrong={"stranger"}),
        ("account.not_isolated", "response.200.body#/books/*/account_id"),
    ),
    "all items are another account's": (
        Shelf(books=[{**book, "account_id": "AC2"} for book in make_books()]),
        ("field.echo", "response.200.body#/books/*/account_id"),
    ),
    "the count is wrong": (Shelf(fields=("count",), wrong={"count"}), ("list.total", "response.200.body#/count")),
    "always more": (Shelf(fields=("has_more",), wrong={"more:always"}), ("list.total", "response.200.body#/has_more")),
    "never more": (Shelf(fields=("has_more",), wrong={"more:never"}), ("list.total", "response.200.body#/has_more")),
    "another limit is stated": (
        Shelf(fields=("limit",), wrong={"echo:size"}),
        ("field.echo", "response.200.body#/limit"),
    ),
    "another page is stated": (
        Shelf("page", first=1, fields=("page",), schema={"page": {"default": 1}}, wrong={"echo:place"}),
        ("field.echo", "response.200.body#/page"),
    ),
    "a filter is turned round": (Shelf(wrong={"filter:other"}), ("list.filter", "query.state")),
    "a filter leaves out": (Shelf(wrong={"filter:missing"}), ("list.filter", "query.title")),
    "a bound is ignored": (Shelf(wrong={"filter:after"}), ("list.filter", "query.added_after")),
    "the order is ignored": (Shelf(wrong={"order:ignored"}), ("list.order", "query.sort")),
    "numbers are ordered as texts": (Shelf(wrong={"order:text"}), ("list.order", "query.sort")),
    "the order is turned round": (Shelf("cursor", wrong={"order:other"}), ("list.order", "query.sort")),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found_as_what_it_is(name: str) -> None:
    shelf, expected = WRONG[name]
    result, exchange = read(shelf)
    assert [(finding.kind, finding.location) for finding in result.findings] == [expected]
    assert len(exchange.asked) <= 1 + MOST_FOLLOWING


@pytest.mark.parametrize("number", [2, 3, 130])
@pytest.mark.parametrize("wrong", ["place:ignored", "place:overlaps", "limit:ignored"])
def test_it_is_found_in_a_list_of_any_length(number: int, wrong: str) -> None:
    kinds = {kind for kind, _ in found(Shelf(books=make_books(number), wrong={wrong}))}
    assert kinds == {"list.limit" if wrong == "limit:ignored" else "list.pages"}


def shuffled(page: dict[str, Any]) -> dict[str, Any]:
    return {**page, "books": random.sample(page["books"], len(page["books"]))}


def same(page: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**page, **{name: value for name, value in changed.items() if name in page}}


ANY: dict[str, Any] = {}
HARMLESS = {
    "by offset": Shelf(),
    "by offset from 1": Shelf(first=1),
    "by page from 0": Shelf("page"),
    "by page from 1": Shelf("page", first=1),
    "by cursor": Shelf("cursor"),
    "by cursor and more": Shelf("cursor", fields=("next", "has_more", "count")),
    "limit and offset are stated": Shelf(fields=("limit", "offset")),
    "next is a number": Shelf(wrong={"next:number"}),
    "the last next is an empty text": Shelf("cursor", wrong={"next:empty"}),
    "a cursor behind the end": Shelf("cursor", wrong={"next:always"}),
    "the page behind the last one is not there": Shelf("page", wrong={"beyond:404"}),
    "pages behind the last one are the last": Shelf("page", wrong={"beyond:again"}),
    "large pages are cut": Shelf("cursor", wrong={"cap"}),
    "empty": Shelf(books=[]),
    "one": Shelf(books=make_books(1)),
    "as many as a page": Shelf("page", books=make_books(50)),
    "more than are read": Shelf("cursor", books=make_books(170)),
    "bare": Shelf(is_bare=True),
    "without ids": Shelf(books=without("id"), item=ANY),
    "with one id": Shelf(books=[{**book, "id": "x"} for book in make_books()]),
    "texts, some alike": Shelf(books=list("abacdae"), item={"type": "string"}),
    "lists, some alike": Shelf("page", books=[[1], [2], [1], [3]], item={"type": "array", "items": ANY}),
    "null": Shelf(books=[None, None, 1, {}], item=ANY),
    "total is null": Shelf(fields=("total",), view=lambda page: {**page, "total": None}, schema={}),
    "next is a path without a beginning": Shelf(
        view=lambda page: {**page, "next": page["next"] and page["next"].rpartition("/")[2]}
    ),
    "next is left out": Shelf(view=lambda page: {name: page[name] for name in page if name != "next"}),
    "small pages are not allowed": Shelf(schema={"limit": {"minimum": 10}}),
    "few sizes are allowed": Shelf(schema={"limit": {"enum": [10, 25, 50]}}),
    "without sizes": Shelf(size="", default=7),
    "letters of all kinds": Shelf(
        books=[
            {**book, "title": text}
            for book, text in zip(make_books(), ("Ä", "z", "É", "a", "Z", "ö", "B"), strict=True)
        ]
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_nothing_is_wrong_with_it(name: str) -> None:
    assert [kind for kind, _ in found(HARMLESS[name]) if not kind.startswith("field.")] == []


@pytest.mark.parametrize("counts", ["offset", "page", "cursor"])
def test_a_list_that_grows_meanwhile_is_not_wrong(counts: str) -> None:
    result, _ = read(Shelf(counts, wrong={"grows"}))
    assert result.findings == []
    assert result.notes == ["the list changed while its pages were read"]


@pytest.mark.parametrize("number", [2, 3, 4, 8])
def test_responses_without_ids_are_no_fault_of_the_pages(number: int) -> None:
    answered = iter(range(1, 100))

    def view(page: dict[str, Any]) -> dict[str, Any]:
        books = [{name: book[name] for name in book if name != "id"} for book in page["books"]]
        return {**page, "books": books if next(answered) % number == 0 else page["books"]}

    assert found(Shelf(view=view)) == []


def test_a_list_in_another_order_each_time_is_not_said_to_have_wrong_pages() -> None:
    kinds = {kind for kind, _ in found(Shelf(view=shuffled))}
    assert kinds <= {"list.order"}  # that one was asked for


@pytest.mark.parametrize(
    "shelf", [Shelf(), Shelf("page"), Shelf("cursor", books=make_books(170))], ids=["offset", "page", "cursor"]
)
def test_few_requests_are_sent_with_what_is_documented(shelf: Shelf) -> None:
    _, exchange = read(shelf)
    assert len(exchange.asked) <= 16
    sizes = {int(query[shelf.size]) for query in exchange.asked if shelf.size in query}
    assert sizes <= set(range(1, shelf.largest + 1))
    assert all(query.get("state") in (None, "lent", "here") for query in exchange.asked)


def test_an_address_elsewhere_is_not_asked() -> None:
    result, exchange = read(Shelf(wrong={"next:foreign"}))
    assert [finding.kind for finding in result.findings] == ["redirect.foreign"]
    assert "elsewhere.example" not in result.findings[0].request
    assert all("elsewhere" not in str(query) for query in exchange.asked)


def test_an_address_of_the_documents_server_is_asked_at_the_target() -> None:
    def public(page: dict[str, Any]) -> dict[str, Any]:
        return {**page, "next": f"https://shelf.example{page['next']}" if page["next"] else None}

    assert found(Shelf(view=public)) == []


def test_a_value_of_a_response_is_not_seen() -> None:
    books = [{**book, "title": f"Private {index}"} for index, book in enumerate(make_books())]
    result, _ = read(Shelf(books=books, wrong={"filter:ignored"}))
    by_title = next(finding for finding in result.findings if finding.location == "query.title")
    assert "title=***" in by_title.request
    assert "*** hides what a response had: put what you get there" in by_title.request
    assert "Private" not in str(result.findings) + str(result.exchanges)
    by_state = next(finding for finding in result.findings if finding.location == "query.state")
    assert "state=here" in by_state.request or "state=lent" in by_state.request


@pytest.mark.parametrize(
    ("summary", "is_wrong"),
    [("Books, the oldest first", True), ("Books, newest first", False), ("The first books", False)],
)
def test_an_order_that_the_words_promise_is_kept(summary: str, is_wrong: bool) -> None:
    shelf = Shelf(summary=summary, schema={"sort": {"enum": []}})
    document = shelf.document()
    (item,) = document["paths"].values()
    item["get"]["parameters"] = [each for each in item["get"]["parameters"] if each["name"] != "sort"]
    with serve(shelf) as (url, _):
        result = probe_live(document, url, probe_list, **ACCOUNT)
    assert [finding.kind for finding in result.findings] == (["list.order"] if is_wrong else [])


def test_a_value_that_the_api_returned_and_refuses_is_said_to_be_refused() -> None:
    shelf = Shelf(schema={"title": {"maxLength": 20}})
    with serve(shelf) as (url, exchange):
        answer = exchange.answer

        def refuse(address: str) -> tuple[int, Any]:
            return (400, {}) if "title=" in address else answer(address)

        exchange.answer = refuse  # type: ignore[method-assign]
        result = probe_live(shelf.document(), url, probe_list, **ACCOUNT)
    assert [(finding.kind, finding.location) for finding in result.findings] == [("parameter.rejected", "query.title")]


NASTY: list[Any] = [
    *(
        "\ud800",
        "?\ud800=1",
        "x" * 5000,
        "http://[",
        "//",
        "?",
        "/?",
        "\\?a",
        "https://u:p@127.0.0.1:1/?a=b",
        "?" + "a=1&" * 99,
    ),
    *("\r\nX-Evil: 1", "javascript:x?", 10**300, -1, 1.5, True, [], {"href": 3}, {"href": "?offset=0"}),
]


@pytest.mark.parametrize("counts", ["offset", "cursor"])
def test_no_next_page_breaks_it(counts: str) -> None:
    left = list(NASTY)

    def view(page: dict[str, Any]) -> dict[str, Any]:
        following = left[len(page["books"]) % len(left)]
        return {**page, "next": following}

    for _ in NASTY:
        result, exchange = read(Shelf(counts, view=view))
        assert {finding.kind for finding in result.findings} <= {"list.pages", "redirect.foreign", "body.unreadable"}
        assert len(exchange.asked) <= 1 + MOST_FOLLOWING
        left.append(left.pop(0))


@pytest.mark.parametrize(
    "books",
    [
        [{"id": "\ud800", "title": "\ud800", "state": [], "pages": float("nan"), "added_at": "9999-99-99"}] * 2,
        [{"id": {}, "title": 10**300, "state": None, "pages": "1", "added_at": "x" * 9000}, *make_books(3)],
        [{"id": True, "title": {}, "added_at": 5}, [], None, "text", 7, float("inf")],
        [{str(index): index for index in range(2000)}] * 3,
    ],
)
def test_no_item_breaks_it(books: list[Any]) -> None:
    for counts in ("offset", "cursor"):
        kinds = {kind.partition(".")[0] for kind, _ in found(Shelf(counts, books=[*books]))}
        assert kinds <= {"body", "field"}  # NaN is no JSON, and the types are others


def test_fields_of_the_shelf_are_those_of_its_books() -> None:
    assert all(book.keys() == FIELDS.keys() for book in make_books())

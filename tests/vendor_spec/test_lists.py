"""Which responses are lists, where their items are, and how the pages go on, whatever an API calls these."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.resources.lists import NEXTS, POSITIONS, SIZES, TOTALS, ListForm, find_list, snake, value_at

NUMBER, TEXT = {"type": "integer"}, {"type": "string"}
ITEM = {"type": "object", "properties": {"id": TEXT}}
ITEMS = {"type": "array", "items": ITEM}


def of(body: Any, path: str = "/notes", **query: Any) -> ListForm | None:
    """The form of the list that a GET returns with this body; the names of the query's parameters as they are."""
    parameters = [{"name": name, "in": "query", "schema": schema} for name, schema in query.items()]
    response = {"description": "Yes", "content": {"application/json": {"schema": body}}}
    operation = Operation("get", path, {"parameters": parameters, "responses": {"200": response}})
    return find_list({"paths": {path: {"get": operation.definition}}}, operation)


def an(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("body", "path", "items"),
    [
        (ITEMS, "/notes", ()),
        (ITEMS, "/notes/{id}", ()),
        (an(data=ITEMS, links=an(next=TEXT)), "/notes", ("data",)),
        (an(api_id=TEXT, notes=ITEMS, tags={"type": "array", "items": TEXT}), "/notes", ("notes",)),
        (an(notes=ITEMS), "/v1/Accounts/{id}/Notes.json", ("notes",)),
        (an(sheets=ITEMS, total=NUMBER, **dict.fromkeys("abcd", TEXT)), "/notes", ("sheets",)),
        (an(sheets=ITEMS, took=NUMBER), "/notes", ("sheets",)),
        (an(data=an(notes=ITEMS, total=NUMBER)), "/notes", ("data", "notes")),
        (an(data=an(sheets=ITEMS)), "/notes", ("data", "sheets")),
        (an(_embedded=an(sheets=ITEMS)), "/", ("_embedded", "sheets")),
        ({"allOf": [an(items=ITEMS), an(total=NUMBER)]}, "/notes", ("items",)),
    ],
)
def test_a_list_is_found_where_it_is(body: Any, path: str, items: tuple[str, ...]) -> None:
    form = of(body, path)
    assert form is not None
    assert (form.items, form.item) == (items, ITEM)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (an(id=TEXT), "/notes"),
        (an(id=TEXT, tags=ITEMS), "/notes/{id}"),
        (an(id=TEXT, name=TEXT, state=TEXT, size=NUMBER, tags=ITEMS), "/settings"),
        (an(id=TEXT, charge=an(refunds=an(data=ITEMS, has_more=TEXT))), "/charges/{id}/dispute"),
        (an(id=TEXT, path_collection=an(entries=ITEMS, total_count=NUMBER)), "/files/{id}/trash"),
        (an(first=ITEMS, second=ITEMS), "/notes"),
        (TEXT, "/notes"),
        (True, "/notes"),
    ],
)
def test_a_resource_with_an_array_is_no_list(body: Any, path: str) -> None:
    assert of(body, path) is None


def test_only_a_get_is_a_list() -> None:
    response = {"description": "Yes", "content": {"application/json": {"schema": ITEMS}}}
    operation = Operation("post", "/notes", {"responses": {"200": response}})
    assert find_list({"paths": {"/notes": {"post": operation.definition}}}, operation) is None


def test_of_several_alike_none_is_chosen() -> None:
    assert of(an(tracks=an(items=ITEMS), albums=an(items=ITEMS)), "/search", limit=NUMBER, offset=NUMBER) is None
    form = of(an(albums=an(items=ITEMS, next=TEXT, total=NUMBER)), "/new", limit=NUMBER, offset=NUMBER)
    assert form == ListForm(
        ("albums", "items"), ITEM, "limit", "offset", "offset", next=("albums", "next"), total=("albums", "total")
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": NUMBER, "offset": NUMBER}, ("limit", "offset", "offset")),
        ({"limit": NUMBER, "offset": TEXT}, ("limit", "offset", "cursor")),
        ({"page[size]": NUMBER, "page[number]": NUMBER}, ("page[size]", "page[number]", "page")),
        ({"pageSize": NUMBER, "pageToken": TEXT}, ("pageSize", "pageToken", "cursor")),
        ({"PageSize": NUMBER, "Page": NUMBER, "PageToken": TEXT}, ("PageSize", "PageToken", "cursor")),
        ({"perPage": TEXT, "page": NUMBER}, ("perPage", "page", "page")),
        ({"size": {"type": "string", "enum": ["small", "large"]}}, (None, None, None)),
        ({"after": {"type": "string", "format": "date-time"}, "max": NUMBER}, ("max", None, None)),
        ({"page": {"type": "object"}}, (None, None, None)),
        ({"limit": {"type": ["integer", "null"]}, "cursor": {}}, ("limit", "cursor", "cursor")),
    ],
)
def test_parameters_of_pages_are_known_by_name_and_type(query: dict[str, Any], expected: tuple[Any, ...]) -> None:
    form = of(ITEMS, **query)
    assert form is not None
    assert (form.size, form.position, form.counts) == expected
    assert form.is_paged is (expected[1] is not None)


def test_what_is_said_of_pages_stands_beside_the_list() -> None:
    about = an(meta=an(page=an(total=NUMBER)), links=an(next=TEXT), owner=an(count=NUMBER, next=TEXT), has_more=TEXT)
    form = of({**about, "properties": {**about["properties"], "data": ITEMS}})
    assert form is not None
    assert (form.next, form.total, form.count, form.more) == (
        ("links", "next"),
        ("meta", "page", "total"),
        None,
        ("has_more",),
    )


names = st.sampled_from(sorted(SIZES | NEXTS | TOTALS | set().union(*POSITIONS.values())))


@given(names)
def test_a_name_is_the_same_in_each_way_of_writing_it(name: str) -> None:
    first, *rest = name.split("_")
    camel = first + "".join(map(str.title, rest))
    for written in (camel, camel[:1].upper() + camel[1:], name.replace("_", "-"), name.upper().replace("_", "-")):
        assert snake(written) == name
    assert snake(snake(name)) == snake(name)


schemas = st.recursive(
    st.sampled_from([NUMBER, TEXT, {}, True, {"type": ["array", "null"]}, {"items": TEXT}]),
    lambda below: st.one_of(
        st.dictionaries(st.one_of(names, st.sampled_from(["data", "items", "notes", "meta"])), below, max_size=4).map(
            lambda properties: {"type": "object", "properties": properties}
        ),
        below.map(lambda items: {"type": "array", "items": items}),
        st.lists(below, min_size=1, max_size=2).map(lambda parts: {"allOf": parts}),
    ),
    max_leaves=12,
)


@given(schemas, st.lists(names, unique=True, max_size=3), st.sampled_from(["/notes", "/notes/{id}", "/"]))
def test_whatever_is_found_is_an_array_of_the_body(body: Any, query: list[str], path: str) -> None:
    form = of(body, path, **dict.fromkeys(query, NUMBER))
    if form is None:
        return
    assert form.size is None or form.size in query
    assert form.position is None or form.position in query
    said = [pointer for pointer in (form.next, form.total, form.count, form.more) if pointer is not None]
    assert all(pointer and pointer != form.items for pointer in said)
    assert value_at(nested(form.items, ["item"]), form.items) == ["item"]


def nested(pointer: tuple[str, ...], value: Any) -> Any:
    for name in reversed(pointer):
        value = {name: value}
    return value


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda below: st.lists(below) | st.dictionaries(st.text(), below)
    )
)
def test_a_value_that_is_not_there_is_none(body: Any) -> None:
    assert value_at(body, ("no such name", "at all")) is None
    assert value_at(body, None) is None
    assert value_at(body, ()) is body

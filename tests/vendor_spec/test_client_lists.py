"""Which operations of a document are lists for the client: where the items are, of what type, how the pages go on."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.documents import document, text
from vendor_spec.errors import SpecError
from vendor_spec.generate.generation import generate
from vendor_spec.overlay.correction import build
from vendor_spec.project import Project

ITEM = {"type": "object", "title": "Thing", "properties": {"id": {"type": "string"}}}
ITEMS = {"type": "array", "items": ITEM}
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def fields(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def get(path: str, schema: Any, **query: Any) -> dict[str, Any]:
    name = path.strip("/").replace("/", "_")
    parameters = [{"name": key, "in": "query", "schema": value} for key, value in query.items()]
    content = {"application/json": {"schema": schema}}
    responses = {"200": {"description": "x", "content": content}}
    return {path: {"get": {"operationId": name, "tags": ["x"], "parameters": parameters, "responses": responses}}}


LISTS = {
    "by_offset": (
        get("/by_offset", fields(data=ITEMS, meta=fields(next=TEXT)), offset=NUMBER, limit=NUMBER),
        '("data",), position="offset", counts="items", next=("meta", "next_"), key="id"',
    ),
    "from_zero": (
        get("/from_zero", ITEMS, page={**NUMBER, "minimum": 0}),
        '(), position="page", counts="pages", first=0, key="id"',
    ),
    "from_one": (get("/from_one", ITEMS, page=NUMBER), '(), position="page", counts="pages", first=1, key="id"'),
    "told_zero": (
        get("/told_zero", ITEMS, page={**NUMBER, "description": "Number of the page, starting at 0."}),
        '(), position="page", counts="pages", first=0, key="id"',
    ),
    "by_cursor": (
        get("/by_cursor", fields(things=ITEMS, next_cursor=TEXT, has_more={"type": "boolean"}), cursor=TEXT),
        '("things",), position="cursor", next=("next_cursor",), more=("has_more",), key="id"',
    ),
    "by_metadata": (
        get("/by_metadata", fields(data=ITEMS, list_metadata=fields(after=TEXT)), after=TEXT),
        '("data",), position="after", goes_by_key=True, next=("list_metadata", "after"), key="id"',
    ),
    "by_last": (
        get("/by_last", fields(data=ITEMS, has_more={"type": "boolean"}), starting_after=TEXT),
        '("data",), position="starting_after", goes_by_key=True, more=("has_more",), key="id"',
    ),
    "by_link": (
        get("/by_link", fields(items=ITEMS, _links=fields(next=fields(href=TEXT)))),
        '("items",), next=("field_links", "next_", "href"), key="id"',
    ),
    "at_once": (get("/at_once", fields(to_dict=ITEMS)), '("to_dict_",)'),
    "a_word": (get("/a_word", fields(data={"type": "array", "items": {"enum": ["b"], "type": "string"}})), '("data",)'),
}
NO_LISTS = {
    # Nothing says where the next page begins.
    "lost": get("/lost", fields(data=ITEMS), cursor=TEXT),
    "odd": get("/odd", fields(data=ITEMS), page=fields(number=NUMBER)),
    "one": get("/one", fields(id=TEXT)),
    "two": get("/two", fields(left=ITEMS, right=ITEMS)),
}


def project_of(make: Callable[..., Project]) -> Project:
    paths: dict[str, Any] = {}
    for operation in [*(operation for operation, _ in LISTS.values()), *NO_LISTS.values()]:
        paths |= operation
    return make(text(document(paths=paths)))


def test_what_the_client_knows_of_a_list(make_project: Callable[..., Project]) -> None:
    project = project_of(make_project)
    generate(project, build(project))
    folder = project.client / "api" / "x"
    found = {name: _listing(folder / f"{name}.py") for name in [*LISTS, *NO_LISTS]}
    assert found == {name: f"items={facts}" for name, (_, facts) in LISTS.items()} | dict.fromkeys(NO_LISTS, "")
    methods = (folder / "__init__.py").read_text()
    assert set(re.findall(r"def (\w+)_iter\(", methods)) == set(LISTS)
    assert set(re.findall(r"def (\w+)_pages\(", methods)) == set(LISTS) - {"at_once", "a_word"}
    assert re.search(r"def by_offset_iter\([^)]*\) -> Iterator\[\w*Item\]:", methods)
    assert re.search(r"def by_offset_iter\([^)]*\) -> AsyncIterator\[\w*Item\]:", methods)
    assert re.search(r"def a_word_iter\([^)]*\) -> Iterator\[\w+Value\]:", methods)


def test_a_list_is_named_in_the_configuration(make_project: Callable[..., Project]) -> None:
    project = project_of(make_project)
    with project.generator_config.open("a") as config:
        config.write("lists: {two: right, GET /at_once: to_dict}\n")
    generate(project, build(project))
    assert _listing(project.client / "api" / "x" / "two.py") == 'items=("right",)'


@pytest.mark.parametrize(
    ("lists", "problem"),
    [
        ("[two]", "must be a mapping of operationIds to names of fields"),
        ("{two: 1}", "must be a mapping of operationIds to names of fields"),
        ("{three: left}", "names the operation three, which the document does not have"),
        ("{two: middle}", "says that two has its items in middle, and no GET"),
        ("{one: id}", "says that one has its items in id, and no GET"),
    ],
)
def test_a_list_that_is_not_there_is_an_error(make_project: Callable[..., Project], lists: str, problem: str) -> None:
    project = project_of(make_project)
    with project.generator_config.open("a") as config:
        config.write(f"lists: {lists}\n")
    with pytest.raises(SpecError, match=f"^generator-config.yml: `lists` {problem}"):
        generate(project, build(project))
    assert not project.client.exists()


def _listing(path: Path) -> str:
    found = re.search(r"listing=_operation\.Listing\((.*?)\),?\n    \w", path.read_text(), re.DOTALL)
    return " ".join(found[1].split()).strip(" ,") if found else ""

"""Which responses are lists, where their items are, and how a list goes on page by page.

The names are those that APIs use (Stripe, GitHub, Twilio, Google AIP-158, JSON:API); a document has no word for it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from attrs import frozen

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.paths import PARAMETER
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_responses, success_statuses
from vendor_spec.openapi.schemas import COMBINED, walk

Pointer = tuple[str, ...]  # the names of the properties that lead to a value; () is the body itself
Position = Literal["offset", "page", "cursor"]

SIZES = {"limit", "per_page", "page_size", "page_limit", "max_results", "size"}
POSITIONS: dict[Position, set[str]] = {
    "offset": {"offset", "skip"},
    "page": {"page", "page_number"},
    "cursor": {
        "cursor",
        "after",
        "starting_after",
        "page_token",
        "next_token",
        "continuation_token",
        "next_cursor",
        "marker",
    },
}
USUAL_ARRAYS = ("data", "items", "results", "objects", "records", "entries", "list", "rows", "values")
NEXTS = {"next", "next_page", "next_url", "next_link", "next_cursor", "next_page_token", "next_token", "next_page_uri"}
TOTALS = {"total", "total_count", "total_items", "total_results", "total_records", "total_elements"}
COUNTS = {"count", "returned", "returned_count", "item_count", "number_of_elements"}
MORES = {"has_more", "has_next", "has_next_page", "more"}
DEPTH = 3  # of properties, from the body to the list


@frozen
class ListForm:
    """Where a list's response has what: each a pointer, None for what the document does not have.

    Attributes:
        items: The array.
        item: The schema of its items, references followed.
        size: The query parameter that says how many items a page has.
        position: The query parameter that says where a page begins.
        counts: What `position` counts: items (`offset`), pages (`page`), or nothing (`cursor`); None without it.
        next: Where the next page is: its URL, its number or its cursor.
        total: How many items there are in all.
        count: How many items the page has.
        more: Whether there is another page.
    """

    items: Pointer
    item: Mapping[str, Any]
    size: str | None = None
    position: str | None = None
    counts: Position | None = None
    next: Pointer | None = None
    total: Pointer | None = None
    count: Pointer | None = None
    more: Pointer | None = None

    @property
    def is_paged(self) -> bool:
        """Whether the document says how to ask for another page."""
        return self.position is not None or self.next is not None


def find_list(content: Mapping[str, Any], operation: Operation, items: Pointer | None = None) -> ListForm | None:
    """Return the form of the list that a GET returns; None where its success is no list, or could be several.

    A list is an array, or an object with one that has a usual name, the name of the path's last segment, or no rival;
    where the path ends with an id, an object is a list only with a parameter for its pages. `items` says where the
    array is to be; then None means that it is not there.
    """
    schema = _success_schema(content, operation)
    if operation.method != "get" or schema is None:
        return None
    parameters = {snake(parameter["name"]): parameter for parameter in _query(content, operation)}
    size = next((parameter["name"] for key, parameter in parameters.items() if key in SIZES), None)
    counts, position = _find_position(content, parameters)
    fields = dict(_fields(content, schema))
    arrays = {pointer: field for pointer, field in fields.items() if _is_array(field)}
    # A response often calls the cursor of the next page as the parameter is called that takes it.
    nexts = NEXTS | ({snake(position), f"next_{snake(position)}"} if position and counts == "cursor" else set())
    paged = {
        what: next((each for each in fields if each and snake(each[-1]) in known), None)
        for what, known in (("next", nexts), ("total", TOTALS), ("count", COUNTS), ("more", MORES))
    }
    is_item = operation.request_path.rstrip("/").endswith("}")
    pointer = _choose(arrays, operation.request_path) if items is None else items
    if pointer not in arrays or (items is None and is_item and pointer and position is None and size is None):
        return None
    item = resolve(content, arrays[pointer].get("items", {}))
    return ListForm(pointer, item if isinstance(item, dict) else {}, size, position, counts, **paged)


def snake(name: str) -> str:
    """Return one name for `pageSize`, `page-size` and `page_size`."""
    return re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).strip("_").lower()


def value_at(body: Any, pointer: Pointer | None) -> Any:
    """Return what a body has at a pointer; None where it has nothing, or there is no pointer."""
    for name in pointer or ():
        body = body.get(name) if isinstance(body, dict) else None
    return None if pointer is None else body


def _query(content: Mapping[str, Any], operation: Operation) -> list[dict[str, Any]]:
    return [parameter for parameter in documented_parameters(content, operation) if parameter["in"] == "query"]


def _find_position(
    content: Mapping[str, Any], parameters: Mapping[str, Mapping[str, Any]]
) -> tuple[Position | None, str | None]:
    """Return what the parameter that says where a page begins counts, and its name: one that takes text is a cursor."""
    for kind, known in POSITIONS.items():
        for key in sorted(known & parameters.keys()):
            schema = resolve(content, parameters[key].get("schema", {}))
            is_number = schema.get("type") in ("integer", "number")
            if schema.get("type") not in ("object", "array"):
                return (kind if is_number else "cursor"), parameters[key]["name"]
    return None, None


def _success_schema(content: Mapping[str, Any], operation: Operation) -> Any:
    responses = documented_responses(content, operation)
    for key in success_statuses(operation):
        for media_type, media in responses[key].get("content", {}).items():
            if re.search(r"[/+]json\b", media_type, re.IGNORECASE) and "schema" in media:
                return media["schema"]
    return None


def _fields(content: Mapping[str, Any], schema: Any) -> Iterator[tuple[Pointer, Mapping[str, Any]]]:
    """Yield the body and its properties, the nearest first, without what is in arrays."""
    for inner in walk(content, schema, ("properties", *COMBINED)):
        pointer = tuple(inner.pointer.split("/")[1:])
        if len(pointer) > DEPTH:
            return
        yield pointer, inner.schema


def _is_array(schema: Mapping[str, Any]) -> bool:
    kinds = schema.get("type")
    return kinds == "array" or (isinstance(kinds, list) and "array" in kinds) or ("items" in schema and not kinds)


def _choose(arrays: Mapping[Pointer, Any], path: str) -> Pointer | None:
    segments = [snake(part) for part in path.split("/") if part and not PARAMETER.fullmatch(part)]
    usual = (*USUAL_ARRAYS, *reversed(segments))
    shortest = min(map(len, arrays), default=0)
    for name in usual:
        named = [pointer for pointer in arrays if pointer and snake(pointer[-1]) == name]
        if named:
            return min(named, key=len)
    nearest = [pointer for pointer in arrays if len(pointer) == shortest]
    return nearest[0] if len(nearest) == 1 else None

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

SIZES = {
    *("limit", "per_page", "perpage", "page_size", "pagesize", "page_limit", "size", "max", "max_results", "max_items"),
    *("items_per_page", "records_per_page", "record_count", "top", "take"),
}
OFTEN_ELSE = {"size", "max", "top", "take", "record_count"}  # where these are no numbers, they are no sizes of pages
# By what they count if they take numbers; those that take text are cursors, whatever their name.
POSITIONS: dict[Position, set[str]] = {
    "cursor": {
        *("cursor", "page_cursor", "start_cursor", "after", "page_after", "starting_after", "marker"),
        *("page_token", "next_page_token", "next_token", "continuation_token", "pagination_token", "next_cursor"),
    },
    "offset": {"offset", "page_offset", "skip"},
    "page": {"page", "page_number", "pagenumber", "page_index", "page_no", "page_num"},
}
USUAL_ARRAYS = ("data", "items", "results", "objects", "records", "entries", "list", "rows", "values")
WRAPPERS = {"data", "result", "results", "response", "payload", "content", "embedded"}  # objects around a list
NEXTS = {
    *("next", "next_page", "next_url", "next_uri", "next_link", "next_page_uri", "next_page_url", "next_page_link"),
    *("next_cursor", "next_page_cursor", "next_page_token", "next_token", "next_marker", "next_offset"),
    *("next_page_number", "continuation_token"),
}
TOTALS = {
    *("total", "total_count", "total_items", "total_results", "total_records", "total_elements", "total_entries"),
    *("total_rows", "total_size", "total_objects"),
}
COUNTS = {"count", "returned", "returned_count", "item_count", "number_of_elements"}
MORES = {"has_more", "has_next", "has_next_page", "has_more_pages", "has_more_items", "has_more_results", "more"}
# Objects beside a list that are about its pages.
ABOUT_PAGES = {
    *("meta", "metadata", "list_metadata", "response_metadata", "paging", "pagination", "page", "pages", "page_info"),
    *("links", "navigation", "cursor", "cursors", "result_info", "summary"),
}
FEW = 3  # properties that an object may have beside its only array to be no more than a list
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

    A list is an array, or an object with one that has a usual name, the name of a segment of the path, or no rival; one
    without a rival is a list where something is said of its pages, or where there is little else. Where the path ends
    with an id, an object is a list only with a parameter for its pages. `items` says where the array is to be; then
    None means that it is not there.
    """
    schema = _success_schema(content, operation)
    if operation.method != "get" or schema is None:
        return None
    parameters = {snake(parameter["name"]): parameter for parameter in _query(content, operation)}
    size = next((each["name"] for key, each in parameters.items() if _is_size(content, key, each)), None)
    counts, position = _find_position(content, parameters)
    fields = dict(_fields(content, schema))
    arrays = {pointer: field for pointer, field in fields.items() if _is_array(field)}
    # A response often calls the cursor of the next page as the parameter is called that takes it.
    nexts = NEXTS | ({snake(position), f"next_{snake(position)}"} if position and counts == "cursor" else set())
    is_item = operation.request_path.rstrip("/").endswith("}")
    is_sure = bool(size or position)
    pointer = items if items is not None else _choose(arrays, operation.request_path, is_sure=is_sure)
    if pointer is None and items is None:
        pointer = _find_only(fields, arrays, is_sure=is_sure)
    if pointer not in arrays or (items is None and is_item and pointer and position is None and size is None):
        return None
    near = [each for each in fields if each and _is_beside(each, pointer)]
    paged = {
        what: next((each for each in near if snake(each[-1]) in known), None)
        for what, known in (("next", nexts), ("total", TOTALS), ("count", COUNTS), ("more", MORES))
    }
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
            is_time = schema.get("format") in ("date", "date-time")
            if schema.get("type") not in ("object", "array") and not is_time:
                return (kind if _is_number(content, parameters[key]) else "cursor"), parameters[key]["name"]
    return None, None


def _is_size(content: Mapping[str, Any], key: str, parameter: Mapping[str, Any]) -> bool:
    is_text = resolve(content, parameter.get("schema", {})).get("type", "string") == "string"
    return key in SIZES and (_is_number(content, parameter) or (is_text and key not in OFTEN_ELSE))


def _is_number(content: Mapping[str, Any], parameter: Mapping[str, Any]) -> bool:
    kinds = resolve(content, parameter.get("schema", {})).get("type")
    return bool({"integer", "number"} & set([kinds] if isinstance(kinds, str) else kinds or ()))


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


def _choose(arrays: Mapping[Pointer, Any], path: str, *, is_sure: bool) -> Pointer | None:
    """Return the array that is the body, or has a usual name or that of the path: in the body, or in what is around it.

    `is_sure`: the request says that it is for a list, so that anything may be around it.
    """
    segments = [snake(part.partition(".")[0]) for part in path.split("/") if part and not PARAMETER.fullmatch(part)]
    around = {*WRAPPERS, *segments}
    outer = [pointer for pointer in arrays if is_sure or all(snake(name) in around for name in pointer[:-1])]
    if () in arrays:
        return ()
    for name in (*USUAL_ARRAYS, *reversed(segments)):
        named = [pointer for pointer in outer if snake(pointer[-1]) == name]
        nearest = [pointer for pointer in named if len(pointer) == min(map(len, named))]
        if nearest:
            return nearest[0] if len(nearest) == 1 else None
    return None


def _find_only(fields: Mapping[Pointer, Any], arrays: Mapping[Pointer, Any], *, is_sure: bool) -> Pointer | None:
    """Return the only array of an object that is a list: in the body, or else in what is around it."""
    for level in (1, 2):
        own = [each for each in fields if len(each) == level and all(snake(name) in WRAPPERS for name in each[:-1])]
        found = [pointer for pointer in own if pointer in arrays]
        names = NEXTS | TOTALS | COUNTS | MORES
        is_list = is_sure or any(snake(pointer[-1]) in names for pointer in own) or len(own) - 1 <= FEW
        if found:
            return found[0] if len(found) == 1 and is_list else None
    return None


def _is_beside(pointer: Pointer, items: Pointer) -> bool:
    """Return whether a field stands beside the array or what is around it, by itself or in an object about pages."""
    above = len(items[:-1])
    shared = next((at for at in range(above + 1) if pointer[at : at + 1] != items[at : at + 1] or at == above), above)
    return all(snake(name) in ABOUT_PAGES for name in pointer[shared:-1]) and pointer != items

"""A page of a list: what the request asks for of all there is, in which order, and how the response writes it."""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from attrs import evolve, frozen

from fake_vendor.spec.behaviour import Behaviour, is_account
from fake_vendor.spec.parameters import Parameter, read_as
from fake_vendor.spec.request import Request
from fake_vendor.spec.values.text_forms import read_time, snake
from fake_vendor.store.collections import StoredCollection, put
from vendor_spec.openapi.resources.lists import ListForm, value_at

Item = Mapping[str, Any]
USUAL_SIZE = 20
ORDERS = ("sort", "order", "sort_by", "order_by", "sort_order", "sort_dir", "sort_direction", "direction", "ordering")
DIRECTIONS = {"asc", "desc", "ascending", "descending"}
_DIRECTION = re.compile(r"(?P<minus>[-+]?)(?P<field>.*?)(?:[ :._-](?P<word>asc|desc))?", re.IGNORECASE)
_CURSOR = "page-"


@frozen
class Page:
    """A page as the response has it; drifts change any of it, and `render` writes what they leave.

    Attributes:
        body: The response's body with the document's example, in which the rest is written.
        everything: All that is on the account, and in the list if nothing is asked for.
        chosen: What the filters leave, in the order that is asked for.
        start, size: Which part of `chosen` is asked for.
        items: The items of this page.
        following: Where the next page begins among `chosen`; None after the last one.
        total: How many items the response says that there are in all.
        count: How many it says that the page has.
        more: Whether it says that there is another page.
    """

    body: Any
    listing: "Listing"
    request: Request
    everything: Sequence[Item]
    chosen: Sequence[Item]
    start: int
    size: int
    items: Sequence[Item]
    following: int | None
    total: int
    count: int
    more: bool

    def turned(self, start: int, size: int) -> "Page":
        """Return the page that begins elsewhere among `chosen`, or is of another size."""
        return self.listing.cut(evolve(self, start=max(0, start), size=max(0, size)))

    def render(self) -> Any:
        """Return the body of the response."""
        form = self.listing.form
        body = put(self.body, form.items, [self.listing.stored.show(form.item, item) for item in self.items])
        for pointer, value in ((form.total, self.total), (form.count, self.count), (form.more, self.more)):
            body = put(body, pointer, value) if pointer is not None else body
        return put(body, form.next, self.listing.next_of(self)) if form.next is not None else body


@frozen(slots=False)
class Listing:
    """How one operation lists records."""

    stored: StoredCollection
    behaviour: Behaviour
    form: ListForm

    @cached_property
    def filters(self) -> list[Parameter]:
        return filters_of(self.behaviour, self.form)

    @cached_property
    def orders(self) -> list[Parameter]:
        return orders_of(self.behaviour, self.form)

    @cached_property
    def ordered_by(self) -> set[str]:
        """The fields that a request may have the items ordered by."""
        fields = {snake(name): name for name in self.stored.properties(self.form.item)}
        words = (_DIRECTION.fullmatch(str(value)) for each in self.orders for value in self._enum(each))
        return {fields[snake(word["field"])] for word in words if word is not None and snake(word["field"]) in fields}

    @cached_property
    def usual_size(self) -> int | None:
        """How many items a page has by the document's word; None when it says nothing."""
        size = next((each for each in self.behaviour.parameters if each.name == self.form.size), None)
        default = self._default(size) if size is not None else None
        return default if isinstance(default, int) else None

    def page(self, request: Request, everything: Sequence[Item], body: Any) -> Page:
        """Return the page that a request asks for."""
        chosen = [item for item in everything if all(self._passes(each, request, item) for each in self.filters)]
        chosen = self._order(chosen, request)
        unlimited = max(USUAL_SIZE, len(chosen)) if self.form.size is None and not self.form.is_paged else USUAL_SIZE
        size = _whole(self._asked(self.form.size, request), self.usual_size or unlimited)
        start = self._start(request, chosen, size)
        whole = Page(body, self, request, everything, chosen, start, size, (), None, 0, 0, False)
        return self.cut(whole)

    def cut(self, page: Page) -> Page:
        """Return a page with the items at its place, and with what is said of them."""
        end = page.start + page.size
        following = end if end < len(page.chosen) else None
        items = page.chosen[page.start : end]
        return evolve(
            page, items=items, following=following, total=len(page.chosen), count=len(items), more=following is not None
        )

    def next_of(self, page: Page) -> Any:
        """Return what leads to the next page, as the document writes it: an address, a number, a cursor, or nothing."""
        old, key = value_at(page.body, self.form.next), snake((self.form.next or ("",))[-1])
        if page.following is None:
            return self._nothing(page.body, old)
        place = self._place(page.following, page)
        if isinstance(old, int) and not isinstance(old, bool):
            return int(place) if place.isdecimal() else page.following
        if "cursor" in key or "token" in key or self.form.position is None:
            return place
        if self.form.counts == "cursor" and "ur" not in key and "link" not in key and "/" not in str(old):
            return place
        others = {key: value for key, value in page.request.args.items() if key != self.form.position}
        return f"{page.request.path}?{urlencode({**others, self.form.position: place})}"

    def _nothing(self, body: Any, old: Any) -> Any:
        nothing = (None, "", 0) if isinstance(old, int) else (None, "")
        success = self.behaviour.success
        return next((each for each in nothing if success.allows(put(body, self.form.next or (), each))), old)

    def _place(self, index: int, page: Page) -> str:
        if self.form.counts == "offset":
            return str(index)
        if self.form.counts == "page":
            return str(index // max(1, page.size) + self._first_page)
        if self.form.next is None and index:
            return str(page.chosen[index - 1].get(self.stored.key))
        return base64.urlsafe_b64encode(f"{_CURSOR}{index}".encode()).decode().rstrip("=")

    def _start(self, request: Request, chosen: Sequence[Item], size: int) -> int:
        asked = self._asked(self.form.position, request)
        if self.form.counts == "cursor":
            return _read_cursor(str(asked or ""), [str(item.get(self.stored.key)) for item in chosen])
        first = self._first_page if self.form.counts == "page" else 0
        place = _whole(asked, first) - first
        return place * size if self.form.counts == "page" else place

    @property
    def _first_page(self) -> int:
        position = next((each for each in self.behaviour.parameters if each.name == self.form.position), None)
        schema = self.stored.schemas.resolve(position.schema) if position is not None else {}
        return 0 if 0 in (schema.get("minimum"), schema.get("default")) else 1

    def _passes(self, parameter: Parameter, request: Request, item: Item) -> bool:
        texts = request.texts("query", parameter.name)
        field = next((name for name in item if snake(name) == snake(parameter.name)), None)
        if not texts:
            return True
        if field is None or not isinstance(item[field], str | int | float | bool):
            return False
        return any(read_as({"enum": [item[field]]}, text, self.stored.schemas) == item[field] for text in texts)

    def _order(self, items: list[Item], request: Request) -> list[Item]:
        """Return the items in the order that the request, or the document's default, asks for; as they are without."""
        words = [str(value) for each in self.orders if (value := self._asked(each.name, request)) is not None]
        matches = [match for match in map(_DIRECTION.fullmatch, words) if match is not None]
        is_falling = any(
            (match["word"] or match["field"]).lower().startswith("desc") or match["minus"] == "-" for match in matches
        )
        fields = {snake(name): name for name in self.stored.properties(self.form.item)}
        own = next((fields[snake(match["field"])] for match in matches if snake(match["field"]) in fields), None)
        if own is None and matches:
            own = next((name for name, value in items[0].items() if read_time(str(value))), None) if items else None
        return items if own is None else sorted(items, key=_sort_key(own), reverse=is_falling)

    def _asked(self, name: str | None, request: Request) -> Any:
        parameter = next((each for each in self.behaviour.parameters if each.name == name), None)
        if parameter is None:
            return None
        texts = request.texts("query", parameter.name)
        return texts[0] if texts else self._default(parameter)

    def _default(self, parameter: Parameter) -> Any:
        return self.stored.schemas.find_keyword(parameter.schema, "default")

    def _enum(self, parameter: Parameter) -> list[Any]:
        return self.stored.schemas.find_keyword(parameter.schema, "enum") or []


def filters_of(behaviour: Behaviour, form: ListForm) -> list[Parameter]:
    """Return the query parameters that name a field of the items, and so choose those that have its value there."""
    fields = {snake(name) for name in behaviour.success.schemas.properties(form.item)}
    taken = [form.size, form.position, *(each.name for each in orders_of(behaviour, form))]
    query = [each for each in behaviour.parameters if each.location == "query" and each.name not in taken]
    return [each for each in query if snake(each.name) in fields and not is_account(each.name)]


def orders_of(behaviour: Behaviour, form: ListForm) -> list[Parameter]:
    """Return the query parameters that say by which field the items are ordered, or in which direction."""
    schemas = behaviour.success.schemas
    known = {snake(name) for name in schemas.properties(form.item)} | DIRECTIONS
    orders = []
    for parameter in behaviour.parameters:
        words = schemas.find_keyword(parameter.schema, "enum") if snake(parameter.name) in ORDERS else None
        matches = [match for match in map(_DIRECTION.fullmatch, map(str, words or ())) if match is not None]
        if parameter.location == "query" and matches and all(snake(match["field"]) in known for match in matches):
            orders.append(parameter)
    return orders


def _whole(asked: Any, default: int) -> int:
    return int(asked) if re.fullmatch(r"\d{1,9}", str(asked)) else default


def _read_cursor(cursor: str, ids: Sequence[str]) -> int:
    """Return where the page of a cursor begins; at the first item for one that is not ours."""
    if cursor in ids:
        return ids.index(cursor) + 1
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"==").decode()
    except ValueError:
        return 0
    return _whole(text.removeprefix(_CURSOR), 0) if text.startswith(_CURSOR) else 0


def _sort_key(name: str) -> Callable[[Item], Any]:
    def key(item: Item) -> tuple[str, Any]:
        value = item.get(name)
        moment = read_time(value) if isinstance(value, str) else None
        if moment is not None:
            return "time", moment.timestamp()
        return type(value).__name__, value if isinstance(value, str | int | float) else str(value)

    return key

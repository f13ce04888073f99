"""One page of a list: its items, what it says of itself, and where it says that the next one is."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from attrs import field, frozen

from vendor_spec.openapi.resources.lists import ABOUT_PAGES, ListForm, Pointer, snake, value_at

Query = dict[str, Sequence[str]]  # a text, or several
LINKS = ("href", "url", "uri")  # where a link is an object: HAL, JSON:API
LONGEST = 4000  # characters of a cursor or an address
MOST_IN_QUERY = 50  # parameters


@frozen(eq=False)
class Page:
    """A page, how many items it was to have at most (`size`), and where it was to begin, if that is counted (`start`);
    None where nobody said."""

    form: ListForm
    response: requests.Response = field(repr=False)
    body: Any = field(repr=False)
    items: list[Any] = field(repr=False)
    size: int | None = None
    start: int | None = None

    def place(self, pointer: Pointer | None) -> str:
        """Return the location of a value of this page, as findings have it."""
        return "/".join([f"response.{self.response.status_code}.body#", *(pointer or ())])

    def number_at(self, pointer: Pointer | None) -> int | None:
        """Return a whole number that this page has, as one or as text; None where it has none."""
        value = value_at(self.body, pointer)
        if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def named(self, name: str) -> list[Pointer]:
        """Return the fields with the name of a parameter, beside the list or in an object about its pages."""
        around = [self.form.items[:at] for at in range(len(self.form.items))]
        objects = [(at, each) for at in around if isinstance(each := value_at(self.body, at), dict)]
        objects += [
            ((*at, key), below)
            for at, each in objects
            for key, below in each.items()
            if snake(key) in ABOUT_PAGES and isinstance(below, dict)
        ]
        return [(*at, key) for at, each in objects for key in each if snake(key) == snake(name)]

    @property
    def is_over(self) -> bool:
        """Whether there are more items than there may be."""
        return self.size is not None and len(self.items) > self.size

    @property
    def more(self) -> bool | None:
        """Whether this page says that another one follows; None where it does not say."""
        value = value_at(self.body, self.form.more)
        return value if isinstance(value, bool) else None

    @property
    def says_next(self) -> bool:
        """Whether this page has the field in which the next one is, be it null."""
        above = value_at(self.body, self.form.next[:-1]) if self.form.next else None
        return isinstance(above, dict) and self.form.next is not None and self.form.next[-1] in above


@frozen
class Next:
    """Where a page says that the next one is; `query` is None if that cannot be asked for.

    Attributes:
        query: The whole query of the next page if `is_address`, else what changes in it.
    """

    query: Query | None
    is_address: bool = False
    is_foreign: bool = False


def find_next(page: Page, origins: Collection[tuple[str, str]]) -> Next | None:
    """Return where a page says that the next one is; None where it says that there is none.

    An address of another origin than `origins` is foreign, and not asked. Of any other only the query is taken.
    """
    form = page.form
    if form.next is None:
        return _by_last_item(page)
    value = value_at(page.body, form.next)
    if isinstance(value, dict):
        value = next((value[name] for name in (*LINKS, form.position) if name in value), None)
    if not value or page.more is False:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return Next({form.position: str(value)} if form.position and 0 < value < 10**15 else None)
    if not isinstance(value, str) or not can_be_sent(value):
        return Next(None)
    is_path = "?" in value and (value[0] in "/?" or f"{form.position}=" in value)
    if is_path or re.match(r"https?://", value, re.IGNORECASE):
        return _by_address(value, origins)
    is_place = form.position and (form.counts == "cursor" or value.isdecimal())
    return Next({str(form.position): value} if is_place else None)


def can_be_sent(text: str) -> bool:
    """Return whether a text of a response fits into a query: not too long, and no half of a letter."""
    return len(text) <= LONGEST and text.isprintable()


def _by_address(address: str, origins: Collection[tuple[str, str]]) -> Next:
    try:
        parts = urlsplit(address)
        query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=MOST_IN_QUERY)
    except ValueError:
        return Next(None)
    if parts.netloc and not any(parts[:2] in (origin, ("", origin[1])) for origin in origins):
        return Next(None, is_address=True, is_foreign=True)
    return Next({name: values if len(values) > 1 else values[0] for name, values in query.items()}, is_address=True)


def _by_last_item(page: Page) -> Next | None:
    """Return the page behind the last item, where its id is the cursor (Stripe)."""
    form = page.form
    last = page.items[-1] if page.items else None
    is_by_id = form.position is not None and snake(form.position) == "starting_after"
    id_ = last.get("id") if isinstance(last, Mapping) else None
    if not is_by_id or page.more is False or not isinstance(id_, str) or not can_be_sent(id_):
        return None
    return Next({str(form.position): id_})

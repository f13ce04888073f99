"""Page after page of a list operation: which arguments the next request has, and when the list has ended."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from .errors import ConfigurationError, PaginationError
from .kinds import is_object
from .unset import UNSET

if TYPE_CHECKING:
    from .operation import Listing, Operation

MOST_PAGES = 10_000_000
MOST_EMPTY_PAGES = 100  # in a row, from a server that filters a page after it has cut it
_MOST_IN_QUERY = 100  # parameters in the address of a page
_LONGEST = 16_000  # characters of such an address; of a cursor, too


class Cursor:
    """The place in a list, moved on by what the pages hold: a server may give fewer items than were asked for.

    `operation` and `arguments` are those of the next request, if `goes_on` says that there is one. `query_keys` are the
    names that credentials have in a query: no page can set these.
    """

    def __init__(
        self, operation: "Operation[Any]", arguments: Mapping[str, Any], query_keys: Collection[str] = ()
    ) -> None:
        if operation.listing is None:
            raise ConfigurationError(f"{operation.name}: the document shows no list in what this operation returns")
        self._listing: Listing = operation.listing
        self._query_keys = query_keys
        self._first = self.operation = operation
        self.arguments = dict(arguments)
        start = self.arguments.get(self._listing.position)
        if self._listing.is_counted and not (isinstance(start, int | None) or _is_whole(start)):
            raise ConfigurationError(f"{operation.name}: {self._listing.position} must be a whole number")
        self.goes_on = True
        self._page = 0
        self._empty = 0
        self._contents, self._places = _Seen(), _Seen()

    @property
    def may_be_past_the_end(self) -> bool:
        """Whether a 404 for the next request is the end of the list: nothing is at the place counted to."""
        return self._page > 0 and self._listing.is_counted

    def accepts(self, page: Any) -> bool:
        """Say whether this page is to be seen, which an empty one behind the first is not, and move on behind it.

        Raises `PaginationError` for a page that has been before, and where there is no end of pages.
        """
        items = self._listing.items_of(page)
        self._page += 1
        if items and self._contents.has(self._listing.content_of(items)):
            raise self._error("the API gives a page again that it has given before")
        self._empty = 0 if items else self._empty + 1
        self.goes_on = self._moves_on(page, items)
        if self.goes_on and (self._page >= MOST_PAGES or self._empty >= MOST_EMPTY_PAGES):
            raise self._error("the list has no end" if items else f"the last {self._empty} pages were empty")
        return bool(items) or self._page == 1

    def _moves_on(self, page: Any, items: Sequence[Any]) -> bool:
        listing = self._listing
        following, more = _value_at(page, listing.next), _value_at(page, listing.more)
        # What the API calls the end is the end; a field that it leaves out says nothing.
        is_end = more is False or (more is not True and following is not UNSET and not following)
        if not listing.is_paged or is_end or (listing.is_counted and not items):
            return False
        moved = self._next_place(following, items)
        if not moved and (more is True or following):
            raise self._error("there are more pages, and the response does not say where")
        self.arguments |= moved
        if moved and self._places.has(repr(self.arguments)):
            raise self._error("the API leads to a page again that it has led to before")
        return bool(moved)

    def _next_place(self, following: Any, items: Sequence[Any]) -> dict[str, Any]:
        """Return the arguments that the next page has beside those of this one; none where nothing leads there."""
        position = self._listing.position
        is_text = isinstance(following, str)
        if is_text and len(following) > _LONGEST:
            raise self._error(f"what leads to the next page has more than {_LONGEST:,} characters")
        place = self._place_in(following) if is_text and ("?" in following or "://" in following) else {}
        if self._listing.is_counted:
            return {position: self._counted(len(items)), **place}
        if place or not position or (is_text and "://" in following):
            return place
        if is_text or (isinstance(following, int) and not isinstance(following, bool)):
            return {position: following}
        key = getattr(items[-1], self._listing.key, None) if items and self._listing.goes_by_key else None
        return {position: key} if key else {}

    def _counted(self, items: int) -> int:
        position = self.arguments.get(self._listing.position)
        here = self._listing.first if position is None else int(position)
        return here + (items if self._listing.counts == "items" else 1)

    def _place_in(self, address: str) -> dict[str, Any]:
        """Return the query of the address of the next page as arguments; where else it leads is not followed."""
        from attrs import evolve

        from .operation import Parameter

        text = address.partition("?")[2].partition("#")[0]
        try:
            query = parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_IN_QUERY)
        except ValueError:
            raise self._error(f"the address of the next page has more than {_MOST_IN_QUERY} parameters") from None
        known = {one.name: one.argument for one in self._first.parameters if one.location == "query"}
        # Names that no argument has, so that they take the place of none.
        others = {name: f"query {name}" for name in query if name not in known and name not in self._query_keys}
        parameters = (Parameter(name, "query", argument, False) for name, argument in others.items())
        self.operation = evolve(self._first, parameters=(*self._first.parameters, *parameters))
        names = {**known, **others}
        place: dict[str, Any] = {
            names[name]: values if len(values) > 1 else values[0] for name, values in query.items() if name in names
        }
        position = self._listing.position
        if self._listing.is_counted and position in place:
            if not re.fullmatch(r"[0-9]{1,18}", str(place[position])):
                raise self._error("the address of the next page does not say with a number where it begins")
            place[position] = int(place[position])
        return place

    def _error(self, problem: str) -> PaginationError:
        name = self.operation.name
        return PaginationError(f"{name}: page {self._page:,}: {problem}", operation=name, page=self._page)


class _Seen:
    """Finds that something comes again, however long the circle is, and keeps two of all that came (Brent)."""

    def __init__(self) -> None:
        self._last: int = 0
        self._kept: int = 0
        self._count: int = 0
        self._until: int = 1

    def has(self, content: str) -> bool:
        """Say whether this is the last one again, or the one that is kept."""
        mark = hash(content)
        found = self._count > 0 and mark in (self._last, self._kept)
        self._last = mark
        self._count += 1
        if self._count == self._until:
            self._kept, self._until = mark, 2 * self._until
        return found


def _is_whole(value: Any) -> bool:
    # A document may say `number` of what it counts.
    return isinstance(value, float) and value.is_integer()


def _value_at(page: Any, steps: Sequence[str] | None) -> Any:
    """Return what a page has at the end of attributes; UNSET where it has nothing, or there are none."""
    if steps is None:
        return UNSET
    for name in steps:
        page = page.get(name, UNSET) if is_object(page) else getattr(page, name, UNSET)
    return page

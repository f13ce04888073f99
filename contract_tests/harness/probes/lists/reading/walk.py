"""A walk from page to page, as a client makes it: by counting on, or to where each page leads."""

import requests
from attrs import define, field

from contract_tests.harness.probes.lists.reading.page import Page
from contract_tests.harness.probes.lists.reading.reader import LARGEST, ListReader

BEYOND = (404, 410)  # nothing is at the place counted to
NOT_TAKEN = (400, 422)
MOST_OF_WHOLE, MOST_SMALL = 3, 3  # pages


@define(eq=False)
class Walk:
    """The pages that were read one after the other, from the first.

    Attributes:
        pages: Those with items, each with at least one that was on none before.
        size: How many items each was to have; None where nothing was said.
        has_ended: Whether nothing follows the last of them; None if that is not known.
        beyond: The empty page behind the last one.
        again: The page that followed the last one, and has only items that were on pages before.
        foreign: The page that leads to another origin.
        refused: The response with which the page was refused to which the last one leads.
    """

    reader: ListReader
    pages: list[Page]
    size: int | None
    has_ended: bool | None = field(default=None, init=False)
    beyond: Page | None = field(default=None, init=False)
    again: Page | None = field(default=None, init=False)
    foreign: Page | None = field(default=None, init=False)
    refused: requests.Response | None = field(default=None, init=False)

    @property
    def keys(self) -> list[str]:
        """What stands for each item, in the order in which they were read."""
        return self.reader.keys(*self.pages)

    @property
    def counts(self) -> bool:
        """Whether the place of the next page is counted, and not read from this one."""
        return self.reader.form.counts in ("offset", "page")

    def go_on(self, most: int) -> None:
        """Read pages until the list ends, and `most` at most."""
        while len(self.pages) < most and self.has_ended is None and self.again is None and self._step():
            pass

    def _step(self) -> bool:
        """Read one page more; return whether there may be another."""
        self.reader.refused = None
        page = self._count_on() if self.counts else self._follow()
        if page is None:
            refused = self.reader.refused
            if self.counts and refused is not None and refused.status_code in BEYOND:
                self.has_ended = True
            elif refused is not None and refused.status_code in (*NOT_TAKEN, *BEYOND):
                self.refused = refused
            return False
        if not page.items:
            self.has_ended, self.beyond = True, page
        elif set(self.reader.keys(page)) <= set(self.keys):
            self.again = page
        else:
            self.pages.append(page)
        return True

    def _count_on(self) -> Page | None:
        reader, form = self.reader, self.reader.form
        if form.counts == "page" and reader.first is None:
            page = self._read_at(1)
            is_first = page is not None and reader.keys(page) == reader.keys(self.pages[0])
            reader.first = 1 if is_first else 0
            if not is_first:
                return page
        return self._read_at(self.place_of(len(self.pages)))

    def place_of(self, number: int) -> int:
        """Return where the page after so many pages is, if pages are counted."""
        items = self.size * number if self.size else len(self.keys)
        return (self.reader.first or 0) + (items if self.reader.form.counts == "offset" else number)

    def _read_at(self, place: int) -> Page | None:
        reader, form = self.reader, self.reader.form
        if form.position is None or not reader.parameters[form.position].allows(place):
            return None
        sized = {form.size: str(self.size)} if form.size and self.size else {}
        return reader.read({**sized, form.position: str(place)}, size=self.size)

    def _follow(self) -> Page | None:
        next_ = self.reader.find_next(self.pages[-1])
        if next_ is None:
            self.has_ended = True
        elif next_.is_foreign:
            self.foreign = self.pages[-1]
        elif next_.query is not None:
            return self.reader.read_next(next_, self.size)
        return None


def begin_walk(reader: ListReader) -> Walk | None:
    """Return a walk with pages as large as may be, of which the first is read; None if there is not even that one."""
    form, size = reader.form, reader.sizes.largest(LARGEST) if reader.sizes else None
    first = reader.read({form.size: str(size)}, size=size) if form.size and size else None
    if first is None and reader.refused is None and size:
        return None
    if first is None:  # where no maximum is documented, fewer may be allowed
        size = None
        first = reader.read({})
    if first is None:
        return None
    walk = Walk(reader, [first], size)
    if not form.is_paged or not first.items:
        walk.has_ended = not first.items or size is None or len(first.items) < size
    return walk

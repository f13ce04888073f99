"""Pages have no more items than asked for; they repeat none and leave none out."""

from functools import cached_property

from attrs import define, field

from contract_tests.harness.probes.lists.reading.page import Page
from contract_tests.harness.probes.lists.reading.reader import ListReader
from contract_tests.harness.probes.lists.reading.walk import MOST_OF_WHOLE, MOST_SMALL, Walk

WHOLE_PAGES = "pages repeat no item and leave none out"
NOT_MORE = "a page has no more items than asked for"


@define(slots=False, eq=False)
class PageComparison:
    """Compares the pages of a list, a few small ones, with large ones (`whole`).

    Attributes:
        small: The small pages; None where the document does not allow such.
        is_sound: Whether pages have no more items than asked for, none twice, and all of them.
    """

    reader: ListReader
    whole: Walk
    small: Walk | None = field(default=None, init=False)
    is_sound: bool = field(default=True, init=False)

    @cached_property
    def is_stable(self) -> bool:
        """Whether the list is still the one that was read first: on a live system, lists change."""
        first, size = self.whole.pages[0], self.whole.size
        sized = {self.reader.form.size: str(size)} if self.reader.form.size and size else {}
        again = self.reader.read(sized, size=size)
        is_same = again is not None and self.reader.keys(again) == self.reader.keys(first)
        if again is not None and not is_same:
            self.reader.probe.item.result.notes.append("the list changed while its pages were read")
        return is_same

    @property
    def place(self) -> str:
        """What leads from page to page: the parameter that is counted, or else the field of the response."""
        form = self.reader.form
        if self.whole.counts or form.next is None:
            return f"query.{form.position}"
        return self.whole.pages[0].place(form.next)

    @property
    def are_distinct(self) -> bool:
        """Whether no two items of a page are alike, and each has an id if others have: else they do not show where they
        come from."""
        return all(map(self.reader.has_keys, [*self.whole.pages, *(self.small.pages if self.small else [])]))

    def compare(self) -> None:
        """Keep what is wrong with the pages."""
        self.small = small = self.walk_small()
        # The small pages show where counting begins, if the document does not say.
        self.whole.go_on(MOST_OF_WHOLE)
        walks = [self.whole, *([small] if small else [])]
        # All of these are looked at, so that each is kept.
        is_over = sum(self._has_too_many(page) for walk in walks for page in walk.pages) > 0
        is_comparable = not is_over and self.reader.form.is_paged and self.are_distinct
        is_comparable = is_comparable and not self.reader.has_strangers  # one fault, one finding
        self.is_sound = not is_over and not (is_comparable and any(map(self._check_items, walks)))
        if self.is_sound:
            self._check_end()

    def _has_too_many(self, page: Page) -> bool:
        """Return whether a page has more items than it was asked for; keep it then."""
        if page.is_over:
            name = self.reader.form.size
            observed = f"{len(page.items)} items with {name}={page.size}"
            self.find("list.limit", f"query.{name}", NOT_MORE, page, observed)
        return page.is_over

    def find(self, kind: str, location: str, expected: str, page: Page, observed: str) -> None:
        """Keep a finding that a page shows."""
        self.reader.probe.find(kind, location, expected, page.response, observed=observed)

    def walk_small(self) -> Walk | None:
        """Return a walk that reaches as far as the first large page in three steps, if so small pages may be had."""
        items, sizes = len(self.whole.pages[0].items), self.reader.sizes
        wanted = -(-items // MOST_SMALL) if items > MOST_SMALL else items - 1
        size = sizes.smallest(wanted) if sizes and wanted > 0 else None
        if sizes is None or size is None or size >= items:
            return None
        first = self.reader.read({sizes.name: str(size)}, size=size)
        if first is None or not first.items:
            return None
        walk = Walk(self.reader, [first], size)
        if self.reader.form.is_paged and len(first.items) <= size:
            walk.go_on(MOST_SMALL)
        return walk

    def _check_end(self) -> None:
        """A list does not begin again at its end, if nothing but the pages themselves shows where that is."""
        form, again = self.reader.form, self.whole.again
        shows_end = form.counts == "page" and (form.total or form.more or form.next)
        if again is not None and not shows_end and self.is_stable:
            observed = f"behind the last page, {len(again.items)} items that were on pages before"
            self.find("list.pages", self.place, WHOLE_PAGES, again, observed)

    def _check_items(self, walk: Walk) -> bool:
        """Return whether pages have items twice, or small ones lack some that large ones have; keep it then, if small
        ones have it a second time."""
        observed = self._judge_items(walk)
        if not observed or not self.is_stable:
            return False
        again = self.walk_small() if walk is self.small else walk
        if again is None or not self._judge_items(again):
            return False
        self.find("list.pages", self.place, WHOLE_PAGES, self._first_wrong(walk), observed)
        return True

    def _judge_items(self, walk: Walk) -> str:
        """Return what is wrong with the items of pages; nothing if they are right."""
        known, seen = self.whole.keys, walk.keys
        repeated, reach = len(seen) - len(set(seen)), known if walk.has_ended else known[: len(seen)]
        if walk.again is not None and len(set(seen)) < len(set(known)):
            repeated += len(walk.again.items)
            reach = known[: len(seen) + len(walk.again.items)]
        is_cut = walk.has_ended is None and walk.again is None and len(walk.pages) < MOST_SMALL
        missing = 0 if is_cut else len(set(reach) - set(seen))
        said = [f"{number} {how}" for number, how in ((repeated, "twice"), (missing, "not at all")) if number]
        pages = "pages" if walk.size is None else f"pages of {walk.size}"
        return f"of the first {len(reach)} items, {pages} have {' and '.join(said)}" if said else ""

    def _first_wrong(self, walk: Walk) -> Page:
        place, known = 0, self.whole.keys
        for page in walk.pages:
            keys = self.reader.keys(page)
            if keys != known[place : place + len(keys)]:
                return page
            place += len(keys)
        return walk.again or walk.beyond or walk.pages[-1]

"""Pages have no more items than asked for; they repeat none, leave none out, and lead to one another."""

from functools import cached_property

from attrs import define, field

from contract_tests.harness.probes.lists.page import Page
from contract_tests.harness.probes.lists.reader import ListReader
from contract_tests.harness.probes.lists.walk import BEYOND, MOST_SMALL, NOT_TAKEN, Walk

WHOLE_PAGES = "pages repeat no item and leave none out"
LEADS_ON = "it leads to the following page"
SAME_ORIGIN = "a page of the same origin"


@define(slots=False, eq=False)
class PageComparison:
    """Compares the pages of a list, a few small ones, with large ones (`whole`)."""

    reader: ListReader
    whole: Walk
    small: Walk | None = field(default=None, init=False)

    @cached_property
    def is_stable(self) -> bool:
        """Whether the list is still the one that was read first: on a live system, lists change."""
        first, size = self.whole.pages[0], self.whole.size
        sized = {self.reader.form.size: str(size)} if self.reader.form.size and size else {}
        again = self.reader.read(sized, size=size)
        is_same = again is not None and self.reader.keys(again) == self.reader.keys(first)
        if again is not None and not is_same:
            self.reader.probe.item.result.notes.append(
                "the list changed while its pages were read, so they do not show"
            )
        return is_same

    @property
    def place(self) -> str:
        """What leads from page to page: the parameter that is counted, or else the field of the response."""
        form = self.reader.form
        if self.whole.counts or form.next is None:
            return f"query.{form.position}"
        return self.whole.pages[0].place(form.next)

    def compare(self) -> None:
        """Keep what is wrong with the pages."""
        if any(list(map(self.check_size, self.whole.pages))):
            return
        self._check_end()
        self._check_last()
        small = self._walk_small()
        if small is None:
            self._check_foreign(self.whole)
            return
        if any(list(map(self.check_size, small.pages))):
            return
        self.small = small
        self._check_items(small)
        if small.counts:
            self._check_next(small)
        elif small.refused is not None:
            self._check_refusal(small)
        self._check_foreign(small)

    def check_size(self, page: Page) -> bool:
        """Return whether a page has more items than it was asked for; keep it then."""
        is_over = page.size is not None and len(page.items) > page.size
        if is_over:
            name = self.reader.form.size
            observed = f"{len(page.items)} items with {name}={page.size}"
            self._find("list.limit", f"query.{name}", "a page has no more items than asked for", page, observed)
        return is_over

    def _find(self, kind: str, location: str, expected: str, page: Page, observed: str) -> None:
        self.reader.probe.find(kind, location, expected, page.response, observed=observed)

    def _walk_small(self) -> Walk | None:
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
            self._find("list.pages", self.place, WHOLE_PAGES, again, observed)

    def _check_items(self, small: Walk) -> None:
        known, seen, by_page = self.whole.keys, small.keys, [self.reader.keys(page) for page in small.pages]
        if not self.reader.form.is_paged or len(set(known)) < len(known):
            return  # items that are alike do not show where they come from
        repeated = len(seen) - len(set(seen)) + (len(small.again.items) if small.again else 0)
        if small.again is not None and len(set(seen)) >= len(known):
            repeated = 0  # that is behind the end
        reach = known if small.has_ended else known[: len(seen)]
        if small.again is not None:
            reach = known[: len(seen) + len(small.again.items)]
        missing = len(set(reach) - set(seen))
        stopped = small.has_ended is None and small.again is None and len(small.pages) < MOST_SMALL
        if not (repeated or (missing and not stopped)) or not self.is_stable:
            return
        said = [f"{repeated} items twice"] if repeated else []
        said += [f"{missing} of the first {len(reach)} items not at all"] if missing and not stopped else []
        count = len(small.pages) + (small.again is not None)
        observed = f"{count} pages of {small.size} have {' and '.join(said)}"
        place = 0
        shown = small.again or small.beyond or small.pages[-1]
        for page, keys in zip(small.pages, by_page, strict=True):
            if keys != known[place : place + len(keys)]:
                shown = page
                break
            place += len(keys)
        self._find("list.pages", self.place, WHOLE_PAGES, shown, observed)

    def _check_next(self, small: Walk) -> None:
        """Where pages are counted, what the first one calls the next has to be the one behind it."""
        first, form = small.pages[0], self.reader.form
        if form.next is None or len(first.items) >= len(self.whole.keys):
            return
        next_, observed, page = self.reader.find_next(first), "", None
        if next_ is None and first.says_next:
            observed = "no page, although items follow"
        elif next_ is not None and next_.is_foreign:
            small.foreign = first
        elif next_ is not None and next_.query is not None:
            page = self.reader.read_next(next_, small.size)
            observed = self._judge_next(page, first, small)
        if observed and self.is_stable:
            self._find("list.pages", first.place(form.next), LEADS_ON, page or first, observed)

    def _judge_next(self, page: Page | None, first: Page, small: Walk) -> str:
        refused = self.reader.refused
        if page is None:
            is_none = refused is not None and refused.status_code in (*NOT_TAKEN, *BEYOND)
            return f"status {refused.status_code}" if refused is not None and is_none else ""
        keys, before = self.reader.keys(page), self.reader.keys(first)
        if not keys:
            return "an empty page, although items follow"
        if repeated := len(set(keys) & set(before)):
            return f"{repeated} of its {len(keys)} items are on the page before"
        follows = self.whole.keys[len(before) :]
        return "" if keys[0] == follows[0] else "another page than the one that follows"

    def _check_refusal(self, small: Walk) -> None:
        """A page to which another one leads is there, if it is asked for at once: twice, since a cursor may expire."""
        again = self._walk_small()
        if again is not None and again.refused is not None:
            observed = f"status {again.refused.status_code}"
            location = small.pages[-1].place(self.reader.form.next)
            self.reader.probe.find("list.pages", location, LEADS_ON, again.refused, observed=observed)

    def _check_last(self) -> None:
        """Where pages are counted, what the last one calls the next leads to nothing."""
        last, form = self.whole.pages[-1], self.reader.form
        next_ = self.reader.find_next(last) if form.next and self.whole.counts and self.whole.has_ended else None
        if next_ is None or next_.query is None:
            self.whole.foreign = last if next_ is not None and next_.is_foreign else self.whole.foreign
            return
        page, observed = self.reader.read_next(next_, self.whole.size), ""
        if page is not None and set(self.reader.keys(page)) & set(self.whole.keys):
            observed = f"it leads from the last page to {len(page.items)} items that were on pages before"
        elif page is not None and not page.items and self.reader.find_next(page) is not None:
            observed = "it leads from the last page to an empty one, and from there on"
        if observed and page is not None and self.is_stable:
            self._find("list.pages", last.place(form.next), "it ends with the last page", page, observed)

    def _check_foreign(self, small: Walk) -> None:
        page = small.foreign or self.whole.foreign
        if page is not None:
            observed = "an address of another origin"
            self._find("redirect.foreign", page.place(self.reader.form.next), SAME_ORIGIN, page, observed)

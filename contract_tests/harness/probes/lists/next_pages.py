"""What a page calls the next is the one that follows it, and the last one has none."""

from contract_tests.harness.probes.lists.pages import PageComparison
from contract_tests.harness.probes.lists.reading.page import Page
from contract_tests.harness.probes.lists.reading.walk import BEYOND, NOT_TAKEN, Walk

LEADS_ON = "it leads to the following page"
ENDS = "the last page has none"
SAME_ORIGIN = "a page of the same origin"


def check_next(comparison: PageComparison) -> None:
    """Follow what pages call the next, and keep where that leads elsewhere."""
    small, whole = comparison.small, comparison.whole
    if comparison.reader.form.next is None or not comparison.is_sound:
        return
    if small is not None and whole.counts:
        _follow_first(comparison, small)
    elif small is not None and small.refused is not None:
        _follow_again(comparison, small)
    if whole.counts and whole.has_ended:
        _follow_last(comparison)
    foreign = whole.foreign or (small.foreign if small else None)
    if foreign is not None:
        place, observed = foreign.place(foreign.form.next), "an address of another origin"
        comparison.find("redirect.foreign", place, SAME_ORIGIN, foreign, observed)


def _follow_first(comparison: PageComparison, small: Walk) -> None:
    """Where pages are counted, compare: ask for what the first one calls the next; and for that of others, if it is at
    another place than the one that was counted to."""
    reader, read = comparison.reader, 0
    for number, page in enumerate(small.pages, start=1):
        read += len(page.items)
        next_ = reader.find_next(page)
        if read >= len(comparison.whole.keys):
            return
        place = str(small.place_of(number))
        if number > 1 and next_ and (not next_.query or next_.query.get(reader.form.position or "", place) == place):
            continue
        if next_ is not None and next_.is_foreign:
            small.foreign = page
            return
        if _is_wrong(comparison, small, page, read):
            return


def _is_wrong(comparison: PageComparison, small: Walk, page: Page, read: int) -> bool:
    """Return whether a page that is not the last one leads elsewhere than to the item after the `read` ones, twice."""
    next_, shown = comparison.reader.find_next(page), page
    observed = "no page, although items follow" if next_ is None and page.says_next else ""
    for again in [next_] * 2 if next_ is not None and next_.query is not None else []:
        following = comparison.reader.read_next(again, small.size)
        observed, shown = _judge(comparison, following, page, read), following or page
        if not observed:
            break
    is_wrong = bool(observed) and comparison.is_stable
    if is_wrong:
        comparison.find("list.pages", page.place(page.form.next), LEADS_ON, shown, observed)
    return is_wrong


def _judge(comparison: PageComparison, following: Page | None, page: Page, read: int) -> str:
    """Return what is wrong with the page to which another one leads; nothing if it is the one that follows."""
    reader, refused = comparison.reader, comparison.reader.refused
    if following is None:
        is_none = refused is not None and refused.status_code in (*NOT_TAKEN, *BEYOND)
        return f"status {refused.status_code}" if refused is not None and is_none else ""
    keys, before = reader.keys(following), reader.keys(page)
    if not keys:
        return "an empty page, although items follow"
    if not comparison.are_distinct or not reader.has_keys(following):
        return ""
    if repeated := len(set(keys) & set(before)):
        return f"{repeated} of its {len(keys)} items are on the page before"
    return "" if keys[0] == comparison.whole.keys[read] else "another page than the one that follows"


def _follow_again(comparison: PageComparison, small: Walk) -> None:
    """A page to which another one leads is there, if it is asked for at once: a second time, since cursors expire."""
    again = comparison.walk_small()
    if again is not None and again.refused is not None:
        place, observed = small.pages[-1].place(small.pages[-1].form.next), f"status {again.refused.status_code}"
        comparison.reader.probe.find("list.pages", place, LEADS_ON, again.refused, observed=observed)


def _follow_last(comparison: PageComparison) -> None:
    reader, whole = comparison.reader, comparison.whole
    last, observed = whole.pages[-1], ""
    next_ = reader.find_next(last)
    if next_ is not None and next_.is_foreign:
        whole.foreign = last
    page = reader.read_next(next_, whole.size) if next_ is not None and next_.query is not None else None
    if page is not None and comparison.are_distinct and set(reader.keys(page)) & set(whole.keys):
        observed = f"from the last page it leads to {len(page.items)} items that were on pages before"
    elif page is not None and not page.items and reader.find_next(page) is not None:
        observed = "from the last page it leads to an empty one, and from there on"
    if page is not None and observed and comparison.is_stable:
        comparison.find("list.pages", last.place(last.form.next), ENDS, page, observed)

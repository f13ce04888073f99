"""What a list says of its length: how many items there are in all, how many the page has, and whether more follow."""

from contract_tests.harness.probes.lists.pages import WHOLE_PAGES, PageComparison
from contract_tests.harness.probes.lists.reading.page import Page

IN_ALL = "the number of items on all pages"
ON_PAGE = "the number of items on the page"
WHETHER_MORE = "whether another page follows"


def check_totals(comparison: PageComparison) -> None:
    """Keep which of these numbers, and of these words, is wrong."""
    small = comparison.small.pages if comparison.small else []
    whole = comparison.whole
    if whole.again is not None or not comparison.is_sound:
        return  # what is counted is wrong already
    for page in (*whole.pages, *small):
        if _check_total(comparison, page):
            break
    for page in (*whole.pages, *small):
        _check_count(comparison, page)
    _check_more(comparison)
    for page in small:
        _check_echo(comparison, page)


def _check_total(comparison: PageComparison, page: Page) -> bool:
    """Return whether a finding was kept."""
    whole, form, stated = comparison.whole, comparison.reader.form, page.number_at(page.form.total)
    count = len(whole.keys)
    # Without a way to ask for more, a list says nothing of what it does not show.
    is_whole = whole.has_ended is True and (form.is_paged or form.size is not None)
    if stated is None or stated == count or (stated > count and not is_whole):
        return False
    if stated > count and _goes_on(comparison):
        return True
    if comparison.is_stable:
        observed = f"{stated}, where all pages together have {count} items"
        if not is_whole:
            observed = f"{stated}, where there are {count} items and more"
        _find(comparison, page, page.place(form.total), IN_ALL, observed)
    return True


def check_filtered_total(comparison: PageComparison, page: Page) -> None:
    """Keep that the number is another one than that of the items which a filter leaves, if all of them are here: it
    says how many pages a client has to read."""
    stated, items, whole = page.number_at(page.form.total), len(page.items), comparison.whole
    is_all = page.size is not None and items < page.size and whole.has_ended is True and len(whole.pages) == 1
    if is_all and comparison.reader.form.is_paged and stated not in (None, items) and comparison.is_stable:
        observed = f"{stated}, where the filter leaves {items} items"
        _find(comparison, page, page.place(page.form.total), IN_ALL, observed)


def _goes_on(comparison: PageComparison) -> bool:
    """Return whether items follow in the middle of what one large page was to have; keep it where the document allows
    pages so large, since who counts on by them misses these items."""
    reader, whole = comparison.reader, comparison.whole
    form, size, last = reader.form, whole.size, whole.pages[-1]
    if form.counts != "offset" or form.position is None or not size or len(last.items) >= size:
        return False
    place = (reader.first or 0) + size * (len(whole.pages) - 1) + len(last.items)
    page = reader.read({str(form.size): str(size), form.position: str(place)}, size=size)
    if page is None or not page.items:
        return False
    if reader.sizes and reader.sizes.schema.get("maximum") is not None and comparison.is_stable:
        observed = f"{len(last.items)} items with {form.size}={size}, although more follow"
        reader.probe.find("list.pages", f"query.{form.size}", WHOLE_PAGES, last.response, observed=observed)
    return True


def _check_count(comparison: PageComparison, page: Page) -> None:
    """The number may be that of all items, too: both are called so."""
    stated, form, items = page.number_at(page.form.count), page.form, len(page.items)
    in_all = len(comparison.whole.keys)
    if stated is None or stated in (items, in_all, page.number_at(form.total)):
        return
    if stated > items and comparison.whole.has_ended is not True:
        return
    _find(comparison, page, page.place(form.count), ON_PAGE, f"{stated}, where the page has {items} items")


def _check_echo(comparison: PageComparison, page: Page) -> None:
    """What a small page says of its size and place has to be what it was asked for."""
    form, first = page.form, comparison.reader.first
    asked = [(form.size, page.size), (form.position, page.start if first is not None else None)]
    for name, value in asked:
        for pointer in page.named(name) if name is not None and value is not None else ():
            said = page.number_at(pointer)
            if said not in (None, value):
                observed = f"{said}, where {name}={value} was sent"
                comparison.find("field.echo", page.place(pointer), "the value that was asked for", page, observed)


def _check_more(comparison: PageComparison) -> None:
    whole, read = comparison.whole, 0
    last = whole.pages[-1]
    # A full page may be followed by an empty one: whether it is the last one shows only there.
    is_last = whole.has_ended is True and last.size is not None and len(last.items) < last.size
    if is_last and last.more is True and comparison.is_stable:
        _find(comparison, last, last.place(last.form.more), WHETHER_MORE, "true, although no page follows")
    for page in comparison.small.pages if comparison.small else ():
        read += len(page.items)
        leads_on = comparison.small is not None and (comparison.small.counts or comparison.small.has_ended is not True)
        if page.more is False and read < len(whole.keys) and leads_on and comparison.is_stable:
            _find(comparison, page, page.place(page.form.more), WHETHER_MORE, "false, although items follow")
            return


def _find(comparison: PageComparison, page: Page, location: str, expected: str, observed: str) -> None:
    comparison.reader.probe.find("list.total", location, expected, page.response, observed=observed)

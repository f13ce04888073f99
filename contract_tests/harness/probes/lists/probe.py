"""What is sent to an operation that returns a list, to see whether it is one as the document says."""

from contract_tests.harness.probes.lists.filters import check_filters
from contract_tests.harness.probes.lists.next_pages import check_next
from contract_tests.harness.probes.lists.orders import check_orders
from contract_tests.harness.probes.lists.pages import PageComparison
from contract_tests.harness.probes.lists.reading.reader import ListReader
from contract_tests.harness.probes.lists.reading.walk import begin_walk
from contract_tests.harness.probes.lists.totals import check_totals
from contract_tests.harness.probes.operation import OperationProbe
from vendor_spec.openapi.resources.lists import find_list

MOST_FOLLOWING = 28  # requests to a list after the first, whose response shows what there is to ask for


def probe_list(probe: OperationProbe) -> None:
    """Read the pages of a list, filter and order it, and keep what is not as the document, or the list itself, says.

    An empty list is right. Of a list that changes meanwhile, only what one response shows by itself is kept.
    """
    form = find_list(probe.scope.content, probe.operation)
    reader = ListReader(probe, form) if form is not None else None
    whole = begin_walk(reader) if reader is not None else None
    if reader is None or whole is None:
        return
    comparison = PageComparison(reader, whole)
    if whole.pages[0].items:
        comparison.compare()
        check_next(comparison)
    check_totals(comparison)
    if whole.pages[0].items:
        check_filters(comparison)
        check_orders(comparison)

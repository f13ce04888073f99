"""What is sent to an operation that returns a list, to see whether it is one as the document says."""

from contract_tests.harness.probes.lists.filters import check_filters
from contract_tests.harness.probes.lists.orders import check_orders
from contract_tests.harness.probes.lists.pages import PageComparison
from contract_tests.harness.probes.lists.reader import ListReader
from contract_tests.harness.probes.lists.totals import check_totals
from contract_tests.harness.probes.lists.walk import walk_whole
from contract_tests.harness.probes.operation import OperationProbe
from vendor_spec.openapi.resources.lists import find_list


def probe_list(probe: OperationProbe) -> None:
    """Read the pages of a list, filter and order it, and keep what is not as the document, or the list itself, says.

    An empty list is right. Of a list that changes meanwhile, only what one response shows by itself is kept.
    """
    form = find_list(probe.scope.content, probe.operation)
    if form is None:
        return
    reader = ListReader(probe, form)
    whole = walk_whole(reader)
    if whole is None:
        return
    comparison = PageComparison(reader, whole)
    if not whole.pages[0].items:
        check_totals(comparison)
        return
    comparison.compare()
    check_totals(comparison)
    check_filters(comparison)
    check_orders(comparison)

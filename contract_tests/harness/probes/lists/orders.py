"""A list is in the order that is asked for, and in the one that its document promises in words."""

from itertools import pairwise
from typing import Any

from contract_tests.harness.probes.lists.documented_orders import (
    DIRECTIONS,
    SORTS,
    Order,
    asked_orders,
    promised_order,
)
from contract_tests.harness.probes.lists.pages import PageComparison
from contract_tests.harness.probes.lists.reading.fields import item_fields
from contract_tests.harness.probes.lists.reading.page import Page
from contract_tests.harness.probes.lists.values import compare
from vendor_spec.openapi.resources.lists import Pointer, snake, value_at

MOST_ORDERS = 5
IN_ORDER = "the items are in the order of the document"


def check_orders(comparison: PageComparison) -> None:
    """Ask for the list in its orders, first in those that it does not have unasked, and keep which do not hold."""
    reader, first = comparison.reader, comparison.whole.pages[0]
    fields = item_fields(reader.probe.scope.content, reader.form)
    told = {
        pointer: {compare(one, other) for one, other in pairs_of(first, pointer)} - {0}
        for pointer, schema in fields.items()
        if "enum" not in schema  # such values may have an order of their own
    }
    orders = [each for each in asked_orders(reader.parameters, fields) if told.get(each.pointer)]
    orders.sort(key=lambda each: _count_wrong(first, each) == 0)
    size = comparison.whole.size
    sized = {reader.form.size: str(size)} if reader.form.size and size else {}
    for each in orders[:MOST_ORDERS]:
        page = reader.read({**sized, **each.query}, size=size)
        if page is not None:
            _judge(comparison, each, page)
    _check_promise(comparison, fields)


def pairs_of(page: Page, pointer: Pointer) -> list[tuple[Any, Any]]:
    """Return the values of a field, each with that of the next item which has one: where nothing is, differs."""
    values = [value for item in page.items if (value := value_at(item, pointer)) is not None]
    return list(pairwise(values))


def _count_wrong(page: Page, order: Order) -> int:
    """Return how many items are surely on the wrong side of the next one."""
    signs = [compare(first, second) for first, second in pairs_of(page, order.pointer)]
    if order.descending is None:
        return min(signs.count(1), signs.count(-1))
    return signs.count(-1 if order.descending else 1)


def _judge(comparison: PageComparison, order: Order, page: Page) -> None:
    wrong = _count_wrong(page, order)
    if not wrong:
        return
    signs = {compare(first, second) for first, second in pairs_of(page, order.pointer)}
    # In order, but the other way round: then the direction is to blame.
    location = order.direction if order.direction and len(signs - {0}) == 1 else order.location
    way = {None: "", True: ", descending", False: ", ascending"}[order.descending]
    by = f"by {'.'.join(order.pointer)}{way}"
    observed = f"{wrong} of {len(page.items)} items are on the wrong side of the next one, {by}"
    comparison.reader.probe.find("list.order", location, IN_ORDER, page.response, observed=observed)


def _check_promise(comparison: PageComparison, fields: dict[Pointer, dict[str, Any]]) -> None:
    """Where the words of the document promise an order, and no parameter asks for another."""
    reader, page = comparison.reader, comparison.whole.pages[0]
    definition = reader.probe.operation.definition
    text = ". ".join(str(definition.get(name, "")) for name in ("summary", "description"))
    promised = promised_order(text, fields)
    if promised is not None and not any(snake(name) in SORTS | DIRECTIONS for name in reader.parameters):
        _judge(comparison, Order({}, page.place(reader.form.items), *promised), page)

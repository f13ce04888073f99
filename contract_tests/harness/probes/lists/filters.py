"""A filter that names a field of the items: all items have the value that is asked for, and none with it is missing."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from attrs import frozen

from contract_tests.harness.checks.prose.schemas import find_violations
from contract_tests.harness.probes.lists.pages import PageComparison
from contract_tests.harness.probes.lists.reading.fields import find_field, item_fields, times_of, types_of
from contract_tests.harness.probes.lists.reading.page import Page, can_be_sent
from contract_tests.harness.probes.lists.reading.parameters import QueryParameter
from contract_tests.harness.probes.lists.totals import check_filtered_total
from contract_tests.harness.probes.lists.values import compare, time_of
from vendor_spec.openapi.resources.lists import Pointer, snake, value_at

MOST_FILTERS = 5
# Parameters that say what a response looks like, though items may have a field of that name.
ABOUT_RESPONSE = {"format", "fields", "include", "expand", "view", "lang", "language", "locale", "timezone", "version"}
LONGEST = 200  # characters of a value
Bound = Literal["from", "to"]
# `created_after`, `created_at[gte]`, `min_duration`: what is before or behind the field's name.
ENDS: dict[str, Bound] = {
    **dict.fromkeys(("after", "since", "from", "gte", "gt", "min", "start"), "from"),
    **dict.fromkeys(("before", "until", "to", "lte", "lt", "max", "end"), "to"),
}
_BOUND = re.compile(rf"(?:(?P<before>{'|'.join(ENDS)})_)?(?P<field>.*?)(?:_(?P<behind>{'|'.join(ENDS)}))?")
_WORD = re.compile(r"^(date|time)_|_(at|on|time|date)$")  # `created`, `created_at`, `date_created` are one
EVERY_ITEM = "every item has what the filter asks for"
NONE_MISSING = "no item that has what the filter asks for is missing"


@frozen
class Filter:
    """A parameter and the field of the items that it names; `bound` is which end of a range its value is, if any."""

    parameter: QueryParameter
    pointer: Pointer
    schema: Mapping[str, Any]
    bound: Bound | None = None

    def excludes(self, value: Any, asked: Any) -> bool:
        """Return whether an item with this value is surely none of those that are asked for."""
        if value is None:
            return False
        if self.bound is not None:
            return self._is_beyond(value, asked)
        one, other = _text(value).casefold(), _text(asked).casefold()
        if types_of(self.schema) != {"string"} or "enum" in self.schema or self.schema.get("format") == "uuid":
            return one != other
        return one not in other and other not in one  # filters of texts may take a part for the whole

    def _is_beyond(self, value: Any, asked: Any) -> bool:
        times = time_of(value), time_of(asked)
        if times[0] is not None and times[1] is not None and self.parameter.schema.get("format") == "date":
            days = (times[0].date() - times[1].date()).days  # of an unknown time zone
            return days < -1 if self.bound == "from" else days > 1
        return compare(value, asked) == (-1 if self.bound == "from" else 1)


def check_filters(comparison: PageComparison) -> None:
    """Ask for a part of the list by each filter, and keep which of them do not hold."""
    reader, first = comparison.reader, comparison.whole.pages[0]
    asked = 0
    for each in find_filters(comparison):
        chosen = _choose(each, first, reader.probe.scope.content)
        if chosen is None:
            continue
        asked += 1
        if asked > MOST_FILTERS:
            return
        _ask(comparison, each, *chosen)


def find_filters(comparison: PageComparison) -> Iterator[Filter]:
    """Yield the filters of a list that surely mean a field of its items: those of the same name, and bounds of one."""
    reader = comparison.reader
    fields = item_fields(reader.probe.scope.content, reader.form)
    for name, parameter in reader.parameters.items():
        is_of_pages = name in (reader.form.size, reader.form.position)
        if is_of_pages or parameter.is_required or snake(name) in ABOUT_RESPONSE:
            continue
        types = types_of(parameter.schema)
        pointer = find_field(fields, name)
        is_time = pointer in times_of(fields)
        if pointer is not None and types == types_of(fields[pointer]) and len(types) == 1 and not is_time:
            yield Filter(parameter, pointer, fields[pointer])
        elif pointer is None and (found := _find_bound(fields, parameter)):
            yield Filter(parameter, found[0], fields[found[0]], found[1])


def _find_bound(fields: Mapping[Pointer, Mapping[str, Any]], parameter: QueryParameter) -> tuple[Pointer, Bound] | None:
    """Return the number or time that a parameter bounds, and where: a word alone bounds the only time there is."""
    times, is_time = times_of(fields), parameter.schema.get("format") in ("date-time", "date")
    name = re.sub(r"^filter_", "", snake(parameter.name))
    if is_time and len(times) == 1 and (end := ENDS.get(_WORD.sub("", name))):
        return times[0], end
    parts = _BOUND.fullmatch(name)
    if parts is None or bool(parts["before"]) == bool(parts["behind"]):
        return None
    end, base = ENDS[parts["before"] or parts["behind"]], parts["field"]
    named = [
        pointer
        for pointer in (times if is_time else fields)
        if len(pointer) == 1 and (snake(pointer[0]) == base or (is_time and _is_time_of(snake(pointer[0]), base)))
    ]
    is_number = types_of(parameter.schema) <= {"integer", "number"}
    if len(named) != 1 or not (is_time or (is_number and types_of(fields[named[0]]) <= {"integer", "number"})):
        return None
    return named[0], end


def _is_time_of(field: str, base: str) -> bool:
    return _WORD.sub("", field) == _WORD.sub("", base)


def _choose(each: Filter, page: Page, content: Mapping[str, Any]) -> tuple[Any, Any] | None:
    """Return a value that tells the items of a page apart, and the item that it is of; None where there is none.

    For a choice of few values of which the items have only one, it is another one, which no item has.
    """
    held = [(value, item) for item in page.items if _is_usable(value := value_at(item, each.pointer))]
    values = [value for value, _ in held]
    if each.bound is not None:
        ordered = sorted(held, key=lambda pair: time_of(pair[0]) or pair[0]) if _are_comparable(values) else []
        held = ordered[len(ordered) // 2 :] if each.bound == "from" else ordered[: (len(ordered) + 1) // 2][::-1]
    for value, item in held:
        asked = _as_asked(each, value)
        is_allowed = not find_violations(content, each.parameter.definition.get("schema", {}), asked, formats=True)
        if is_allowed and any(each.excludes(other, asked) for other in values):
            return asked, item
    if each.bound is not None or not values:
        return None
    # A filter may take what no item is, such as `all`.
    known = [True, False] if types_of(each.schema) == {"boolean"} else each.schema.get("enum", [])
    listed = each.parameter.schema.get("enum", known)
    return next(((other, None) for other in listed if other in known and other not in (None, *values)), None)


def _is_usable(value: Any) -> bool:
    return isinstance(value, str | int | float) and 0 < len(str(value)) <= LONGEST and can_be_sent(str(value))


def _are_comparable(values: list[Any]) -> bool:
    times = [time_of(value) is not None for value in values]
    return bool(values) and (all(times) or not any(isinstance(value, str) for value in values))


def _as_asked(each: Filter, value: Any) -> Any:
    return value[:10] if isinstance(value, str) and each.parameter.schema.get("format") == "date" else value


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _ask(comparison: PageComparison, each: Filter, asked: Any, item: Any) -> None:
    reader, name, size = comparison.reader, each.parameter.name, comparison.whole.size
    sized = {reader.form.size: str(size)} if reader.form.size and size else {}
    query, borrowed = {**sized, name: _text(asked)}, () if item is None else (name,)
    page = reader.read(query, size=size, borrowed=borrowed)
    if page is None:
        _keep_refusal(comparison, each, item)
        return
    others = sum(each.excludes(value_at(one, each.pointer), asked) for one in page.items)
    if others:
        observed = f"{others} of {len(page.items)} items do not have it"
        reader.probe.find("list.filter", f"query.{name}", EVERY_ITEM, page.response, observed=observed)
        return
    check_filtered_total(comparison, page)
    if item is not None and _lacks(comparison, page, item):
        again = reader.read(query, size=size, borrowed=borrowed)
        if again is not None and _lacks(comparison, again, item):
            _judge_absence(comparison, each, again)


def _lacks(comparison: PageComparison, page: Page, item: Any) -> bool:
    identity = comparison.reader.identity
    is_known = identity is not None and all(map(identity.has, page.items))
    return identity is not None and is_known and identity.of(item) not in identity.keys(page.items)


def _judge_absence(comparison: PageComparison, each: Filter, page: Page) -> None:
    """The item of the value is on the first page, filtered or not, unless the list has changed."""
    is_full = page.size is not None and len(page.items) >= page.size
    if not is_full and comparison.is_stable:
        observed = f"{len(page.items)} items, without the one that the value is of"
        where, probe = f"query.{each.parameter.name}", comparison.reader.probe
        probe.find("list.filter", where, NONE_MISSING, page.response, observed=observed, key="missing")


def _keep_refusal(comparison: PageComparison, each: Filter, item: Any) -> None:
    """A value that this account returned is allowed; those of an enum have a probe of their own."""
    refused, name = comparison.reader.refused, each.parameter.name
    if refused is None or refused.status_code not in (400, 422) or item is None or "enum" in each.parameter.schema:
        return
    expected = f"a value of {'.'.join(each.pointer)} that the API itself returned is accepted"
    comparison.reader.probe.find("parameter.rejected", f"query.{name}", expected, refused, key="returned")

"""Without an optional parameter, the response is as with its documented default."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import requests
from attrs import define, field

from contract_tests.harness.checks.prose.schemas import find_violations
from contract_tests.harness.findings.pointers import iter_values, parse_body
from contract_tests.harness.probes.lists.reading.parameters import QueryParameter, query_parameters
from contract_tests.harness.probes.operation import OperationProbe
from vendor_spec.openapi.resources.lists import ListForm, find_list, snake, value_at

Differences = dict[str, str]  # by place, how it is without and with
MOST_NAMED = 3  # places
MOST_OTHERS = 4  # values that are tried to find out which one is the default
ITEMS, BODY = "the number of items", "the body"


def probe_defaults(probe: OperationProbe) -> None:
    """Send the documented defaults, first all at once, and compare with a request that has none of them."""
    content, is_read = probe.scope.content, probe.operation.method == "get"
    parameters = query_parameters(content, probe.operation) if is_read else {}
    documented = {name: each for name, each in parameters.items() if _default_of(content, each) is not None}
    if not documented:
        return
    comparison = DefaultComparison(probe, documented)
    defaults = {name: str(_default_of(content, each)) for name, each in documented.items()}
    differences = comparison.differences(defaults)
    if differences == {}:
        return
    for name, text in defaults.items():
        differences = differences if len(defaults) == 1 else comparison.differences({name: text})
        if differences:
            comparison.keep(name, text, differences)


def _default_of(content: Mapping[str, Any], parameter: QueryParameter) -> str | None:
    """Return the default of an optional parameter as it is sent; None where it has none, or not a single value."""
    value = parameter.schema.get("default")
    if parameter.is_required or isinstance(value, list | dict) or value is None or value == "":
        return None
    if find_violations(content, parameter.definition.get("schema", {}), value):
        return None
    return _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@define(slots=False, eq=False)
class DefaultComparison:
    """Compares responses with those to a request that leaves all these `parameters` out."""

    probe: OperationProbe
    parameters: Mapping[str, QueryParameter]
    form: ListForm | None = field(init=False)

    @form.default
    def _find_form(self) -> ListForm | None:
        return find_list(self.probe.scope.content, self.probe.operation)

    def differences(self, values: Mapping[str, str]) -> Differences | None:
        """Return in what the response with these values differs from the one without; None where there are no two.

        What differs between two responses without does not count, nor what does not differ a second time, nor what
        repeats the request.
        """
        plain = self._plain
        given = self._send(values) if plain is not None else None
        if plain is None or given is None:
            return None
        found = self._differ(plain, given, values)
        if not found:
            return {}
        again, given_again = self._send({}), self._send(values)
        if again is None or given_again is None:
            return None
        unstable, found_again = self._differ(plain, again, {}), self._differ(plain, given_again, values)
        if ITEMS in unstable:
            return None
        return {place: how for place, how in found.items() if place not in unstable and place in found_again}

    def keep(self, name: str, text: str, differences: Differences) -> None:
        """Keep that a default is another one, and which, if that shows."""
        if self._plain is None:
            return
        observed = "; ".join(f"{place}: {how}" for place, how in list(differences.items())[:MOST_NAMED])
        expected = f"without {name}, the response is as with {name}={text}"
        data = self._find_default(name, text)
        self.probe.find("parameter.default", f"query.{name}", expected, self._plain, observed=observed, data=data)

    def _find_default(self, name: str, documented: str) -> dict[str, Any]:
        """Return the value with which the response is as without, if one is found: of a size, how many items come."""
        schema = self.parameters[name].schema
        if self.form is not None and name == self.form.size and self._plain is not None:
            items = self._items(self._plain)
            return {"default": items} if items and documented.isdecimal() and items < int(documented) else {}
        choices = [True, False] if schema.get("type") == "boolean" else schema.get("enum", [])
        others = [value for value in choices if value is not None and _text(value) != documented]
        for value in others[:MOST_OTHERS]:
            if self.differences({name: _text(value)}) == {}:
                return {"default": value}
        return {}

    @cached_property
    def _plain(self) -> requests.Response | None:
        return self._send({})

    def _send(self, values: Mapping[str, str]) -> requests.Response | None:
        response = self.probe.send(self.probe.request(query={**dict.fromkeys(self.parameters), **values}))
        if response is None or not 200 <= response.status_code < 300:
            return None
        self.probe.check(response)
        return response

    def _items(self, response: requests.Response) -> int | None:
        items = value_at(_body_of(response), self.form.items) if self.form else None
        return len(items) if isinstance(items, list) else None

    def _differ(self, plain: requests.Response, given: requests.Response, values: Mapping[str, str]) -> Differences:
        bodies = _body_of(plain), _body_of(given)
        if None in bodies:
            return {} if plain.content == given.content else {BODY: "another one"}
        numbers = self._items(plain), self._items(given)
        if numbers[0] != numbers[1]:
            return {ITEMS: f"{numbers[0]} without, {numbers[1]} with it"}
        if self.form is not None and self.form.size in values and len(values) == 1:
            return {}
        before, after = map(_values_of, bodies)
        echoes = {snake(name) for name in values}
        places = [place for place in {**before, **after} if before.get(place) != after.get(place)]
        return {
            place or "/": "another value"
            for place in places
            if not self._repeats_request(place, before.get(place, []), after.get(place, []), echoes)
        }

    def _repeats_request(self, place: str, before: list[str], after: list[str], echoes: set[str]) -> bool:
        """Return whether what differs only says what was asked for: an address, a cursor, the parameter itself."""
        names = place.split("/")[1:]
        if (
            self.form is not None
            and self.form.next is not None
            and tuple(names[: len(self.form.next)]) == self.form.next
        ):
            return True
        is_echo = snake(names[-1] if names else "") in echoes and set(before) <= {"null"}
        return is_echo or any("?" in value or "://" in value for value in (*before, *after))


def _body_of(response: requests.Response) -> Any:
    """Return the JSON of a body; None where it is none, or null."""
    try:
        return parse_body(response.content)
    except ValueError:
        return None


def _values_of(body: Any) -> dict[str, list[str]]:
    """Return the single values of a body, by pointer."""
    values: dict[str, list[str]] = {}
    for pointer, value in iter_values(body):
        if not isinstance(value, dict | list):
            values.setdefault(pointer, []).append(json.dumps(value))
    return values

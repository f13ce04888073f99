"""Rows of parameter and field tables against the operation's parameters and the properties of its bodies."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from attrs import evolve

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.bodies import Body, request_bodies, response_bodies
from contract_tests.harness.checks.prose.limits import compare_limits
from contract_tests.harness.checks.prose.requests import USUAL_HEADERS, security_headers
from contract_tests.harness.checks.prose.schemas import (
    Described,
    allowed_values,
    find_properties,
    json_types,
    names_fields,
    write_value,
)
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import success_statuses
from vendor_spec.openapi.schemas import COMBINED, NESTED, walk
from vendor_spec.prose.claims import FieldClaim

PARAMETER_PLACES = ("path", "query", "header", "cookie")
BODIES = ("request", "response")
OF_REQUEST = (*PARAMETER_PLACES, "request")
# Where a table without a place of its own may mean.
PLACES = {"parameter": OF_REQUEST, "field": (*OF_REQUEST, "response")}
MOST_LINES = 4  # of a row, before the next one is of another table
_NUMBERS = {"integer", "number"}


def compare_fields(
    content: Mapping[str, Any], operation: Operation, claims: tuple[FieldClaim, ...]
) -> Iterator[tuple[int, Observation]]:
    """Parameters and fields of a page's tables, by line, that the document does not have, or describes otherwise."""
    bodiless = [place for place in BODIES if not _has_fields(content, operation, place)]
    for claim in _without_payloads(content, operation, claims):
        if claim.place not in bodiless:
            matches = _find(content, operation, claim.name, PLACES.get(claim.place, (claim.place,)))
            differences = _compare(content, claim, matches) if matches else _report_absence(content, operation, claim)
            yield from ((claim.line, difference) for difference in differences)
    for place in bodiless:
        lines = [claim.line for claim in claims if claim.place == place]
        if lines:
            kind = "prose.parameter" if place == "request" else "prose.field"
            yield min(lines), Observation(kind, f"{place}.body", "no fields are documented", "the page lists fields")


def _without_payloads(
    content: Mapping[str, Any], operation: Operation, claims: tuple[FieldClaim, ...]
) -> Iterator[FieldClaim]:
    """Yield the claims without those of tables about what a callback carries.

    A table under such a heading is one of the operation's own fields if the operation has at least half of them.
    """
    table: list[FieldClaim] = []
    for claim, following in zip_longest(claims, claims[1:]):
        if claim.place != "callback":
            yield claim
            continue
        table.append(claim)
        if following is None or following.place != "callback" or following.line - claim.line > MOST_LINES:
            found = [each for one in table for each in _find(content, operation, one.name, OF_REQUEST)[:1]]
            if 2 * len(found) >= len(table):
                is_body = any(each.location.startswith("request.") for each in found)
                yield from (evolve(one, place="request" if is_body else "parameter") for one in table)
            table = []


def _find(content: Mapping[str, Any], operation: Operation, name: str, places: Iterable[str]) -> list[Described]:
    matches: list[Described] = []
    for place in places:
        find = _find_parameters if place in PARAMETER_PLACES else _find_field
        matches += find(content, operation, place, name)
    return matches


def _find_parameters(content: Mapping[str, Any], operation: Operation, place: str, name: str) -> Iterator[Described]:
    for parameter in documented_parameters(content, operation):
        if parameter["in"] == place and _same_name(place, parameter["name"], name):
            schema, required = resolve(content, parameter.get("schema", {})), parameter.get("required", place == "path")
            yield Described(f"{place}.{parameter['name']}", schema, bool(required))


def _find_field(content: Mapping[str, Any], operation: Operation, place: str, name: str) -> list[Described]:
    """Return the field of that name in the first body that has one, all that describes it put together."""
    names = _names(name) or [name]
    for body in _bodies(content, operation, place):
        location = f"{body.location}#"
        properties = find_properties(content, body.schema, [name], location)
        properties = properties or find_properties(content, body.schema, names, location)
        # A table of a nested object does not always say whose it is.
        if not properties and len(names) == 1:
            properties = find_properties(content, body.schema, names, location, NESTED)
        if properties:
            required = None if place == "response" else any(each.is_required for each in properties)
            schema = {"allOf": [each.schema for each in properties]}
            return [evolve(properties[0], schema=schema, is_required=required)]
    return []


def _names(written: str) -> list[str]:
    """Return the names in a path such as `a.b[0].c`."""
    return [part for part in re.split(r"\.|\[[\w*-]*\]", written) if part]


def _same_name(place: str, documented: str, shown: str) -> bool:
    if place == "header":
        return documented.lower() == shown.lower()
    return documented == shown or documented == shown.partition("[")[0] or documented.partition("[")[0] == shown


def _bodies(content: Mapping[str, Any], operation: Operation, place: str) -> list[Body]:
    if place == "request":
        return request_bodies(content, operation)
    return response_bodies(content, operation, success_statuses(operation))


def _has_fields(content: Mapping[str, Any], operation: Operation, place: str) -> bool:
    """Return whether a schema of a body names any property."""
    return any(names_fields(content, body.schema) for body in _bodies(content, operation, place))


def _report_absence(content: Mapping[str, Any], operation: Operation, claim: FieldClaim) -> Iterator[Observation]:
    if claim.place == "header" and claim.name.lower() in {*USUAL_HEADERS, *security_headers(content, operation)}:
        return
    is_of_body = claim.place in BODIES
    bodies = _bodies(content, operation, claim.place) if is_of_body else []
    parts = (inner.schema for body in bodies for inner in walk(content, body.schema, COMBINED))
    if any(part.get("additionalProperties") for part in parts):
        return  # a field that the schema does not name is expected in it
    elsewhere = _find(content, operation, claim.name, OF_REQUEST if claim.place in OF_REQUEST else ())
    key = elsewhere[0].location if elsewhere else "absent"
    kind = "prose.field" if claim.place in ("response", "field") else "prose.parameter"
    expected = f"documented as {key}" if elsewhere else "not documented"
    name = f"body#/{'/'.join(_names(claim.name))}" if is_of_body else claim.name
    yield Observation(kind, f"{claim.place}.{name}", expected, "the page lists it", key)


def _compare(content: Mapping[str, Any], claim: FieldClaim, matches: list[Described]) -> Iterator[Observation]:
    if len({documented.location for documented in matches}) > 1:
        return  # a name of several things: which one the page means, it does not say
    documented = matches[0]
    kind = "prose.field" if documented.location.startswith("response.") else "prose.parameter"
    if None not in (claim.required, documented.is_required) and claim.required != documented.is_required:
        words = {True: "required", False: "optional"}
        expected, observed = words[bool(documented.is_required)], words[bool(claim.required)]
        data = {"required": claim.required}
        yield Observation(kind, f"{documented.location}.required", expected, f"the page says {observed}", data=data)
    types = json_types(content, documented.schema)
    alike = _NUMBERS if claim.type in _NUMBERS else {claim.type}
    if claim.type and types and not types & alike:
        expected = f"a JSON {' or '.join(sorted(types))}"
        yield Observation(kind, f"{documented.location}.type", expected, f"the page says {claim.type}")
    yield from _compare_values(content, claim, documented)
    yield from compare_limits(content, claim.limits, documented)


def _compare_values(content: Mapping[str, Any], claim: FieldClaim, documented: Described) -> Iterator[Observation]:
    allowed = allowed_values(content, documented.schema)
    if claim.values and set(claim.values) != set(allowed):
        types = " or ".join(sorted(json_types(content, documented.schema))) or "value"
        expected = f"the values {', '.join(allowed)}" if allowed else f"any {types}"
        observed = f"the page allows {', '.join(claim.values)}"
        location, seen = documented.location, tuple(claim.values)
        yield Observation("prose.value", location, expected[:300], observed[:300], "listed", seen=seen)
    parts = (inner.schema for inner in walk(content, documented.schema, ("allOf",)))
    default = next((part["default"] for part in parts if "default" in part), None)
    if claim.default and default is not None and claim.default != write_value(default):
        expected, observed = f"default {write_value(default)[:80]}", f"the page says {claim.default[:80]}"
        yield Observation("prose.value", f"{documented.location}.default", expected, observed)

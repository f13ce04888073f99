"""Rows of parameter and field tables against the operation's parameters and the properties of its bodies."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.bodies import Body, request_bodies, response_bodies
from contract_tests.harness.checks.prose.requests import USUAL_HEADERS, security_headers
from contract_tests.harness.checks.prose.schemas import (
    allowed_values,
    find_properties,
    has_properties,
    is_free_form,
    json_types,
    write_value,
)
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import NESTED, walk
from vendor_spec.prose.claims import FieldClaim

PARAMETER_PLACES = ("path", "query", "header", "cookie")
BODIES = ("request", "response")
_ALIKE = ({"integer", "number"},)


@frozen
class Documented:
    """One parameter or field of the document; `is_required` is None where the document has no such notion."""

    location: str
    schema: dict[str, Any]
    is_required: bool | None


def compare_fields(
    content: Mapping[str, Any], operation: Operation, claims: tuple[FieldClaim, ...]
) -> Iterator[tuple[int, Observation]]:
    """Parameters and fields of a page's tables, by line, that the document does not have, or describes otherwise."""
    bodiless = [place for place in BODIES if not _has_fields(content, operation, place)]
    for claim in claims:
        if claim.place not in bodiless:
            matches = _find(content, operation, claim)
            differences = _compare(content, claim, matches) if matches else _report_absence(content, operation, claim)
            yield from ((claim.line, difference) for difference in differences)
    for place in bodiless:
        lines = [claim.line for claim in claims if claim.place == place]
        if lines:
            kind = "prose.parameter" if place == "request" else "prose.field"
            yield min(lines), Observation(kind, f"{place}.body", "no fields are documented", "the page lists fields")


def _find(content: Mapping[str, Any], operation: Operation, claim: FieldClaim) -> list[Documented]:
    places = {
        "parameter": (*PARAMETER_PLACES, "request"),
        "field": (*PARAMETER_PLACES, "request", "response"),
    }.get(claim.place, (claim.place,))
    return [documented for place in places for documented in _find_in(content, operation, place, claim.name)]


def _find_in(content: Mapping[str, Any], operation: Operation, place: str, name: str) -> list[Documented]:
    if place in PARAMETER_PLACES:
        return [
            Documented(
                f"{place}.{p['name']}", resolve(content, p.get("schema", {})), bool(p.get("required", place == "path"))
            )
            for p in documented_parameters(content, operation)
            if p["in"] == place and _same_name(place, p["name"], name)
        ]
    names = _names(name)
    for body in _bodies(content, operation, place):
        properties = find_properties(content, body.schema, [name])
        properties = properties or find_properties(content, body.schema, names or [name])
        # A table of a nested object does not always say whose it is.
        if not properties and len(names) == 1:
            properties = find_properties(content, body.schema, names, keywords=NESTED)
        if properties:
            required = None if place == "response" else any(p.is_required for p in properties)
            return [
                Documented(
                    f"{body.location}#{properties[0].pointer}", {"allOf": [p.schema for p in properties]}, required
                )
            ]
    return []


def _names(written: str) -> list[str]:
    """Return the names in a path such as `a.b[0].c`."""
    return [part for part in re.split(r"\.|\[[\w*-]*\]", written) if part]


def _same_name(place: str, documented: str, shown: str) -> bool:
    if place == "header":
        return documented.lower() == shown.lower()
    return documented == shown or documented == shown.partition("[")[0] or documented.partition("[")[0] == shown


def _bodies(content: Mapping[str, Any], operation: Operation, place: str) -> list[Body]:
    return request_bodies(content, operation) if place == "request" else response_bodies(content, operation)


def _has_fields(content: Mapping[str, Any], operation: Operation, place: str) -> bool:
    return any(has_properties(content, body.schema) for body in _bodies(content, operation, place))


def _report_absence(content: Mapping[str, Any], operation: Operation, claim: FieldClaim) -> Iterator[Observation]:
    if claim.place == "header" and claim.name.lower() in {*USUAL_HEADERS, *security_headers(content, operation)}:
        return
    is_of_body = claim.place in BODIES
    if is_of_body and any(is_free_form(content, body.schema) for body in _bodies(content, operation, claim.place)):
        return
    places = (*PARAMETER_PLACES, "request")
    elsewhere = [
        documented.location
        for place in (places if claim.place in places else ())
        for documented in _find_in(content, operation, place, claim.name)
    ]
    kind = "prose.field" if claim.place in ("response", "field") else "prose.parameter"
    expected, key = (f"documented as {elsewhere[0]}", elsewhere[0]) if elsewhere else ("not documented", "absent")
    pointer = f"body#/{'/'.join(_names(claim.name))}"
    location = f"{claim.place}.{pointer if is_of_body else claim.name}"
    yield Observation(kind, location, expected, "the page lists it", key)


def _compare(content: Mapping[str, Any], claim: FieldClaim, matches: list[Documented]) -> Iterator[Observation]:
    if len({documented.location for documented in matches}) > 1:
        return  # a name of several things: which one the page means, it does not say
    documented = matches[0]
    kind = "prose.field" if documented.location.startswith("response.") else "prose.parameter"
    if None not in (claim.required, documented.is_required) and claim.required != documented.is_required:
        words = {True: "required", False: "optional"}
        expected, observed = words[bool(documented.is_required)], words[bool(claim.required)]
        yield Observation(kind, f"{documented.location}.required", expected, f"the page says {observed}")
    types = json_types(content, documented.schema)
    if claim.type and types and not _are_alike(claim.type, types):
        expected = f"a JSON {' or '.join(sorted(types))}"
        yield Observation(kind, f"{documented.location}.type", expected, f"the page says {claim.type}")
    yield from _compare_values(content, claim, documented)


def _compare_values(content: Mapping[str, Any], claim: FieldClaim, documented: Documented) -> Iterator[Observation]:
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


def _are_alike(shown: str, documented: set[str]) -> bool:
    return shown in documented or any(shown in pair and documented & pair for pair in _ALIKE)

"""Rows of parameter and field tables against the operation's parameters and the properties of its bodies."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from contract_tests.harness.checks.prose.bodies import Body, request_bodies, response_bodies
from contract_tests.harness.checks.prose.disagreement import Disagreement
from contract_tests.harness.checks.prose.requests import USUAL_HEADERS, security_headers
from contract_tests.harness.checks.prose.schemas import (
    allowed_values,
    find_deep,
    find_properties,
    has_properties,
    is_free_form,
    json_types,
    write_value,
)
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.schemas import walk
from vendor_spec.prose.claims import FieldClaim

PARAMETER_PLACES = ("path", "query", "header", "cookie")
_ALIKE = ({"integer", "number"},)


@frozen
class Documented:
    """One parameter or field of the document; `is_required` is None where the document has no such notion."""

    location: str
    schema: dict[str, Any]
    is_required: bool | None


def compare_fields(
    content: Mapping[str, Any], operation: Operation, claims: tuple[FieldClaim, ...]
) -> Iterator[Disagreement]:
    """Parameters and fields of a page's tables that the document does not have, or describes in another way."""
    bodiless = set()
    for claim in claims:
        if claim.place in ("request", "response") and not _has_fields(content, operation, claim.place):
            bodiless.add((claim.place, claim.line))
            continue
        found = _find(content, operation, claim)
        if found:
            yield from _compare(content, claim, found)
        else:
            yield from _report_absence(content, operation, claim)
    for place in dict.fromkeys(place for place, _ in sorted(bodiless)):
        line = min(line for side, line in bodiless if side == place)
        kind = "prose.parameter" if place == "request" else "prose.field"
        yield Disagreement(kind, f"{place}.body", "no fields are documented", "the page lists fields", line)


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
    names = [part for part in re.split(r"\.|\[[\w*-]*\]", name) if part]
    for body in _bodies(content, operation, place):
        found = find_properties(content, body.schema, [name]) or find_properties(content, body.schema, names or [name])
        # A table of a nested object does not always say whose it is.
        found = found or (find_deep(content, body.schema, names[0]) if len(names) == 1 else [])
        if found:
            required = None if place == "response" else any(p.is_required for p in found)
            return [Documented(f"{body.location}#{found[0].pointer}", {"allOf": [p.schema for p in found]}, required)]
    return []


def _same_name(place: str, documented: str, shown: str) -> bool:
    if place == "header":
        return documented.lower() == shown.lower()
    return documented == shown or documented == shown.partition("[")[0] or documented.partition("[")[0] == shown


def _bodies(content: Mapping[str, Any], operation: Operation, place: str) -> list[Body]:
    return request_bodies(content, operation) if place == "request" else response_bodies(content, operation)


def _has_fields(content: Mapping[str, Any], operation: Operation, place: str) -> bool:
    return any(has_properties(content, body.schema) for body in _bodies(content, operation, place))


def _report_absence(content: Mapping[str, Any], operation: Operation, claim: FieldClaim) -> Iterator[Disagreement]:
    if claim.place == "header" and claim.name.lower() in {*USUAL_HEADERS, *security_headers(content, operation)}:
        return
    if claim.place in ("request", "response") and any(
        is_free_form(content, body.schema) for body in _bodies(content, operation, claim.place)
    ):
        return
    elsewhere = [
        documented.location
        for place in (*PARAMETER_PLACES, "request")
        if claim.place in (*PARAMETER_PLACES, "request")
        for documented in _find_in(content, operation, place, claim.name)
    ]
    kind = "prose.field" if claim.place in ("response", "field") else "prose.parameter"
    expected = f"documented as {elsewhere[0]}" if elsewhere else "not documented"
    if claim.place in ("request", "response"):
        pointer = "/".join(part for part in re.split(r"\.|\[[\w*-]*\]", claim.name) if part)
        side = "request" if claim.place == "request" else "response"
        location = f"{side}.body#/{pointer}"
    else:
        location = f"{claim.place}.{claim.name}"
    key = elsewhere[0] if elsewhere else "absent"
    yield Disagreement(kind, location, expected, "the page lists it", claim.line, key=key)


def _compare(content: Mapping[str, Any], claim: FieldClaim, found: list[Documented]) -> Iterator[Disagreement]:
    if len({documented.location for documented in found}) > 1:
        return  # a name of several things: which one the page means, it does not say
    documented = found[0]
    kind = "prose.field" if documented.location.startswith("response.") else "prose.parameter"
    if None not in (claim.required, documented.is_required) and claim.required != documented.is_required:
        words = {True: "required", False: "optional"}
        expected, observed = words[bool(documented.is_required)], words[bool(claim.required)]
        yield Disagreement(kind, f"{documented.location}.required", expected, f"the page says {observed}", claim.line)
    types = json_types(content, documented.schema)
    if claim.type and types and not _are_alike(claim.type, types):
        expected = f"a JSON {' or '.join(sorted(types))}"
        yield Disagreement(kind, f"{documented.location}.type", expected, f"the page says {claim.type}", claim.line)
    yield from _compare_values(content, claim, documented)


def _compare_values(content: Mapping[str, Any], claim: FieldClaim, documented: Documented) -> Iterator[Disagreement]:
    allowed = allowed_values(content, documented.schema)
    if claim.values and set(claim.values) != set(allowed):
        types = " or ".join(sorted(json_types(content, documented.schema))) or "value"
        expected = f"the values {', '.join(allowed)}" if allowed else f"any {types}"
        observed = f"the page allows {', '.join(claim.values)}"
        yield Disagreement(
            "prose.value",
            documented.location,
            expected[:300],
            observed[:300],
            claim.line,
            tuple(claim.values),
            key="listed",
        )
    parts = (inner.schema for inner in walk(content, documented.schema, ("allOf",)))
    default = next((part["default"] for part in parts if "default" in part), None)
    if claim.default and default is not None and claim.default != write_value(default):
        yield Disagreement(
            "prose.value",
            f"{documented.location}.default",
            f"default {write_value(default)[:80]}",
            f"the page says {claim.default[:80]}",
            claim.line,
        )


def _are_alike(shown: str, documented: set[str]) -> bool:
    return shown in documented or any(shown in pair and documented & pair for pair in _ALIKE)

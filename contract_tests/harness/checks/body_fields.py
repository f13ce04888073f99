"""What a success body shows beside its schema: fields nobody documented, new names, other forms, another resource."""

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from contract_tests.harness.checks.alternatives import choose
from contract_tests.harness.checks.echo import check_echo
from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.values.times import check_times
from contract_tests.harness.checks.values.value_formats import documented_forms
from contract_tests.harness.findings.pointers import iter_values
from contract_tests.harness.findings.redactor import Redactor
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.responses import media_types
from vendor_spec.openapi.schemas import is_marked, walk

SIMILAR = 0.6
LONGEST_NAME, MOST_UNKNOWN = 100, 100  # characters of a name, and fields of an object, that may be taken for a new name
DEEPEST_DOCUMENTED = 20  # levels of a body
MOST_NAMED = 200  # more do not fit into a sentence


def check_fields(
    content: Mapping[str, Any],
    operation: Operation,
    status: int,
    body: Any,
    sent: Mapping[str, str],
    claimed: Mapping[str, tuple[str, ...]],
    redactor: Redactor,
) -> Iterator[Observation]:
    """Yield what is wrong with the fields of one success body.

    `sent` are the values of the path parameters of its request, `claimed` the values that the vendor's page lists for
    a field, by its name.
    """
    place, documented_media = f"response.{status}.body#", media_types(content, operation, status)
    for media in documented_media.values():
        for pointer, documented, present in documented_objects(content, media.get("schema"), body, ""):
            yield from _compare_names(f"{place}{pointer}", documented, present, redactor)
    forms, misshapen = documented_forms(content, documented_media), set()
    for pointer, value in iter_values(body):
        if not isinstance(value, str):
            continue
        form = forms.get(pointer)
        values = claimed.get(pointer.rpartition("/")[2])
        if values is not None:
            if value not in values:
                expected, observed = f"one of {', '.join(values)}", redactor.word(value) or "an empty text"
                data = {"values": list(values)}
                yield Observation("field.value", f"{place}{pointer}", expected, observed, "claimed", data)
        elif form is not None and value and not form.fits(value):
            misshapen.add(f"{place}{pointer}")
            yield Observation("field.format", f"{place}{pointer}", form.name, redactor.form(value), "example")
    # An id in another form is one fault, and not another id, too.
    yield from (echo for echo in check_echo(operation, body, place, sent, redactor) if echo.location not in misshapen)
    yield from check_times(body, place, redactor)


def _compare_names(
    place: str, documented: Mapping[str, bool], present: set[str], redactor: Redactor
) -> Iterator[Observation]:
    """`documented` maps each documented field to whether it is required."""
    if present and sum(documented.values()) > 1 and not present & documented.keys():
        names = ", ".join(map(redactor.name, sorted(present)[:MOST_NAMED]))
        expected = f"an object with {', '.join(sorted(documented))}"
        yield Observation("body.shape", place, expected, f"one with {names}", "fields")
        return
    unknown = sorted(present - documented.keys())
    twins = [name for name in unknown if len(name) <= LONGEST_NAME] if len(unknown) <= MOST_UNKNOWN else []
    for name in sorted(documented.keys() - present):
        twin = max(twins, key=lambda other: _likeness(name, other), default=None)
        if twin is not None and _likeness(name, twin) >= SIMILAR:
            twins.remove(twin)
            unknown.remove(twin)
            expected, new = f"the field is called {name}", redactor.name(twin)
            observed = f"the field is called {new}"
            yield Observation("field.renamed", f"{place}/{name}", expected, observed, data={"name": new})
        elif documented[name]:
            yield Observation("field.missing", f"{place}/{name}", "the field is there", "it is not there")
    for name in unknown:
        yield Observation("field.undocumented", f"{place}/{name}", "no such field is documented", "it is there")


def _likeness(name: str, other: str) -> float:
    folded, other_folded = (re.sub(r"[^a-z0-9]", "", text.lower()) for text in (name, other))
    if folded == other_folded or folded in other_folded or other_folded in folded:
        return 1.0
    return SequenceMatcher(None, folded, other_folded).ratio()


def documented_objects(
    content: Mapping[str, Any], schema: Any, body: Any, pointer: str
) -> Iterator[tuple[str, dict[str, bool], set[str]]]:
    """Yield every object of a response whose fields the document names: pointer, documented fields, present fields.

    Fields that only requests have (`writeOnly`) are left out of both.
    """
    merged: dict[tuple[int, ...], dict[str, Any]] = {}  # a list may have very many items of one schema
    waiting = [(pointer, schema, body, 0)]
    while waiting:
        pointer, schema, body, depth = waiting.pop()
        parts = _parts(content, schema, body) if depth <= DEEPEST_DOCUMENTED else []
        if not parts:
            continue
        key = tuple(map(id, parts))
        if key not in merged:
            merged[key] = _merge(content, parts)
        whole = merged[key]
        if isinstance(body, dict) and (properties := whole["properties"]):
            is_open = whole.get("additionalProperties", False) is not False
            known = body.keys() & properties.keys()
            sent = {name for name, below in properties.items() if _is_sent_only(content, below)}
            documented = {name: name in whole["required"] for name in properties if name not in sent}
            yield pointer, documented, set(known if is_open else body) - sent
            waiting += [(f"{pointer}/{name}", properties[name], body[name], depth + 1) for name in known]
        elif isinstance(body, list):
            waiting += [(f"{pointer}/*", whole.get("items"), item, depth + 1) for item in reversed(body)]


def _is_sent_only(content: Mapping[str, Any], schema: Any) -> bool:
    return any(part.schema.get("writeOnly") is True for part in walk(content, schema, ("allOf",)))


def _parts(content: Mapping[str, Any], schema: Any, body: Any) -> list[dict[str, Any]]:
    """Return the schemas that hold for a value together: those of `allOf`, and the alternative that an object is; none
    where alternatives leave open which fields there are."""
    parts = [inner.schema for inner in walk(content, schema, ("allOf",))]
    for part in [part for part in parts if "oneOf" in part or "anyOf" in part]:
        chosen = choose(content, part, body) if isinstance(body, dict) else None
        below = [] if chosen is None else [inner.schema for inner in walk(content, chosen, ("allOf",))]
        if not below or any("oneOf" in each or "anyOf" in each for each in below):
            return []
        parts += below
    return parts


def _merge(content: Mapping[str, Any], parts: list[dict[str, Any]]) -> dict[str, Any]:
    merged = {keyword: value for part in reversed(parts) for keyword, value in part.items()}
    fields = {name: below for part in parts for name, below in part.get("properties", {}).items()}
    of_requests = {name for name, below in fields.items() if is_marked(content, below, "writeOnly")}
    merged["properties"] = {name: below for name, below in fields.items() if name not in of_requests}
    merged["required"] = [name for part in parts for name in part.get("required", []) if name not in of_requests]
    return merged

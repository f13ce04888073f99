"""The parameters of a request, and the values that the vendor's page lists, as they are."""

from typing import Any

from contract_tests.harness.corrections.suggestions.subject import Ambiguous, Subject
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.security import carrier_of, security_schemes


def make_parameter_optional(subject: Subject) -> None:
    """A parameter may be left out, unless credentials travel in it."""
    parameter = subject.parameter
    carried = {carrier_of(scheme).name.lower() for scheme in security_schemes(subject.content).values()}
    if parameter["in"] == "path" or parameter["name"].lower() in {*carried, "authorization"}:
        raise Ambiguous
    parameter["required"] = False


def drop_value(subject: Subject) -> None:
    """A value that is refused is not allowed any more."""
    schema = resolve(subject.content, subject.parameter["schema"])
    kept = [value for value in schema["enum"] if str(value) != subject.finding.data["value"]]
    if not kept or len(kept) == len(schema["enum"]):
        raise Ambiguous
    _list_values(subject.parameter, schema, kept)


def list_values(subject: Subject) -> None:
    """A parameter or field has the values that the vendor's page lists."""
    values = list(subject.finding.seen)
    if subject.finding.location.startswith("response."):
        (schema,) = subject.schemas(subject.pointer)
        owner = schema
    else:
        owner, schema = subject.parameter, resolve(subject.content, subject.parameter["schema"])
    if not values or schema.get("type") != "string" or "const" in schema:
        raise Ambiguous
    _list_values(owner, schema, values)


def _list_values(owner: dict[str, Any], schema: dict[str, Any], values: list[Any]) -> None:
    if "enum" in schema:
        known = [value for value in schema["enum"] if value in values]
        values = [*known, *(value for value in values if value not in known)]
    schema["enum"] = values
    for holder in (owner, schema):
        for key in ("example", "default"):
            if key in holder and holder[key] not in values:
                del holder[key]

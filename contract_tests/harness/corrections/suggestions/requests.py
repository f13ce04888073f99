"""The parameters of a request, and the values that the vendor's page lists, as they are."""

from typing import Any

from contract_tests.harness.corrections.suggestions.places import Ambiguous, follow, only, parameter_keys
from contract_tests.harness.corrections.suggestions.subject import IN_BODY, Subject
from contract_tests.harness.corrections.suggestions.targets import look
from vendor_spec.openapi.security import carrier_of, security_schemes


def make_parameter_optional(subject: Subject) -> None:
    """A parameter may be left out, unless credentials travel in it."""
    place, _, name = subject.finding.location.partition(".")
    carried = {carrier_of(scheme).name.lower() for scheme in security_schemes(subject.content).values()}
    if place not in ("query", "header", "cookie") or name.lower() in {*carried, "authorization"}:
        raise Ambiguous
    look(subject.content, parameter_keys(subject.content, subject.operation, place, name))["required"] = False


def drop_value(subject: Subject) -> None:
    """A value that is refused is not allowed any more."""
    parameter, schema = _parameter(subject)
    kept = [value for value in schema.get("enum", []) if str(value) != subject.finding.data["value"]]
    if not kept or len(kept) == len(schema["enum"]):
        raise Ambiguous
    _list_values(parameter, schema, kept)


def list_values(subject: Subject) -> None:
    """A parameter or field has the values that the vendor's page lists."""
    values, owner = list(subject.finding.seen), dict[str, Any]()
    if match := IN_BODY.fullmatch(subject.finding.location):
        schema = look(subject.content, only(subject.schemas(match["pointer"])))
    else:
        owner, schema = _parameter(subject)
    if not values or schema.get("type") != "string" or "const" in schema:
        raise Ambiguous
    _list_values(owner, schema, values)


def _parameter(subject: Subject) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parameter that the finding is about, and its schema."""
    place, _, name = subject.finding.location.partition(".")
    keys = parameter_keys(subject.content, subject.operation, place, name)
    return look(subject.content, keys), look(subject.content, follow(subject.content, (*keys, "schema")))


def _list_values(owner: dict[str, Any], schema: dict[str, Any], values: list[Any]) -> None:
    if "enum" in schema:
        known = [value for value in schema["enum"] if value in values]
        values = [*known, *(value for value in values if value not in known)]
    schema["enum"] = values
    for holder in (owner, schema):
        for key in ("example", "default"):
            if key in holder and holder[key] not in values:
                del holder[key]

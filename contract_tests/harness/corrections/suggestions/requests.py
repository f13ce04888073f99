"""The parameters of a request, and the values that the vendor's page lists, as they are."""

from typing import Any

from attrs import evolve

from contract_tests.harness.checks.prose.limits import KEYWORDS
from contract_tests.harness.checks.prose.schemas import find_violations
from contract_tests.harness.corrections.suggestions.fields import make_optional
from contract_tests.harness.corrections.suggestions.subject import Ambiguous, Subject
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.repairs.repairing import make_usable
from vendor_spec.openapi.security import carrier_of, security_schemes
from vendor_spec.openapi.yaml_text import unshare


def make_parameter_optional(subject: Subject) -> None:
    """A parameter may be left out, unless credentials travel in it."""
    parameter = subject.parameter
    carried = {carrier_of(scheme).name.lower() for scheme in security_schemes(subject.content).values()}
    if parameter["in"] == "path" or parameter["name"].lower() in {*carried, "authorization"}:
        raise Ambiguous
    parameter["required"] = False


def correct_default(subject: Subject) -> None:
    """A parameter has the default that was seen; where none was, the document does not say which."""
    schema, known = resolve(subject.content, subject.parameter["schema"]), subject.finding.data
    if "default" not in schema:
        raise Ambiguous  # it is in a part that others share
    if "default" in known:
        schema["default"] = known["default"]
    else:
        del schema["default"]


def drop_value(subject: Subject) -> None:
    """A value that is refused is not allowed any more."""
    schema = resolve(subject.content, subject.parameter["schema"])
    kept = [value for value in schema["enum"] if str(value) != subject.finding.data["value"]]
    if not kept or len(kept) == len(schema["enum"]):
        raise Ambiguous
    _list_values(subject.parameter, schema, kept)


def follow_requiredness(subject: Subject) -> None:
    """A parameter, or a field of the request, may be left out as the vendor's page says."""
    location = subject.finding.location.removesuffix(".required")
    if location == subject.finding.location or subject.finding.data.get("required") is not False:
        raise Ambiguous  # only to let more pass is safe
    subject = evolve(subject, finding=evolve(subject.finding, location=location))
    if subject.is_about_request:
        make_optional(subject)
    else:
        make_parameter_optional(subject)


def follow_values(subject: Subject) -> None:
    """A parameter or field has the values, or the limits, that the vendor's page lists."""
    if subject.finding.data.get("shown"):
        raise Ambiguous  # the pages themselves use others
    if "of" in subject.finding.data:
        _follow_limits(subject)
        return
    values = list(subject.finding.seen)
    owner, schema = _described(subject)
    if not values or schema.get("type") != "string" or "const" in schema:
        raise Ambiguous
    _list_values(owner, schema, values)


def add_operation(subject: Subject) -> None:
    """An operation more is documented, as the vendor's pages have it."""
    path, method = subject.operation.path, subject.operation.method
    item = subject.content["paths"].setdefault(path, {})
    if method in item:
        raise Ambiguous
    item[method] = unshare(subject.finding.data["definition"])
    if make_usable(unshare(subject.content), "the suggestion")[1]:
        raise Ambiguous


def _follow_limits(subject: Subject) -> None:
    data = subject.finding.data
    location = subject.finding.location.removesuffix(".limits")
    owner, schema = _described(evolve(subject, finding=evolve(subject.finding, location=location)))
    for keyword, bound in zip(KEYWORDS[data["of"]], (data["low"], data["high"]), strict=True):
        if bound is not None:
            schema[keyword] = bound
    for holder in (owner, schema):
        for key in ("example", "default"):
            if key in holder and find_violations(subject.content, schema, holder[key]):
                del holder[key]


def _described(subject: Subject) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a finding is about, a parameter or a field, and its schema."""
    if "#" not in subject.finding.location:
        return subject.parameter, resolve(subject.content, subject.parameter["schema"])
    (schema,) = subject.schemas(subject.pointer)
    return schema, schema


def _list_values(owner: dict[str, Any], schema: dict[str, Any], values: list[Any]) -> None:
    if "enum" in schema:
        known = [value for value in schema["enum"] if value in values]
        values = [*known, *(value for value in values if value not in known)]
    schema["enum"] = values
    for holder in (owner, schema):
        for key in ("example", "default"):
            if key in holder and holder[key] not in values:
                del holder[key]

"""What Schemathesis says of a response, in our kinds, with all violations of the schema in place of the first."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from schemathesis import Case
from schemathesis.core.failures import AcceptedNegativeData, Failure, FailureGroup, MalformedJson, ServerError
from schemathesis.core.transport import Response
from schemathesis.generation.meta import CoverageScenario
from schemathesis.openapi import checks as failures

from contract_tests.harness.checks.alternatives import find_closest, is_whole_number
from contract_tests.harness.checks.headers import FORMS
from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.findings.pointers import json_type, parse_body
from contract_tests.harness.findings.redactor import Redactor

KEYWORD_KINDS = {
    "required": "field.missing",
    "type": "field.type",
    "oneOf": "field.type",
    "anyOf": "field.type",
    "enum": "field.value",
    "const": "field.value",
    "minimum": "field.value",
    "maximum": "field.value",
    "minLength": "field.value",
    "maxLength": "field.value",
    "format": "field.format",
    "pattern": "field.format",
    "additionalProperties": "field.undocumented",
    "unevaluatedProperties": "field.undocumented",
}
# For these jsonschema-rs gives what is wrong with the value instead of what the schema wants.
WITHOUT_VALUE = ("oneOf", "anyOf", "propertyNames", "unevaluatedItems")
OF_HEADER_FORMS = tuple(f'is not a "{form}"' for form in FORMS)


def describe_failures(case: Case[Any], response: Response, redactor: Redactor) -> Iterator[Observation]:
    """Yield what Schemathesis's checks and the schema hold against a response."""
    try:
        case.validate_response(response)
    except FailureGroup as group:
        for failure in group.exceptions:
            yield from _describe(case, response, failure, redactor)


def _describe(case: Case[Any], response: Response, failure: Failure, redactor: Redactor) -> Iterator[Observation]:
    place, status = f"response.{response.status_code}", f"status {response.status_code}"
    match failure:
        case failures.UndefinedStatusCode():
            yield from _describe_status(response.status_code, failure.defined_status_codes)
        case failures.JsonSchemaError() if violations := _violations(case, response):
            yield from chain.from_iterable(_describe_violation(each, f"{place}.body#", redactor) for each in violations)
        case failures.JsonSchemaError():
            yield from _describe_header(failure, place, redactor)
        case failures.MissingHeaders():
            names = [f"{place}.headers.{header.lower()}" for header in failure.missing_headers]
            yield from (Observation("header.missing", name, "the header is there", "it is not there") for name in names)
        case AcceptedNegativeData() | failures.MissingHeaderNotRejected():
            if response.status_code < 300:
                yield _describe_acceptance(case, status)
        case failures.RejectedPositiveData():
            if response.status_code in (400, 422):
                yield Observation("parameter.rejected", "request", "a request as documented succeeds", status)
        case ServerError():
            yield Observation("server.error", "response.5XX", "no server error", status)
        case _:
            yield _describe_content(response, failure, place, redactor)


def _describe_header(failure: Any, place: str, redactor: Redactor) -> Iterator[Observation]:
    if not failure.validation_message.endswith(OF_HEADER_FORMS):  # `check_headers` knows the usual spellings
        observed = "a value of another form" if redactor.hides_values else failure.validation_message
        yield Observation("header.value", f"{place}.headers", "headers of the documented form", observed)


def _describe_content(response: Response, failure: Failure, place: str, redactor: Redactor) -> Observation:
    match failure:
        case failures.UndefinedContentType() | failures.MissingContentType():
            documented = getattr(failure, "defined_content_types", None) or getattr(failure, "media_types", ())
            sent = redactor.text(", ".join(response.headers.get("content-type", [])))
            data = {"content_type": sent.partition(";")[0].strip().lower()}
            expected = ", ".join(documented or ())
            return Observation("content_type.changed", f"{place}.content_type", expected, sent or "none", data=data)
        case MalformedJson() | failures.ContentDeserializationError() | failures.MalformedMediaType():
            expected = "a body of the documented content type"
            return Observation("body.unreadable", f"{place}.body", expected, failure.title, "media_type")
        case _:
            return Observation("body.shape", f"{place}.body", "an answer as documented", failure.title)


def _describe_status(status: int, documented: Iterable[str]) -> Iterator[Observation]:
    expected, observed = f"one of the statuses {', '.join(sorted(documented))}", f"status {status}"
    if status < 300:
        yield Observation("status.changed", "response.status", expected, observed, data={"status": status})
    elif status < 500:  # a server error is found as such
        yield Observation("status.undocumented", f"response.{status}", expected, observed, data={"status": status})


def _describe_acceptance(case: Case[Any], observed: str) -> Observation:
    data = case.meta.phase.data if case.meta else None
    location = getattr(data, "parameter_location", None)
    parts = (location and location.value, getattr(data, "parameter", None))
    place = ".".join(str(part) for part in parts if part) or "request"
    if getattr(data, "scenario", None) is CoverageScenario.MISSING_PARAMETER:
        return Observation("parameter.not_required", place, "a request without it is refused", observed)
    return Observation("parameter.not_validated", place, "a request that breaks the schema is refused", observed)


def _violations(case: Case[Any], response: Response) -> list[Any]:
    documented = case.operation.responses.find_by_status_code(response.status_code)
    content_type = next(iter(response.headers.get("content-type", [])), None)
    if documented is None or content_type is None:
        return []
    resolved = documented.get_schema(content_type)
    if resolved.schema is None:
        return []
    validator = documented.get_validator(resolved.media_type, resolved.schema)
    return [] if validator is None else list(validator.iter_errors(parse_body(response.content or b"")))


def _describe_violation(error: Any, body: str, redactor: Redactor) -> Iterator[Observation]:
    keyword = error.kind.name
    closest = find_closest(error) if keyword in ("oneOf", "anyOf") else None
    if closest is not None:
        yield from chain.from_iterable(_describe_violation(each, body, redactor) for each in closest)
        return
    path = "".join(f"/{'*' if isinstance(part, int) else part}" for part in error.instance_path)
    place, kind = f"{body}{path}", KEYWORD_KINDS.get(keyword, "body.shape")
    if keyword == "required":
        yield Observation(kind, f"{place}/{error.kind.property}", "the field is there", "it is not there")
    elif kind == "field.undocumented":
        for name in error.kind.unexpected:
            yield Observation(kind, f"{place}/{name}", "no such field is documented", "it is there")
    elif not is_whole_number(error):
        type_, shown = json_type(error.instance), redactor.value(error.instance)
        observed = _show(keyword, error.instance, redactor) if isinstance(error.instance, str) else shown
        if keyword == "type":
            kind, observed = (kind, f"{type_}: {observed}") if path else ("body.shape", type_)
        yield Observation(kind, place, _expected(error), observed, keyword, {"keyword": keyword, "type": type_})


def _show(keyword: str, text: str, redactor: Redactor) -> str:
    """Return a text that breaks a schema, as far as it may be shown, and what is wrong with it can be seen."""
    if keyword in ("minLength", "maxLength"):
        return f"{len(text)} characters"
    show = redactor.word if KEYWORD_KINDS.get(keyword) == "field.value" else redactor.form
    return show(text) or "an empty text"


def _expected(error: Any) -> str:
    keyword, value = error.kind.name, getattr(error.kind, "value", None)
    if keyword in WITHOUT_VALUE:
        return f"what {keyword} allows"
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)[:200]
    return f"a JSON {shown}" if keyword == "type" else f"{keyword}: {shown}"

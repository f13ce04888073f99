"""Example bodies against schemas: those that a page shows, and the document's own."""

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.checks.prose.bodies import Body, all_bodies, request_bodies, response_bodies
from contract_tests.harness.checks.prose.disagreement import Disagreement
from contract_tests.harness.checks.prose.schemas import find_undocumented, find_violations
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.responses import is_documented
from vendor_spec.openapi.schemas import examples_of, walk
from vendor_spec.prose.claims import ExampleClaim

KIND = "prose.example"
UNDOCUMENTED = "undocumented"


def compare_examples(
    content: Mapping[str, Any], operation: Operation, claims: tuple[ExampleClaim, ...]
) -> Iterator[Disagreement]:
    """What the bodies that a page shows have differently; one that the document shows itself is not told twice."""
    for claim in claims:
        if claim.place == "request":
            bodies, location = request_bodies(content, operation), "request.body"
        else:
            bodies = response_bodies(content, operation, claim.status)
            location = f"response.{claim.status or '2XX'}.body"
            if claim.status is not None and not is_documented(operation, claim.status):
                continue  # a finding of its own, `prose.status`
        if all(claim.body != example for body in bodies for example in examples_of(content, body.media)):
            yield from compare_body(content, bodies, claim.body, claim.line, location)


def compare_body(
    content: Mapping[str, Any], bodies: list[Body], value: Any, line: int, location: str
) -> Iterator[Disagreement]:
    """What sets `value` apart from the one of `bodies` that it fits best; `location` names them when there is none."""
    if not bodies and not location.startswith(("response.4", "response.5")):
        # Most documents say of an error only that there is one.
        yield Disagreement(KIND, location, "no body is documented", "the page shows one", line)
        return
    judged = [list(_judge(content, body, value, line)) for body in bodies if body.schema is not None]
    if judged:
        yield from min(judged, key=len)


def judge_own_examples(content: Mapping[str, Any], operation: Operation) -> Iterator[Disagreement]:
    """What the document's own examples have differently from its schemas."""
    for parameter in documented_parameters(content, operation):
        location = f"document.{parameter['in']}.{parameter['name']}"
        for example in examples_of(content, parameter):
            yield from _judge_own(content, parameter.get("schema"), example, location)
        yield from _judge_schema_examples(content, parameter.get("schema"), location)
    for body in all_bodies(content, operation):
        location = f"document.{body.location}"
        for example in examples_of(content, body.media):
            yield from _judge_own(content, body.schema, example, f"{location}#") if body.is_json else ()
        yield from _judge_schema_examples(content, body.schema, f"{location}#")


def _judge(content: Mapping[str, Any], body: Body, value: Any, line: int) -> Iterator[Disagreement]:
    violations = find_violations(content, body.schema, value)
    for violation in violations:
        yield Disagreement(
            KIND,
            f"{body.location}#{violation.pointer}",
            violation.expected,
            f"the page's example: {violation.observed}",
            line,
            key=violation.keyword,
        )
    for pointer in dict.fromkeys(find_undocumented(content, body.schema, value)):
        location, observed = f"{body.location}#{pointer}", "the page shows the field"
        yield Disagreement(KIND, location, "no such field", observed, line, key=UNDOCUMENTED)


def _judge_own(content: Mapping[str, Any], schema: Any, example: Any, location: str) -> Iterator[Disagreement]:
    if schema is None:
        return
    for violation in find_violations(content, schema, example):
        observed = f"the document's example: {violation.observed}"
        place = f"{location}{violation.pointer}"
        yield Disagreement(KIND, place, violation.expected, observed, key=violation.keyword)
    for pointer in dict.fromkeys(find_undocumented(content, schema, example)):
        observed = "the document's example has it"
        yield Disagreement(KIND, f"{location}{pointer}", "no such field", observed, key=UNDOCUMENTED)


def _judge_schema_examples(content: Mapping[str, Any], schema: Any, location: str) -> Iterator[Disagreement]:
    for inner in walk(content, schema):
        for example in examples_of(content, inner.schema):
            yield from _judge_own(content, inner.schema, example, f"{location}{inner.pointer}")

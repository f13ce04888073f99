"""Example bodies against schemas: those that a page shows, and the document's own."""

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.bodies import Body, all_bodies, request_bodies, response_bodies
from contract_tests.harness.checks.prose.schemas import find_undocumented, find_violations
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.responses import is_documented
from vendor_spec.openapi.schemas import examples_of, walk
from vendor_spec.prose.claims import ExampleClaim

KIND = "prose.example"
UNDOCUMENTED = "undocumented"
OF_PAGE = ("the page's example", "the page shows the field")
OF_DOCUMENT = ("the document's example", "the document's example has it")


def compare_example(content: Mapping[str, Any], operation: Operation, claim: ExampleClaim) -> Iterator[Observation]:
    """Yield what a body that a page shows has differently, unless the document has the same example."""
    if claim.place == "request":
        bodies, location = request_bodies(content, operation), "request.body"
    else:
        bodies = response_bodies(content, operation, claim.status)
        location = f"response.{claim.status or '2XX'}.body"
        if claim.status is not None and not is_documented(operation, claim.status):
            return  # a finding of its own, `prose.status`
    if all(claim.body != example for body in bodies for example in examples_of(content, body.media)):
        yield from compare_body(content, bodies, claim.body, location)


def compare_body(content: Mapping[str, Any], bodies: list[Body], value: Any, location: str) -> Iterator[Observation]:
    """Yield how `value` differs from the body that it fits best; `location` is the place where there are none."""
    if not bodies and not location.startswith(("response.4", "response.5")):
        # Most documents say of an error only that there is one.
        yield Observation(KIND, location, "no body is documented", "the page shows one")
        return
    judged = [
        list(_judge(content, body.schema, value, f"{body.location}#", OF_PAGE))
        for body in bodies
        if body.schema is not None
    ]
    if judged:
        yield from min(judged, key=len)


def judge_own_examples(content: Mapping[str, Any], operation: Operation) -> Iterator[Observation]:
    """Yield what the document's own examples have differently from its schemas."""
    for parameter in documented_parameters(content, operation):
        location = f"document.{parameter['in']}.{parameter['name']}"
        yield from _judge_examples(content, parameter, parameter.get("schema"), location)
        yield from _judge_schema_examples(content, parameter.get("schema"), location)
    for body in all_bodies(content, operation):
        location = f"document.{body.location}#"
        if body.is_json:
            yield from _judge_examples(content, body.media, body.schema, location)
        yield from _judge_schema_examples(content, body.schema, location)


def _judge_schema_examples(content: Mapping[str, Any], schema: Any, location: str) -> Iterator[Observation]:
    for inner in walk(content, schema):
        yield from _judge_examples(content, inner.schema, inner.schema, f"{location}{inner.pointer}")


def _judge_examples(
    content: Mapping[str, Any], holder: Mapping[str, Any], schema: Any, location: str
) -> Iterator[Observation]:
    for example in examples_of(content, holder) if schema is not None else ():
        yield from _judge(content, schema, example, location, OF_DOCUMENT)


def _judge(
    content: Mapping[str, Any], schema: Any, example: Any, location: str, words: tuple[str, str]
) -> Iterator[Observation]:
    """Yield where an example contradicts a schema; `words` say whose example it is, and that it has a field."""
    whose, has_it = words
    for violation in find_violations(content, schema, example):
        observed = f"{whose}: {violation.observed}"
        yield Observation(KIND, f"{location}{violation.pointer}", violation.expected, observed, violation.keyword)
    for pointer in dict.fromkeys(find_undocumented(content, schema, example)):
        yield Observation(KIND, f"{location}{pointer}", "no such field", has_it, UNDOCUMENTED)

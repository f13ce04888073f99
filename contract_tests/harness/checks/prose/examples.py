"""Example bodies that a page shows, against schemas."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from attrs import evolve

from contract_tests.harness.checks.observation import Observation
from contract_tests.harness.checks.prose.bodies import Body, request_bodies, response_bodies
from contract_tests.harness.checks.prose.schemas import find_undocumented, find_violations, names_fields
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.parameters import documented_parameters
from vendor_spec.openapi.references import resolve
from vendor_spec.openapi.responses import documented_statuses, response_key, success_statuses
from vendor_spec.openapi.schemas import examples_of
from vendor_spec.prose.claims import ExampleClaim

KIND = "prose.example"
_ENCODED = re.compile(r"(?:[\w.~-]|%[0-9A-Fa-f]{2})+")
UNDOCUMENTED = "undocumented"


def compare_example(content: Mapping[str, Any], operation: Operation, claim: ExampleClaim) -> Iterator[Observation]:
    """Yield what a body that a page shows has differently, unless the document has the same example."""
    if claim.place == "request":
        bodies, location = request_bodies(content, operation), "request.body"
    else:
        documented, location = documented_statuses(operation), f"response.{claim.status or '2XX'}.body"
        key = None if claim.status is None else response_key(documented, claim.status)
        if claim.status is not None and key is None:
            return  # a finding of its own, `prose.status`
        bodies = response_bodies(content, operation, success_statuses(operation) if key is None else [key])
    if any(claim.body == example for body in bodies for example in examples_of(content, body.media)):
        return
    differences = list(compare_body(content, bodies, claim.body, location))
    fitting = _find_fitting_status(content, operation, claim, bodies) if differences else None
    if fitting is None:
        yield from differences
    else:
        observed = f"the page's example fits the body of {fitting}"
        yield Observation(KIND, location, "an example of this status", observed, "status")


def _find_fitting_status(
    content: Mapping[str, Any], operation: Operation, claim: ExampleClaim, bodies: list[Body]
) -> str | None:
    """Return the key of another documented response whose body the example of a response has, by its schema."""
    if claim.place == "request" or not claim.body:
        return None
    for key in documented_statuses(operation):
        for body in response_bodies(content, operation, [key]):
            if body not in bodies and names_fields(content, body.schema) and not _differs(content, body, claim):
                return key
    return None


def _differs(content: Mapping[str, Any], body: Body, claim: ExampleClaim) -> bool:
    return any(_judge(content, body.schema, claim.body, ""))


def compare_body(content: Mapping[str, Any], bodies: list[Body], value: Any, location: str) -> Iterator[Observation]:
    """Yield how `value` differs from the body that it fits best; `location` is the place where there are none."""
    if not bodies and not location.startswith(("response.4", "response.5")):
        # Most documents say of an error only that there is one.
        yield Observation(KIND, location, "no body is documented", "the page shows one")
        return
    described = [body for body in bodies if body.schema is not None]
    judged = [list(_judge(content, body.schema, value, f"{body.location}#")) for body in described]
    yield from min(judged, key=len, default=())


def _judge(content: Mapping[str, Any], schema: Any, example: Any, location: str) -> Iterator[Observation]:
    """Yield where an example of the page contradicts a schema."""
    for violation in find_violations(content, schema, example):
        place, observed = f"{location}{violation.location}", f"the page's example: {violation.observed}"
        yield evolve(violation, location=place, observed=observed)
    for pointer in dict.fromkeys(find_undocumented(content, schema, example)):
        yield Observation(KIND, f"{location}{pointer}", "no such field", "the page shows the field", UNDOCUMENTED)


def find_encoded_examples(content: Mapping[str, Any], operation: Operation) -> Iterator[Observation]:
    """Yield the examples of parameters in the address that are percent-encoded: a client encodes them once more."""
    for parameter in documented_parameters(content, operation):
        if parameter["in"] not in ("path", "query"):
            continue
        schema = resolve(content, parameter.get("schema", {}))
        for example in dict.fromkeys(map(str, (*examples_of(content, parameter), *examples_of(content, schema)))):
            if _ENCODED.fullmatch(example) and unquote(example) != example:
                expected, observed = (
                    f"the value, {unquote(example)[:80]}",
                    f"the document's example: {example[:80]}, encoded",
                )
                location = f"document.{parameter['in']}.{parameter['name']}"
                yield Observation(KIND, location, expected, observed, "encoded")

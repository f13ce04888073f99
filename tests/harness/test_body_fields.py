"""Which fields of a body are undocumented: none that the schema, or a part of it, leaves open."""

from typing import Any

import pytest

from contract_tests.harness.checks.body_fields import check_fields
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.secrets import Secrets
from tests.documents import with_operation
from tests.vendor_spec.pages import answer, fields
from vendor_spec.openapi.document import Operation

NUMBER = fields(id="string")


@pytest.mark.parametrize(
    ("schema", "is_found"),
    [
        (NUMBER, True),
        ({**NUMBER, "additionalProperties": True}, False),
        ({"allOf": [NUMBER]}, True),
        ({"allOf": [{**NUMBER, "additionalProperties": True}]}, False),
    ],
)
def test_a_field_more_is_undocumented_unless_the_object_is_open(schema: dict[str, Any], is_found: bool) -> None:
    content = with_operation("/calls", "get", responses={"200": answer(schema)})
    operation = Operation("get", "/calls", content["paths"]["/calls"]["get"])
    body, redactor = {"id": "1", "extra": 2}, Redactor(Secrets({}))
    observations = check_fields(content, operation, 200, body, {}, {}, redactor)
    assert [observation.kind for observation in observations] == (["field.undocumented"] if is_found else [])


def test_a_field_of_requests_is_not_missing_in_a_response() -> None:
    own = fields(id="string", secret="string")
    own = {**own, "required": ["id", "secret"], "properties": {**own["properties"], "secret": {"writeOnly": True}}}
    content = with_operation("/calls", "get", responses={"200": answer(own)})
    operation = Operation("get", "/calls", content["paths"]["/calls"]["get"])
    for body, kinds in (({"id": "1"}, []), ({}, ["field.missing"])):
        observations = check_fields(content, operation, 200, body, {}, {}, Redactor(Secrets({})))
        assert [observation.kind for observation in observations] == kinds

"""What the checks of a live run make of one response, which a real server sends."""

import json
from functools import lru_cache
from typing import Any

import requests
from schemathesis import Case
from schemathesis.core.transport import Response

from contract_tests.harness.checks.judge import Judge, make_judge
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.secrets import Secrets
from contract_tests.harness.target.policy import Entry, LivePolicy, Risk
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.path_values import LiveValues
from contract_tests.harness.valid_requests.samples import Samples, request_arguments
from contract_tests.harness.valid_requests.scope import Scope
from tests.client.stub_server import Turn, stub_server
from tests.documents import document
from vendor_spec.openapi.document import parse_document
from vendor_spec.overlay.actions import Overlay
from vendor_spec.overlay.correction import correct_by

KNOWN = ("id", "name", "status", "on", "off")  # texts that a document has


def judge(media: dict[str, Any], turn: Turn, **more: Any) -> list[Finding]:
    """Return the findings of one response to a GET whose success has these media types; `more` is of the document."""
    case, checks = _prepare(json.dumps(media), json.dumps(more))
    with stub_server(turn) as server:
        request = requests.Request(**request_arguments(case, server.base_url)).prepare()
        with requests.Session() as session:
            response = session.send(request)
    return checks.check(case, Response.from_any(response), {}).findings


@lru_cache
def _prepare(media: str, more: str) -> tuple[Case[Any], Judge]:
    content = document(**json.loads(more))
    operation = content["paths"]["/numbers/{number_id}"]["get"]
    operation["responses"]["200"]["content"] = json.loads(media)
    corrected = correct_by(parse_document(json.dumps(content).encode(), "openapi.yaml"), Overlay("mine.yaml", "", ()))
    (described,) = corrected.operations
    target = Target(Kind.LIVE, "http://127.0.0.1", {}, {"VOBIZ_NUMBER_ID": "number-1"})
    live = LiveValues(corrected.content, target, LivePolicy({described.label: Entry(Risk.READ)}))
    scope = Scope.make(corrected, live, (1, 1), {})
    case = Samples(scope, make_schema(corrected.content, scope.operations, target, scope.values, 0)).of(described)
    assert case is not None
    return case, make_judge(corrected, (), Redactor(Secrets({}), frozenset(KNOWN)))

"""What the probes of a live run make of one answer, over a real socket and without a run around them."""

import json
from functools import partial
from typing import Any

from contract_tests.harness.checks.judge import make_judge
from contract_tests.harness.corrections.evaluation import make_evaluator
from contract_tests.harness.findings.har import render_har
from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.result import Result
from contract_tests.harness.findings.secrets import Secrets
from contract_tests.harness.probes.cases import send_case
from contract_tests.harness.probes.control import Control
from contract_tests.harness.probes.item import Item
from contract_tests.harness.probes.operation import run_probe
from contract_tests.harness.probes.refusals.credentials import probe_credentials
from contract_tests.harness.probes.refusals.unknown_ids import probe_unknown_id
from contract_tests.harness.probes.state import OperationState
from contract_tests.harness.probes.valid_request import probe_valid_request
from contract_tests.harness.target.budget import Budget
from contract_tests.harness.target.policy import Entry, LivePolicy, Risk
from contract_tests.harness.target.sender import Sender
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.path_values import LiveValues
from contract_tests.harness.valid_requests.samples import Samples
from contract_tests.harness.valid_requests.scope import Scope
from tests.client.stub_server import Turn, stub_server
from tests.documents import document
from vendor_spec.openapi.document import parse_document
from vendor_spec.overlay.actions import Overlay
from vendor_spec.overlay.correction import correct_by

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "state": {"type": "string", "enum": ["on", "off"]},
        "size": {"type": "integer", "maximum": 9},
        "below": {"type": "object", "additionalProperties": True},
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
    },
    "required": ["id"],
    "additionalProperties": False,
}
ITEM = {"type": "object", "properties": {"name": {"type": "string"}, "state": {"type": "string", "enum": ["on"]}}}


KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def judge(turn: Turn) -> tuple[Result, Budget]:
    """Return what is seen when every request gets this answer, and what it cost.

    Whatever is seen can be handed over and written.
    """
    content = document(components={"schemas": {"Item": ITEM}, "securitySchemes": {"key": KEY}}, security=[{"key": []}])
    operation = content["paths"]["/numbers/{number_id}"]["get"]
    operation["responses"]["200"]["content"]["application/json"]["schema"] = SCHEMA
    corrected = correct_by(parse_document(json.dumps(content).encode(), "openapi.yaml"), Overlay("mine.yaml", "", ()))
    (described,) = corrected.operations
    with stub_server(turn) as server:
        target = Target(Kind.LIVE, server.base_url, {"key": "sesame-sesame"}, {"VOBIZ_NUMBER_ID": "number-1"})
        policy = LivePolicy({described.label: Entry(Risk.READ)})
        scope = Scope.make(corrected, LiveValues(corrected.content, target, policy), (1, 1), {})
        redactor = Redactor(Secrets({"sesame-sesame": "$KEY"}), frozenset({"on", "off"}))
        checks, budget = make_judge(corrected, (), redactor), Budget()
        samples = Samples(scope, make_schema(corrected.content, scope.operations, target, scope.values, 0))
        item = Item(
            described,
            OperationState(),
            scope,
            Sender(target, Transport(server.base_url, budget), None),
            samples,
            checks,
            make_evaluator(scope, checks, ()),
            redactor,
            Result(described.label, "valid_request"),
        )
        run_probe(item, partial(probe_valid_request, control=Control()))
        if (case := samples.of(described)) is not None:
            send_case(item, case)
        run_probe(item, probe_unknown_id)
        run_probe(item, probe_credentials)
    result = item.finish()
    json.dumps(to_json(result)).encode()
    render_har([finding.id for finding in result.findings], result.exchanges).encode()
    return result, budget

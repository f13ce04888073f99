"""One probe of one operation, over a real socket and without a run around it."""

import json
from collections.abc import Callable
from typing import Any

from contract_tests.harness.checks.judge import make_judge
from contract_tests.harness.corrections.evaluation import make_evaluator
from contract_tests.harness.findings.pointers import iter_values
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.result import Result
from contract_tests.harness.findings.secrets import Secrets
from contract_tests.harness.probes.item import Item
from contract_tests.harness.probes.operation import OperationProbe, run_probe
from contract_tests.harness.probes.state import OperationState
from contract_tests.harness.target.budget import Budget
from contract_tests.harness.target.gate import LiveGate
from contract_tests.harness.target.policy import Entry, LivePolicy, Risk
from contract_tests.harness.target.sender import Sender
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.path_values import LiveValues
from contract_tests.harness.valid_requests.samples import Samples
from contract_tests.harness.valid_requests.scope import Scope
from vendor_spec.openapi.document import parse_document
from vendor_spec.overlay.actions import Overlay
from vendor_spec.overlay.correction import correct_by


def probe_live(
    content: dict[str, Any], base_url: str, probe: Callable[[OperationProbe], None], **environment: str
) -> Result:
    """Return what a probe of the document's only operation, one that may be read, finds at a live target."""
    corrected = correct_by(parse_document(json.dumps(content).encode(), "openapi.yaml"), Overlay("mine.yaml", "", ()))
    (operation,) = corrected.operations
    target = Target(Kind.LIVE, base_url, {}, environment)
    policy = LivePolicy({operation.label: Entry(Risk.READ)})
    scope = Scope.make(corrected, LiveValues(corrected.content, target, policy), (1, 1), {})
    texts = frozenset(value for _, value in iter_values(corrected.content) if isinstance(value, str))
    redactor = Redactor(Secrets({value: f"${name}" for name, value in environment.items()}), texts)
    judge = make_judge(corrected, (), redactor)
    gate = LiveGate.make(base_url, corrected.operations, policy)
    item = Item(
        operation,
        OperationState(),
        scope,
        Sender(target, Transport(base_url, Budget(), gate=gate), None),
        Samples(scope, make_schema(corrected.content, scope.operations, target, scope.values, 0)),
        judge,
        make_evaluator(scope, judge, ()),
        redactor,
        Result(operation.label, "probe"),
    )
    run_probe(item, probe)
    assert item.result.faults == []
    return item.finish()

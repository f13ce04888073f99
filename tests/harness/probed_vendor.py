"""The probes of a live run against a vendor that a test writes: a document, and a function that responds."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

from attrs import define, field
from werkzeug import Request, Response
from werkzeug.serving import make_server

from contract_tests import test_probes
from contract_tests.harness.checks.judge import make_judge
from contract_tests.harness.corrections.evaluation import make_evaluator
from contract_tests.harness.findings.finding import Finding, merge_findings
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.result import Result
from contract_tests.harness.findings.secrets import Secrets
from contract_tests.harness.probes.control import Control
from contract_tests.harness.probes.item import Item
from contract_tests.harness.probes.order import Probe, Rotation
from contract_tests.harness.probes.state import OperationState
from contract_tests.harness.run.run import Run
from contract_tests.harness.target.budget import Budget
from contract_tests.harness.target.gate import LiveGate
from contract_tests.harness.target.policy import REFUSALS, VALID_REQUEST, Entry, LivePolicy, Risk
from contract_tests.harness.target.sender import Sender
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.cases import make_schema
from contract_tests.harness.valid_requests.path_values import LiveValues
from contract_tests.harness.valid_requests.samples import Samples
from contract_tests.harness.valid_requests.scope import Scope
from vendor_spec.openapi.document import parse_document
from vendor_spec.overlay.actions import Overlay
from vendor_spec.overlay.correction import CorrectedDocument, correct_by

Respond = Callable[[Request], Response]
NAMES = (VALID_REQUEST, "each_alternative_opens", *REFUSALS)
PATIENCE = 2


def reply(status: int, body: Any = None, media_type: str = "application/json", **headers: str) -> Response:
    """Return a response with a body as JSON, unless it is of another type; `Retry-After` is written `retry_after=`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is None:
        return Response(status=status, headers=named)
    text = json.dumps(body) if "json" in media_type else body
    return Response(text, status, named, content_type=media_type)


@define
class Vendor:
    """What the vendor is sent, and what the probes make of its responses."""

    corrected: CorrectedDocument
    scope: Scope
    make_item: Callable[[Probe], Item]
    requests: list[Request]
    transport: Transport
    control: Control = field(factory=Control)
    results: dict[Probe, Result] = field(factory=dict)

    def ask(self, *names: str) -> list[Finding]:
        """Send these probes of all operations in the order of a run, and return the findings."""
        probes = [Probe(operation.label, name) for operation in self.scope.operations for name in names or NAMES]
        labels = [operation.label for operation in self.corrected.operations]
        acting = [label for label in labels if self.scope.risk(label) is not Risk.READ]
        for probe in Rotation(labels, acting=acting).arrange(probes):
            item = self.make_item(probe)
            if probe.name == VALID_REQUEST:
                test_probes.test_a_valid_request_succeeds(item, cast("Run", SimpleNamespace(control=self.control)))
            else:
                getattr(test_probes, f"test_{probe.name}")(item)
            self.results[probe] = item.finish()
        return merge_findings(finding for result in self.results.values() for finding in result.findings)

    def seen(self, *names: str) -> set[tuple[str, str, str]]:
        """Send probes, and return kind, operation and location of each finding."""
        return {(each.kind, each.operation, each.location) for each in self.ask(*names)}


@contextmanager
def vendor_of(
    content: Mapping[str, Any],
    respond: Respond,
    credentials: Mapping[str, str],
    environment: Mapping[str, str] | None = None,
    entries: Mapping[str, Entry] | None = None,
) -> Iterator[Vendor]:
    """Serve a document with a function, and yield what probes it: `credentials` by security scheme, what a live run has
    in its `environment`, and the `entries` of its policy by label (every other operation is `read`)."""
    seen: list[Request] = []

    @Request.application
    def app(request: Request) -> Response:
        request.get_data()
        seen.append(request)
        return respond(request)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        yield _connect(json.dumps(content).encode(), url, seen, credentials, environment or {}, entries or {})
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _connect(
    document: bytes,
    url: str,
    seen: list[Request],
    credentials: Mapping[str, str],
    environment: Mapping[str, str],
    entries: Mapping[str, Entry],
) -> Vendor:
    corrected = correct_by(parse_document(document, "openapi.yaml"), Overlay("mine.yaml", "", ()))
    target = Target(Kind.LIVE, url, credentials, environment)
    policy = LivePolicy({each.label: entries.get(each.label, Entry(Risk.READ)) for each in corrected.operations})
    scope = Scope.make(corrected, LiveValues(corrected.content, target, policy), (1, 1), {})
    redactor = Redactor(Secrets({value: f"${name}" for name, value in credentials.items()}), frozenset())
    judge = make_judge(corrected, (), redactor)
    gate = LiveGate.make(url, corrected.operations, policy)
    transport = Transport(url, Budget(), patience=PATIENCE, gate=gate)
    samples = Samples(scope, make_schema(corrected.content, scope.operations, target, scope.values, 0))
    evaluator, states = make_evaluator(scope, judge, ()), dict[str, OperationState]()
    by_label = {operation.label: operation for operation in corrected.operations}

    def make_item(probe: Probe) -> Item:
        state = states.setdefault(probe.label, OperationState())
        transport.flips_slash = state.is_rerouted
        sender, result = Sender(target, transport, None), Result(probe.label, probe.name)
        return Item(by_label[probe.label], state, scope, sender, samples, judge, evaluator, redactor, result)

    return Vendor(corrected, scope, make_item, seen, transport)

"""One run in one process: its parts, and the test item that runs right now."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from attrs import define, evolve, field

from contract_tests.harness.checks.judge import Judge
from contract_tests.harness.corrections.evaluation import CorrectionEvaluator
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.known_drift import Entry, mark_known
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.result import Result
from contract_tests.harness.probes.control import Control
from contract_tests.harness.probes.item import Item
from contract_tests.harness.probes.order import Probe
from contract_tests.harness.probes.state import OperationState
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.run.rotation import Night, make_night, now
from contract_tests.harness.run.settings import Settings
from contract_tests.harness.target.policy import Risk
from contract_tests.harness.target.sender import Sender
from contract_tests.harness.valid_requests.samples import Samples
from contract_tests.harness.valid_requests.scope import Scope


class PlannedItem(Item):
    """An item under `--plan`: there is nothing to see in responses that nobody sent, and looking takes seconds."""

    def compare(self, *_: Any) -> None:
        """Keep nothing."""

    def check(self, *_: Any, **__: Any) -> list[Finding]:
        """Keep nothing."""
        return []


@define
class Run:
    """Built once a process.

    Attributes:
        item: The test item that runs; the test functions take it from here.
    """

    settings: Settings
    scope: Scope
    sender: Sender
    judge: Judge
    evaluator: CorrectionEvaluator
    redactor: Redactor
    known: tuple[Entry, ...]
    samples: Samples
    previous: Report | None = None
    states: dict[str, OperationState] = field(factory=dict, init=False)
    control: Control = field(factory=Control, init=False)
    night: Night | None = field(default=None, init=False)
    item: Item = field(init=False)

    def arrange(self, probes: Collection[Probe], costs: Mapping[Probe, int]) -> tuple[Probe, ...]:
        """Return the probes in the order in which they are sent tonight."""
        labels = [operation.label for operation in self.scope.corrected.operations]
        acting = [label for label in labels if self.scope.risk(label) is not Risk.READ]
        skips = tuple(self.scope.skips)
        self.night = make_night(self.settings, labels, probes, costs, self.known, self.previous, now(), skips, acting)
        return self.night.probes

    def start(self, label: str, probe: str) -> Item:
        """Start the test item of one probe of the operation with this label."""
        operation = self.scope.by_label[label]
        state = self.states.setdefault(label, OperationState())
        transport = self.sender.transport
        transport.by_method.clear()
        transport.wrong_credentials = 0
        transport.flips_slash = state.is_rerouted
        item_of = PlannedItem if self.settings.plan else Item
        self.item = item_of(
            operation,
            state,
            self.scope,
            self.sender,
            self.samples,
            self.judge,
            self.evaluator,
            self.redactor,
            Result(label, probe),
        )
        return self.item

    def finish(self) -> Result:
        """Return the result of the item, its findings compared with known_drift.yaml."""
        result = self.item.finish()
        shown = [evolve(finding, probe=result.question) for finding in result.findings]
        result.findings = mark_known(shown, self.known, date.today())
        return result

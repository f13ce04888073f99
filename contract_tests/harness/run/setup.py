"""Sets up what a run needs before it can send (document, policy, target, values), and tears it down."""

import json
import os
from collections.abc import Callable
from typing import Any, Self

from attrs import define, evolve, field

from contract_tests.harness.checks.judge import make_judge
from contract_tests.harness.corrections.evaluation import make_evaluator
from contract_tests.harness.errors import OutageFault, RunFault, UsageFault
from contract_tests.harness.findings.known_drift import read_known_drift
from contract_tests.harness.findings.phone_numbers import number_fields
from contract_tests.harness.findings.pointers import iter_values
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.result import Result, SkipCode
from contract_tests.harness.findings.secrets import Secrets
from contract_tests.harness.probes.writes.clean_up import CleanUp
from contract_tests.harness.run.plan import planned_target, planned_values
from contract_tests.harness.run.rotation import read_previous
from contract_tests.harness.run.run import Run
from contract_tests.harness.run.settings import Settings, duration
from contract_tests.harness.target.budget import MOST_WRONG_CREDENTIALS, Budget
from contract_tests.harness.target.call_commands import LiveCommands
from contract_tests.harness.target.gate import LiveGate
from contract_tests.harness.target.made.creations import Creations
from contract_tests.harness.target.made.own_resources import with_own_resources
from contract_tests.harness.target.mock.limits import guard
from contract_tests.harness.target.mock.server import MockServer
from contract_tests.harness.target.mock.starting import StartingMock
from contract_tests.harness.target.policy import LivePolicy, read_live_policy
from contract_tests.harness.target.recording_transport import RecordingTransport
from contract_tests.harness.target.sender import Sender
from contract_tests.harness.target.target import Kind, Target, is_reachable, live_target
from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.cases import credential_variables, make_schema
from contract_tests.harness.valid_requests.credentials import credentials_for, placeholders
from contract_tests.harness.valid_requests.path_values import LiveValues, Values
from contract_tests.harness.valid_requests.samples import Samples
from contract_tests.harness.valid_requests.scope import PROBE, Scope, choose_shard, choose_wrong_credentials, in_shard
from contract_tests.harness.valid_requests.secret_values import secret_values
from contract_tests.harness.valid_requests.value_sources import ValueSources
from vendor_spec.counts import counted
from vendor_spec.openapi.resources.collections import find_collections
from vendor_spec.overlay.correction import CorrectedDocument, correct
from vendor_spec.project import OWN
from vendor_spec.prose.claims import read_claims


@define
class RunSetup:
    """What was started for a run, and the `run` itself once it can send."""

    settings: Settings
    corrected: CorrectedDocument
    policy: LivePolicy
    target: Target
    mock: MockServer | None = None
    commands: LiveCommands | None = None
    run: Run | None = None
    clean_up: CleanUp | None = None
    notes: list[str] = field(factory=list)
    outage: str = ""

    @classmethod
    def create(cls, settings: Settings, worker_url: str | None, starting: StartingMock | None) -> Self:
        """Wait for the mock of a mock run: the one that is `starting`, or else one that is started here.

        `worker_url` is where that of another process responds. Raises RunFault or SpecError, with nothing left running.
        """
        corrected = starting.corrected if starting else correct(OWN, settings.overlay)
        if not corrected.operations:
            raise UsageFault(f"{corrected.document.name} has no operation under `paths`, so there is nothing to check")
        given = read_live_policy(OWN.live_policy, corrected.content, corrected.operations)
        policy = with_own_resources(given, corrected.content, corrected.operations)
        if settings.plan:
            return cls(settings, corrected, policy, planned_target(settings.target, corrected, policy))
        if settings.target is Kind.LIVE:
            variables = credential_variables(corrected.content)
            target = live_target(variables)
            index, count = settings.shard
            live = LiveValues(corrected.content, target, policy)
            is_ours = choose_shard(live, corrected.operations, count) == index
            before, after = (
                each if each and each.enabled and is_ours else None for each in (policy.before, policy.after)
            )
            protected = ("VOBIZ_BASE_URL", *variables.values())
            commands = LiveCommands(before, after, OWN.root, os.environ, protected)
            return cls(settings, corrected, policy, target, commands=commands)
        credentials = placeholders(corrected.content)
        if worker_url is not None:
            return cls(settings, corrected, policy, Target(Kind.MOCK, worker_url, credentials))
        mock = (starting or StartingMock.begin(corrected)).wait()
        return cls(settings, corrected, policy, Target(Kind.MOCK, mock.url, credentials), mock)

    def start(self, say: Callable[[str], None]) -> Result:
        """Make the run, after the command that places a call and the requests for values; return the result of these.

        `say` tells the user what is about to happen. Raises RunFault or SpecError; `teardown` is expected even then.
        """
        if self.commands is not None:
            for sentence in (_introduction(self.settings, self.target), self.commands.cost):
                if sentence:
                    say(sentence)
            self.target = evolve(self.target, environment={**self.target.environment, **self._place_call()})
        self.run = self._make_run()
        by_method = self.run.sender.transport.by_method.copy()
        return Result("", "values", by_method=by_method, notes=[*self.notes, *_notes(self.run.scope)])

    def _place_call(self) -> dict[str, str]:
        """Return what the command before the run gives; nothing, with the reason kept, if it failed for an outage."""
        if self.commands is None:
            return {}
        try:
            return self.commands.start()
        except UsageFault:
            raise
        except RunFault as fault:
            if not is_reachable(self.target.base_url):
                self.outage = str(fault)
            elif isinstance(fault, OutageFault):
                self.notes.append(f"the run goes on without what `before` gives: {fault}")
            else:
                raise
            return {}

    def _make_run(self) -> Run:
        settings, corrected, target, policy = self.settings, self.corrected, self.target, self.policy
        is_live = target.kind is Kind.LIVE
        gate = LiveGate.make(target.base_url, corrected.operations, policy) if is_live else None
        transport = _make_transport(settings, target, gate)
        live = LiveValues(corrected.content, target, policy)
        if gate is not None and not settings.plan:
            transport.creations = Creations.make(gate, find_collections(corrected.content))
            self.clean_up = CleanUp(live, gate, transport.creations, transport.budget.rate)
        if self.outage:
            transport.budget.end(SkipCode.NO_ANSWER, f"the target does not answer: {self.outage}")
        sources = ValueSources(live, transport)
        sourced: Values = {}
        if settings.plan:
            sourced = planned_values(live, corrected.operations)
        elif is_live:
            sourced = sources.values(in_shard(corrected.operations, settings.shard))
        scope = Scope.make(corrected, live, settings.shard, sourced, sources.responses)
        if settings.plan and is_live:
            # Requests with wrong credentials go to operations whose variables are set now, if there are any.
            now = evolve(live, target=evolve(target, environment=os.environ))
            chosen = choose_wrong_credentials(now, corrected.operations)
            scope = evolve(scope, gets_wrong_credentials=chosen or scope.gets_wrong_credentials)
        known = _texts(corrected.content) if is_live else None
        redactor = Redactor(Secrets(secret_values(target, sourced)), known, number_fields(corrected.content))
        claims = read_claims(OWN)
        judge = make_judge(corrected, claims, redactor)
        if not is_live:
            transport.guard = guard
        turns = None if is_live or settings.plan else OWN.build / "mock.turns"
        schema = make_schema(corrected.content, scope.operations, target, scope.values, settings.seed)
        previous, notes = read_previous(settings.previous, target.base_url)
        self.notes += notes
        return Run(
            settings,
            scope,
            Sender(target, transport, turns),
            judge,
            make_evaluator(scope, judge, claims),
            redactor,
            read_known_drift(OWN.known_drift),
            Samples(scope, schema),
            previous,
        )

    @property
    def current(self) -> Run:
        """The run; RunFault before it has begun."""
        if self.run is None:
            raise RunFault("the contract run has not begun")
        return self.run

    @property
    def redactor(self) -> Redactor:
        """Redacts what is shown; before the run it knows the secrets of the environment only."""
        if self.run is not None:
            return self.run.redactor
        is_live = self.target.kind is Kind.LIVE
        return Redactor(Secrets(secret_values(self.target, {})), frozenset() if is_live else None)

    def remove_made(self) -> Result:
        """Remove what the run has made on the account, once; return what that sent, and what is left."""
        clean_up, self.clean_up = self.clean_up, None
        if clean_up is None:
            return Result("", "clean_up")
        states = {} if self.run is None else self.run.states
        return clean_up.remove(self.redactor, [label for label, state in states.items() if state.is_rerouted])

    def teardown(self) -> RunFault | None:
        """Run the command that ends the call if `start` began one; return why that failed."""
        try:
            if self.commands is not None:
                self.commands.finish()
        except RunFault as error:
            return error
        return None


def _introduction(settings: Settings, target: Target) -> str:
    """What a live run is about to do, when the last report is not about the same API."""
    try:
        last = json.loads((OWN.reports / "drift.json").read_text())["target"]["base_url"]
    except (OSError, ValueError, KeyError, TypeError):
        last = None
    if last == target.base_url:
        return ""
    rate, budget = settings.rate_here(is_loopback=target.is_loopback), settings.budget_here or 0
    pace = f" at {rate:g} a second, which takes {duration(budget / rate)} at most" if rate else ""
    return (
        f"First live run against {target.base_url}: at most {counted(budget, 'request')}{pace}. "
        "contract_tests/live_policy.yaml says what may be sent, and --plan shows what would be. Ctrl-C stops the run."
    )


def _notes(scope: Scope) -> list[str]:
    if not scope.is_live or all(
        operation.label in scope.gets_wrong_credentials
        or not scope.risk(operation.label).allows(PROBE)
        or not credentials_for(scope.content, operation, scope.target.credentials)
        for operation in scope.operations
    ):
        return []
    number = f"{len(scope.gets_wrong_credentials)} of {len(scope.corrected.operations)} operations"
    most = f"a run sends at most {MOST_WRONG_CREDENTIALS} such requests, since accounts get locked"
    return [f"wrong credentials were tried on {number} only: {most}"]


def _make_transport(settings: Settings, target: Target, gate: LiveGate | None) -> Transport:
    if settings.plan:
        return RecordingTransport(target.base_url, Budget(down_after=None), gate=gate)
    rate, is_live = settings.rate_here(is_loopback=target.is_loopback), target.kind is Kind.LIVE
    budget = Budget(settings.budget_here, rate, settings.max_time, down_after=2 if is_live else None)
    return Transport(target.base_url, budget, patience=2 if is_live else 0, gate=gate)


def _texts(content: dict[str, Any]) -> frozenset[str]:
    values = [value for _, value in iter_values(content)]
    fields = {name for value in values if isinstance(value, dict) for name in value}
    return frozenset(fields | {value for value in values if isinstance(value, str)})

"""A pytest session as a contract run: starts the target, keeps a result an item, writes the report, sets the status."""

import gc
import json
import threading
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import define, evolve, field

from contract_tests.harness.errors import OutageFault, RunFault, UsageFault
from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.findings.result import Result, SkipCode
from contract_tests.harness.reporting.build import build_report
from contract_tests.harness.reporting.exit_status import Status, status_of
from contract_tests.harness.reporting.formats.terminal import lines
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.reporting.templates import settling_of
from contract_tests.harness.reporting.write import write_reports
from contract_tests.harness.run.collection import ItemCollection, probe_of
from contract_tests.harness.run.endings import ending_in_one_sentence
from contract_tests.harness.run.plan import render_plan
from contract_tests.harness.run.redacted_output import RedactedOutput
from contract_tests.harness.run.settings import read_settings
from contract_tests.harness.run.setup import RunSetup
from contract_tests.harness.target.mock.server import MockError, MockServer
from contract_tests.harness.target.mock.starting import StartingMock
from contract_tests.harness.target.target import Kind
from vendor_spec.command_line import ignore_ends, interrupt_once
from vendor_spec.project import OWN

RESULT = "contract"
WATCH_EVERY = 0.2  # seconds between two looks at whether the mock is still there


@define(eq=False)
class ContractSession:
    """A pytest plugin. With pytest-xdist, the controller owns the target and the report, the workers only send."""

    setup: RunSetup = field(repr=False)
    is_worker: bool
    results: list[Result] = field(factory=list)
    faults: list[str] = field(factory=list)
    report: Report | None = None
    ended_early: str = ""
    interrupted: bool = False
    started_at: datetime = field(factory=lambda: datetime.now(UTC))
    _terminated: threading.Event = field(factory=threading.Event)
    _ended: threading.Event = field(factory=threading.Event)

    @classmethod
    def start(cls, config: pytest.Config) -> None:
        """Read the options, correct the document, start the target; a user's mistake ends pytest with one sentence."""
        worker, terminated = getattr(config, "workerinput", None), threading.Event()
        with ending_in_one_sentence(config):
            settings = read_settings(config)
            if settings.target is Kind.LIVE and (worker is not None or getattr(config.option, "numprocesses", None)):
                raise UsageFault("-n is for the mock only: a live run sends one request at a time")
            if worker is None:
                interrupt_once(terminated.set)
            mocks = (each for each in config.pluginmanager.get_plugins() if isinstance(each, StartingMock))
            setup = RunSetup.create(settings, worker["contract_mock"] if worker else None, next(mocks, None))
        session = cls(setup, worker is not None, terminated=terminated)
        RedactedOutput.start(config, setup)
        config.pluginmanager.register(session, "contract-session")
        config.pluginmanager.register(ItemCollection(setup), "contract-collection")
        if setup.mock is not None:
            threading.Thread(target=session._watch, args=(setup.mock,), name="mock-watch", daemon=True).start()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Not when pytest is being configured, since Hypothesis, which makes the requests, is not ready then."""
        with ending_in_one_sentence(session.config):
            self.results.append(self.setup.start(_say))

    def _stop_if_interrupted(self) -> None:
        # Python drops what a signal handler raises in the midst of a callback, of the garbage collector for one.
        if self._terminated.is_set():
            raise KeyboardInterrupt

    def _watch(self, mock: MockServer) -> None:
        while not self._ended.wait(WATCH_EVERY):
            try:
                mock.ensure_alive()
            except MockError as error:
                self.faults.append(str(error))
                return

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist where the mock is."""
        node.workerinput["contract_mock"] = self.setup.mock.url if self.setup.mock else ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, Any, Any]:
        """Nothing is sent after the loop, and what follows it has to be done: other plugins first, then the report."""
        gc.freeze()
        gc.enable()
        try:
            outcome = yield
            self._stop_if_interrupted()
            return outcome
        finally:
            if not self.is_worker:
                ignore_ends()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, None]:
        self._stop_if_interrupted()
        run = self.setup.current
        if label := getattr(item, "operation_label", None):  # one of Schemathesis's items
            run.start(label, probe_of(item))
        elif "item" not in getattr(item, "funcargs", {}):
            yield  # a test of somebody's own, which sends nothing
            return
        try:
            spent = run.sender.transport.budget.spent
            if spent is not None and item.get_closest_marker("offline") is None:
                # Cases would still be made, for seconds, and none of them sent.
                run.item.result.skips = [spent.skip]
                pytest.skip(str(spent.skip))
            if label and run.item.find_case() is None:
                # Schemathesis would look for one for seconds, in each of its phases.
                pytest.fail(run.item.result.faults[0], pytrace=False)
            yield
        finally:
            result = run.finish()
            item.user_properties.append((RESULT, json.dumps(to_json(result))))
        if result.faults:
            pytest.fail(result.faults[0], pytrace=False)
        drift = [finding for finding in result.findings if finding.is_drift]
        if drift:
            lines = [f"{f.kind} at {f.location}: expected {f.expected}; observed {f.observed}" for f in drift]
            pytest.fail("\n".join(lines), pytrace=False)
        if result.skip:
            pytest.skip(str(result.skip))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect what the items learned; under pytest-xdist this is called in the controller, too."""
        if self.is_worker or (report.when != "call" and report.passed):
            return
        results = [
            from_json(json.loads(str(value)), Result) for name, value in report.user_properties if name == RESULT
        ]
        if report.when == "call":
            self.results += results
        explained = any(r.faults or any(finding.state is State.NEW for finding in r.findings) for r in results)
        if report.failed and not explained:
            self._keep_fault(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.is_worker:
            self._keep_fault(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep that the run came to no end: what it has not sent is no coverage."""
        self.ended_early = f"the check itself failed: {excinfo.exconly(tryshort=True)}"
        self.faults.append(self.ended_early)

    def _keep_fault(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        self.faults.append(f"{report.nodeid}: {str(report.longrepr).strip().splitlines()[-1]}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.ended_early, self.interrupted = "interrupted", True
        # A frame that is interrupted between two lines has none, over which pytest's terminal would stumble.
        excinfo.traceback = excinfo.traceback[:1]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.is_worker:
            return
        self._ended.set()
        ignore_ends()
        if self.setup.settings.plan:
            session.exitstatus = self._say_plan()
            return
        self.results.append(self.setup.remove_made())
        error = self.setup.teardown()
        if isinstance(error, OutageFault):
            self.setup.current.sender.transport.budget.end(SkipCode.NO_ANSWER, str(error))
        elif error is not None:
            self.faults.append(str(error))
        skips = (skip for result in self.results for skip in result.skips)
        out_of_time = next((skip.detail for skip in skips if skip.code is SkipCode.TIME_LIMIT), "")
        run, mock = self.setup.current, self.setup.mock
        night = {} if run.night is None else run.night.summary(self.results)
        report = build_report(
            self.results,
            scope=run.scope,
            uncorrected=run.evaluator.uncorrected,
            known=run.known,
            redact=run.redactor.text,
            seed=run.settings.seed,
            shard=run.settings.shard,
            strict=run.settings.strict,
            started_at=self.started_at,
            faults=self.faults,
            notes=[f"the mock was restarted: it {reason}" for reason in (mock.restarts if mock else ())],
            ended_early=self.ended_early or out_of_time,
            interrupted=self.interrupted,
            trouble=run.sender.transport.budget.trouble,
            **night,
        )
        exchanges = {id_: entry for result in self.results for id_, entry in result.exchanges.items()}
        try:
            report = write_reports(report, OWN.reports, exchanges, overlay=run.settings.other_overlay)
        except RunFault as error:
            report = evolve(report, faults=(*report.faults, str(error)))
        self.report = report
        session.exitstatus = status_of(report)

    def _say_plan(self) -> Status:
        if self.interrupted or self.faults:
            _say("interrupted before the plan was made" if self.interrupted else self.faults[0])
            return Status.INTERRUPTED if self.interrupted else Status.FAULT
        _say(render_plan(self.setup.current, self.results).rstrip("\n"))
        return Status.CONFORMS

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        self._ended.set()
        for note in self.setup.remove_made().notes:
            _say(note)
        if error := self.setup.teardown():
            _say(str(error))
        if self.setup.mock is not None:
            self.setup.mock.stop()
        terminal = config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None and self.report is not None:
            overlay = self.setup.settings.other_overlay
            for line in lines(self.report, settling_of(self.report, overlay=overlay)):
                terminal.write_line(line)


def _say(sentence: str) -> None:
    print(sentence, flush=True)

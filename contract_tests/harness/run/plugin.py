"""A pytest session as a contract run: starts the target, keeps a record an item, writes the report, sets the status."""

import json
import signal
import threading
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest
from attrs import define, evolve, field

from contract_tests.harness.errors import RunFault, UsageFault
from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.findings.result import Record
from contract_tests.harness.probes.order import place_of
from contract_tests.harness.reporting.build import build_report
from contract_tests.harness.reporting.exit_status import INTERRUPTED, Status, status_of
from contract_tests.harness.reporting.formats.terminal import lines
from contract_tests.harness.reporting.past_runs import carry_over
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.reporting.write import RECORD as RECORD_FILE
from contract_tests.harness.reporting.write import write_reports
from contract_tests.harness.run.redacted_output import Discretion
from contract_tests.harness.run.run import Run
from contract_tests.harness.run.settings import read_settings
from contract_tests.harness.run.setup import Opening
from contract_tests.harness.target.mock.server import MockError, MockServer
from contract_tests.harness.target.not_sent import TIME_LIMIT
from contract_tests.harness.target.target import Kind
from vendor_spec.errors import SpecError
from vendor_spec.project import OWN

RECORD = "contract"
OFFLINE_QUESTION = "test_the_prose_agrees"  # asks nobody but the document
WATCH_EVERY = 0.2  # seconds between two looks at whether the mock is still there

_session: "ContractSession | None" = None


def current_run() -> Run:
    """The run of this process; the test modules ask it for its operations while pytest collects them."""
    if _session is None:
        raise RunFault("no contract run was started; run `pytest contract_tests` or `python -m contract_tests`")
    return _session.run


@define(eq=False)
class ContractSession:
    """A pytest plugin. With pytest-xdist, the controller owns the target and the report, the workers only ask."""

    opening: Opening
    is_worker: bool
    records: list[Record] = field(factory=list)
    faults: list[str] = field(factory=list)
    report: Report | None = None
    ended_early: str = ""
    started_at: datetime = field(factory=lambda: datetime.now(UTC))
    _ended: threading.Event = field(factory=threading.Event)

    @classmethod
    def start(cls, config: pytest.Config) -> None:
        """Read the options, correct the document, start the target; a user's mistake ends pytest with one sentence."""
        global _session
        worker = getattr(config, "workerinput", None)
        try:
            settings = read_settings(config.option, OWN.root)
            if settings.target is Kind.LIVE and (worker is not None or getattr(config.option, "numprocesses", None)):
                raise UsageFault("-n is for the mock only: a live run asks one question at a time")
            if worker is None:
                signal.signal(signal.SIGTERM, _interrupt)
            _session = cls(Opening.of(settings, worker["contract_mock"] if worker else None), worker is not None)
        except (RunFault, SpecError, MockError) as error:
            _exit(error)
        except KeyboardInterrupt:
            pytest.exit("interrupted before anything was asked", Status.INTERRUPTED)
        config.pluginmanager.register(_session, "contract-session")
        Discretion.start(config, _session.opening)
        if _session.mock is not None:
            threading.Thread(target=_session._watch, name="mock-watch", daemon=True).start()

    @property
    def run(self) -> Run:
        """The run; RunFault before the session has begun."""
        if self.opening.run is None:
            raise RunFault("the contract run has not begun")
        return self.opening.run

    @property
    def mock(self) -> MockServer | None:
        return self.opening.mock

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self) -> None:
        """Not when pytest is being configured, since Hypothesis, which makes the requests, is not ready then."""
        try:
            self.opening.begin(_say)
            self.records += self.opening.records
        except (RunFault, SpecError) as error:
            _exit(error)
        except KeyboardInterrupt:
            pytest.exit("interrupted before anything was asked", Status.INTERRUPTED)

    def _watch(self) -> None:
        while self.mock is not None and not self._ended.wait(WATCH_EVERY):
            try:
                self.mock.ensure_alive()
            except MockError as error:
                self.faults.append(str(error))
                return

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist where the mock is."""
        node.workerinput["contract_mock"] = self.mock.url if self.mock else ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Question by question, not operation by operation; without the items that pytest makes for no operation."""
        items[:] = [item for item in items if not item.name.endswith("[NOTSET]")]
        items.sort(key=lambda item: place_of(item.name))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, Any, Any]:
        """Nothing is asked after the loop, and what follows it has to be done: other plugins first, then the report."""
        try:
            return (yield)
        finally:
            if not self.is_worker:
                _be_deaf()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, None]:
        label = getattr(item, "operation_label", None) or _label_of(item)
        question = item.originalname if isinstance(item, pytest.Function) else item.name
        self.run.begin(label, question.removeprefix("test_"))
        try:
            if self.run.transport.spent and question != OFFLINE_QUESTION:
                # Cases would still be made, for seconds, and none of them sent.
                self.run.record.troubles[self.run.transport.spent] = 1
                pytest.skip(self.run.transport.spent)
            yield
        finally:
            record = self.run.finish()
            item.user_properties.append((RECORD, json.dumps(to_json(record))))
        if record.faults:
            pytest.fail(record.faults[0], pytrace=False)
        drift = [finding for finding in record.findings if finding.is_drift]
        if drift:
            lines = [f"{f.kind} at {f.location}: expected {f.expected}; observed {f.observed}" for f in drift]
            pytest.fail("\n".join(lines), pytrace=False)
        if record.reason:
            pytest.skip(record.reason)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect what the items learned; under pytest-xdist this is called in the controller, too."""
        if self.is_worker or (report.when != "call" and report.passed):
            return
        found = [from_json(json.loads(str(value)), Record) for name, value in report.user_properties if name == RECORD]
        if report.when == "call":
            self.records += found
        if report.failed and not any(_explains_failure(record) for record in found):
            self.faults.append(f"{report.nodeid}: {str(report.longrepr).strip().splitlines()[-1]}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.is_worker:
            self.faults.append(f"{report.nodeid}: {str(report.longrepr).strip().splitlines()[-1]}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.ended_early = INTERRUPTED
        # A frame that is interrupted between two lines has none, over which pytest's terminal would stumble.
        excinfo.traceback = excinfo.traceback[:1]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.is_worker:
            return
        self._ended.set()
        _be_deaf()
        if trouble := self.opening.end():
            self.faults.append(trouble)
        limit = TIME_LIMIT.format(self.run.settings.max_time or 0)
        if any(f"not asked: {limit}" in record.troubles for record in self.records):
            self.ended_early = self.ended_early or limit
        restarts = self.mock.restarts if self.mock else []
        run = self.run
        report = build_report(
            self.records,
            corrected=run.corrected,
            target=run.target,
            rivals=run.trial.rivals,
            known=run.known.entries,
            not_asked=run.not_asked,
            redact=run.scribe.text,
            seed=run.settings.seed,
            shard=run.settings.shard,
            strict=run.settings.strict,
            started_at=self.started_at,
            faults=self.faults,
            notes=[f"the mock was restarted: it {reason}" for reason in restarts],
            ended_early=self.ended_early,
        )
        folder = run.settings.reports
        report = carry_over(report, folder / RECORD_FILE)
        exchanges = {id_: entry for record in self.records for id_, entry in record.exchanges.items()}
        try:
            write_reports(report, folder, exchanges)
        except RunFault as error:
            report = evolve(report, faults=(*report.faults, str(error)))
        self.report = report
        session.exitstatus = status_of(report)

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        global _session
        self._ended.set()
        if trouble := self.opening.end():
            _say(trouble)
        if self.mock is not None:
            self.mock.stop()
        _session = None
        terminal = config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None and self.report is not None:
            for line in lines(self.report):
                terminal.write_line(line)


def _exit(error: Exception) -> NoReturn:
    usual = Status.USAGE if isinstance(error, SpecError) else Status.FAULT
    pytest.exit(str(error), getattr(error, "status", usual))


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _interrupt(number: int, _: object) -> NoReturn:
    # Who stops a job may send the signal to each of its processes, and so more than once to us.
    signal.signal(number, _overhear)
    raise KeyboardInterrupt


def _be_deaf() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _overhear)


def _overhear(number: int, _: object) -> None:
    # SIG_IGN would be handed down to the command that ends the call.
    return


def _label_of(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    operation = callspec.params.get("operation") if callspec else None
    return str(operation.label) if operation else item.name


def _explains_failure(record: Record) -> bool:
    return bool(record.faults or any(finding.state is State.NEW for finding in record.findings))

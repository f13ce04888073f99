"""A pytest session as a contract run: starts the target, keeps a record an item, writes the report, sets the status."""

import threading
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from contract_tests.harness.cases import credential_variables
from contract_tests.harness.credentials import placeholders
from contract_tests.harness.errors import RunFault, UsageFault
from contract_tests.harness.exchange import Scribe
from contract_tests.harness.known_drift import FILE, read_known_drift
from contract_tests.harness.mock_server import MockError, MockServer
from contract_tests.harness.recorder import Record
from contract_tests.harness.redaction import Redactor, spoil
from contract_tests.harness.report import make_record
from contract_tests.harness.reporting.terminal import lines
from contract_tests.harness.reporting.writing import write_reports
from contract_tests.harness.run import Run
from contract_tests.harness.settings import DEFAULT_LIVE_BUDGET, DEFAULT_LIVE_RATE, Settings, read_settings
from contract_tests.harness.status import INTERRUPTED, Status, status_of
from contract_tests.harness.targets import Kind, Target, live_target
from contract_tests.harness.transport import Transport
from vendor_spec.correction import CorrectedDocument, correct, write_corrected
from vendor_spec.errors import SpecError
from vendor_spec.project import Project

RECORD = "contract"
LIVE_METHODS = ("GET",)  # on this API a stray DELETE hangs up a call, a POST transfers it or costs money
SHORTEST_SECRET = 5  # characters; masking every "1" would make a report unreadable and hide nobody
FIRST_QUESTION = "test_a_valid_request_succeeds"
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

    run: Run
    is_worker: bool
    mock: MockServer | None = None
    records: list[Record] = field(factory=list)
    faults: list[str] = field(factory=list)
    report: dict[str, Any] | None = None
    ended_early: str = ""
    started_at: datetime = field(factory=lambda: datetime.now(UTC))
    _ended: threading.Event = field(factory=threading.Event)

    @classmethod
    def start(cls, config: pytest.Config) -> None:
        """Read the options, correct the document, start the target; a user's mistake ends pytest with one sentence."""
        global _session
        worker = getattr(config, "workerinput", None)
        try:
            settings = read_settings(config.option, Path(__file__).parents[2])
            if settings.target is Kind.LIVE and (worker is not None or getattr(config.option, "numprocesses", None)):
                raise UsageFault("-n is for the mock only: a live run asks one question at a time")
            corrected = correct(Project(settings.root), settings.overlay)
            mock = None
            if worker is not None:
                target = _target(settings, corrected, worker["contract_mock"])
            else:
                mock = _start_mock(settings, corrected) if settings.target is Kind.MOCK else None
                target = _target(settings, corrected, mock.url if mock else "")
            _session = cls(_make_run(settings, corrected, target), worker is not None, mock)
        except (RunFault, SpecError, MockError) as error:
            pytest.exit(
                str(error), getattr(error, "status", Status.USAGE if isinstance(error, SpecError) else Status.FAULT)
            )
        config.pluginmanager.register(_session, "contract-session")
        if mock is not None:
            threading.Thread(target=_session._watch, name="mock-watch", daemon=True).start()

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
        """The valid request of every operation comes first: the other questions depend on it."""
        items.sort(key=lambda item: not item.name.startswith(FIRST_QUESTION))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, None]:
        label = getattr(item, "operation_label", None) or _label_of(item)
        question = item.originalname if isinstance(item, pytest.Function) else item.name
        self.run.begin(label, question.removeprefix("test_"))
        try:
            yield
        finally:
            record = self.run.finish()
            item.user_properties.append((RECORD, record.to_record()))
        if record.faults:
            pytest.fail(record.faults[0], pytrace=False)
        drift = [finding for finding in record.findings if finding.is_drift]
        if drift:
            lines = [f"{f.kind} at {f.location}: expected {f.expected}; observed {f.observed}" for f in drift]
            pytest.fail("\n".join(lines), pytrace=False)
        if record.reason:
            pytest.skip(record.reason)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        # A traceback may show a request with its headers.
        if isinstance(report.longrepr, tuple):
            path, line, reason = report.longrepr
            report.longrepr = (path, line, self.run.scribe.text(reason))
        elif report.longrepr is not None:
            report.longrepr = self.run.scribe.text(str(report.longrepr))
        report.sections = [(name, self.run.scribe.text(text)) for name, text in report.sections]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect what the items learned; under pytest-xdist this is called in the controller, too."""
        if self.is_worker or (report.when != "call" and report.passed):
            return
        found: list[Any] = [value for name, value in report.user_properties if name == RECORD]
        if report.when == "call":
            self.records.extend(Record.from_record(value) for value in found)
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
        restarts = self.mock.restarts if self.mock else []
        self.report = make_record(
            self.run,
            self.records,
            self.faults,
            self.started_at,
            notes=[f"the mock was restarted: it {reason}" for reason in restarts],
            ended_early=self.ended_early,
        )
        write_reports(self.report, self.run.settings.reports)
        session.exitstatus = status_of(self.report)

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        global _session
        self._ended.set()
        if self.mock is not None:
            self.mock.stop()
        _session = None
        terminal = config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None and self.report is not None:
            for line in lines(self.report):
                terminal.write_line(line)


def _target(settings: Settings, corrected: CorrectedDocument, mock_url: str) -> Target:
    if settings.target is Kind.MOCK:
        return Target(Kind.MOCK, mock_url, placeholders(corrected.content))
    return live_target(credential_variables(corrected.content))


def _start_mock(settings: Settings, corrected: CorrectedDocument) -> MockServer:
    build = settings.root / "build"
    document = build / "mock.yaml"
    write_corrected(corrected, document)
    mock = MockServer(document=document, root=settings.root, log=build / "prism.log")
    mock.start()
    return mock


def _make_run(settings: Settings, corrected: CorrectedDocument, target: Target) -> Run:
    is_live = target.kind is Kind.LIVE
    rate = settings.rate if settings.rate or target.is_loopback else DEFAULT_LIVE_RATE
    budget = settings.max_requests or (DEFAULT_LIVE_BUDGET if is_live else None)
    known = read_known_drift(FILE)
    variables = {name: value for name, value in target.environment.items() if name.startswith("VOBIZ_")}
    kept = set(target.credentials.values())
    secrets = {value: f"${name}" for name, value in variables.items() if value in kept or len(value) >= SHORTEST_SECRET}
    secrets.pop(target.base_url, None)
    # A wrong credential that we send differs from the right one in a single character.
    secrets |= {spoil(value): f"{name}_SPOILED" for value, name in secrets.items()}
    texts = frozenset(_texts(corrected.content)) if is_live else None
    return Run(
        settings=settings,
        corrected=corrected,
        target=target,
        transport=Transport(
            target.base_url,
            rate=rate,
            budget=budget,
            down_after=2 if is_live else None,
            patience=2 if is_live else 0,
            methods=LIVE_METHODS if is_live else None,
        ),
        scribe=Scribe(Redactor(secrets), texts),
        known=known,
    )


def _texts(value: Any) -> Generator[str, None, None]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(item)


def _label_of(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    operation = callspec.params.get("operation") if callspec else None
    return str(operation.label) if operation else item.name


def _explains_failure(record: dict[str, Any]) -> bool:
    return bool(record["faults"] or [f for f in record["findings"] if f["state"] == "new"])

"""Keeps what must not be seen out of what pytest prints by itself: tracebacks, output, log lines, warnings, traces."""

import logging
import warnings
from typing import Any

import pytest
from _pytest._code.code import ExceptionChainRepr, ReprEntryNative, ReprTraceback
from attrs import define, field

from contract_tests.harness.run.setup import RunSetup
from contract_tests.harness.target.target import Kind

FORMATTER = logging.Formatter()


@define(eq=False)
class RedactedOutput:
    """A pytest plugin, registered by the session."""

    setup: RunSetup = field(repr=False)
    _make_log_record: Any = field(factory=logging.getLogRecordFactory)

    @classmethod
    def start(cls, config: pytest.Config, setup: RunSetup) -> None:
        """From now on everything that pytest prints is redacted."""
        if setup.target.kind is Kind.LIVE:
            # Values of variables are cut in the middle, where no secret is recognised any more.
            config.option.showlocals = config.option.fulltrace = False
            # Nor in what --debug writes: objects of the run, shortened, and some of them hold credentials.
            config.trace("what follows is left out: it may hold credentials and numbers of the live run")
            config.trace.root.setwriter(None)
            if getattr(config.option, "tbstyle", "auto") in ("auto", "long"):  # a plan has no terminal, nor its options
                config.option.tbstyle = "short"
        plugin = cls(setup)
        logging.setLogRecordFactory(plugin.make_log_record)
        config.pluginmanager.register(plugin, "contract-redacted-output")

    def make_log_record(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        """Return a record of logging, redacted: HTTP libraries log whole URLs, and errors that quote headers."""
        record: logging.LogRecord = self._make_log_record(*args, **kwargs)
        record.msg, record.args = self.setup.redactor.text(record.getMessage()), None
        if record.exc_info:
            record.exc_text, record.exc_info = (
                self.setup.redactor.text(FORMATTER.formatException(record.exc_info)),
                None,
            )
        return record

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Any:
        report: pytest.TestReport = yield
        # A traceback may show a request with its headers.
        if isinstance(report.longrepr, tuple):
            path, line, reason = report.longrepr
            report.longrepr = (path, line, self.setup.redactor.text(reason))
        elif report.longrepr is not None:
            report.longrepr = self.setup.redactor.text(str(report.longrepr))
        report.sections = [(name, self.setup.redactor.text(text)) for name, text in report.sections]
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Any:
        report: pytest.CollectReport = yield
        if report.failed:
            report.longrepr = self.setup.redactor.text(str(report.longrepr))
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        # pytest hands the same object to whoever prints it.
        warning_message.message = self.setup.redactor.text(str(warning_message.message))

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: ExceptionChainRepr) -> None:
        # pytest hands the same object to whoever prints it.
        shown = ReprTraceback([ReprEntryNative([self.setup.redactor.text(str(excrepr))])], None, "native")
        excrepr.chain = [(shown, None, None)]

    def pytest_unconfigure(self) -> None:
        logging.setLogRecordFactory(self._make_log_record)

"""Hands the run over to the harness: pytest collects and calls, `harness.run.plugin` starts, records and reports."""

import pytest

from contract_tests.harness.run.plugin import ContractSession
from contract_tests.harness.run.settings import add_options


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser.getgroup("contract", "the contract check"))


def pytest_configure(config: pytest.Config) -> None:
    ContractSession.start(config)

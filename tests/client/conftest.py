"""The tests see no credentials, addresses or proxies of the machine they run on, and wait little between attempts."""

import os
from collections.abc import Iterator
from types import ModuleType

import pytest

from .generated import generated_package


@pytest.fixture(autouse=True)
def _calm_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vobiz_client.runtime.retries._BACKOFF_S", 0.01)
    for name in list(os.environ):
        if name.startswith("VOBIZ_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def transport(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The client of a document with every way of calling an operation."""
    with generated_package(tmp_path_factory.mktemp("transport"), "transport.yaml", "transport_client") as package:
        yield package

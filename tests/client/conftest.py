"""The tests see no credentials, addresses or proxies of the machine they run on, and wait little between attempts."""

import os

import pytest


@pytest.fixture(autouse=True)
def _calm_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vobiz_client.runtime.retries._BACKOFF_S", 0.01)
    for name in list(os.environ):
        if name.startswith("VOBIZ_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)

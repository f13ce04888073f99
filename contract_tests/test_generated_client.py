"""The generated client against the same target: it calls every operation and reads what the target sends."""

import pytest

from contract_tests.harness.probes.client.generated_client import call_operation
from contract_tests.harness.probes.item import Item
from contract_tests.harness.run.run import Run


def test_generated_client(item: Item, run: Run) -> None:
    if not item.is_closed():
        call_operation(item, has_own_overlay=run.settings.has_own_overlay)


@pytest.mark.mock_only  # the two clients differ in how they send, which the mock is enough to see
def test_generated_async_client(item: Item, run: Run) -> None:
    if not item.is_closed():
        call_operation(item, has_own_overlay=run.settings.has_own_overlay, is_async=True)

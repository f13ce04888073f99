"""What the client makes of the document differently, as a finding."""

from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.probes.client.client_call import Outcome
from contract_tests.harness.probes.item import Item


def disagree_by_result(item: Item, outcome: Outcome) -> None:
    """Keep that the client returned or raised something else than it was sent."""
    result = outcome.result
    observed = (
        f"{type(result).__name__}: {result}" if isinstance(result, Exception) else f"a result for {result.status}"
    )
    disagree(item, "error", "the client returns what the mock sends", observed)


def disagree(item: Item, key: str, expected: str, observed: str) -> None:
    """Keep what was expected of the client, and what it does."""
    observed = item.redactor.text(observed)
    item.result.add([Finding("client.mismatch", item.label, "client", expected, observed, key=key)])

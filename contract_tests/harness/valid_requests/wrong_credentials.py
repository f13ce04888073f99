"""Which operations get requests with wrong credentials: few, since accounts get locked, and the same in every shard."""

from collections.abc import Collection, Mapping
from typing import Any

from contract_tests.harness.target.budget import MOST_WRONG_CREDENTIALS
from contract_tests.harness.target.policy import LivePolicy
from contract_tests.harness.target.target import Target
from contract_tests.harness.valid_requests.credentials import Credential, credentials_for
from contract_tests.harness.valid_requests.path_values import find_skip
from vendor_spec.openapi.document import Operation

QUESTION = "credentials_are_required"


def requests_for(credentials: Collection[Credential]) -> int:
    """Return how many requests with wrong credentials the probe sends: each one wrong alone, and all of them."""
    return len(credentials) + (len(credentials) > 1)


def choose_operations(
    content: Mapping[str, Any], operations: Collection[Operation], target: Target, policy: LivePolicy
) -> frozenset[str]:
    """Return the labels of those operations of the whole document that get them, the first ones first."""
    left, chosen = MOST_WRONG_CREDENTIALS, set()
    for operation in operations:
        # What a source returns may differ between shards, so only what is known before counts.
        is_asked = policy.entries[operation.label].risk.allows(QUESTION)
        if not is_asked or find_skip(content, operation, target, policy):
            continue
        needed = requests_for(credentials_for(content, operation, target.credentials) or ())
        if 0 < needed <= left:
            left -= needed
            chosen.add(operation.label)
    return frozenset(chosen)

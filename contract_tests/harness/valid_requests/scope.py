"""What a run sends, to whom, and with which values: all that stays the same while it lasts."""

from collections.abc import Mapping
from typing import Any, Self

from attrs import frozen

from contract_tests.harness.findings.result import Skip
from contract_tests.harness.target.policy import LivePolicy, Risk
from contract_tests.harness.target.shards import in_shard
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.valid_requests.path_values import Origin, Values, live_values, origins_of
from contract_tests.harness.valid_requests.wrong_credentials import choose_operations
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.correction import CorrectedDocument


@frozen
class Scope:
    """The operations of a run.

    Attributes:
        in_shard: Those that are this run's part of the document.
        values: The live values of path parameters, by label and name; on the mock there are none.
        skips: Why nothing is sent to some of them, by label.
        gets_wrong_credentials: The labels of those that get requests with wrong credentials.
    """

    corrected: CorrectedDocument
    target: Target
    policy: LivePolicy
    in_shard: tuple[Operation, ...]
    values: Mapping[str, Mapping[str, str]]
    skips: Mapping[str, Skip]
    gets_wrong_credentials: frozenset[str]

    @classmethod
    def make(
        cls,
        corrected: CorrectedDocument,
        target: Target,
        policy: LivePolicy,
        shard: tuple[int, int],
        sourced: Values,
    ) -> Self:
        """Return the scope of a shard; `sourced` is what the sources of values gave."""
        operations = tuple(in_shard(corrected.operations, shard))
        outcomes = {each.label: live_values(corrected.content, each, target, policy, sourced) for each in operations}
        values = {label: {} if isinstance(value, Skip) else value for label, value in outcomes.items()}
        skips = {label: value for label, value in outcomes.items() if isinstance(value, Skip)}
        is_live = target.kind is Kind.LIVE
        wrong = choose_operations(corrected.content, corrected.operations, target, policy) if is_live else frozenset()
        return cls(corrected, target, policy, operations, values, skips, wrong)

    @property
    def content(self) -> dict[str, Any]:
        """The corrected document."""
        return self.corrected.content

    @property
    def is_live(self) -> bool:
        return self.target.kind is Kind.LIVE

    @property
    def operations(self) -> list[Operation]:
        """The operations that this run sends requests to."""
        return [operation for operation in self.in_shard if operation.label not in self.skips]

    def risk(self, label: str) -> Risk:
        """Return what may be sent to an operation; the mock may be sent everything."""
        return self.policy.entries[label].risk if self.is_live else Risk.READ

    def origins(self, operation: Operation) -> list[Origin]:
        """Return where each path parameter of an operation takes its live value from."""
        return origins_of(self.content, operation, self.target, self.policy)

"""What a run sends, to whom, and with which values: all that stays the same while it lasts."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, Self

import requests
from attrs import field, frozen

from contract_tests.harness.findings.result import Skip
from contract_tests.harness.target.budget import MOST_WRONG_CREDENTIALS
from contract_tests.harness.target.policy import LivePolicy, Risk
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.valid_requests.credentials import credentials_for
from contract_tests.harness.valid_requests.path_values import LiveValues, Values
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.twins import group_twins
from vendor_spec.overlay.correction import CorrectedDocument

PROBE = "credentials_are_required"


@frozen
class Scope:
    """The operations of a run.

    Attributes:
        in_shard: Those that are this run's part of the document.
        values: The live values of path parameters, by label and name; on the mock there are none.
        skips: Why nothing is sent to some of them, by label.
        unknown: Why no id of a resource is known for some of them, by label: they get requests with a made-up one.
        gets_wrong_credentials: The labels of those that get requests with wrong credentials.
        answered: The responses to the valid requests that were sent before all others, to make resources, by label.
    """

    corrected: CorrectedDocument
    target: Target
    policy: LivePolicy
    in_shard: tuple[Operation, ...]
    values: Mapping[str, Mapping[str, str]]
    skips: Mapping[str, Skip]
    unknown: Mapping[str, Skip]
    gets_wrong_credentials: frozenset[str]
    answered: Mapping[str, requests.Response] = field(factory=dict)

    @classmethod
    def make(
        cls,
        corrected: CorrectedDocument,
        live: LiveValues,
        shard: tuple[int, int],
        sourced: Values,
        answered: Mapping[str, requests.Response] | None = None,
    ) -> Self:
        """Return the scope of a shard; `sourced` is what the sources of values gave, `answered` what they got."""
        operations = tuple(in_shard(corrected.operations, shard))
        outcomes = {operation.label: live.of(operation, sourced) for operation in operations}
        values = {label: {} if isinstance(value, Skip) else value for label, value in outcomes.items()}
        skips = {label: value for label, value in outcomes.items() if isinstance(value, Skip)}
        reasons = {operation.label: live.find_unknown(operation, sourced) for operation in operations}
        unknown = {label: skip for label, skip in reasons.items() if skip is not None}
        wrong = choose_operations(live, corrected.operations) if live.target.kind is Kind.LIVE else frozenset()
        return cls(corrected, live.target, live.policy, operations, values, skips, unknown, wrong, answered or {})

    @property
    def content(self) -> dict[str, Any]:
        """The corrected document."""
        return self.corrected.content

    @cached_property
    def twins(self) -> dict[str, list[Operation]]:
        """All operations with one method and path in requests, by the label of each, where there are several."""
        return group_twins(self.content)

    def path_of(self, operation: Operation) -> str:
        """Return the path at which the target has an operation: Prism knows those of the document only."""
        return operation.request_path if self.is_live else operation.path

    @cached_property
    def by_label(self) -> dict[str, Operation]:
        """The operations of this run's part of the document."""
        return {operation.label: operation for operation in self.in_shard}

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


def choose_operations(live: LiveValues, operations: Collection[Operation]) -> frozenset[str]:
    """Return the labels of the operations of the whole document that get requests with wrong credentials: few, since
    accounts get locked, those with known ids first, and the same in every shard."""
    left, chosen = MOST_WRONG_CREDENTIALS, set()
    for operation in sorted(operations, key=lambda operation: bool(live.missing(operation))):
        # What a source returns may differ between shards, so only what is known before counts.
        if not live.policy.entries[operation.label].risk.allows(PROBE) or live.find_skip(operation):
            continue
        credentials = credentials_for(live.content, operation, live.target.credentials) or ()
        needed = len(credentials) + (len(credentials) > 1)  # each one wrong alone, and all of them
        if 0 < needed <= left:
            left -= needed
            chosen.add(operation.label)
    return frozenset(chosen)


def choose_shard(live: LiveValues, operations: Collection[Operation], count: int) -> int:
    """Return which one of `count` shards, from 1, runs the commands around a run, so that only one places a call.

    It is the one with the first operation whose path lacks a value; else the one with the first whose path has another
    value than a credential; else the first.
    """
    own = set(live.target.credentials.values())
    chosen: list[tuple[bool, int]] = []
    for operation in operations:
        if live.policy.entries[operation.label].risk is Risk.FORBIDDEN:
            continue
        values = [live.target.environment.get(origin.variable) for origin in live.origins(operation)]
        if any(value not in own for value in values):
            chosen.append((all(values), shard_of(operation.label, count)))
    return min(chosen, key=lambda choice: choice[0], default=(True, 1))[1]


def in_shard(operations: Iterable[Operation], shard: tuple[int, int]) -> list[Operation]:
    """Return the operations that are the i-th of n parts, in their order."""
    index, count = shard
    return [operation for operation in operations if shard_of(operation.label, count) == index]


def shard_of(label: str, count: int) -> int:
    """Return which one of `count` shards, from 1, has the operation, whatever others the document has."""
    return int(hashlib.sha256(label.encode()).hexdigest(), 16) % count + 1

"""What a run sends, to whom, and with which values: all that stays the same while it lasts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from attrs import field, frozen

from contract_tests.harness.findings.result import Skip
from contract_tests.harness.target.budget import MOST_WRONG_CREDENTIALS
from contract_tests.harness.target.policy import LivePolicy, Risk
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.valid_requests.credentials import Alternative, alternatives_for
from contract_tests.harness.valid_requests.path_values import LiveValues, Values
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.twins import group_twins
from vendor_spec.overlay.correction import CorrectedDocument

if TYPE_CHECKING:
    import requests

PROBE = "credentials_are_required"


@frozen
class Scope:
    """The operations of a run.

    Attributes:
        in_shard: Those that are this run's part of the document.
        values: The live values of path parameters, by label and name; on the mock there are none.
        skips: Why nothing is sent to some of them, by label.
        unknown: Why no id of a resource is known for some of them, by label: they get requests with a made-up one.
        gets_wrong_credentials: By label, the names of the alternatives of security whose credentials are sent wrong.
        answered: The responses to the valid requests that were sent before all others, to make resources, by label.
    """

    corrected: CorrectedDocument
    target: Target
    policy: LivePolicy
    in_shard: tuple[Operation, ...]
    values: Mapping[str, Mapping[str, str]]
    skips: Mapping[str, Skip]
    unknown: Mapping[str, Skip]
    gets_wrong_credentials: Mapping[str, Collection[str]]
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
        wrong = choose_wrong_credentials(live, corrected.operations) if live.target.kind is Kind.LIVE else {}
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


def choose_wrong_credentials(live: LiveValues, operations: Collection[Operation]) -> dict[str, set[str]]:
    """Return, by the labels of operations of the whole document, the alternatives of security that are sent wrong.

    There are few, since accounts get locked: spread over alternatives and operations, those with known ids first, and
    the same in every shard.
    """
    candidates: list[tuple[str, list[Alternative]]] = []
    for operation in sorted(operations, key=lambda operation: bool(live.missing(operation))):
        # What a source returns may differ between shards, so only what is known before counts.
        if live.policy.entries[operation.label].risk.allows(PROBE) and not live.find_skip(operation):
            alternatives = alternatives_for(live.content, operation, live.target.credentials)
            candidates.append((operation.label, [each for each in alternatives if each.credentials]))
    left, chosen = MOST_WRONG_CREDENTIALS, dict[str, set[str]]()
    for turn in range(max((len(known) for _, known in candidates), default=0)):
        for place, (label, known) in enumerate(candidates):
            if turn >= len(known):
                continue
            alternative = known[(place + turn) % len(known)]
            parts = len(alternative.credentials or ())
            needed = parts + (parts > 1)  # each one wrong alone, and all of them
            if needed <= left:
                left -= needed
                chosen.setdefault(label, set()).add(alternative.name)
    return chosen


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

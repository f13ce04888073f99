"""A finding: one disagreement, de-duplicated and redacted, with an id that stays the same night after night."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any

from attrs import evolve, field, frozen, validators

from contract_tests.harness.findings.kinds import KINDS, Severity, counts_as_drift


class State(StrEnum):
    """Whether somebody has resolved a finding, and in which file."""

    NEW = "new"
    KNOWN = "known"
    CORRECTED = "corrected"


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen
class Finding:
    """What was expected at one place of one operation, and what was observed instead.

    `location` names the place (`response.200.body#/call_uuid`, `query.status`, `path`); `request` is one curl command
    that shows it and `response_excerpt` the start of the response, both redacted. `expected` and `observed` are for
    people: no code reads them. What code has to know is in `data` ({"name": "from_number"}), masked like the rest, and
    in `seen`: the values that were observed, as JSON, or those that a page lists.

    The id comes from kind, operation, location and `key`, which tells apart what can be found at one place; never from
    what one run happened to see, nor from a sentence. `former_id` is the id that the finding had while ids hashed the
    expectation: known_drift.yaml, open issues and past runs may still name it. `more_former_ids` are those of sightings
    that were findings of their own then. `probe` is the one that showed it first.
    It was there `count` times, in `seen_in` of the `asked` responses in which it could be; 0 where that is not known.
    """

    kind: str = field(validator=validators.in_(KINDS))
    operation: str
    location: str
    expected: str
    observed: str
    key: str = ""
    data: Mapping[str, Any] = field(factory=dict, hash=False)
    request: str = ""
    response_excerpt: str = ""
    suggestion: str = ""
    note: str = ""
    count: int = 1
    seen_in: int = 0
    asked: int = 0
    seen: tuple[str, ...] = field(default=(), converter=_texts)
    state: State = field(default=State.NEW, converter=State)
    more_former_ids: tuple[str, ...] = field(default=(), converter=_texts)
    probe: str = ""

    @cached_property
    def id(self) -> str:
        return self._identify(self.key, self.location)

    @property
    def former_id(self) -> str:
        # What the page said of bodies by default was then said to stand there.
        shouted = re.sub(r"^response\.default\b", "response.DEFAULT", self.location)
        return self._identify(self.expected, shouted if self.kind.startswith("prose.") else self.location)

    @property
    def ids(self) -> tuple[str, ...]:
        """What known_drift.yaml may call it."""
        return (self.id, self.former_id, *self.more_former_ids)

    def _identify(self, last: str, location: str) -> str:
        identity = f"{self.kind}\n{self.operation}\n{location}\n{last}"
        return f"{self.kind}-{hashlib.sha256(identity.encode()).hexdigest()[:10]}"

    @property
    def severity(self) -> Severity:
        return KINDS[self.kind]

    @property
    def is_drift(self) -> bool:
        """Whether this finding by itself makes the verdict `drift`."""
        return self.state is State.NEW and counts_as_drift(self.kind)

    def plus(self, other: "Finding") -> "Finding":
        """Return the finding as it was first seen, with the count and the values of another sighting."""
        return evolve(
            self,
            count=self.count + other.count,
            seen_in=self.seen_in + other.seen_in,
            seen=tuple(dict.fromkeys((*self.seen, *other.seen))),
            more_former_ids=dict.fromkeys(id_ for id_ in (*self.ids, *other.ids) if id_ not in self.ids[:2]),
        )


def merge_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return one finding for each id, with the counts added up, the worst first."""
    merged: dict[str, Finding] = {}
    for finding in findings:
        first = merged.get(finding.id)
        merged[finding.id] = first.plus(finding) if first else finding
    return sorted(merged.values(), key=lambda f: (f.severity.rank, f.operation, f.kind, f.location, f.id))

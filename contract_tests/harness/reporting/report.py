"""The records of `drift.json`, each named and keyed as there; `drift.schema.json` is their published form."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from attrs import field, fields_dict, frozen

from contract_tests.harness.corrections.results import Status
from contract_tests.harness.findings.finding import Finding, State
from contract_tests.harness.findings.kinds import Severity
from contract_tests.harness.reporting.coverage import Coverage, Trouble
from contract_tests.harness.target.target import Kind

SCHEMA_VERSION = 2
MOST_FINDINGS = 1_000  # more of them nobody reads, and a report has to stay small enough to be kept


class Verdict(StrEnum):
    """The verdict on a run, or on one operation."""

    CONFORMS = "conforms"
    DRIFT = "drift"
    INCONCLUSIVE = "inconclusive"


class Outcome(StrEnum):
    """What came of one probe."""

    HELD = "held"
    DRIFT = "drift"
    INCONCLUSIVE = "inconclusive"


@frozen
class ReportedTarget:
    """The target of the run."""

    kind: Kind
    base_url: str

    @property
    def identity(self) -> tuple[str, str]:
        """What two runs on the same target have in common: mocks and stand-ins get another port each time."""
        return self.kind, re.sub(r":\d+$", "", self.base_url)


@frozen
class ReportedDocument:
    """Which document was checked; `operations` are all its labels, those of other shards, too."""

    sha256: str
    overlay_sha256: str
    operations: tuple[str, ...]


@frozen
class Requests:
    """How many requests were sent."""

    total: int
    by_method: Mapping[str, int]
    wrong_credentials: int


@frozen
class ProbeOutcome:
    """What came of one probe (`question`); if it came not to its end, `reason` says why to people, `code` to programs.

    `last_answered_at` is when a run began in which it came to a result: this run, or an earlier one.
    """

    question: str
    outcome: Outcome
    reason: str = ""
    code: str = ""
    last_answered_at: str | None = None

    @property
    def is_answered(self) -> bool:
        """Whether it came to a result in this run; one that was cut short did not, even if it found drift."""
        return self.outcome is not Outcome.INCONCLUSIVE and not self.reason


@frozen
class OperationReport:
    """The verdict on one operation, why it is inconclusive, and what was seen of it; `questions` are its probes."""

    operation: str
    verdict: Verdict
    reason: str = ""
    code: str = ""
    questions: tuple[ProbeOutcome, ...] = ()
    statuses_seen: Mapping[str, int] = field(factory=dict)
    statuses_never_seen: tuple[str, ...] = ()
    fields_never_seen: tuple[str, ...] = ()
    last_conclusive_at: str | None = None

    @property
    def outcomes(self) -> dict[str, ProbeOutcome]:
        """What came of each probe, by its name."""
        return {each.question: each for each in self.questions}


@frozen
class PastProbe:
    """What `history.json` keeps of a probe."""

    question: str
    last_answered_at: str | None = None


@frozen
class PastOperation:
    """What `history.json` keeps of an operation."""

    operation: str
    last_conclusive_at: str | None = None
    questions: tuple[PastProbe, ...] = ()


@frozen
class PastCoverage:
    """What `history.json` keeps of the coverage."""

    successes: int


@frozen(kw_only=True)
class PastFinding:
    """What `history.json` keeps of a finding; `former_id` is the one that it had before schema version 2."""

    id: str
    former_id: str = ""
    severity: Severity
    state: State

    @property
    def ids(self) -> tuple[str, ...]:
        """What known_drift.yaml, an issue or another report may call it."""
        return tuple(filter(None, (self.id, self.former_id)))

    @property
    def is_drift(self) -> bool:
        """Whether this finding by itself makes the verdict `drift`."""
        return self.state is State.NEW and self.severity in (Severity.BREAKING, Severity.RISKY)


@frozen(kw_only=True)
class ReportedFinding(PastFinding):
    """What is shown of a finding, perhaps of a kind that this version does not know."""

    kind: str
    operation: str
    location: str
    expected: str
    observed: str
    request: str
    response_excerpt: str
    suggestion: str
    note: str
    count: int
    probe: str = ""
    seen_in: int = 0
    asked: int = 0

    @property
    def how_often(self) -> str:
        """How often it was there, and in how many of the responses that were asked for."""
        times = "once" if self.count == 1 else f"{self.count} times"
        return f"{times}, in {self.seen_in} of {self.asked} responses" if self.asked else times

    @classmethod
    def of(cls, finding: Finding) -> "ReportedFinding":
        """Return what a report keeps of a finding."""
        return cls(**{name: getattr(finding, name) for name in fields_dict(cls)})


@frozen
class ReportedCorrection:
    """What the run showed of a correction, and on what that is based."""

    id: str
    operations: tuple[str, ...]
    status: Status
    reason: str


@frozen(kw_only=True)
class Report:
    """The whole of a `drift.json`; a report without `schema_version` is of version 1."""

    schema_version: int = 1
    verdict: Verdict
    target: ReportedTarget
    document: ReportedDocument
    started_at: str
    duration_s: float
    seed: int
    shard: str
    strict: bool
    ended_early: str
    interrupted: bool = False
    turn: int = 0
    next_turn: int = 0
    requests: Requests
    coverage: Coverage | None = None
    trouble: tuple[Trouble, ...] = ()
    operations: tuple[OperationReport, ...]
    findings: tuple[ReportedFinding, ...]
    corrections: tuple[ReportedCorrection, ...]
    stale: tuple[str, ...]
    mock_limits: Mapping[str, int]
    notes: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def day(self) -> str:
        """The day on which the run started, in UTC."""
        return self.started_at[:10]

    @property
    def drift(self) -> list[ReportedFinding]:
        """The findings for which the verdict is `drift`."""
        return [finding for finding in self.findings if finding.is_drift]

    @property
    def losses(self) -> tuple[Trouble, ...]:
        """The trouble; of a report that was written before there was `trouble`, that it ended early."""
        return self.trouble or ((Trouble(self.ended_early, 0),) if self.ended_early else ())

    @property
    def inconclusive(self) -> list[OperationReport]:
        """The operations that are inconclusive."""
        return [operation for operation in self.operations if operation.verdict is Verdict.INCONCLUSIVE]


def show_findings(findings: Sequence[ReportedFinding]) -> tuple[tuple[ReportedFinding, ...], list[str]]:
    """Return the findings in their order, at most MOST_FINDINGS, drift before others, and a note on the rest."""
    if len(findings) <= MOST_FINDINGS:
        return tuple(findings), []
    kept = {finding.id for finding in sorted(findings, key=lambda finding: not finding.is_drift)[:MOST_FINDINGS]}
    shown = tuple(finding for finding in findings if finding.id in kept)
    return shown, [f"only {MOST_FINDINGS} of {len(findings)} findings are shown"]


def add_up(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sum of the counts of each name, in the names' order."""
    return dict(sorted(sum(map(Counter, counts), Counter[str]()).items()))

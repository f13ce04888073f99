"""What one test item learned about one operation. pytest-xdist's workers hand it over as JSON."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from attrs import define, field, frozen

from contract_tests.harness.findings.evidence import Evidence
from contract_tests.harness.findings.finding import Finding, merge_findings


class SkipCode(StrEnum):
    """Why a probe, or a part of it, decides nothing. With the first ones, nothing was sent for a known reason."""

    POLICY = "policy"
    NO_VALUE = "no_value"
    NO_CREDENTIALS = "no_credentials"
    BUDGET = "budget"
    TIME_LIMIT = "time_limit"
    CLOSED = "closed"  # the operation's valid request did not succeed
    CLIENT = "client"  # the generated client cannot send it
    MOCK_DOWN = "mock_down"  # it gave no response to other cases of the operation
    OTHER_SHARD = "other_shard"
    MOCK_LIMIT = "mock_limit"
    NO_ANSWER = "no_answer"
    TRANSIENT = "transient"  # 429, 502, 503, 504
    NOT_THERE = "not_there"  # 404 for a known id: the call has ended
    REFUSED = "refused"  # right credentials that are not accepted
    MADE_UP = "made_up"  # a value of ours is refused that the document does not have itself
    CLIENT_ERROR = "client_error"
    RESOURCE_GONE = "resource_gone"  # a resource that was there before in this run
    CREDENTIALS_STOPPED = "credentials_stopped"  # right credentials that were accepted before in this run

    @property
    def is_not_sent(self) -> bool:
        """Whether nothing was sent, rather than sent in vain."""
        return self in NOT_SENT

    @property
    def is_trouble(self) -> bool:
        """Whether the target or the network, not the policy, a missing value or the budget, kept it from a result."""
        return self in TROUBLE


NOT_SENT = tuple(SkipCode)[: tuple(SkipCode).index(SkipCode.MOCK_LIMIT)]
TROUBLE = (
    SkipCode.NO_ANSWER,
    SkipCode.TRANSIENT,
    SkipCode.TIME_LIMIT,
    SkipCode.RESOURCE_GONE,
    SkipCode.CREDENTIALS_STOPPED,
    SkipCode.MOCK_DOWN,
)


@frozen
class Skip:
    """One thing that was not sent, or sent in vain; `detail` says why, for people."""

    code: SkipCode
    detail: str

    def __str__(self) -> str:
        return f"not sent: {self.detail}" if self.code.is_not_sent else self.detail


@define
class Result:
    """Findings, statuses seen (with how often), fields seen in success responses, and what was skipped.

    `judged` has the statuses of those responses that were held against the document.

    `types` has the JSON types that success responses had at each pointer; `evidence` is for and against corrections.

    `question` names the probe (`conformance`, `auth`, `client`); `limits` counts the cases that were not sent because
    the mock cannot handle them; `faults` are errors in the check itself; `notes` say what a
    reader should know besides. `exchanges` are HAR entries by the id of the finding that they show.
    """

    operation: str
    question: str
    findings: list[Finding] = field(factory=list)
    statuses: Counter[int] = field(factory=Counter)
    judged: Counter[int] = field(factory=Counter)
    fields: set[str] = field(factory=set)
    types: dict[str, set[str]] = field(factory=dict)
    by_method: Counter[str] = field(factory=Counter)
    wrong_credentials: int = 0
    evidence: list[Evidence] = field(factory=list)
    success_seen: bool = False
    skips: list[Skip] = field(factory=list)
    limits: Counter[str] = field(factory=Counter)
    faults: list[str] = field(factory=list)
    notes: list[str] = field(factory=list)
    exchanges: dict[str, dict[str, Any]] = field(factory=dict)

    def add(self, findings: Iterable[Finding]) -> None:
        """Keep findings, one an id."""
        self.findings = merge_findings([*self.findings, *findings])

    def add_types(self, types: Iterable[tuple[str, str]]) -> None:
        """Keep which JSON type there was at which pointer."""
        for pointer, type_ in types:
            self.types.setdefault(pointer, set()).add(type_)

    def add_evidence(self, evidence: Iterable[Evidence]) -> None:
        """Keep evidence, each piece once."""
        self.evidence = list(dict.fromkeys([*self.evidence, *evidence]))

    @property
    def skip(self) -> Skip | None:
        """Why the probe is inconclusive; None when it is not. One that was cut short is, whatever was seen."""
        cut_short = next((skip for skip in self.skips if skip.code.is_not_sent), None)
        if cut_short is None and self.skips and not self.success_seen:
            return Counter(self.skips).most_common(1)[0][0]
        return cut_short

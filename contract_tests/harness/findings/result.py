"""What one test item learned about one operation; a JSON object, so that pytest-xdist's workers can hand it over."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from attrs import define, field

from contract_tests.harness.findings.evidence import Evidence
from contract_tests.harness.findings.finding import Finding, merge_findings

NOT_ASKED = "not asked"  # how the reasons begin for which something was not sent


@define
class Record:
    """Findings, statuses seen (with how often), fields seen in success answers, and why it could not be told, if so.

    `types` has the JSON types that success answers had at each pointer; `evidence` is for and against corrections;
    `slash` is what the path answers with the other slash: status and location; empty when that was not asked.

    `question` names what was asked of the operation (`conformance`, `auth`, `client`); `limits` counts the cases that
    were not sent because the mock cannot answer them; `faults` are our own, not the vendor's; `notes` say what a
    reader should know besides. `exchanges` are HAR entries by the id of the finding that they show.
    """

    operation: str
    question: str
    findings: list[Finding] = field(factory=list)
    statuses: Counter[int] = field(factory=Counter)
    fields: set[str] = field(factory=set)
    types: dict[str, set[str]] = field(factory=dict)
    by_method: Counter[str] = field(factory=Counter)
    wrong_credentials: int = 0
    evidence: list[Evidence] = field(factory=list)
    slash: dict[str, str] = field(factory=dict)
    success_seen: bool = False
    troubles: Counter[str] = field(factory=Counter)
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
    def reason(self) -> str:
        """Why the question is inconclusive; empty when it is not. One that was cut short is, whatever was seen."""
        cut_short = [trouble for trouble in self.troubles if trouble.startswith(NOT_ASKED)]
        if cut_short:
            return cut_short[0]
        if self.troubles and not self.success_seen:
            return self.troubles.most_common(1)[0][0]
        return ""

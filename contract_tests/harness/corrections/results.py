"""What a run shows of each correction: confirmed, unneeded, wrong, or untested and why."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from attrs import evolve, frozen

from contract_tests.harness.corrections.uncorrected import UncorrectedOperations
from contract_tests.harness.findings.evidence import Evidence, Sign
from contract_tests.harness.findings.finding import Finding, State
from contract_tests.harness.findings.result import Skip
from vendor_spec.overlay.actions import Correction

ON_THE_MOCK = "the mock is made from the corrected document"
UNTOLD = "no answer told the two texts apart"
MOST_NAMED = 3


class Status(StrEnum):
    """What a run shows of a correction."""

    CONFIRMED = "confirmed"
    UNNEEDED = "unneeded"
    WRONG = "wrong"
    UNTESTED = "untested"


@frozen
class CorrectionResult:
    """`findings` are the ids of the findings that a wrong correction comes to."""

    id: str
    operations: tuple[str, ...]
    status: Status
    reason: str
    findings: tuple[str, ...] = ()


def judge_corrections(
    corrections: Iterable[Correction],
    evidence: Collection[Evidence],
    uncorrected: UncorrectedOperations | None,
    asked: Collection[str],
    skips: Mapping[str, Skip],
) -> list[CorrectionResult]:
    """Return what the evidence comes to.

    `uncorrected` is None on the mock; `asked` are the operations that answered, `skips` why others were not asked.
    """
    results = []
    for correction in corrections:
        own = [one for one in evidence if one.correction == correction.id]
        if uncorrected is None:
            status, reason = Status.UNTESTED, ON_THE_MOCK
        elif correction.id in uncorrected.unchanging:
            status, reason = Status.UNNEEDED, "the document says the same without it"
        elif correction.id in uncorrected.inseparable:
            status, reason = Status.UNTESTED, uncorrected.inseparable[correction.id]
        else:
            labels = [label for label in correction.operations if label in asked]
            status, reason = _judge(correction, own, labels, skips)
        ids = sorted({id_ for one in own if one.sign is Sign.REFUTES for id_ in one.findings})
        results.append(CorrectionResult(correction.id, correction.operations, status, reason, tuple(ids)))
    return results


def _judge(
    correction: Correction, own: Collection[Evidence], labels: Collection[str], skips: Mapping[str, Skip]
) -> tuple[Status, str]:
    by_sign = {sign: [one for one in own if one.sign is sign] for sign in Sign}
    if by_sign[Sign.REFUTES]:
        return Status.WRONG, _tell(by_sign[Sign.REFUTES])
    if not labels:
        reasons = [str(skips[label]) for label in correction.operations if label in skips]
        return Status.UNTESTED, "; ".join(dict.fromkeys(reasons)) or "none of its operations was asked"
    if by_sign[Sign.CONFIRMS]:
        untold = [label for label in labels if label not in {one.operation for one in by_sign[Sign.CONFIRMS]}]
        exceptions = f"; not told at {_list(untold)}" if untold else ""
        return Status.CONFIRMED, _tell(by_sign[Sign.CONFIRMS]) + exceptions
    if {one.operation for one in by_sign[Sign.SPARES]} >= set(labels):
        return Status.UNNEEDED, _tell(by_sign[Sign.SPARES])
    return Status.UNTESTED, _tell(by_sign[Sign.SPARES] or by_sign[Sign.LEAVES_OPEN]) or UNTOLD


def _tell(evidence: Collection[Evidence]) -> str:
    return _list([one.what for one in evidence], "; ")


def _list(texts: Collection[str], joiner: str = ", ") -> str:
    shown = list(dict.fromkeys(texts))
    more = f"{joiner}and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
    return joiner.join(shown[:MOST_NAMED]) + more


def point_at_wrong(findings: Iterable[Finding], results: Iterable[CorrectionResult], overlay: str) -> list[Finding]:
    """The findings, those that a wrong correction comes to with the suggestion to take it out."""
    wrong = {id_: one for one in results if one.status is Status.WRONG for id_ in one.findings}
    return [
        evolve(
            finding,
            suggestion=f"# Take the correction {wrong[finding.id].id} out of {overlay}: the vendor's own text holds.\n",
        )
        if finding.id in wrong
        else finding
        for finding in findings
    ]


def any_new_is_wrong(findings: Iterable[Finding], results: Iterable[CorrectionResult]) -> bool:
    """Whether a correction is wrong, and not all that shows it is tolerated."""
    known = {finding.id for finding in findings if finding.state is State.KNOWN}
    wrong = [one for one in results if one.status is Status.WRONG]
    return any(not one.findings or not set(one.findings) <= known for one in wrong)


def find_slack(results: Iterable[CorrectionResult], stale: Iterable[str]) -> list[str]:
    """What fails a strict run, a sentence each: what was settled once and is settled no more."""
    unneeded = [one.id for one in results if one.status is Status.UNNEEDED]
    return [
        *(f"--strict: the correction {id_} is unneeded; take it out" for id_ in unneeded),
        *(f"--strict: the entry {id_} of known_drift.yaml is stale; take it out" for id_ in stale),
    ]

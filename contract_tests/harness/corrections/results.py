"""What a run shows of each correction: confirmed, unneeded, wrong, or untested and why."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum

from attrs import evolve, frozen

from contract_tests.harness.corrections.uncorrected import UncorrectedOperations
from contract_tests.harness.findings.evidence import Evidence, Sign
from contract_tests.harness.findings.finding import Finding, State
from contract_tests.harness.findings.result import Skip
from vendor_spec.overlay.actions import Correction, Overlay

ON_THE_MOCK = "only a live run can test it"
UNDECIDED = "no response fits only one of the two documents"
OF_REQUESTS = ("the_path_ends_as_documented", "corrections_are_needed")  # the probes that compare requests
MOST_NAMED = 3


class Status(StrEnum):
    """Whether the vendor needs a correction."""

    CONFIRMED = "confirmed"
    UNNEEDED = "unneeded"
    WRONG = "wrong"
    UNTESTED = "untested"


@frozen
class CorrectionResult:
    """What a run shows of one correction; `findings` are the ids of those that show it to be wrong."""

    id: str
    operations: tuple[str, ...]
    status: Status
    reason: str
    findings: tuple[str, ...] = ()


def judge_corrections(
    corrections: Iterable[Correction],
    evidence: Collection[Evidence],
    uncorrected: UncorrectedOperations | None,
    tested: Collection[str],
    skips: Mapping[str, Skip],
    unanswered: Mapping[str, Collection[str]],
) -> list[CorrectionResult]:
    """Return what the evidence shows of each correction.

    `uncorrected` is None on the mock; `tested` are the operations with a response, `skips` says why others have none.
    `unanswered` are the probes that came to no result, at each operation of this run.
    """
    results = []
    for correction in corrections:
        own = [each for each in evidence if each.correction == correction.id]
        if uncorrected is None:
            status, reason = Status.UNTESTED, ON_THE_MOCK
        elif correction.id in uncorrected.unchanging:
            status, reason = Status.UNNEEDED, "the document says the same without it"
        elif correction.id in uncorrected.inseparable:
            status, reason = Status.UNTESTED, uncorrected.inseparable[correction.id]
        else:
            labels = [label for label in correction.operations if label in tested]
            open_ = list(_still_open(correction, uncorrected, unanswered))
            status, reason = _judge(correction, own, labels, skips, open_)
        ids = sorted({id_ for each in own if each.sign is Sign.REFUTES for id_ in each.findings})
        results.append(CorrectionResult(correction.id, correction.operations, status, reason, tuple(ids)))
    return results


def _still_open(
    correction: Correction, uncorrected: UncorrectedOperations, unanswered: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """Yield the probes without a result that might have shown that the vendor needs the correction."""
    for label in correction.operations:
        # What changes the description of responses may be needed by any of them.
        by_any = any(each.response_differs for each in uncorrected.of(label) if each.correction == correction.id)
        for probe in unanswered.get(label, ()):
            if by_any or probe in OF_REQUESTS:
                yield f"{probe} at {label}"


def _judge(
    correction: Correction,
    own: Collection[Evidence],
    labels: Collection[str],
    skips: Mapping[str, Skip],
    still_open: Collection[str],
) -> tuple[Status, str]:
    whats = {sign: _list([each.what for each in own if each.sign is sign], "; ") for sign in Sign}
    if whats[Sign.REFUTES]:
        return Status.WRONG, whats[Sign.REFUTES]
    if not labels:
        reasons = [str(skips[label]) for label in correction.operations if label in skips]
        return Status.UNTESTED, "; ".join(dict.fromkeys(reasons)) or "no request was sent to its operations"
    if whats[Sign.CONFIRMS]:
        confirming = {each.operation for each in own if each.sign is Sign.CONFIRMS}
        others = [label for label in labels if label not in confirming]
        return Status.CONFIRMED, whats[Sign.CONFIRMS] + (f"; not shown at {_list(others, ', ')}" if others else "")
    if {each.operation for each in own if each.sign is Sign.SPARES} >= set(labels):
        if still_open:
            return Status.UNTESTED, f"{whats[Sign.SPARES]}; no result of {_list(still_open, ', ')}"
        return Status.UNNEEDED, whats[Sign.SPARES]
    return Status.UNTESTED, whats[Sign.SPARES] or whats[Sign.LEAVES_OPEN] or UNDECIDED


def _list(texts: Collection[str], joiner: str) -> str:
    shown = list(dict.fromkeys(texts))
    more = f"{joiner}and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
    return joiner.join(shown[:MOST_NAMED]) + more


def point_at_wrong(findings: Iterable[Finding], results: Iterable[CorrectionResult], overlay: Overlay) -> list[Finding]:
    """Return the findings; those of a wrong correction get the suggestion to take it out."""
    wrong = {id_: result.id for result in results if result.status is Status.WRONG for id_ in result.findings}

    def point_at(id_: str) -> str:
        lines = overlay.find_lines(id_)
        where = f" ({'line' if len(lines) == 1 else 'lines'} {', '.join(map(str, lines))})" if lines else ""
        why = "the API does what the vendor's original document says"
        return f"# Remove the correction {id_} from {overlay.name}{where}: {why}.\n"

    return [
        evolve(finding, suggestion=point_at(wrong[finding.id])) if finding.id in wrong else finding
        for finding in findings
    ]


def any_new_is_wrong(findings: Iterable[Finding], results: Iterable[CorrectionResult]) -> bool:
    """Return whether a correction is wrong, and not every finding that shows it is tolerated."""
    known = {finding.id for finding in findings if finding.state is State.KNOWN}
    wrong = [result for result in results if result.status is Status.WRONG]
    return any(not result.findings or not set(result.findings) <= known for result in wrong)


def find_slack(results: Iterable[CorrectionResult], stale: Iterable[str]) -> list[str]:
    """Return what fails a strict run, a sentence each: corrections and entries that are out of date."""
    unneeded = [result.id for result in results if result.status is Status.UNNEEDED]
    return [
        *(f"--strict: the correction {id_} is unneeded; take it out" for id_ in unneeded),
        *(f"--strict: the entry {id_} of known_drift.yaml is stale; take it out" for id_ in stale),
    ]

"""The top of the page: verdict, since when, and links to the sections."""

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from contract_tests.harness.findings.finding import State
from contract_tests.harness.reporting.past_runs import Night
from contract_tests.harness.reporting.report import Report


@frozen
class Headline:
    """The verdict in a word and a sentence; `look` also chooses shape and colour, `streak` says since when."""

    look: str
    word: str
    sentence: str
    streak: str


def headline(report: Report, nights: Sequence[Night]) -> Headline:
    """Return the verdict; an error in the check itself comes before whatever it found."""
    look = "fault" if report.faults else report.verdict
    word = "Error in the check" if report.faults else report.verdict.capitalize()
    return Headline(look, word, _sentence(report), _streak(look, nights))


def _sentence(report: Report) -> str:
    if report.faults:
        return f"The check itself failed, so its verdict, {report.verdict}, is not reliable."
    if report.verdict == "drift":
        return _drift_sentence(report)
    inconclusive, all_ = report.inconclusive, len(report.operations)
    if report.verdict == "inconclusive":
        reasons = Counter(operation.reason for operation in inconclusive if not report.ended_early)
        reason = reasons.most_common(1)[0][0] if reasons else ""
        what = f"This run does not show whether {_subject(report)} what the document says"
        return f"{what}: {reason.rstrip('.')}." if reason else f"{what}."
    held = _subject(report, "Document, client and checks agree", "The vendor does what the document says")
    return (
        f"{held}, in {all_ - len(inconclusive)} of {all_} operations; the others are inconclusive."
        if inconclusive
        else f"{held}."
    )


def _drift_sentence(report: Report) -> str:
    drift = report.drift
    if not drift:
        return "No new finding breaks a client, but this run is strict, and an entry or a correction is out of date."
    findings = (
        "One new finding breaks or endangers" if len(drift) == 1 else f"{len(drift)} new findings break or endanger"
    )
    all_ = len(report.operations)
    where = len({finding.operation for finding in drift})
    return f"{findings} clients{f', in {where} of {all_} operations' if all_ > 1 else ''}."


def _subject(report: Report, mock: str = "the mock does", live: str = "the vendor does") -> str:
    return mock if report.target.kind == "mock" else live


def _streak(look: str, nights: Sequence[Night]) -> str:
    if not nights:
        return ""
    before = [night.look == look for night in reversed(nights)]
    same = before.index(False) if False in before else len(before)
    if same == 0:
        return f"The run before, on {nights[-1].day}: {_name(nights[-1].look)}."
    return f"The same in {same + 1} runs in a row, since {nights[-same].day}."


def _name(verdict: str) -> str:
    return "error in the check" if verdict == "fault" else verdict


def last_conclusive(report: Report, nights: Sequence[Night]) -> str:
    """Return when a run was last conclusive; empty when that is not known."""
    if report.verdict != "inconclusive" and not report.faults:
        return report.started_at
    conclusive = [night.started_at for night in nights if night.look in ("conforms", "drift")]
    return conclusive[-1] if conclusive else ""


def links(report: Report) -> dict[str, int]:
    """Return the sections to link to, in their order, with how many things each holds."""
    states = Counter(finding.state for finding in report.findings)
    return {
        **{state.value: states[state] for state in State},
        "stale": len(report.stale),
        "inconclusive": len(report.inconclusive),
        "operations": len(report.operations),
    }


def describe_history(nights: Sequence[Night]) -> str:
    """Return in words what the chart of the nights shows."""
    looks = Counter(_name(night.look) for night in nights)
    listed = ", ".join(f"{count} {look}" for look, count in looks.most_common())
    return f"The last {len(nights)} runs on this target: {listed}."

"""The first glance: fine, drift, or could not tell, and where on the page to read on."""

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from contract_tests.harness.findings.finding import State
from contract_tests.harness.reporting.past_runs import Night
from contract_tests.harness.reporting.report import Report, Verdict


@frozen
class Headline:
    """The verdict in a word and a sentence; `look` also chooses shape and colour, `streak` says since when."""

    look: str
    word: str
    sentence: str
    streak: str


@frozen
class Link:
    """A way to a section: its id, its name, how many things it holds, and whether they ask for something to be done."""

    section: str
    name: str
    count: int
    is_urgent: bool = False


def headline(report: Report, nights: Sequence[Night]) -> Headline:
    """What the run comes to; a fault of the check itself comes before whatever it found."""
    look = "fault" if report.faults else report.verdict
    word = "Fault of the check" if report.faults else report.verdict.capitalize()
    return Headline(look, word, _sentence(report), _streak(look, nights))


def _sentence(report: Report) -> str:
    if report.faults:
        return f"The check itself failed, so its verdict, {report.verdict}, is not to be relied on."
    if report.verdict == "drift":
        return _drift_sentence(report)
    untold, all_ = report.inconclusive, len(report.operations)
    if report.verdict == "inconclusive":
        reasons = Counter(one.reason for one in untold if not report.ended_early)
        reason = reasons.most_common(1)[0][0] if reasons else ""
        what = f"It could not be told whether {_subject(report)} what the document says"
        return f"{what}: {reason.rstrip('.')}." if reason else f"{what}."
    held = _subject(report, "Document, client and checks agree", "The vendor does what the document says")
    return (
        f"{held}, in {all_ - len(untold)} of {all_} operations; the rest could not be told." if untold else f"{held}."
    )


def _drift_sentence(report: Report) -> str:
    drift = report.drift
    if not drift:
        return "Nothing new breaks a client, but what was settled before is out of date, and this run is strict."
    findings = (
        "One new finding breaks or endangers" if len(drift) == 1 else f"{len(drift)} new findings break or endanger"
    )
    all_ = len(report.operations)
    where = len({one.operation for one in drift})
    return f"{findings} clients{f', in {where} of {all_} operations' if all_ > 1 else ''}."


def _subject(report: Report, mock: str = "the mock does", live: str = "the vendor does") -> str:
    return mock if report.target.kind == "mock" else live


def _streak(look: str, nights: Sequence[Night]) -> str:
    if not nights:
        return ""
    before = [night.look == look for night in reversed(nights)]
    same = before.index(False) if False in before else len(before)
    if same == 0:
        return f"The run before, of {nights[-1].started_at[:10]}, came to {_name(nights[-1].look)}."
    return f"The same in {same + 1} runs in a row, since {nights[-same].started_at[:10]}."


def _name(verdict: str) -> str:
    return "a fault of the check" if verdict == "fault" else verdict


def last_conclusive(report: Report, nights: Sequence[Night]) -> str:
    """When a run came to a verdict that says something; empty when none is known."""
    if report.verdict != "inconclusive" and not report.faults:
        return report.started_at
    conclusive = [night.started_at for night in nights if night.look in ("conforms", "drift")]
    return conclusive[-1] if conclusive else ""


def links(report: Report) -> list[Link]:
    """What the page holds, in its order."""
    states = Counter(finding.state for finding in report.findings)
    operations = len(report.operations)
    return [
        Link("new", "new", states[State.NEW], is_urgent=report.verdict is Verdict.DRIFT and states[State.NEW] > 0),
        Link("known", "known", states[State.KNOWN]),
        Link("corrected", "corrected", states[State.CORRECTED]),
        Link("stale", "stale", len(report.stale)),
        Link("inconclusive", "inconclusive", len(report.inconclusive)),
        Link("operations", "operation" if operations == 1 else "operations", operations),
    ]

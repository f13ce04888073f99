"""The first glance: fine, drift, or could not tell, and where on the page to read on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from contract_tests.harness.reporting.exit_status import is_drift
from contract_tests.harness.reporting.past_runs import Night


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


def headline(record: Mapping[str, Any], nights: Sequence[Night]) -> Headline:
    """What the run comes to; a fault of the check itself comes before whatever it found."""
    look = "fault" if record["faults"] else record["verdict"]
    word = "Fault of the check" if record["faults"] else record["verdict"].capitalize()
    return Headline(look, word, _sentence(record), _streak(look, nights))


def _sentence(record: Mapping[str, Any]) -> str:
    if record["faults"]:
        return f"The check itself failed, so its verdict, {record['verdict']}, is not to be relied on."
    if record["verdict"] == "drift":
        return _drift_sentence(record)
    untold = [one for one in record["operations"] if one["verdict"] == "inconclusive"]
    all_ = len(record["operations"])
    if record["verdict"] == "inconclusive":
        reasons = Counter(one["reason"] for one in untold if not record["ended_early"])
        reason = reasons.most_common(1)[0][0] if reasons else ""
        what = f"It could not be told whether {_subject(record)} what the document says"
        return f"{what}: {reason.rstrip('.')}." if reason else f"{what}."
    held = _subject(record, "Document, client and checks agree", "The vendor does what the document says")
    return (
        f"{held}, in {all_ - len(untold)} of {all_} operations; the rest could not be told." if untold else f"{held}."
    )


def _drift_sentence(record: Mapping[str, Any]) -> str:
    drift = [one for one in record["findings"] if is_drift(one)]
    if not drift:
        return "Nothing new breaks a client, but what was settled before is out of date, and this run is strict."
    findings = (
        "One new finding breaks or endangers" if len(drift) == 1 else f"{len(drift)} new findings break or endanger"
    )
    all_ = len(record["operations"])
    where = len({one["operation"] for one in drift})
    return f"{findings} clients{f', in {where} of {all_} operations' if all_ > 1 else ''}."


def _subject(record: Mapping[str, Any], mock: str = "the mock does", live: str = "the vendor does") -> str:
    return mock if record["target"]["kind"] == "mock" else live


def _streak(look: str, nights: Sequence[Night]) -> str:
    if not nights:
        return ""
    before = [night.verdict == look for night in reversed(nights)]
    same = before.index(False) if False in before else len(before)
    if same == 0:
        return f"The run before, of {nights[-1].started_at[:10]}, came to {_name(nights[-1].verdict)}."
    return f"The same in {same + 1} runs in a row, since {nights[-same].started_at[:10]}."


def _name(verdict: str) -> str:
    return "a fault of the check" if verdict == "fault" else verdict


def last_conclusive(record: Mapping[str, Any], nights: Sequence[Night]) -> str:
    """When a run came to a verdict that says something; empty when none is known."""
    if record["verdict"] != "inconclusive" and not record["faults"]:
        return str(record["started_at"])
    conclusive = [night.started_at for night in nights if night.verdict in ("conforms", "drift")]
    return conclusive[-1] if conclusive else ""


def links(record: Mapping[str, Any]) -> list[Link]:
    """What the page holds, in its order."""
    states = Counter(finding["state"] for finding in record["findings"])
    operations = len(record["operations"])
    return [
        Link("new", "new", states["new"], is_urgent=record["verdict"] == "drift" and states["new"] > 0),
        Link("known", "known", states["known"]),
        Link("corrected", "corrected", states["corrected"]),
        Link("stale", "stale", len(record["stale"])),
        Link("inconclusive", "inconclusive", sum(one["verdict"] == "inconclusive" for one in record["operations"])),
        Link("operations", "operation" if operations == 1 else "operations", operations),
    ]

"""Findings and verdicts of the last nights, as far as the page draws them."""

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from contract_tests.harness.findings.finding import State
from contract_tests.harness.reporting.past_runs import KEPT, Night
from contract_tests.harness.reporting.report import Report


@frozen
class Chart:
    """The nights of one target, the latest last; `summary` says in words what the drawing of them shows.

    `highest` is the number of new findings that the tallest column stands for.
    """

    nights: tuple[Night, ...]
    highest: int
    summary: str


def make_chart(report: Report, nights: Sequence[Night]) -> Chart | None:
    """The chart of this night and those before it; None when there are none before it."""
    if not nights:
        return None
    shown = (*nights, Night.of(report))[-KEPT:]
    highest = max(1, *(night.count(State.NEW) for night in shown))
    verdicts = Counter("error in the check" if night.look == "fault" else night.look for night in shown)
    listed = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
    return Chart(shown, highest, f"The last {len(shown)} runs on this target: {listed}.")

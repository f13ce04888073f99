"""Findings and verdicts of the last nights, as the measures of a small drawing."""

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from contract_tests.harness.findings.finding import State
from contract_tests.harness.reporting.past_runs import KEPT, Night
from contract_tests.harness.reporting.report import Report

BAR = 14  # all measures are units of the drawing, 1 of which is 1 pixel on a screen that is wide enough
STEP = 20
HEIGHT = 64


@frozen
class Column:
    """One night. `drift` and `other` count its new findings; the bars stand on `HEIGHT`, drift below."""

    night: Night
    x: int
    drift: int
    other: int
    drift_height: float
    other_height: float


@frozen
class Chart:
    """The nights of one target, the latest on the right; `summary` says in words what the drawing shows."""

    columns: tuple[Column, ...]
    highest: int
    summary: str
    width: int
    height: int = HEIGHT
    bar: int = BAR


def draw_chart(report: Report, nights: Sequence[Night]) -> Chart | None:
    """The chart of this night and those before it; None when there are none before it."""
    if not nights:
        return None
    shown = [*nights, Night.of(report)][-KEPT:]
    highest = max(1, *(night.count(State.NEW) for night in shown))
    verdicts = Counter("a fault of the check" if night.look == "fault" else night.look for night in shown)
    listed = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
    return Chart(
        tuple(_column(night, index * STEP, HEIGHT / highest) for index, night in enumerate(shown)),
        highest,
        f"The last {len(shown)} runs on this target: {listed}.",
        len(shown) * STEP,
    )


def _column(night: Night, x: int, unit: float) -> Column:
    drift = sum(finding.is_drift for finding in night.findings)
    other = night.count(State.NEW) - drift
    return Column(night, x, drift, other, round(drift * unit, 1), round(other * unit, 1))

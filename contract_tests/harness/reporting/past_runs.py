"""Earlier nights: the little of each run that shows how long something has been so, kept in `history.json`."""

import json
import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from attrs import evolve, field, frozen

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.reporting.read import read_json, read_report, validate
from contract_tests.harness.reporting.report import PastFinding, Report, ReportedTarget, Verdict

KEPT = 30  # nights of one target
UNKNOWN = "when it could be told last is not known"


def _shorten(faults: Collection[str]) -> tuple[str, ...]:
    return ("the check failed",) if faults else ()


@frozen
class Night:
    """What a run came to, and the findings that it saw: the part of a `drift.json` that `history.json` keeps."""

    verdict: Verdict
    target: ReportedTarget
    started_at: str
    shard: str
    faults: tuple[str, ...] = field(converter=_shorten)
    findings: tuple[PastFinding, ...] = field(repr=False)

    @classmethod
    def of(cls, report: Report) -> "Night":
        """Return what is kept of a report."""
        return from_json(to_json(report), cls)

    @property
    def look(self) -> str:
        """The verdict, but for `fault`: a fault of the check comes before whatever it found."""
        return "fault" if self.faults else self.verdict.value

    @property
    def series(self) -> tuple[str, str, str]:
        """Runs are compared when target (the ports of mocks and stand-ins change) and shard are the same."""
        return self.target.kind, re.sub(r":\d+$", "", self.target.base_url), self.shard

    @cached_property
    def ids(self) -> set[str]:
        """All that its findings are called."""
        return {id_ for finding in self.findings for id_ in finding.ids}

    @property
    def began(self) -> datetime:
        """When the run began, in UTC; raises ValueError when `started_at` is no time."""
        return datetime.fromisoformat(self.started_at).astimezone(UTC)

    @property
    def day(self) -> str:
        """The day on which it began: two runs of a day are one night."""
        return self.began.date().isoformat()

    @property
    def drift(self) -> int:
        """How many findings make the verdict `drift`."""
        return sum(finding.is_drift for finding in self.findings)

    def count(self, state: State) -> int:
        """How many findings have this state."""
        return sum(finding.state == state for finding in self.findings)


def nights_before(report: Report, nights: Iterable[Night]) -> list[Night]:
    """The earlier nights of the same target and shard, oldest first."""
    this = Night.of(report)
    before = {
        night.started_at: night
        for night in nights
        if night.series == this.series and night.started_at < this.started_at
    }
    return [night for _, night in sorted(before.items())]


def add_night(report: Report, file: Path, given: Iterable[Night] = ()) -> list[Night]:
    """What a `history.json` should hold after a run: what it holds now, what is `given`, and the run itself.

    The last 30 of each target are kept. A file that is not a history is begun anew: a night is worth more than the
    chart of those before it.
    """
    try:
        kept = read_nights(file) if file.exists() else []
    except UsageFault:
        kept = []
    by_series: dict[tuple[str, str, str], dict[str, Night]] = {}
    for night in [*kept, *given, Night.of(report)]:
        by_series.setdefault(night.series, {})[night.started_at] = night
    return [night for same in by_series.values() for _, night in sorted(same.items())[-KEPT:]]


def render_history(nights: Iterable[Night]) -> str:
    """The text of a `history.json`, a line a night."""
    return "[\n" + ",\n".join(json.dumps(to_json(night)) for night in nights) + "\n]\n"


def read_nights(path: Path) -> list[Night]:
    """The nights in a `history.json`, or the one of a `drift.json` of any version; raises UsageFault."""
    value = read_json(path)
    nights = value if isinstance(value, list) else [value]
    validate(nights, path, "history.schema.json", "a report or a history of reports")
    return [from_json(night, Night) for night in nights]


def read_history(path: Path) -> list[Night]:
    """The nights in a `drift.json`, a `history.json`, or every file so called below a folder; raises UsageFault."""
    if not path.is_dir():
        return read_nights(path)
    files = sorted([*path.rglob("drift*.json"), *path.rglob("history*.json")])
    if not files:
        raise UsageFault(f"{path} holds no drift.json and no history.json; name the folder of earlier reports")
    return [night for file in files for night in read_nights(file)]


def carry_over(report: Report, before: Path) -> Report:
    """The report with the times of the `drift.json` that it is about to replace, or with a note why there are none."""
    if not before.exists() or all(operation.last_conclusive_at for operation in report.operations):
        return report
    try:
        old = read_report(before)
    except UsageFault:
        return _with_note(report, "cannot be read")
    if old.target.identity != report.target.identity:
        return _with_note(report, "is about another target")
    times = {operation.operation: operation.last_conclusive_at for operation in old.operations}
    operations = (
        evolve(one, last_conclusive_at=one.last_conclusive_at or times.get(one.operation)) for one in report.operations
    )
    return evolve(report, operations=tuple(operations))


def _with_note(report: Report, why: str) -> Report:
    return evolve(report, notes=(*report.notes, f"{UNKNOWN}: the report before this one {why}"))

"""Earlier runs: what `history.json` keeps of each report, and all that the next run wants to know of them."""

import json
from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from attrs import evolve, field, frozen

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.reporting.read import read_json, validate
from contract_tests.harness.reporting.report import (
    PastCoverage,
    PastFinding,
    PastOperation,
    ProbeOutcome,
    Report,
    ReportedTarget,
    Verdict,
)

KEPT = 30  # nights of one target


def _shorten(faults: Collection[str]) -> tuple[str, ...]:
    return ("the check failed",) if faults else ()


@frozen
class Night:
    """One run and its findings: the part of a `drift.json` that `history.json` keeps.

    `operations` is empty for all but the newest run of a `history.json`, which knows what those before it knew;
    `coverage` is None for a run of an older version.
    """

    verdict: Verdict
    target: ReportedTarget
    started_at: str
    shard: str
    faults: tuple[str, ...] = field(converter=_shorten)
    findings: tuple[PastFinding, ...] = field(repr=False)
    operations: tuple[PastOperation, ...] = field(default=(), repr=False)
    coverage: PastCoverage | None = None

    @classmethod
    def of(cls, report: Report) -> "Night":
        """Return what is kept of a report."""
        return from_json(to_json(report), cls)

    @property
    def look(self) -> str:
        """The verdict, or `fault` if the check itself failed: then its verdict is not reliable."""
        return "fault" if self.faults else self.verdict.value

    @property
    def told_nothing(self) -> bool:
        """Whether it found no drift and saw no operation succeed."""
        saw_success = self.coverage is not None and self.coverage.successes > 0
        return self.verdict is Verdict.INCONCLUSIVE and not saw_success

    @property
    def series(self) -> tuple[str, ...]:
        """Target and shard: the page compares runs in which both are the same."""
        return *self.target.identity, self.shard

    @cached_property
    def ids(self) -> set[str]:
        """The ids of its findings, the former ones included."""
        return {id_ for finding in self.findings for id_ in finding.ids}

    @property
    def day(self) -> str:
        """The day on which it started, in UTC, as all times of reports."""
        return self.started_at[:10]

    @property
    def drift(self) -> int:
        """The number of findings that make the verdict `drift`."""
        return sum(finding.is_drift for finding in self.findings)

    def count(self, state: State) -> int:
        """Return the number of findings in this state."""
        return sum(finding.state == state for finding in self.findings)


def nights_before(report: Report, nights: Iterable[Night]) -> list[Night]:
    """Return the nights of the same target and shard that started before the report, oldest first."""
    series = Night.of(report).series
    before = {
        night.started_at: night for night in nights if night.series == series and night.started_at < report.started_at
    }
    return [night for _, night in sorted(before.items())]


def silent_in_a_row(report: Report, nights: Iterable[Night]) -> int:
    """Return how many nights up to this report told nothing, without a break; of a day, the last run counts."""
    silent = {night.day: night.told_nothing for night in (*nights_before(report, nights), Night.of(report))}
    return len(list(takewhile(bool, reversed(silent.values()))))


def add_last_times(report: Report, nights: Iterable[Night]) -> Report:
    """Return the report, its operations with the time of the last conclusive run, its probes with that of the last one
    in which they came to a result."""
    operations = [
        operation
        for night in sorted(nights, key=lambda night: night.started_at)
        if night.target.identity == report.target.identity and night.started_at <= report.started_at
        for operation in night.operations
    ]
    conclusive = {each.operation: each.last_conclusive_at for each in operations if each.last_conclusive_at}
    answered = {
        (operation.operation, probe.question): probe.last_answered_at
        for operation in operations
        for probe in operation.questions
        if probe.last_answered_at
    }

    def add(label: str, probe: ProbeOutcome) -> ProbeOutcome:
        return evolve(probe, last_answered_at=probe.last_answered_at or answered.get((label, probe.question)))

    return evolve(
        report,
        operations=tuple(
            evolve(
                operation,
                last_conclusive_at=operation.last_conclusive_at or conclusive.get(operation.operation),
                questions=tuple(add(operation.operation, probe) for probe in operation.questions),
            )
            for operation in report.operations
        ),
    )


def keep_latest(nights: Iterable[Night]) -> list[Night]:
    """Return the nights that a `history.json` keeps: the last 30 of each target and shard, oldest first."""
    by_series: dict[tuple[str, ...], dict[str, Night]] = {}
    for night in nights:
        by_series.setdefault(night.series, {})[night.started_at] = night
    kept = []
    for same in by_series.values():
        *before, (_, newest) = sorted(same.items())[-KEPT:]
        kept += [*(evolve(night, operations=()) for _, night in before), newest]
    return kept


def render_history(nights: Iterable[Night]) -> str:
    """Return the text of a `history.json`, one line for each night."""
    return "[\n" + ",\n".join(json.dumps(to_json(night)) for night in nights) + "\n]\n"


def find_records(folder: Path) -> list[Path]:
    """Return every `drift.json` and `history.json` below a folder."""
    return sorted([*folder.rglob("drift*.json"), *folder.rglob("history*.json")])


def read_nights(path: Path) -> list[Night]:
    """Return the nights of a `history.json`, or the one of a `drift.json` of any version; raises UsageFault."""
    value = read_json(path)
    nights = value if isinstance(value, list) else [value]
    validate(nights, path, "history.schema.json", "a report or a history of reports")
    return [from_json(night, Night) for night in nights]


def read_readable(files: Iterable[Path]) -> tuple[list[Night], list[str]]:
    """Return the nights in all files that can be read, and a note for each one that cannot."""
    nights, notes = [], []
    for file in files:
        try:
            nights += read_nights(file)
        except UsageFault:
            notes.append(f"the {file.name} of an earlier run cannot be read, so what it says of past runs is lost")
    return nights, notes

"""Where a night begins in the round of all probes, and what comes before all others."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.known_drift import Entry
from contract_tests.harness.findings.result import TROUBLE, Result, SkipCode
from contract_tests.harness.probes.order import Probe, Rotation, Round, is_later_part
from contract_tests.harness.reporting.read import read_report
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.run.settings import Settings
from contract_tests.harness.target.policy import VALID_REQUEST


@frozen
class Night:
    """The probes of one run, in the order in which they are sent.

    Attributes:
        costs: How many requests some of them send, as known before.
        not_sent: The labels of the operations to which nothing is sent, by policy or for want of a value.
    """

    rotation: Rotation
    probes: tuple[Probe, ...]
    costs: Mapping[Probe, int]
    not_sent: Collection[str]

    def summary(self, results: Iterable[Result]) -> dict[str, Any]:
        """Return what a report says of the night: its probes by operation, its turn and the next, and the nights that a
        full round takes."""
        results, planned = tuple(results), dict[str, list[str]]()
        for probe in self.probes:
            planned.setdefault(probe.label, []).append(probe.name)
        names = dict.fromkeys([VALID_REQUEST, *(probe.name for probe in self.probes)])
        planned |= {label: [name for name in names if not is_later_part(name)] for label in self.not_sent}
        turn, next_turn = self.rotation.turn, self.next_turn(results)
        return {"planned": planned, "turn": turn, "next_turn": next_turn, "nights": self.nights(results)}

    def next_turn(self, results: Iterable[Result]) -> int:
        """Return where the next night begins, by what the budget, or trouble, has left of this one."""
        codes = {Probe(each.operation, each.question): {skip.code for skip in each.skips} for each in results}
        left = [probe for probe in self.probes if SkipCode.BUDGET in codes.get(probe, ())]
        lost = [probe for probe in self.probes if any(code.is_trouble for code in codes.get(probe, TROUBLE))]
        return self.rotation.next_turn(self.probes, left, lost)

    def nights(self, results: Iterable[Result]) -> int:
        """Return how many nights a full round takes, by what each probe has cost in this one."""
        sent = {
            Probe(result.operation, result.question): result.by_method.total()
            for result in results
            if not any(skip.code is SkipCode.BUDGET or skip.code.is_trouble for skip in result.skips)
        }
        return Round(self.rotation, {**self.costs, **sent}).nights(self.probes)


def make_night(
    settings: Settings,
    labels: Iterable[str],
    probes: Collection[Probe],
    costs: Mapping[Probe, int],
    known: Iterable[Entry],
    previous: Report | None,
    today: date,
    not_sent: Collection[str] = (),
    acting: Collection[str] = (),
) -> Night:
    """Return the night: its turn is the one that is asked for, or that of the earlier report, or the day decides."""
    rotation = Rotation(tuple(labels), 0, _behind_findings(known, previous), settings.budget_here, acting)
    if settings.turn is not None:
        turn = settings.turn
    elif previous is not None:
        turn = previous.next_turn
    else:
        nights = Round(rotation, costs).nights(probes)
        turn = today.toordinal() % nights * (rotation.size // nights) if nights > 1 else 0
    rotation = evolve(rotation, turn=turn % rotation.size)
    return Night(rotation, tuple(rotation.arrange(probes)), costs, not_sent)


def read_previous(path: Path | None, base_url: str) -> tuple[Report | None, list[str]]:
    """Return the report of an earlier night, if it is about the same target, and a note when it is of no use.

    Raises UsageFault when there is no such file.
    """
    if path is None:
        return None, []
    if not path.is_file():
        raise UsageFault(f"--previous {path} is no file; leave it out for a first night")
    try:
        report = read_report(path)
    except UsageFault as error:
        return None, [f"the earlier report is of no use, so the day decides what comes first: {error}"]
    if report.target.base_url != base_url:
        return None, ["the earlier report is about another target, so the day decides what comes first"]
    return report, []


def now() -> date:
    """Return the day, in UTC, as all times of reports."""
    return datetime.now(UTC).date()


def _behind_findings(known: Iterable[Entry], previous: Report | None) -> frozenset[Probe]:
    """Return the probes that showed what is open or tolerated."""
    findings = [] if previous is None else [each for each in previous.findings if each.state is not State.CORRECTED]
    probes = {id_: Probe(each.operation, each.probe or VALID_REQUEST) for each in findings for id_ in each.ids}
    for entry in known:
        if entry.operation:
            probes.setdefault(entry.id, Probe(entry.operation, entry.probe or VALID_REQUEST))
    return frozenset(probes.values())

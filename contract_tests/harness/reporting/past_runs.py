"""Earlier nights: the little of each run that shows how long something has been so, kept in `history.json`."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.reporting.read import read_nights

KEPT = 30  # nights of one target
KEPT_OF_FINDING = ("id", "severity", "state")


@frozen
class Night:
    """What a run came to, and the findings that it saw, as in its `drift.json`.

    Runs are compared when `target` (kind and host; the ports of mocks and stand-ins change) and `shard` are the same.
    """

    started_at: str
    verdict: str
    target: str
    shard: str
    findings: tuple[Mapping[str, str], ...] = field(repr=False)

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Night":
        """The night of the object of a `drift.json`, or of what `history.json` keeps of one."""
        host = re.sub(r":\d+$", "", record["target"]["base_url"])
        return cls(
            started_at=record["started_at"],
            verdict="fault" if record["faults"] else record["verdict"],
            target=f"{record['target']['kind']} {host}",
            shard=record["shard"],
            findings=tuple(record["findings"]),
        )

    def count(self, state: str, severities: Iterable[str]) -> int:
        """How many findings have this state and one of the severities."""
        return sum(one["state"] == state and one["severity"] in severities for one in self.findings)


def nights_before(record: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> list[Night]:
    """The earlier nights of the same target and shard, oldest first."""
    this = Night.of(record)
    same = (night for night in map(Night.of, records) if (night.target, night.shard) == (this.target, this.shard))
    nights = {night.started_at: night for night in same if night.started_at < this.started_at}
    return [night for _, night in sorted(nights.items())]


def add_night(
    record: Mapping[str, Any], file: Path, given: Iterable[Mapping[str, Any]] = ()
) -> list[Mapping[str, Any]]:
    """What a `history.json` should hold after a run: what it holds now, what is `given`, and the run itself.

    The last 30 of each target are kept. A file that is not a history is begun anew: a night is worth more than the
    chart of those before it.
    """
    try:
        kept = read_nights(file) if file.exists() else []
    except UsageFault:
        kept = []
    by_target: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for one in map(_excerpt, [*kept, *given, record]):
        night = Night.of(one)
        by_target.setdefault((night.target, night.shard), {})[night.started_at] = one
    return [one for same in by_target.values() for _, one in sorted(same.items())[-KEPT:]]


def render_history(nights: Iterable[Mapping[str, Any]]) -> str:
    """The text of a `history.json`, a line a night."""
    return "[\n" + ",\n".join(map(json.dumps, nights)) + "\n]\n"


def read_history(path: Path) -> list[Mapping[str, Any]]:
    """The nights in a `drift.json`, a `history.json`, or every file so called below a folder; raises UsageFault."""
    if not path.is_dir():
        return read_nights(path)
    files = sorted([*path.rglob("drift*.json"), *path.rglob("history*.json")])
    if not files:
        raise UsageFault(f"{path} holds no drift.json and no history.json; name the folder of earlier reports")
    return [night for file in files for night in read_nights(file)]


def _excerpt(record: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "verdict": record["verdict"],
        "target": record["target"],
        "started_at": record["started_at"],
        "shard": record["shard"],
        "faults": ["the check failed"] if record["faults"] else [],
        "findings": [{key: one[key] for key in KEPT_OF_FINDING} for one in record["findings"]],
    }

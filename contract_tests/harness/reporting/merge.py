"""Puts the reports of shards together into the report that one run would have written; `__main__` calls it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any, Self

from attrs import field, frozen

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.finding import MOST_FINDINGS, Finding, merge_findings, show_findings
from contract_tests.harness.reporting.exit_status import is_drift
from contract_tests.harness.reporting.formats.har import read_har
from contract_tests.harness.reporting.read import read_report
from contract_tests.harness.reporting.verdict import Verdict
from contract_tests.harness.reporting.write import HAR, RECORD
from contract_tests.harness.target.shards import shard_of
from contract_tests.harness.target.target import Kind
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.openapi.document import Operation

OLDEST = timedelta(hours=6)  # before the last shard began; older is the report of another night
CORRECTION_ORDER = ("wrong", "confirmed", "unneeded", "untested")
Exchanges = dict[str, dict[str, Any]]


@frozen
class _Shard:
    name: str
    record: Mapping[str, Any]
    index: int
    count: int
    began: datetime
    findings: list[Finding]
    exchanges: Exchanges = field(factory=dict)
    notes: list[str] = field(factory=list)

    @classmethod
    def read(cls, place: Path) -> Self:
        """The report at `place`, a file or its folder; raises UsageFault when it is none."""
        file = place / RECORD if place.is_dir() else place
        record = read_report(file)
        index, count = map(int, record["shard"].split("/"))
        try:
            began = datetime.fromisoformat(record["started_at"])
            findings = [Finding.from_record(finding) for finding in record["findings"]]
        except ValueError as error:
            raise UsageFault(f"{file.name} is not a report of this version: {error}") from None
        if not 1 <= index <= count:
            raise UsageFault(f"{file.name} is of shard {record['shard']}, which there cannot be")
        began = began if began.tzinfo else began.replace(tzinfo=UTC)
        shard = cls(_name(place), record, index, count, began, findings)
        har = file.with_name(HAR)
        if har.exists():
            try:
                shard.exchanges.update(read_har(read_file(har).decode()))
            except (SpecError, ValueError):
                shard.notes.append(f"the {HAR} beside {shard.name} cannot be read and is left out")
        return shard

    @property
    def about(self) -> dict[str, Any]:
        """What has to be the same in all shards of one run."""
        document, target = self.record["document"], self.record["target"]
        return {
            "number of shards": self.count,
            "document": (document["sha256"], document["operations"]),
            "overlay": document["overlay_sha256"],
            # The mock is on another port each time.
            "target": (target["kind"], target["base_url"] if target["kind"] == Kind.LIVE else ""),
        }


def merge_reports(places: Sequence[Path]) -> tuple[dict[str, Any], Exchanges]:
    """The object of the one `drift.json`, and the HAR entries beside it, from the reports of the shards.

    A shard that is missing, cannot be read or is of another night leaves its operations inconclusive. Raises UsageFault
    when there is no report at all, or when two are not of the same run.
    """
    shards, notes = _read_all(places)
    first, count = shards[0], shards[0].count
    missing = sorted(set(range(1, count + 1)) - {shard.index for shard in shards})
    records = [shard.record for shard in shards]
    findings = merge_findings(chain.from_iterable(shard.findings for shard in shards))
    operations = _operations(records, missing, count)
    ended_early = "; ".join([*_endings(shards), *_missing(missing, count)])
    began = min(shard.began for shard in shards)
    ended = max(shard.began + timedelta(seconds=shard.record["duration_s"]) for shard in shards)
    seeds = sorted({record["seed"] for record in records})
    if len(seeds) > 1:
        notes.append(f"the shards had different seeds: {', '.join(map(str, seeds))}")
    notes += chain.from_iterable(shard.notes for shard in shards)
    left_out = [f"only {MOST_FINDINGS} of {len(findings)} findings are shown"] if len(findings) > MOST_FINDINGS else []
    shown = [finding.to_record() for finding in show_findings(findings)]
    merged = {
        **first.record,
        "verdict": _judge(records, shown, operations, ended_early).value,
        "started_at": began.isoformat(timespec="seconds"),
        "duration_s": round((ended - began).total_seconds(), 3),
        "shard": "1/1",
        "strict": any(record["strict"] for record in records),
        "ended_early": ended_early,
        "requests": {
            "total": sum(record["requests"]["total"] for record in records),
            "by_method": _sum(record["requests"]["by_method"] for record in records),
            "wrong_credentials": sum(record["requests"]["wrong_credentials"] for record in records),
        },
        "operations": operations,
        "findings": shown,
        "corrections": _corrections(records),
        "stale": _stale(records),
        "mock_limits": _sum(record["mock_limits"] for record in records),
        "notes": _distinct(record["notes"] for record in [*records, {"notes": [*notes, *left_out]}]),
        "faults": _distinct(record["faults"] for record in records),
    }
    return merged, {id_: entry for shard in shards for id_, entry in shard.exchanges.items()}


def _read_all(places: Sequence[Path]) -> tuple[list[_Shard], list[str]]:
    shards, notes = [], []
    for place in places:
        try:
            shards.append(_Shard.read(place))
        except UsageFault as error:
            notes.append(f"{_name(place)} counts for nothing: {error}")
    newest = max((shard.began for shard in shards), default=None)
    if newest is None:
        raise UsageFault(f"there is no report to merge; {'; '.join(notes)}")
    fresh = [shard for shard in shards if newest - shard.began <= OLDEST]
    notes += [
        f"{old.name} counts for nothing: it began at {old.record['started_at']}, hours before the others"
        for old in shards
        if old not in fresh
    ]
    for shard in fresh[1:]:
        _refuse_stranger(fresh[0], shard)
    for number, shard in enumerate(fresh):
        if twin := next((other for other in fresh[:number] if other.index == shard.index), None):
            raise UsageFault(f"{shard.name} and {twin.name} are both of shard {shard.index} of {shard.count}")
    return sorted(fresh, key=lambda shard: shard.index), notes


def _refuse_stranger(first: _Shard, other: _Shard) -> None:
    for what, value in other.about.items():
        if value != first.about[what]:
            raise UsageFault(f"{other.name} has another {what} than {first.name}; merge the shards of one run")


def _judge(
    records: Iterable[Mapping[str, Any]],
    findings: Iterable[Mapping[str, Any]],
    operations: Iterable[Mapping[str, Any]],
    ended_early: str,
) -> Verdict:
    if any(map(is_drift, findings)) or any(record["verdict"] == Verdict.DRIFT for record in records):
        return Verdict.DRIFT
    # An empty shard conforms by itself, but shows nothing.
    if not ended_early and any(operation["verdict"] == Verdict.CONFORMS for operation in operations):
        return Verdict.CONFORMS
    return Verdict.INCONCLUSIVE


def _operations(records: list[Mapping[str, Any]], missing: list[int], count: int) -> list[dict[str, Any]]:
    """Every operation of the document in its order, those of missing shards as inconclusive."""
    asked = {operation["operation"]: operation for record in records for operation in record["operations"]}
    return [asked.get(label) or _not_asked(label, missing, count) for label in records[0]["document"]["operations"]]


def _not_asked(label: str, missing: list[int], count: int) -> dict[str, Any]:
    method, _, path = label.partition(" ")
    index = shard_of(Operation(method, path, {}), count)
    reason = _missing([index] if index in missing else [], count)
    return {
        "operation": label,
        "verdict": Verdict.INCONCLUSIVE.value,
        "reason": f"not asked: {reason[0]}" if reason else "not asked",
        "questions": [],
        "statuses_seen": {},
        "statuses_never_seen": [],
        "fields_never_seen": [],
        "last_conclusive_at": None,
    }


def _missing(missing: list[int], count: int) -> list[str]:
    return [f"shard {index} of {count} is missing" for index in missing]


def _endings(shards: list[_Shard]) -> Iterator[str]:
    for shard in shards:
        if shard.record["ended_early"]:
            of = "" if shard.count == 1 else f"shard {shard.index} of {shard.count}: "
            yield f"{of}{shard.record['ended_early']}"


def _corrections(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each correction with the worst that a shard says of it; `untested` where nothing of it was asked."""
    said: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        for correction in record["corrections"]:
            said.setdefault(correction["id"], []).append(correction)
    return [_combine(ones) for ones in said.values()]


def _combine(ones: list[dict[str, Any]]) -> dict[str, Any]:
    status = min((one["status"] for one in ones), key=CORRECTION_ORDER.index)
    reasons = dict.fromkeys(one["reason"] for one in ones if one["status"] == status and one["reason"])
    return {**ones[0], "status": status, "reason": "; ".join(reasons)}


def _stale(records: list[Mapping[str, Any]]) -> list[str]:
    """What a shard calls stale and none has seen: only the shard that asks its operation can have seen it."""
    seen = {finding["id"] for record in records for finding in record["findings"]}
    return [id_ for id_ in _distinct(record["stale"] for record in records) if id_ not in seen]


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    return dict(sorted(sum(map(Counter, counts), Counter[str]()).items()))


def _distinct(lists: Iterable[list[str]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(lists)))


def _name(place: Path) -> str:
    return "/".join(place.parts[-2:])

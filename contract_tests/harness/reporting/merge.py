"""Puts the reports of shards together into the report that one run would have written; `__main__` calls it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from contract_tests.harness.corrections.results import Status
from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.har import read_har
from contract_tests.harness.reporting.coverage import Trouble, add_coverage
from contract_tests.harness.reporting.read import read_report
from contract_tests.harness.reporting.report import (
    OperationReport,
    Report,
    ReportedCorrection,
    ReportedFinding,
    Requests,
    Verdict,
    add_up,
    show_findings,
)
from contract_tests.harness.reporting.verdict import judge_run
from contract_tests.harness.reporting.write import HAR, RECORD
from contract_tests.harness.valid_requests.scope import shard_of
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file

OLDEST = timedelta(hours=6)  # before the last shard began; older is the report of another night
CORRECTION_ORDER = (Status.WRONG, Status.CONFIRMED, Status.UNNEEDED, Status.UNTESTED)
Exchanges = dict[str, dict[str, Any]]


@frozen
class _Shard:
    """The report of the shard `index` of `count`."""

    name: str
    file: Path
    report: Report
    index: int
    count: int
    began: datetime

    def says(self, sentence: str) -> str:
        """Return what the shard says of itself, as the merged report quotes it."""
        return sentence if self.count == 1 else f"shard {self.index} of {self.count}: {sentence}"

    @property
    def about(self) -> dict[str, Any]:
        """What has to be the same in all shards of one run."""
        document = self.report.document
        return {
            "number of shards": self.count,
            "document": (document.sha256, document.operations),
            "overlay": document.overlay_sha256,
            "target": self.report.target.identity,
        }


def merge_reports(places: Sequence[Path]) -> tuple[Report, Exchanges]:
    """Return the one report, and the HAR entries beside it, from the reports of the shards.

    A shard that is missing, cannot be read or is of another night leaves its operations inconclusive. Raises UsageFault
    when there is no report at all, or when two are not of the same run.
    """
    notes: list[str] = []
    shards = _read_shards(places, notes)
    exchanges = _read_exchanges(shards, notes)
    first, reports = shards[0], [shard.report for shard in shards]
    present = {shard.index for shard in shards}
    missing = {
        index: f"shard {index} of {first.count} is missing"
        for index in range(1, first.count + 1)
        if index not in present
    }
    findings = _findings(reports)
    shown, cut = show_findings(findings)
    operations = tuple(_operations(first, reports, missing))
    ended_early = "; ".join([*_endings(shards), *missing.values()])
    began = min(shard.began for shard in shards)
    ended = max(shard.began + timedelta(seconds=shard.report.duration_s) for shard in shards)
    chosen = {what: sorted({getattr(report, what) for report in reports}) for what in ("seed", "turn")}
    notes += [
        f"the shards had different {what}s: {', '.join(map(str, values))}"
        for what, values in chosen.items()
        if len(values) > 1
    ]
    coverage = add_coverage(report.coverage for report in reports if report.coverage)
    trouble = tuple(_trouble(shards, missing.values()))
    by_method = add_up(report.requests.by_method for report in reports)
    drifted = any(report.verdict is Verdict.DRIFT for report in reports)
    merged = evolve(
        first.report,
        schema_version=min(report.schema_version for report in reports),
        verdict=judge_run(findings, operations, trouble, drifted=drifted, failed=any(each.faults for each in reports)),
        started_at=began.isoformat(timespec="seconds"),
        duration_s=round((ended - began).total_seconds(), 3),
        shard="1/1",
        strict=any(report.strict for report in reports),
        ended_early=ended_early,
        interrupted=first.count == 1 and first.report.interrupted,
        next_turn=first.report.turn if missing else min(report.next_turn for report in reports),
        requests=Requests(
            sum(by_method.values()), by_method, sum(report.requests.wrong_credentials for report in reports)
        ),
        coverage=coverage,
        trouble=trouble,
        operations=operations,
        findings=shown,
        corrections=tuple(_corrections(shards, missing)),
        stale=_stale(reports),
        mock_limits=add_up(report.mock_limits for report in reports),
        notes=_distinct([*(report.notes for report in reports), notes, cut]),
        faults=_distinct(report.faults for report in reports),
    )
    return merged, exchanges


def _read_shards(places: Sequence[Path], notes: list[str]) -> list[_Shard]:
    read = []
    for place in places:
        try:
            read.append(_read_shard(place))
        except UsageFault as error:
            notes.append(f"{_name(place)} is left out: {error}")
    if not read:
        raise UsageFault(f"there is no report to merge; {'; '.join(notes)}")
    newest = max(shard.began for shard in read)
    shards: dict[int, _Shard] = {}
    for shard in read:
        if newest - shard.began > OLDEST:
            notes.append(f"{shard.name} is left out: it started at {shard.report.started_at}, hours before the others")
            continue
        for other in shards.values():
            for what, value in shard.about.items():
                if value != other.about[what]:
                    raise UsageFault(f"{shard.name} has another {what} than {other.name}; merge the shards of one run")
        if twin := shards.get(shard.index):
            raise UsageFault(f"{shard.name} and {twin.name} are both of shard {shard.index} of {shard.count}")
        shards[shard.index] = shard
    return [shard for _, shard in sorted(shards.items())]


def _read_shard(place: Path) -> _Shard:
    file = place / RECORD if place.is_dir() else place
    report = read_report(file)
    index, count = map(int, report.shard.split("/"))
    try:
        began = datetime.fromisoformat(report.started_at)
    except ValueError as error:
        raise UsageFault(f"{file.name} is not a report of this version: {error}") from None
    if not 1 <= index <= count:
        raise UsageFault(f"{file.name} is of shard {report.shard}, which is no shard")
    return _Shard(_name(place), file, report, index, count, began if began.tzinfo else began.replace(tzinfo=UTC))


def _read_exchanges(shards: Iterable[_Shard], notes: list[str]) -> Exchanges:
    exchanges: Exchanges = {}
    for shard in shards:
        har = shard.file.with_name(HAR)
        if har.exists():
            try:
                exchanges |= read_har(read_file(har).decode())
            except (SpecError, ValueError):
                notes.append(f"the {HAR} beside {shard.name} cannot be read and is left out")
    return exchanges


def _operations(first: _Shard, reports: list[Report], missing: Mapping[int, str]) -> Iterator[OperationReport]:
    """Yield every operation of the document in its order, those of missing shards as inconclusive."""
    reported = {operation.operation: operation for report in reports for operation in report.operations}
    for label in first.report.document.operations:
        index = shard_of(label, first.count)
        reason = f"not sent: {missing[index]}" if index in missing else "not sent"
        yield reported.get(label) or OperationReport(label, Verdict.INCONCLUSIVE, reason, "other_shard")


def _endings(shards: Iterable[_Shard]) -> Iterator[str]:
    return (shard.says(shard.report.ended_early) for shard in shards if shard.report.ended_early)


def _trouble(shards: Iterable[_Shard], missing: Iterable[str]) -> list[Trouble]:
    """Return the trouble of each shard, the worst first; nobody knows how many probes a missing one had."""
    own = (Trouble(shard.says(each.reason), each.lost) for shard in shards for each in shard.report.losses)
    return sorted([*own, *(Trouble(reason, 0) for reason in missing)], key=lambda each: -each.lost)


def _findings(reports: Iterable[Report]) -> list[ReportedFinding]:
    """Return one finding an id, counts added up, the worst first; what is shown of it is its first sighting."""
    by_id: dict[str, list[ReportedFinding]] = {}
    for finding in chain.from_iterable(report.findings for report in reports):
        by_id.setdefault(finding.id, []).append(finding)
    merged = [
        evolve(alike[0], **{name: sum(getattr(each, name) for each in alike) for name in ("count", "seen_in", "asked")})
        for alike in by_id.values()
    ]
    return sorted(merged, key=lambda f: (f.severity.rank, f.operation, f.kind, f.location, f.id))


def _corrections(shards: Sequence[_Shard], missing: Mapping[int, str]) -> Iterator[ReportedCorrection]:
    """Yield each correction with the worst status that a shard gives it.

    It is unneeded only if no shard with an operation of it left that open.
    """
    by_id: dict[str, list[tuple[int, ReportedCorrection]]] = {}
    for shard in shards:
        for correction in shard.report.corrections:
            by_id.setdefault(correction.id, []).append((shard.index, correction))
    for said in by_id.values():
        alike = [correction for _, correction in said]
        status = min((correction.status for correction in alike), key=CORRECTION_ORDER.index)
        reasons = [each.reason for each in alike if each.status is status]
        if status is Status.UNNEEDED:
            own = {shard_of(label, shards[0].count) for label in alike[0].operations}
            left_open = [each.reason for index, each in said if index in own and each.status is Status.UNTESTED]
            left_open += [reason for index, reason in missing.items() if index in own]
            status, reasons = (Status.UNTESTED, left_open) if left_open else (status, reasons)
        yield evolve(alike[0], status=status, reason="; ".join(dict.fromkeys(filter(None, reasons))))


def _stale(reports: list[Report]) -> tuple[str, ...]:
    """Return the entries that a shard calls stale and none has found: only the shard of its operation can find it."""
    seen = {id_ for report in reports for finding in report.findings for id_ in finding.ids}
    return tuple(id_ for id_ in _distinct(report.stale for report in reports) if id_ not in seen)


def _distinct(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def _name(place: Path) -> str:
    return "/".join(place.parts[-2:])

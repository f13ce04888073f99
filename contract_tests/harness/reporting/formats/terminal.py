"""The report as lines on the terminal: the verdict last, and what decided it right above."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.kinds import MEANINGS
from contract_tests.harness.reporting import MOCK_NOTE, WHAT_TO_DO
from contract_tests.harness.reporting.clean_text import clean
from contract_tests.harness.reporting.exit_status import is_drift, verdict_line
from contract_tests.harness.reporting.groups import FEW, findings_by_kind, untold_by_reason
from contract_tests.harness.reporting.verdict import Verdict
from vendor_spec.counts import counted

MOST_ALIKE = 10  # findings of one kind that have a line
MOST_IDS = 5
Item = Mapping[str, Any]


def lines(record: Item) -> Iterator[str]:
    """What a reader needs of the object of a `drift.json`."""
    return (clean(line).replace("\n", " ") for line in _lines(record))


def _lines(record: Item) -> Iterator[str]:
    if record["target"]["kind"] == "mock":
        yield MOCK_NOTE
    index, _, count = record["shard"].partition("/")
    if count != "1":
        asked, all_ = record["operations"], record["document"]["operations"]
        yield f"shard {index} of {count}: {len(asked)} of {len(all_)} operations"
    yield from (f"note: {note}" for note in record["notes"])
    yield from _settled(record)
    new = [finding for finding in record["findings"] if finding["state"] == State.NEW]
    yield from _findings("New, and no drift by itself", [one for one in new if not is_drift(one)])
    yield from _untold(record["operations"])
    for correction in record["corrections"]:
        if correction["status"] in ("unneeded", "wrong"):
            yield f"correction {correction['id']} is {correction['status']}: {correction['reason']}"
    drift = [one for one in new if is_drift(one)]
    yield from _findings("New drift", drift)
    if drift:
        yield from WHAT_TO_DO
    yield from (f"fault of the check itself: {fault}" for fault in record["faults"])
    if record["ended_early"]:
        yield f"ended early: {record['ended_early']}"
    yield _sum(record)
    yield verdict_line(record)


def _settled(record: Item) -> Iterator[str]:
    by_state: dict[str, list[str]] = {}
    for finding in record["findings"]:
        by_state.setdefault(finding["state"], []).append(finding["id"])
    for state, words in ((State.CORRECTED, "corrected in openapi.overlay.yaml"), (State.KNOWN, "tolerated for now")):
        if ids := by_state.get(state):
            yield f"{words}: {_listed(ids)}"
    if record["stale"]:
        yield f"tolerated, but not seen any more: {_listed(record['stale'])}"


def _listed(ids: list[str]) -> str:
    more = len(ids) - MOST_IDS
    return ", ".join(ids[:MOST_IDS]) + (f" and {more} more" if more > 0 else "")


def _untold(operations: Iterable[Item]) -> Iterator[str]:
    groups = untold_by_reason(operations)
    if groups:
        yield "Could not be told:"
    for reason, alike in reversed(groups):
        if len(alike) > FEW:
            yield f"  {len(alike)} operations, such as {alike[0]['operation']}: {reason}"
        else:
            yield from (f"  {one['operation']}: {reason}" for one in alike)


def _findings(title: str, findings: list[Item]) -> Iterator[str]:
    """The worst last, where the eye is."""
    if findings:
        yield f"{title} ({len(findings)}):"
    for alike in reversed(findings_by_kind(findings)):
        yield from _more(alike)
        for finding in reversed(alike[:FEW]):
            yield from _whole(finding) if is_drift(finding) else _short(finding)


def _more(alike: list[Item]) -> Iterator[str]:
    listed = [one for one in alike[FEW : FEW + MOST_ALIKE] if is_drift(one)]
    rest = len(alike) - FEW - len(listed)
    if rest > 0:
        yield f"  {rest} more of {alike[0]['kind']}, in reports/drift.html"
    for one in reversed(listed):
        yield f"{_name(one)}: {one['observed']}"


def _short(finding: Item) -> Iterator[str]:
    yield _name(finding)
    yield f"    at {finding['location']}: expected {finding['expected']}; observed {finding['observed']}"


def _whole(finding: Item) -> Iterator[str]:
    yield _name(finding)
    if meaning := MEANINGS.get(finding["kind"]):
        yield f"    {meaning}"
    yield f"    at {finding['location']}"
    yield f"    expected: {finding['expected']}"
    yield f"    observed: {finding['observed']}"
    if finding["note"]:
        yield f"    {finding['note']}"
    if finding["request"]:
        yield f"    {finding['request']}"


def _name(finding: Item) -> str:
    return f"  {finding['severity']} {finding['id']}: {finding['operation']}"


def _sum(record: Item) -> str:
    verdicts = Counter(operation["verdict"] for operation in record["operations"])
    words = {Verdict.CONFORMS: "conforming", Verdict.DRIFT: "with drift", Verdict.INCONCLUSIVE: "could not be told"}
    told = ", ".join(f"{verdicts[verdict]} {said}" for verdict, said in words.items() if verdicts[verdict])
    whom = "the mock" if record["target"]["kind"] == "mock" else record["target"]["base_url"]
    asked = f"{counted(record['requests']['total'], 'request')} in {record['duration_s']:.0f} s"
    return f"asked {whom}: {asked}; operations: {told or 'none'}"

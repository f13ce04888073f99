"""The report as lines on the terminal, the verdict last."""

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.harness.kinds import MEANINGS, WHAT_TO_DO, counts_as_drift
from contract_tests.harness.reporting import MOCK_NOTE
from contract_tests.harness.status import verdict_line


def lines(record: Mapping[str, Any]) -> Iterator[str]:
    """What a reader needs of the object of a `drift.json`."""
    if record["target"]["kind"] == "mock":
        yield MOCK_NOTE
    index, _, count = record["shard"].partition("/")
    if count != "1":
        asked, all_ = record["operations"], record["document"]["operations"]
        yield f"shard {index} of {count}: {len(asked)} of {len(all_)} operations"
    if record["ended_early"]:
        yield f"ended early: {record['ended_early']}"
    yield from (f"note: {note}" for note in record["notes"])
    yield from (f"fault of the check itself: {fault}" for fault in record["faults"])
    for operation in record["operations"]:
        if operation["verdict"] == "inconclusive":
            yield f"inconclusive: {operation['operation']}: {operation['reason']}"
    for finding in record["findings"]:
        yield from _finding_lines(finding)
    if any(finding["state"] == "new" and counts_as_drift(finding["kind"]) for finding in record["findings"]):
        yield WHAT_TO_DO
    yield verdict_line(record)


def _finding_lines(finding: Mapping[str, Any]) -> Iterator[str]:
    yield f"{finding['state']} {finding['severity']} {finding['id']}: {finding['operation']}"
    yield f"  at {finding['location']}: expected {finding['expected']}; observed {finding['observed']}"
    yield f"  {MEANINGS[finding['kind']]}"
    if finding["note"]:
        yield f"  {finding['note']}"
    if finding["request"]:
        yield f"  {finding['request']}"

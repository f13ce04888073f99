"""What the report of the night before still tells: when an operation that could not be told now was told last."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.reporting.read import read_report
from contract_tests.harness.target.target import Kind

UNKNOWN = "when it could be told last is not known"


def carry_over(record: Mapping[str, Any], before: Path) -> dict[str, Any]:
    """The record with the times of the `drift.json` that it is about to replace, or with a note why there are none."""
    if not before.exists() or all(operation["last_conclusive_at"] for operation in record["operations"]):
        return dict(record)
    try:
        old = read_report(before)
    except UsageFault:
        return _with_note(record, f"{UNKNOWN}: the report before this one cannot be read")
    if _target(old) != _target(record):
        return _with_note(record, f"{UNKNOWN}: the report before this one is about another target")
    times = {operation["operation"]: operation["last_conclusive_at"] for operation in old["operations"]}
    return {
        **record,
        "operations": [
            {
                **operation,
                "last_conclusive_at": operation["last_conclusive_at"] or times.get(operation["operation"]),
            }
            for operation in record["operations"]
        ],
    }


def _with_note(record: Mapping[str, Any], note: str) -> dict[str, Any]:
    return {**record, "notes": [*record["notes"], note]}


def _target(record: Mapping[str, Any]) -> tuple[str, str]:
    kind, base_url = record["target"]["kind"], record["target"]["base_url"]
    # The mock is on another port each time.
    return kind, base_url if kind == Kind.LIVE else ""

"""When an operation could not be told, the report says when it was told last."""

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.reporting.previous import UNKNOWN, carry_over
from tests.harness.reports_made import operation, record

EARLIER = "2026-06-01T00:00:00+00:00"
UNTOLD = record(operations=[operation("GET /calls", verdict="inconclusive", last_conclusive_at=None)])
MOCK = {"kind": "mock", "base_url": "http://127.0.0.1:1"}


def last_of(made: dict[str, Any]) -> str | None:
    last: str | None = made["operations"][0]["last_conclusive_at"]
    return last


@pytest.fixture
def before(tmp_path: Path) -> Path:
    file = tmp_path / "drift.json"
    file.write_text(json.dumps(record(operations=[operation("GET /calls", last_conclusive_at=EARLIER)])))
    return file


def test_the_time_goes_on_from_report_to_report(before: Path) -> None:
    once = carry_over(UNTOLD, before)
    assert last_of(once) == EARLIER
    before.write_text(json.dumps(once))
    assert last_of(carry_over(UNTOLD, before)) == EARLIER
    assert last_of(carry_over(record(), before)) == operation("GET /calls")["last_conclusive_at"]


def test_without_a_report_of_before_nothing_is_said(tmp_path: Path) -> None:
    assert carry_over(UNTOLD, tmp_path / "drift.json") == UNTOLD


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"verdict": "\\ud800"}', "\x00", json.dumps({**UNTOLD, "x": 1})])
def test_a_broken_report_of_before_is_a_note(before: Path, content: str) -> None:
    before.write_text(content)
    (note,) = carry_over(UNTOLD, before)["notes"]
    assert note == f"{UNKNOWN}: the report before this one cannot be read"


def test_a_report_about_another_target_is_a_note(before: Path) -> None:
    made = carry_over(UNTOLD | {"target": MOCK}, before)
    assert last_of(made) is None
    assert made["notes"] == [f"{UNKNOWN}: the report before this one is about another target"]


def test_the_mock_is_the_same_target_on_every_port(before: Path) -> None:
    before.write_text(
        json.dumps(json.loads(before.read_text()) | {"target": {**MOCK, "base_url": "http://127.0.0.1:2"}})
    )
    assert last_of(carry_over(UNTOLD | {"target": MOCK}, before)) == EARLIER

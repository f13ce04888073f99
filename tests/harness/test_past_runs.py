"""When an operation could not be told, the report says when it was told last."""

import json
from pathlib import Path

import pytest
from attrs import evolve

from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.reporting.past_runs import UNKNOWN, carry_over
from contract_tests.harness.reporting.report import Report, ReportedTarget
from contract_tests.harness.target.target import Kind
from tests.harness.reports_made import make_operation, make_report

EARLIER = "2026-06-01T00:00:00+00:00"
UNTOLD = make_report(operations=[make_operation("GET /calls", verdict="inconclusive", last_conclusive_at=None)])
ON_MOCK = evolve(UNTOLD, target=ReportedTarget(Kind.MOCK, "http://127.0.0.1:1"))


def last_of(report: Report) -> str | None:
    return report.operations[0].last_conclusive_at


def write(file: Path, report: Report) -> Path:
    file.write_text(json.dumps(to_json(report)))
    return file


@pytest.fixture
def before(tmp_path: Path) -> Path:
    report = make_report(operations=[make_operation("GET /calls", last_conclusive_at=EARLIER)])
    return write(tmp_path / "drift.json", report)


def test_the_time_goes_on_from_report_to_report(before: Path) -> None:
    once = carry_over(UNTOLD, before)
    assert last_of(once) == EARLIER
    write(before, once)
    assert last_of(carry_over(UNTOLD, before)) == EARLIER
    assert last_of(carry_over(make_report(), before)) == make_operation("GET /calls").last_conclusive_at


def test_without_a_report_of_before_nothing_is_said(tmp_path: Path) -> None:
    assert carry_over(UNTOLD, tmp_path / "drift.json") == UNTOLD


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"verdict": "\\ud800"}', "\x00", json.dumps({**to_json(UNTOLD), "x": 1})]
)
def test_a_broken_report_of_before_is_a_note(before: Path, content: str) -> None:
    before.write_text(content)
    assert carry_over(UNTOLD, before).notes == (f"{UNKNOWN}: the report before this one cannot be read",)


def test_a_report_about_another_target_is_a_note(before: Path) -> None:
    report = carry_over(ON_MOCK, before)
    assert last_of(report) is None
    assert report.notes == (f"{UNKNOWN}: the report before this one is about another target",)


def test_the_mock_is_the_same_target_on_every_port(tmp_path: Path) -> None:
    told = make_report(
        target={"kind": "mock", "base_url": "http://127.0.0.1:2"},
        operations=[make_operation("GET /calls", last_conclusive_at=EARLIER)],
    )
    assert last_of(carry_over(ON_MOCK, write(tmp_path / "drift.json", told))) == EARLIER

"""What is kept of earlier runs tells when an operation that is inconclusive now was conclusive last."""

import json
from pathlib import Path

import pytest
from attrs import evolve

from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.reporting.report import Outcome, ProbeOutcome, Report, ReportedTarget
from contract_tests.harness.reporting.write import write_reports
from contract_tests.harness.target.target import Kind
from tests.harness.reports_made import make_operation, make_report

EARLIER = "2026-06-01T00:00:00+00:00"
INCONCLUSIVE = make_report(operations=[make_operation("GET /calls", verdict="inconclusive", last_conclusive_at=None)])
LATER = evolve(INCONCLUSIVE, started_at="2026-06-12T00:00:00+00:00")
ON_MOCK = evolve(INCONCLUSIVE, target=ReportedTarget(Kind.MOCK, "http://127.0.0.1:1"))


def last_of(report: Report) -> str | None:
    return report.operations[0].last_conclusive_at


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a run in which the operation was conclusive."""
    report = make_report(operations=[make_operation("GET /calls", last_conclusive_at=EARLIER)], started_at=EARLIER)
    write_reports(report, tmp_path)
    return tmp_path


def test_the_time_goes_on_from_report_to_report(folder: Path) -> None:
    (folder / "history.json").unlink()  # a report alone is enough
    assert last_of(write_reports(INCONCLUSIVE, folder)) == EARLIER
    (folder / "drift.json").unlink()  # and so is the history
    assert last_of(write_reports(LATER, folder)) == EARLIER
    assert last_of(write_reports(make_report(), folder)) == make_operation("GET /calls").last_conclusive_at


def test_the_time_of_each_probe_goes_on_from_report_to_report(folder: Path) -> None:
    def answered(day: int, **at: str | None) -> Report:
        probes = tuple(ProbeOutcome(name, Outcome.HELD, last_answered_at=moment) for name, moment in at.items())
        report = make_report(started_at=f"2026-06-{day:02}T00:00:00+00:00")
        return evolve(report, operations=(evolve(report.operations[0], questions=probes),))

    def times(report: Report) -> dict[str, str | None]:
        return {probe.question: probe.last_answered_at for probe in report.operations[0].questions}

    write_reports(answered(12, auth="the 12th", slash="the 12th", client=None), folder)
    second = write_reports(answered(13, auth=None, slash="the 13th", client=None), folder)
    assert times(second) == {"auth": "the 12th", "slash": "the 13th", "client": None}
    (folder / "drift.json").unlink()  # the history alone is enough
    third = write_reports(answered(14, auth=None, slash=None, client=None), folder)
    assert times(third) == {"auth": "the 12th", "slash": "the 13th", "client": None}
    # It is the newest run that knows, so that the history does not grow.
    history = json.loads((folder / "history.json").read_text())
    assert [bool(night["operations"]) for night in history] == [False, False, False, True]


def test_without_a_report_of_before_nothing_is_said(tmp_path: Path) -> None:
    assert write_reports(INCONCLUSIVE, tmp_path) == INCONCLUSIVE


@pytest.mark.parametrize("name", ["drift.json", "history.json"])
@pytest.mark.parametrize("content", ["{", "{}", '{"verdict": "\\ud800"}', "\x00"])
def test_a_broken_report_of_before_is_a_note(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    note = f"the {name} of an earlier run cannot be read, so what it says of past runs is lost"
    assert write_reports(INCONCLUSIVE, tmp_path).notes == (note,)


def test_a_run_on_another_target_neither_knows_nor_forgets_the_time(folder: Path) -> None:
    assert last_of(write_reports(ON_MOCK, folder)) is None
    assert last_of(write_reports(LATER, folder)) == EARLIER


def test_a_report_that_is_made_anew_knows_nothing_of_later_runs(folder: Path) -> None:
    early = evolve(INCONCLUSIVE, started_at="2026-05-01T00:00:00+00:00")
    assert last_of(write_reports(early, folder)) is None


def test_a_history_of_before_operations_were_kept_is_still_read(folder: Path) -> None:
    history = json.loads((folder / "history.json").read_text())
    (folder / "history.json").write_text(
        json.dumps([{k: v for k, v in night.items() if k != "operations"} for night in history])
    )
    report = write_reports(INCONCLUSIVE, folder)
    assert (last_of(report), report.notes) == (EARLIER, ())
    assert len(json.loads((folder / "history.json").read_text())) == 2
    assert to_json(report)["operations"][0]["last_conclusive_at"] == EARLIER

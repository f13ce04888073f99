"""The records of a report are the published form, and reports of the version before are read by whatever reads one."""

import json
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given

from contract_tests.__main__ import main
from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.finding import Finding, State
from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.findings.kinds import Severity
from contract_tests.harness.reporting.issue.command import write_issue
from contract_tests.harness.reporting.past_runs import Night, add_last_times, read_nights
from contract_tests.harness.reporting.read import read_report
from contract_tests.harness.reporting.report import PastFinding, Report, ReportedFinding
from tests.conftest import ROOT
from tests.harness.reports_made import make_finding, make_operation, make_report, reports, validator
from tests.harness.test_reports import FEW

FOLDER = ROOT / "contract_tests/harness/reporting"
ID = "field.missing-0123456789"
# As a run of version 1 left it: no schema_version, no former ids, no codes.
OLD = """{
  "verdict": "drift",
  "target": {"kind": "live", "base_url": "https://api.example.com"},
  "document": {
    "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
    "overlay_sha256": "",
    "operations": ["GET /calls", "GET /numbers"]
  },
  "started_at": "2026-06-11T16:03:28+00:00",
  "duration_s": 1.5,
  "seed": 0,
  "shard": "1/1",
  "strict": false,
  "ended_early": "",
  "requests": {"total": 2, "by_method": {"GET": 2}, "wrong_credentials": 0},
  "operations": [
    {
      "operation": "GET /calls",
      "verdict": "drift",
      "reason": "",
      "questions": [{"question": "conformance", "outcome": "drift", "reason": ""}],
      "statuses_seen": {"200": 1},
      "statuses_never_seen": ["404"],
      "fields_never_seen": [],
      "last_conclusive_at": "2026-06-11T16:03:28+00:00"
    },
    {
      "operation": "GET /numbers",
      "verdict": "inconclusive",
      "reason": "not asked: no entry in live_policy.yaml",
      "questions": [],
      "statuses_seen": {},
      "statuses_never_seen": [],
      "fields_never_seen": [],
      "last_conclusive_at": null
    }
  ],
  "findings": [
    {
      "id": "field.missing-0123456789",
      "kind": "field.missing",
      "operation": "GET /calls",
      "location": "response.200.body#/id",
      "expected": "the field is there",
      "observed": "it is not there",
      "request": "curl https://api.example.com/calls",
      "response_excerpt": "200, application/json\\n{}",
      "suggestion": "",
      "note": "",
      "count": 1,
      "state": "new",
      "severity": "breaking"
    }
  ],
  "corrections": [{"id": "slash", "operations": ["GET /calls"], "status": "confirmed", "reason": "seen"}],
  "stale": [],
  "mock_limits": {},
  "notes": [],
  "faults": []
}"""


def record_of(type_: Any) -> Any:
    """The attrs class in a type such as tuple[Record, ...] or Record; None when there is none."""
    return next((member for member in (type_, *get_args(type_)) if attrs.has(member)), None)


def assert_same_members(class_: type, schema: dict[str, Any], optional: set[str]) -> None:
    fields = attrs.fields_dict(class_)
    assert fields.keys() == schema["properties"].keys()
    assert fields.keys() - set(schema["required"]) == optional & fields.keys(), class_
    for name, field in fields.items():
        stated = schema["properties"][name]
        stated = stated.get("items", stated)
        assert (record_of(field.type) is not None) is ("properties" in stated), name
        if "properties" in stated:
            assert_same_members(record_of(field.type), stated, optional)


def test_records_and_published_form_have_the_same_members() -> None:
    schema = json.loads((FOLDER / "drift.schema.json").read_text())
    added = {"turn", "next_turn", "coverage", "trouble", "probe", "last_answered_at", "seen_in", "asked"}
    assert_same_members(Report, schema, {"schema_version", "former_id", "code", "interrupted", *added})


def test_what_is_kept_of_past_runs_has_the_members_of_its_form() -> None:
    night = json.loads((FOLDER / "history.schema.json").read_text())["items"]
    added = {"questions", "last_answered_at", "coverage"}
    assert_same_members(Night, night, {"former_id", "operations", "last_conclusive_at", *added})


@given(reports())
@FEW
def test_any_report_is_of_the_published_form_and_reads_back(report: Report) -> None:
    text = json.dumps(to_json(report)).replace("\\ud800", "")
    validator().validate(json.loads(text))
    assert from_json(json.loads(json.dumps(to_json(report))), Report) == report


def test_a_report_keeps_of_a_finding_what_is_to_be_shown() -> None:
    finding = Finding("field.missing", "GET /calls", "path", "it is there", "it is not", "key", {"a": 1}, seen=["1"])
    kept = to_json(ReportedFinding.of(finding))
    assert kept.keys() == to_json(make_finding()).keys()
    assert {"key", "data", "seen"}.isdisjoint(kept)
    assert (kept["id"], kept["former_id"], kept["severity"]) == (finding.id, finding.former_id, "breaking")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of an old report, and the Markdown beside it."""
    (tmp_path / "drift.json").write_text(OLD)
    (tmp_path / "drift.md").write_text("# Report\n")
    return tmp_path


def test_a_report_without_a_version_is_of_version_1(old: Path) -> None:
    report = read_report(old / "drift.json")
    assert (report.schema_version, report.findings[0].ids, report.operations[1].code) == (1, (ID,), "")
    assert Night.of(report).findings == (PastFinding(id=ID, severity=Severity.BREAKING, state=State.NEW),)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema_version": 3}, "3 is greater than the maximum of 2 at schema_version"),
        ({"verdict": "fine"}, '"fine" is not one of "conforms", "drift" or "inconclusive" at verdict'),
        ({"findings": [{"id": 1}]}, "at findings/0"),
        ({"more": 1}, "at its top"),
    ],
)
def test_what_is_no_report_is_one_sentence_that_names_the_place(
    old: Path, changes: dict[str, Any], message: str
) -> None:
    (old / "drift.json").write_text(json.dumps({**json.loads(OLD), **changes}))
    with pytest.raises(UsageFault, match=r"^drift\.json is not a report of this version: ") as caught:
        read_report(old / "drift.json")
    assert f"{message}; name another" in str(caught.value)


def test_an_old_report_makes_a_page(old: Path) -> None:
    assert main(["page", str(old / "drift.json"), "--history", str(old)]) == 0
    assert f'id="{ID}"' in (old / "drift.html").read_text()
    assert "`GET /numbers`: `not asked: no entry" in (old / "drift.md").read_text()
    assert main(["page", str(old / "drift.json")]) == 0


def test_an_old_report_is_merged(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["merge", str(old), "--into", str(tmp_path / "merged")]) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith("verdict: drift (1 new")


def test_a_finding_of_an_old_report_is_looked_up(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accept", ID[:16], "--report", str(old / "drift.json")]) == 2
    assert f"{ID} has no suggestion" in capsys.readouterr().err


def test_an_old_report_tells_when_an_operation_could_be_told_last(old: Path) -> None:
    inconclusive = make_report(
        operations=[make_operation("GET /calls", verdict="inconclusive", last_conclusive_at=None)]
    )
    report = add_last_times(inconclusive, read_nights(old / "drift.json"))
    assert report.operations[0].last_conclusive_at == "2026-06-11T16:03:28+00:00"


def test_an_old_report_opens_an_issue(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (old / "issues.json").write_text("[]")
    write_issue(old, old / "issues.json", old, "")
    assert "action=open" in capsys.readouterr().out

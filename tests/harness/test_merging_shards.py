"""`python -m contract_tests merge`: reports of shards become the report of one run, or say what is missing."""

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.__main__ import main
from contract_tests.harness.corrections.results import Status
from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.reporting.coverage import Coverage, Trouble
from contract_tests.harness.reporting.exit_status import status_of
from contract_tests.harness.reporting.formats.terminal import lines
from contract_tests.harness.reporting.merge import merge_reports
from contract_tests.harness.reporting.report import Report, ReportedCorrection, Requests
from contract_tests.harness.valid_requests.scope import shard_of
from tests.harness.reports_made import make_finding, make_operation, make_report, validator

LABELS = [f"GET /v1/{name}" for name in ("calls", "numbers", "trunks", "usage", "balance", "queues", "rooms")]
COUNT = 3
DOCUMENT = {"sha256": "1" * 64, "overlay_sha256": "", "operations": LABELS}


def labels_of(index: int) -> list[str]:
    return [label for label in LABELS if shard_of(label, COUNT) == index]


def write(folder: Path, report: Report) -> Path:
    folder.mkdir(parents=True)
    (folder / "drift.json").write_text(json.dumps(to_json(report)))
    return folder


def shard(index: int, **changes: Any) -> Report:
    return make_report(
        **{
            "document": DOCUMENT,
            "shard": f"{index}/{COUNT}",
            "operations": [make_operation(label) for label in labels_of(index)],
            "started_at": f"2026-06-11T16:0{index}:00+00:00",
            **changes,
        }
    )


@pytest.fixture
def shards(tmp_path: Path) -> list[Path]:
    assert all(labels_of(index) for index in (1, 2, 3))
    return [write(tmp_path / f"shard-{index}", shard(index)) for index in (1, 2, 3)]


def merged(places: list[Path]) -> Report:
    report, _ = merge_reports(places)
    validator().validate(to_json(report))
    return report


def edit(folder: Path, **changes: Any) -> None:
    file = folder / "drift.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **to_json(changes)}))


def test_all_shards_are_one_report_in_the_order_of_the_document(shards: list[Path]) -> None:
    report = merged([*shards[1:], shards[0] / "drift.json"])
    assert (report.verdict, report.shard, report.ended_early) == ("conforms", "1/1", "")
    assert [operation.operation for operation in report.operations] == LABELS
    assert report.requests == Requests(3, {"GET": 3}, 0)
    # From the first start to the last end.
    assert (report.started_at, report.duration_s) == ("2026-06-11T16:01:00+00:00", 121.5)


@pytest.mark.parametrize("is_drift", [False, True])
def test_a_missing_shard_is_inconclusive_but_drift_stays_drift(shards: list[Path], is_drift: bool) -> None:
    if is_drift:
        edit(shards[0], verdict="drift", findings=[make_finding(1, operation=labels_of(1)[0])])
    report = merged([shards[0], shards[1]])
    assert report.verdict == ("drift" if is_drift else "inconclusive")
    assert report.ended_early == "shard 3 of 3 is missing"
    assert status_of(report) == (1 if is_drift else 3)
    assert [operation.operation for operation in report.operations] == LABELS
    reasons = {operation.operation: operation.reason for operation in report.inconclusive}
    assert reasons == dict.fromkeys(labels_of(3), "not sent: shard 3 of 3 is missing")


def test_a_broken_and_an_old_report_count_as_missing_and_are_named(shards: list[Path]) -> None:
    (shards[0] / "drift.json").write_text('{"verdict": "conf')
    edit(shards[1], started_at="2026-06-11T09:00:00+00:00", document={**DOCUMENT, "sha256": "2" * 64})
    report = merged(shards)
    assert report.ended_early == "shard 1 of 3 is missing; shard 2 of 3 is missing"
    assert "/shard-1 is left out: drift.json is not JSON" in report.notes[0]
    assert "shard-2 is left out: it started at 2026-06-11T09:00:00+00:00" in report.notes[1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"document": {**DOCUMENT, "sha256": "2" * 64}}, "shard-2 has another document"),
        ({"document": {**DOCUMENT, "overlay_sha256": "2" * 64}}, "shard-2 has another overlay"),
        ({"target": {"kind": "live", "base_url": "https://other.example.com"}}, "shard-2 has another target"),
        ({"target": {"kind": "mock", "base_url": "https://api.example.com"}}, "shard-2 has another target"),
        ({"shard": "2/4"}, "shard-2 has another number of shards"),
        ({"shard": "1/3"}, "shard-2 and .*shard-1 are both of shard 1 of 3"),
    ],
)
def test_reports_of_different_runs_are_refused(shards: list[Path], changes: dict[str, Any], message: str) -> None:
    edit(shards[1], **changes)
    with pytest.raises(UsageFault, match=message):
        merge_reports(shards)


def test_mocks_on_different_ports_are_one_target(shards: list[Path]) -> None:
    for port, folder in enumerate(shards, 1):
        edit(folder, target={"kind": "mock", "base_url": f"http://127.0.0.1:{port}"})
    assert merged(shards).verdict == "conforms"


def test_an_empty_shard_changes_nothing(shards: list[Path]) -> None:
    for folder in shards[1:]:
        edit(folder, operations=[])
    edit(shards[0], operations=[make_operation(label, verdict="inconclusive", reason="status 429") for label in LABELS])
    edit(shards[0], verdict="inconclusive")
    assert merged(shards).verdict == "inconclusive"


def test_a_shard_that_is_drift_without_a_new_finding_makes_the_run_drift(shards: list[Path]) -> None:
    edit(shards[1], verdict="drift", strict=True, stale=["field.type-0123456789"])
    assert (merged(shards).verdict, merged(shards).strict) == ("drift", True)


def test_what_a_shard_says_of_itself_is_kept(shards: list[Path]) -> None:
    edit(shards[0], verdict="inconclusive", ended_early="interrupted", faults=["the mock died"], notes=["slow"])
    edit(shards[1], mock_limits={"x": 2}, notes=["slow"])
    edit(shards[2], mock_limits={"x": 1, "a": 1})
    report = merged(shards)
    assert report.ended_early == "shard 1 of 3: interrupted"
    assert (report.faults, report.notes, report.mock_limits) == (("the mock died",), ("slow",), {"a": 1, "x": 3})
    assert status_of(report) == 4


def test_stale_is_what_nobody_saw(shards: list[Path]) -> None:
    seen = make_finding(7, state="known", operation=labels_of(3)[0])
    edit(shards[0], stale=[seen.id, "field.type-0123456789"])
    edit(shards[2], findings=[seen])
    assert merged(shards).stale == ("field.type-0123456789",)


def test_stale_by_a_former_id_is_what_nobody_saw_by_either(shards: list[Path]) -> None:
    seen = make_finding(7, former_id="field.missing-00000000ff", state="known", operation=labels_of(3)[0])
    edit(shards[0], stale=[seen.former_id, "field.type-0123456789"])
    edit(shards[2], findings=[seen])
    assert merged(shards).stale == ("field.type-0123456789",)


def test_one_finding_of_two_shards_is_one_and_of_any_kind(shards: list[Path]) -> None:
    unknown = make_finding(1, id="of.another_version-0000000001", kind="of.another_version", count=2)
    edit(shards[0], findings=[make_finding(2, severity="notice"), unknown])
    edit(shards[2], findings=[unknown])
    report = merged(shards)
    assert [(finding.id, finding.count) for finding in report.findings] == [
        ("of.another_version-0000000001", 4),
        ("field.missing-0000000002", 1),
    ]
    assert report.verdict == "drift"


@pytest.mark.parametrize(
    ("statuses", "status", "reason"),
    [
        (("untested", "confirmed", "wrong"), "wrong", "of 3"),
        (("unneeded", "confirmed", "confirmed"), "confirmed", "of 2; of 3"),
        (("untested", "unneeded", "untested"), "untested", "of 1; of 3"),
        (("unneeded",) * 3, "unneeded", "of 1; of 2; of 3"),
        (("untested",) * 3, "untested", "of 1; of 2; of 3"),
    ],
)
def test_the_worst_that_is_said_of_a_correction_counts(
    shards: list[Path], statuses: tuple[str, ...], status: str, reason: str
) -> None:
    for number, (folder, named) in enumerate(zip(shards, statuses, strict=True), 1):
        edit(folder, corrections=[ReportedCorrection("slash", tuple(LABELS), Status(named), f"of {number}")])
    assert merged(shards).corrections == (ReportedCorrection("slash", tuple(LABELS), Status(status), reason),)


def test_a_correction_is_unneeded_if_no_shard_with_an_operation_of_it_left_that_open(shards: list[Path]) -> None:
    for place, (folder, status) in enumerate(zip(shards, ("untested", "unneeded", "unneeded"), strict=True), 1):
        edit(folder, corrections=[ReportedCorrection("slash", tuple(labels_of(2)), Status(status), f"of {place}")])
    assert merged(shards).corrections[0].status is Status.UNNEEDED
    (correction,) = merged([shards[0], shards[2]]).corrections
    assert (correction.status, correction.reason) == (Status.UNTESTED, "shard 2 of 3 is missing")


def test_coverage_adds_up_and_trouble_names_its_shard(shards: list[Path]) -> None:
    edit(shards[0], coverage=Coverage(40, 30, {"budget": 10}, 2, 3))
    edit(shards[1], coverage=Coverage(60, 40, {"budget": 5, "policy": 3}, 1, 1), trouble=[Trouble("status 429", 12)])
    edit(shards[1], verdict="inconclusive")
    edit(shards[2], coverage=Coverage(20, 20))
    report = merged(shards)
    assert report.coverage == Coverage(120, 90, {"budget": 15, "policy": 3}, 3, 3)
    assert report.trouble == (Trouble("shard 2 of 3: status 429", 12),)
    assert report.verdict == "inconclusive"
    assert lines(report)[-2:] == [
        "lost: shard 2 of 3: status 429; 12 of 120 probes not sent or sent in vain",
        "verdict: inconclusive (0 new, 0 known, 0 corrected, 0 stale) - reports/drift.html; "
        "coverage: 90 of 120 probes, 15 left out by the budget, 3 by the policy; a full round takes 3 nights",
    ]
    assert merged(shards[:2]).trouble[1:] == (Trouble("shard 3 of 3 is missing", 0),)


def test_the_next_night_begins_where_the_first_shard_left_off(shards: list[Path]) -> None:
    for folder, own, left_out in zip(shards, (110, 105, 140), (5, 5, 0), strict=True):  # the last has gone all round
        edit(folder, turn=100, next_turn=own, coverage=Coverage(40, 40 - left_out, {"budget": left_out}, 1, 2))
    assert (merged(shards).turn, merged(shards).next_turn) == (100, 105)
    assert merged(shards[:2]).next_turn == 100
    edit(shards[0], turn=7)
    assert "the shards had different turns: 7, 100" in merged(shards).notes


def test_exchanges_are_merged_and_a_broken_archive_is_left_out(shards: list[Path]) -> None:
    findings = [make_finding(number, operation=labels_of(number)[0]) for number in (1, 2)]
    ids = [finding.id for finding in findings]
    for folder, finding in zip(shards, findings, strict=False):
        entry = {"request": {"url": finding.id}, "comment": finding.id}
        edit(folder, findings=[finding], verdict="drift")
        (folder / "drift.har").write_text(json.dumps({"log": {"entries": [entry]}}))
    (shards[2] / "drift.har").write_text("[")
    report, exchanges = merge_reports(shards)
    assert exchanges == {id_: {"request": {"url": id_}} for id_ in ids}
    assert report.notes[0].startswith("the drift.har beside ")


def test_the_command_writes_every_report_and_remembers_when_an_operation_was_told(
    shards: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "reports"
    assert main(["merge", *map(str, shards), "--into", str(into)]) == 0
    assert main(["merge", *map(str, shards[:2]), "--into", str(into)]) == 3
    assert capsys.readouterr().out.splitlines()[-1].startswith("verdict: inconclusive (0 new")
    names = {path.name for path in into.iterdir()}
    assert names == {"drift.json", "drift.html", "drift.md", "drift.junit.xml", "drift.har", "history.json"}
    report = json.loads((into / "drift.json").read_text())
    times = {operation["last_conclusive_at"] for operation in report["operations"]}
    assert times == {"2026-06-11T16:03:28+00:00"}


def test_nothing_to_merge_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["merge", str(tmp_path / "nothing"), "--into", str(tmp_path / "reports")]) == 2
    error = capsys.readouterr().err
    assert "there is no report to merge" in error
    assert error.count("\n") == 1
    assert not (tmp_path / "reports").exists()

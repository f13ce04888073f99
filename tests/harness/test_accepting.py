"""`accept`: a finding of a report is settled in the overlay or the ledger, or one sentence says why it is not."""

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen

import contract_tests.harness.run.accept as accepting
from contract_tests.__main__ import main
from contract_tests.harness.corrections.suggestions.subject import Seen
from contract_tests.harness.corrections.suggestions.suggesting import suggest
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.reporting.report import ReportedFinding
from tests.conftest import ROOT
from tests.harness.reports_made import make_report
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.correction import CorrectedDocument, correct
from vendor_spec.project import Project

LABEL = "GET /api/v1/Account/{auth_id}/Call/{call_uuid}/"
BODY = "response.200.body#"
MISSING = Finding("field.missing", LABEL, f"{BODY}/from", "the field is there", "it is not there")
NEW = Finding("field.undocumented", LABEL, f"{BODY}/legs", "no such field is documented", "it is there")
OPEN_DOOR = Finding("auth.not_enforced", LABEL, "auth", "a request without it is refused", "status 200", probe="auth")
LATER = (date.today() + timedelta(days=30)).isoformat()
TOLERATE = ("--tolerate", "--reason", "asked: #12", "--until", LATER)


@frozen
class Desk:
    """A project with a report, and `accept` on it."""

    root: Path
    capture: pytest.CaptureFixture[str]

    @property
    def overlay(self) -> Path:
        return self.root / "openapi.overlay.yaml"

    @property
    def ledger(self) -> Path:
        return self.root / "known_drift.yaml"

    def accept(self, *arguments: str) -> tuple[int, str]:
        status = main(["accept", *arguments, "--report", str(self.root / "drift.json")])
        said = self.capture.readouterr()
        return status, said.out + said.err

    def corrected(self) -> CorrectedDocument:
        return correct(Project(self.root), self.overlay)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    for name in ("openapi.yaml", "openapi.overlay.yaml", "openapi.provenance.yaml", "contract_tests/known_drift.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setattr(accepting, "ROOT", tmp_path)
    monkeypatch.setattr(accepting, "FILE", tmp_path / "known_drift.yaml")
    made = Desk(tmp_path, capsys)
    write_report(made, [MISSING, NEW, OPEN_DOOR])
    return made


def suggest_for(desk: Desk, found: Finding) -> str:
    corrected = desk.corrected()
    (operation,) = corrected.operations
    return suggest(corrected.content, operation, found, Seen((200,), {"/legs": {"array"}}), "A test")


def write_report(desk: Desk, found: list[Finding], **changes: Any) -> None:
    corrected = desk.corrected()
    told = [evolve(one, suggestion=suggest_for(desk, one)) for one in found]
    report = make_report(
        **{
            "verdict": "drift",
            "target": {"kind": "live", "base_url": "http://127.0.0.1:1"},
            "document": {
                "sha256": corrected.document.sha256,
                "overlay_sha256": corrected.overlay.sha256,
                "operations": [LABEL],
            },
            "findings": [ReportedFinding.of(one) for one in told],
            **changes,
        }
    )
    (desk.root / "drift.json").write_text(json.dumps(to_json(report)))


def test_a_correction_is_appended_and_all_else_stays_as_it_is(desk: Desk) -> None:
    before = desk.overlay.read_bytes()
    status, said = desk.accept(MISSING.id[:15], NEW.id)
    assert (status, "make generate" in said, "make contract-live" in said) == (0, True, True)
    assert desk.overlay.read_bytes().startswith(before)
    (operation,) = desk.corrected().operations
    schema = operation.definition["responses"]["200"]["content"]["application/json"]["schema"]
    assert ("from" in schema["required"], "to" in schema["required"]) == (False, True)
    assert schema["properties"]["legs"] == {"type": "array", "items": {}}
    corrections = desk.corrected().corrections
    assert {one.operations for one in corrections} == {(LABEL,)}
    added = load_yaml(desk.overlay.read_bytes(), desk.overlay.name)["actions"]
    evidence = [
        action["x-evidence"] for action in added if action["x-correction"] in {one.id for one in corrections[-2:]}
    ]
    assert evidence
    assert all("A test: expected" in text for text in evidence)


def test_accepting_twice_says_so_and_changes_nothing(desk: Desk) -> None:
    desk.accept(MISSING.id)
    made = desk.overlay.read_bytes()
    status, said = desk.accept(MISSING.id)
    assert (status, "is corrected already" in said, desk.overlay.read_bytes()) == (0, True, made)


def test_one_finding_after_the_other_is_accepted_while_nobody_else_changes_the_overlay(desk: Desk) -> None:
    assert desk.accept(MISSING.id)[0] == 0
    assert desk.accept(NEW.id)[0] == 0
    assert len(desk.corrected().corrections) == len(correct(Project(ROOT), Project(ROOT).overlay).corrections) + 2
    desk.accept(OPEN_DOOR.id, *TOLERATE)
    other = Finding("status.undocumented", LABEL, "response.410", "one of 200, 404", "status 410", data={"status": 410})
    write_report(desk, [other, MISSING])
    desk.overlay.write_text(desk.overlay.read_text() + "# a word\n")
    status, said = desk.accept(other.id)
    assert (status, "another state of the overlay" in said) == (2, True)


def test_what_operations_share_is_corrected_once(desk: Desk) -> None:
    (first, second) = (evolve(ReportedFinding.of(MISSING), id=f"field.missing-000000000{n}") for n in (1, 2))
    text = suggest_for(desk, MISSING)
    shown = [
        evolve(each, suggestion=text.replace("field-missing", f"at-{n}")) for n, each in enumerate((first, second))
    ]
    write_report(desk, [], findings=shown)
    for ids in ((first.id, second.id), (first.id,), (second.id,)):
        status, said = desk.accept(*ids)
        assert (status, f"{ids[-1]} is corrected already by " in said) == (0, ids != (first.id,) or "already" in said)
    assert len(desk.corrected().corrections) == len(correct(Project(ROOT), Project(ROOT).overlay).corrections) + 1


def test_what_does_not_go_together_is_refused_and_says_what_to_run_first(desk: Desk) -> None:
    text = suggest_for(desk, MISSING)
    more = text.replace("'from'", "'to'")
    assert more != text
    second = evolve(ReportedFinding.of(NEW), suggestion=text + more)
    write_report(desk, [], findings=[evolve(ReportedFinding.of(MISSING), suggestion=text), second])
    assert desk.accept(MISSING.id)[0] == 0
    made = desk.overlay.read_bytes()
    status, said = desk.accept(NEW.id)
    assert (status, said.count("\n"), desk.overlay.read_bytes()) == (2, 1, made)
    assert "not all can be accepted together" in said
    assert "run `make contract-live` before you go on" in said


def test_a_tolerated_finding_goes_into_the_ledger_once(desk: Desk) -> None:
    comment = desk.ledger.read_text().partition("[]")[0]
    status, said = desk.accept(OPEN_DOOR.id, MISSING.id, *TOLERATE, "--link", "https://x.example/12")
    assert (status, said.count(f"is tolerated until {LATER}")) == (0, 2)
    assert desk.ledger.read_text().startswith(comment)
    assert load_yaml(desk.ledger.read_bytes(), "")[0] == {
        "id": OPEN_DOOR.id,
        "operation": LABEL,
        "probe": "auth",
        "reason": "asked: #12",
        "since": date.today().isoformat(),
        "until": LATER,
        "link": "https://x.example/12",
    }
    # A report of before does not say which probe showed a finding.
    assert "probe" not in load_yaml(desk.ledger.read_bytes(), "")[1]
    made = desk.ledger.read_bytes()
    status, said = desk.accept(MISSING.id, *TOLERATE)
    assert (status, f"tolerated already, until {LATER}" in said, desk.ledger.read_bytes()) == (0, True, made)
    assert desk.accept(NEW.id, *TOLERATE)[0] == 0
    assert desk.ledger.read_bytes().startswith(made)


def test_a_finding_is_accepted_and_known_by_its_former_id_as_well(desk: Desk) -> None:
    now, former = "field.missing-00000000aa", "field.missing-00000000bb"
    renamed = evolve(ReportedFinding.of(MISSING), id=now, former_id=former)
    write_report(desk, [], findings=[renamed])
    for id_ in (former, former[:-1], now):
        assert f"{now} has no suggestion" in desk.accept(id_)[1]
    status, said = desk.accept(former, *TOLERATE)
    assert (status, f"{now} is tolerated until" in said, f"id: {now}" in desk.ledger.read_text()) == (0, True, True)
    # An entry of the time before is one for the same finding.
    desk.ledger.write_text(desk.ledger.read_text().replace(now, former))
    made = desk.ledger.read_bytes()
    status, said = desk.accept(now, *TOLERATE)
    assert (status, f"{former} is tolerated already" in said, desk.ledger.read_bytes()) == (0, True, made)


def unchanged(desk: Desk) -> None:
    pass


def of_another_document(desk: Desk) -> None:
    document = {"sha256": "0" * 64, "overlay_sha256": desk.corrected().overlay.sha256, "operations": []}
    write_report(desk, [MISSING], document=document)


def with_another_overlay(desk: Desk) -> None:
    desk.overlay.write_text(desk.overlay.read_text() + "# a word\n")


def read_only(desk: Desk) -> None:
    desk.overlay.chmod(0o444)
    desk.ledger.chmod(0o444)


@pytest.mark.parametrize(
    ("before", "arguments", "said"),
    [
        (unchanged, ["field.moved"], "field.moved is no finding in drift.json, which has field.missing-"),
        (unchanged, ["field."], "is the start of several findings in drift.json: field."),
        (unchanged, [OPEN_DOOR.id], "has no suggestion: do not correct the document: report this"),
        (unchanged, [MISSING.id, "--tolerate", "--until", LATER], "needs --reason"),
        (unchanged, [MISSING.id, "--tolerate", "--reason", "x"], "--tolerate needs --until"),
        (unchanged, [MISSING.id, "--tolerate", "--reason", "x", "--until", "soon"], "'soon' is not a date such as"),
        (unchanged, [MISSING.id, "--tolerate", "--reason", "x", "--until", "2020-01-31"], "2020-01-31 has passed"),
        (unchanged, [MISSING.id, "--reason", "x"], "--reason needs --tolerate"),
        (unchanged, [MISSING.id, *TOLERATE, "--link", "javascript:x"], "no http or https address"),
        (unchanged, [MISSING.id, "--tolerate", "--reason", "a\x1bb", "--until", LATER], "control characters"),
        (unchanged, [MISSING.id, "--overlay", "nothing.yaml"], "nothing.yaml is not in"),
        (of_another_document, [MISSING.id], "another version of the document; run the contract again"),
        (of_another_document, [MISSING.id, *TOLERATE], "another version of the document"),
        (with_another_overlay, [MISSING.id], "another state of the overlay; run the contract again"),
        (read_only, [MISSING.id], "is read-only; nothing was changed"),
        (read_only, [MISSING.id, *TOLERATE], "is read-only; nothing was changed"),
        (lambda desk: desk.overlay.write_text("overlay: [\n"), [MISSING.id], "is not usable YAML at line"),
        (lambda desk: desk.ledger.write_text("- 1\n"), [MISSING.id, *TOLERATE], "entry 1 is not a mapping"),
        (lambda desk: (desk.root / "drift.json").unlink(), [MISSING.id], "run the contract first"),
        (lambda desk: (desk.root / "drift.json").write_text("{}"), [MISSING.id], "not a report of this version"),
    ],
)
def test_what_cannot_be_accepted_is_one_sentence(
    desk: Desk, before: Callable[[Desk], Any], arguments: list[str], said: str
) -> None:
    before(desk)
    files = {path: path.read_bytes() for path in (desk.overlay, desk.ledger)}
    status, told = desk.accept(*arguments)
    assert (status, said in told, told.count("\n")) == (2, True, 1), told
    assert {path: path.read_bytes() for path in files} == files


def test_a_suggestion_that_breaks_the_document_is_refused(desk: Desk) -> None:
    suggestion = "- {target: $.info, description: d, x-correction: c, x-evidence: e, update: {version: [1]}}\n"
    write_report(desk, [], findings=[evolve(ReportedFinding.of(MISSING), suggestion=suggestion)])
    before = desk.overlay.read_bytes()
    status, told = desk.accept(MISSING.id)
    assert (status, "breaks what it corrects" in told, desk.overlay.read_bytes()) == (2, True, before)

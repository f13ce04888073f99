"""What settles a finding is printed so that a shell takes it as one command, wherever the report is."""

import json
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from contract_tests.harness.corrections.settling import Settling, say_by_hand
from contract_tests.harness.reporting.formats.markdown import render_markdown
from contract_tests.harness.reporting.formats.terminal import lines
from contract_tests.harness.reporting.page.rendering import render_page
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.reporting.templates import settling_of
from contract_tests.harness.reporting.write import write_reports
from tests.harness.reports_made import make_finding, make_report
from tests.printed import in_markdown, on_page, on_terminal
from vendor_spec.project import OWN

BAD = "a$(touch ran)`touch ran`'\"; touch ran #\\ !x"
ACTION = "- target: $.paths\n  remove: true\n"
TEXTS = (".py", ".jinja", ".md", ".yml", ".yaml")
LATER = (date.today() + timedelta(days=30)).isoformat()


def printed_of(report: Report, settling: Settling) -> list[set[str]]:
    """The commands of each form."""
    forms = (
        on_terminal("\n".join(lines(report, settling))),
        in_markdown(render_markdown(report, settling)),
        on_page(render_page(report, [], settling)),
    )
    return [{command for command in form if not command.startswith("curl ")} for form in forms]


def paste(command: str, folder: Path) -> list[str]:
    """Return what the project's Python gets, in a folder that has one which only says that."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text('#!/bin/sh\nfor word; do printf "%s\\0" "$word"; done\n')
    python.chmod(0o755)
    outcome = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=20)
    assert (outcome.returncode, outcome.stderr) == (0, ""), command
    assert [path.name for path in folder.iterdir()] == [".venv"], command
    return outcome.stdout.split("\0")[:-1]


def test_a_place_with_hostile_words_reaches_the_command_as_it_is(tmp_path: Path) -> None:
    report = make_report(verdict="drift", findings=[make_finding(suggestion=ACTION)])
    record, overlay = Path(f"/tmp/{BAD.replace('/', '')}/drift.json"), Path(f"/tmp/{BAD}.yaml")
    settling = settling_of(report, record, overlay)
    start = ["-m", "contract_tests", "accept", report.findings[0].id]
    forms = printed_of(report, settling)
    assert [len(form) for form in forms] == [2, 2, 2]
    for form in forms:
        correct, tolerate = sorted((paste(command, tmp_path) for command in form), key=len)
        assert correct == [*start, "--report", str(record), "--overlay", str(overlay)]
        toleration = ["--tolerate", "--reason", "reported to the vendor", "--until", LATER]
        assert tolerate == [*start, *toleration, "--report", str(record)]
    assert paste(settling.next_run, tmp_path) == ["-m", "contract_tests", "--target", "live", "--overlay", str(overlay)]


def test_a_report_in_its_own_place_needs_no_option() -> None:
    report = make_report(verdict="drift", findings=[make_finding(suggestion=ACTION)])
    settling = settling_of(report, OWN.reports / "drift.json")
    assert settling.accept(make_finding()) == ".venv/bin/python -m contract_tests accept field.missing-0000000000"
    assert "with this report in reports/drift.json" in settling.say_in_general()
    inside = settling_of(report, OWN.build / "nights" / "7" / "drift.json")
    assert inside.accept(make_finding()).endswith("--report build/nights/7/drift.json")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "auth.not_enforced"}, ("Do not correct the document: report this to the vendor in private", "")),
        ({"kind": "list.pages"}, ("No correction of the document makes this right: report it", "")),
        ({"suggestion": "# Remove c: it is wrong.\n"}, ("Do this", "Remove c: it is wrong.")),
        ({}, ("The check cannot suggest a correction", "$.paths['/calls'].get")),
        ({"operation": "POST /a'b/{id}"}, ("The check cannot", "$.paths['/a\\'b/{id}'].post")),
        ({"operation": ""}, ("The check cannot", "$")),
        ({"kind": "prose.operation"}, ("The check cannot", "$.paths")),
    ],
)
def test_what_no_command_corrects_says_what_is_done_by_hand(changes: dict[str, str], said: tuple[str, str]) -> None:
    finding = make_finding(**changes)
    words, subject = say_by_hand(finding)
    assert (words.startswith(said[0]), subject) == (True, said[1])
    report = make_report(verdict="drift", findings=[finding])
    settling = settling_of(report)
    assert not settling.can_accept(finding)
    for form in printed_of(report, settling):
        assert form == {settling.tolerate(finding)}
    shown = [line.strip() for line in lines(report, settling)]
    assert subject in shown if changes.keys() == {"suggestion"} else "nothing is suggested." in "\n".join(shown)
    assert words in render_page(report, [], settling)
    assert words in render_markdown(report, settling)


def test_nothing_is_offered_that_a_run_without_an_overlay_would_not_fit_into() -> None:
    document = {"sha256": "0" * 64, "overlay_sha256": "", "operations": ["GET /calls"]}
    report = make_report(verdict="drift", findings=[make_finding(suggestion=ACTION)], document=document)
    assert not settling_of(report).can_accept(report.findings[0])


def test_what_is_run_next_is_what_was_run() -> None:
    on_mock = make_report(target={"kind": "mock", "base_url": "http://127.0.0.1:4321"})
    assert settling_of(on_mock).next_run == "make contract"
    assert "VOBIZ_" not in settling_of(on_mock).say_in_general()
    assert settling_of(make_report()).next_run == "make contract-live"


def test_every_target_that_a_message_or_a_page_names_is_there() -> None:
    targets = set(re.findall(r"^\.PHONY: (\S+)", (OWN.root / "Makefile").read_text(), re.MULTILINE))
    said = re.compile(r"(?:[`$]|\brun:?|\bsay|\bthen) ?`?make (?:[A-Z]\w*=\S+ )*([a-z][a-z-]*)")
    rooms = ("contract_tests", "vendor_spec", "fake_vendor", "release", "docs", ".github")
    files = [file for room in rooms for file in (OWN.root / room).rglob("*") if file.suffix in TEXTS]
    files += [OWN.root / name for name in ("Makefile", "README.md", "CONTRIBUTING.md", "SECURITY.md")]
    named = [(file.name, match[1]) for file in files for match in said.finditer(file.read_text())]
    assert len(named) > 50
    assert [each for each in named if each[1] not in targets] == []


def test_a_report_that_is_written_elsewhere_names_its_own_place(tmp_path: Path) -> None:
    report = make_report(verdict="drift", findings=[make_finding(suggestion=ACTION)])
    write_reports(report, tmp_path / "one night")
    settling = settling_of(report, tmp_path / "one night" / "drift.json")
    for name, read in (("drift.md", in_markdown), ("drift.html", on_page)):
        told = read((tmp_path / "one night" / name).read_text())
        assert settling.accept(report.findings[0]) in told
        assert f"--report '{tmp_path}/one night/drift.json'" in told[0] + told[1]
    assert json.loads((tmp_path / "one night" / "drift.json").read_text())["verdict"] == "drift"

"""The nightly issue: opened once, rewritten, closed, and never for a night or two without an answer."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from markdown_it import MarkdownIt

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.reporting.coverage import Coverage, Trouble
from contract_tests.harness.reporting.issue.command import write_issue
from contract_tests.harness.reporting.issue.open_issue import Mark, digest
from contract_tests.harness.reporting.issue.wording import LONGEST
from contract_tests.harness.reporting.past_runs import Night
from contract_tests.harness.reporting.report import (
    Outcome,
    ProbeOutcome,
    Report,
    ReportedFinding,
    ReportedTarget,
    Verdict,
)
from contract_tests.harness.target.target import Kind
from tests.harness.reports_made import make_finding, make_operation, make_report

CALLS, NUMBERS = "GET /calls", "GET /numbers"
RUN = "https://github.com/team/project/actions/runs/7"
SLASH = Finding("path.trailing_slash", CALLS, "path", "/calls", "/calls/ answers")
RENAMED = Finding("field.renamed", CALLS, "response.200.body#/from", "from", "from_number")
LOST = Trouble("the target stopped answering after request 66", 4)
MOVED = Finding("path.moved", NUMBERS, "path", "/numbers", "404")


def night(
    verdict: str, *findings: Finding, day: int = 20, hour: int = 3, faults: tuple[str, ...] = (), **operations: str
) -> Report:
    """A report; `operations` gives verdicts other than `conforms`."""
    verdicts = {CALLS: operations.get("calls", verdict), NUMBERS: operations.get("numbers", verdict)}
    return make_report(
        verdict=verdict,
        document={"sha256": "0" * 64, "overlay_sha256": "", "operations": list(verdicts)},
        started_at=f"2026-11-{day:02}T{hour:02}:00:00+00:00",
        operations=[
            make_operation(label, verdict=verdict, reason="no connection" if verdict == "inconclusive" else "")
            for label, verdict in verdicts.items()
        ],
        findings=[ReportedFinding.of(finding) for finding in findings],
        faults=list(faults),
    )


class Nights:
    """One night after another, with what GitHub would keep in between."""

    def __init__(self, root: Path, read_output: Callable[[], str]) -> None:
        self.reports, self.kept = root / "reports", root / "nights"
        self.reports.mkdir()
        self.issues: list[dict[str, Any]] = []
        self._read_output = read_output
        self.report = "# Report\n"

    @property
    def body(self) -> str:
        return (self.reports / "issue.md").read_text()

    @property
    def comment(self) -> str:
        return (self.reports / "issue-comment.md").read_text()

    def after(self, report: Report) -> dict[str, str]:
        """What the command says about this night, done on the issue, and kept for the next."""
        (self.reports / "drift.json").write_text(json.dumps(to_json(report)))
        (self.reports / "drift.md").write_text(self.report)
        listed = self.reports / "issues.json"
        listed.write_text(json.dumps(self.issues))
        write_issue(self.reports, listed, self.kept, RUN)
        outputs = dict(line.split("=", 1) for line in self._read_output().splitlines())
        place = self.kept / report.started_at / "drift.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(to_json(report)))
        if outputs["action"] == "open":
            self.issues = [{"number": 41, "body": self.body}]
        elif outputs["action"] == "update":
            self.issues[0]["body"] = self.body
        elif outputs["action"] == "close":
            self.issues = []
        return outputs


@pytest.fixture
def nights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Nights:
    return Nights(tmp_path, lambda: capsys.readouterr().out)


def test_drift_opens_this_issue(nights: Nights) -> None:
    nights.report = "# Contract check\n\n`GET /calls`: `path.trailing_slash`\n"
    assert nights.after(night("drift", SLASH)) == {
        "action": "open",
        "number": "",
        "title": "Contract drift: path.trailing_slash (1 finding)",
        "comment": "no",
        "status": "1",
    }
    mark, _, text = nights.body.partition("\n")
    assert Mark.from_text(mark)
    assert (
        text
        == f"""
**Verdict: drift.** 1 new finding breaks or endangers clients, in 1 of 2 operations: 1 breaking.

Gravest: breaking `path.trailing_slash` at `GET /calls`: expected `/calls`, observed `/calls/ answers`

First: look at it. If the API is right, correct the document; if not, report it to the vendor.

Since 2026-11-20 the API does not do what its document says.

The run of 2026-11-20, with the full report as an artifact: {RUN}

The commands below work in the project's folder, once the report is there, too:

```sh
gh run download 7 --name nightly --dir build/nights/7 && mkdir -p reports && cp build/nights/7/drift.* reports/
```

The nightly run updates this issue and closes it when the API conforms again.

---

# Contract check

`GET /calls`: `path.trailing_slash`
"""
    )


def test_the_same_drift_rewrites_the_issue_and_tells_nobody(nights: Nights) -> None:
    nights.after(night("drift", SLASH))
    outputs = nights.after(night("drift", SLASH, day=21))
    assert (outputs["action"], outputs["number"], outputs["comment"], outputs["status"]) == ("update", "41", "no", "1")
    assert "Since 2026-11-20" in nights.body


def test_further_drift_is_told_once_in_a_comment(nights: Nights) -> None:
    nights.after(night("drift", SLASH))
    assert nights.after(night("drift", SLASH, RENAMED, day=21))["comment"] == "yes"
    assert nights.comment == f"1 further finding:\n\n- `{RENAMED.id}`\n\n{RUN}"
    nights.after(night("drift", SLASH, day=22))
    assert nights.after(night("drift", SLASH, RENAMED, day=23))["comment"] == "no"


def test_drift_that_the_issue_knows_by_its_former_id_is_not_further(nights: Nights) -> None:
    former = "field.missing-00000000ff"
    mark = Mark("2026-11-19", Verdict.DRIFT, frozenset([digest(former)]), frozenset([digest(CALLS)]))
    nights.issues = [{"number": 41, "body": mark.to_line()}]
    renamed = evolve(night("drift"), findings=(make_finding(1, former_id=former),))
    assert nights.after(renamed)["comment"] == "no"
    both = evolve(renamed, findings=(*renamed.findings, make_finding(2, former_id="field.missing-00000000fe")))
    assert nights.after(both)["comment"] == "yes"
    assert nights.comment == f"1 further finding:\n\n- `{make_finding(2).id}`\n\n{RUN}"


def test_conforming_again_closes_the_issue(nights: Nights) -> None:
    nights.after(night("drift", SLASH))
    outputs = nights.after(night("conforms", day=21))
    assert (outputs["action"], outputs["number"], outputs["status"]) == ("close", "41", "0")
    assert nights.comment == f"The API conforms again since 2026-11-21.\n\n{RUN}"
    assert nights.after(night("conforms", day=22))["action"] == "nothing"


def test_an_operation_that_could_not_be_told_keeps_its_issue_open(nights: Nights) -> None:
    nights.after(night("drift", SLASH, MOVED))
    outputs = nights.after(night("drift", MOVED, day=21, calls="inconclusive"))
    assert "Of the probes that showed drift before, 1 came to no result tonight." in nights.body
    outputs = nights.after(night("conforms", day=22, calls="inconclusive"))
    assert (outputs["action"], outputs["status"]) == ("update", "0")
    assert nights.after(night("conforms", day=23))["action"] == "close"


def by_probes(report: Report, **outcomes: str) -> Report:
    """The report with these probes at every operation, and with `auth` as what showed its findings."""
    questions = tuple(
        ProbeOutcome(probe, Outcome(outcome), "not sent: later" if outcome == "inconclusive" else "")
        for probe, outcome in outcomes.items()
    )
    return evolve(
        report,
        operations=tuple(evolve(each, questions=questions) for each in report.operations),
        findings=tuple(evolve(each, probe="auth") for each in report.findings),
    )


def test_only_the_probe_that_showed_the_drift_closes_its_issue(nights: Nights) -> None:
    nights.after(by_probes(night("drift", SLASH, numbers="conforms"), auth="drift", slash="held"))
    outputs = nights.after(by_probes(night("conforms", day=21), auth="inconclusive", slash="held"))
    assert (outputs["action"], outputs["status"]) == ("update", "0")
    assert "Of the probes that showed drift before, 1 came to no result tonight." in nights.body
    assert nights.after(by_probes(night("conforms", day=22), auth="held", slash="inconclusive"))["action"] == "close"


def test_drift_elsewhere_forgets_no_probe_that_was_not_answered(nights: Nights) -> None:
    nights.after(by_probes(night("drift", SLASH, numbers="conforms"), auth="drift"))
    elsewhere = by_probes(night("drift", MOVED, day=21), auth="drift")
    # Of a missing shard's operation, nobody knows the probes.
    calls, numbers = elsewhere.operations
    nights.after(evolve(elsewhere, operations=(evolve(calls, questions=()), numbers)))
    tonight = by_probes(night("conforms", day=22), auth="held")
    calls, numbers = tonight.operations
    half = evolve(calls, questions=(ProbeOutcome("auth", Outcome.INCONCLUSIVE, "not sent: later"),))
    assert nights.after(evolve(tonight, operations=(half, numbers)))["action"] == "update"
    assert nights.after(by_probes(night("conforms", day=23), auth="held"))["action"] == "close"


def test_a_probe_that_was_cut_short_after_it_found_drift_is_not_answered(nights: Nights) -> None:
    nights.after(by_probes(night("drift", SLASH, numbers="conforms"), auth="drift"))
    cut = ProbeOutcome("auth", Outcome.DRIFT, "not sent: the budget is spent", "budget")
    tonight = night("conforms", day=21)
    tonight = evolve(tonight, operations=tuple(evolve(each, questions=(cut,)) for each in tonight.operations))
    assert nights.after(tonight)["action"] == "update"


def test_a_probe_that_the_operation_no_longer_has_keeps_no_issue_open(nights: Nights) -> None:
    nights.after(by_probes(night("drift", SLASH, numbers="conforms"), auth="drift"))
    tonight = by_probes(night("conforms", day=21), auth="inconclusive")
    calls, numbers = tonight.operations
    without = evolve(calls, questions=(ProbeOutcome("slash", Outcome.HELD),))
    assert nights.after(evolve(tonight, operations=(without, numbers)))["action"] == "close"


def test_a_mark_without_probes_still_holds_its_operation(nights: Nights) -> None:
    mark = Mark("2026-11-19", Verdict.DRIFT, frozenset([digest(SLASH.id)]), frozenset([digest(CALLS)]))
    nights.issues = [{"number": 41, "body": mark.to_line()}]
    assert nights.after(by_probes(night("conforms", calls="inconclusive"), auth="held"))["action"] == "update"
    assert nights.after(by_probes(night("conforms", day=21), auth="inconclusive"))["action"] == "close"


def test_a_night_with_trouble_neither_opens_nor_closes(nights: Nights) -> None:
    for day in range(1, 5):
        lossy = evolve(night("inconclusive", day=day), coverage=Coverage(9, 5, successes=1), trouble=(LOST,))
        assert nights.after(lossy)["action"] == "nothing"
    nights.after(night("drift", SLASH, day=6))
    assert nights.after(evolve(lossy, started_at="2026-11-07T03:00:00+00:00"))["action"] == "nothing"


def test_nights_without_a_success_page_even_if_none_was_in_trouble(nights: Nights) -> None:
    for day in (1, 2, 3):
        silent = evolve(night("inconclusive", day=day), coverage=Coverage(9, 5, {"value": 4}, successes=0))
        calls, numbers = silent.operations
        want = evolve(calls, reason="not sent: VOBIZ_CALL_UUID is not set", code="no_value")
        outputs = nights.after(evolve(silent, operations=(want, numbers)))
    assert (outputs["action"], outputs["status"]) == ("open", "3")
    assert "To get a verdict, set VOBIZ_CALL_UUID, or switch on the test call" in nights.body


def test_an_operation_that_left_the_document_keeps_no_issue_open(nights: Nights) -> None:
    nights.after(night("drift", MOVED, calls="conforms"))
    both = night("conforms", day=21)
    document = evolve(both.document, operations=(CALLS,))
    assert nights.after(evolve(both, document=document, operations=both.operations[:1]))["action"] == "close"


def test_only_the_third_night_without_an_answer_pages(nights: Nights) -> None:
    for day in (20, 21):
        outputs = nights.after(night("inconclusive", day=day))
        assert (outputs["action"], outputs["status"]) == ("nothing", "0")
    outputs = nights.after(night("inconclusive", day=22))
    assert (outputs["action"], outputs["status"]) == ("open", "3")
    assert outputs["title"] == "Contract check: inconclusive for 3 nights in a row"
    assert nights.after(night("inconclusive", day=23))["action"] == "update"
    outputs = nights.after(night("drift", SLASH, day=24, numbers="conforms"))
    assert (outputs["action"], outputs["comment"], outputs["status"]) == ("update", "yes", "1")
    assert "Since 2026-11-24" in nights.body
    assert nights.after(night("conforms", day=25))["action"] == "close"


def test_an_answer_in_between_starts_the_count_anew(nights: Nights) -> None:
    for day, verdict in enumerate(("inconclusive", "inconclusive", "conforms", "inconclusive", "inconclusive"), 20):
        assert nights.after(night(verdict, day=day))["action"] == "nothing"


def test_three_runs_in_one_night_are_one_night(nights: Nights) -> None:
    for hour in (3, 9, 15):
        assert nights.after(night("inconclusive", hour=hour))["action"] == "nothing"


def test_what_a_history_remembers_counts_and_runs_on_another_target_do_not(nights: Nights) -> None:
    other = ReportedTarget(Kind.LIVE, "https://staging.example.com")
    past = [night("inconclusive", day=18), night("inconclusive", day=19)]
    past.append(evolve(night("conforms", day=19, hour=5), target=other))
    nights.kept.mkdir()
    (nights.kept / "history.json").write_text(json.dumps([to_json(Night.of(report)) for report in past]))
    assert nights.after(night("inconclusive"))["action"] == "open"


def test_nights_without_an_answer_leave_an_open_drift_alone(nights: Nights) -> None:
    nights.after(night("drift", SLASH))
    assert nights.after(night("inconclusive", day=21))["action"] == "nothing"
    assert nights.after(night("drift", SLASH, day=22))["comment"] == "no"


def test_our_own_fault_touches_no_issue_and_fails_the_job(nights: Nights) -> None:
    nights.after(night("drift", SLASH))
    outputs = nights.after(night("conforms", day=21, faults=("the mock died",)))
    assert (outputs["action"], outputs["status"]) == ("nothing", "4")


def test_reports_that_cannot_be_read_and_issues_of_others_count_for_nothing(nights: Nights) -> None:
    for number, text in enumerate(("", "[]", '{"verdict": "inconclusive"}', '{"verdict": 1, "started_at": "2026"}')):
        place = nights.kept / str(number) / "drift.json"
        place.parent.mkdir(parents=True)
        place.write_text(text)
    spoilt = Mark("2026-11-20", Verdict.DRIFT).to_line().replace("2026", "x")
    nights.issues = [{"number": 1, "body": "the label, but no mark"}, {"number": 2, "body": spoilt}]
    assert nights.after(night("conforms"))["action"] == "nothing"


@pytest.mark.parametrize(
    "hostile",
    [
        "observed @everyone",
        "observed <img src=x>",
        "observed ![](https://evil.example/pixel)",
        "see #12",
        "<details>\n\n```\n@a\n```\n",
        "@a\n`````\n``` ~~~",
        "[a]: <b> '@everyone'\n\n![a][a]",
    ],
)
def test_nothing_in_the_report_mentions_embeds_or_is_html(nights: Nights, hostile: str) -> None:
    nights.report = f"# Report\n\n{hostile}\n"
    nights.after(night("drift", SLASH))
    _, _, shown = nights.body.partition("\n---\n")
    tokens = MarkdownIt("commonmark").parse(shown)
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].content.rstrip() == nights.report.rstrip()


def test_a_long_report_is_cut_between_two_blocks(nights: Nights) -> None:
    block = "```text\n" + "x" * 900 + "\n```\n\n"
    nights.report = "# Report\n\n" + block * 200
    nights.after(night("drift", SLASH))
    assert LONGEST - 1100 < len(nights.body) <= LONGEST
    tokens = [token.type for token in MarkdownIt("commonmark").parse(nights.body)]
    assert tokens[-4:] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert nights.body.endswith("The rest is in the report of the run.\n")


def test_a_long_hostile_report_fits_as_well(nights: Nights) -> None:
    nights.report = "@everyone ``` \n" * 6_000
    nights.after(night("drift", *(Finding("field.type", CALLS, str(n), "a", "b") for n in range(500))))
    assert LONGEST - 1100 < len(nights.body) <= LONGEST
    tokens = MarkdownIt("commonmark").parse(nights.body)
    assert len([token for token in tokens if token.type == "fence"]) == 2  # one is the command
    assert nights.after(night("drift", SLASH, day=21))["action"] == "update"


@pytest.mark.parametrize("listed", ["", "{}", '[{"number": "x"}]', "[1]"])
def test_a_wrong_list_of_issues_is_one_sentence(nights: Nights, listed: str) -> None:
    (nights.reports / "drift.json").write_text(json.dumps(to_json(night("conforms"))))
    issues = nights.reports / "issues.json"
    issues.write_text(listed)
    with pytest.raises(UsageFault, match=r"issues.json is not what `gh issue list"):
        write_issue(nights.reports, issues, None, "")

"""The report page as text, and the earlier nights that it tells of; `tests/browser` looks at it."""

import json
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from contract_tests.__main__ import main
from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.reporting.page.difference import mark_difference
from contract_tests.harness.reporting.page.rendering import render_page
from contract_tests.harness.reporting.past_runs import KEPT, Night
from contract_tests.harness.reporting.report import Report
from tests.browser.records import earlier, make_finding, make_operation, make_report
from tests.harness.reports_made import reports

VOID = {"meta", "link", "input", "br", "path", "use", "rect", "circle", "wbr"}
LONG = ", ".join(map(str, range(300)))
TAGS = {
    *("html", "head", "title", "style", "body", "header", "nav", "main", "section", "article", "div", "p", "h1", "h2"),
    *("h3", "a", "b", "strong", "small", "span", "bdi", "code", "pre", "q", "del", "ins", "time", "ul", "li", "dl"),
    *("dt", "dd", "details", "summary", "form", "label", "select", "option", "button", "table", "thead", "tbody", "tr"),
    *("th", "td", "figure", "figcaption", "svg", "symbol", "script", *VOID),
}


class Reader(HTMLParser):
    """Holds a page against what our templates can make."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        self.scripts += tag == "script"
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in ("src", "style", "srcdoc", "action", "formaction")
            assert name != "href" or (value or "").startswith("#")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


@given(reports())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_record_is_a_page_of_our_own_elements_only(report: Report) -> None:
    page = render_page(report, [Night.of(evolve(report, started_at="2020-01-01T00:00:00+00:00"))])
    page.encode()
    assert not set(page) & set("\x00\x1b\u202e\u2028\ufeff")
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert (reader.open, reader.scripts) == ([], 1)


@pytest.mark.parametrize(
    ("expected", "observed", "marked"),
    [
        ("/Call/{id}", "/Call/{id}/", ("/Call/{id}", "/Call/{id}<ins>/</ins>")),
        ("is called from", "is called to", ("is called <del>from</del>", "is called <ins>to</ins>")),
        ("the field is there", "it is not there", ("the field is there", "it is not there")),
        ("/Call/{id}", "/Call/{id}/ (line 10 of a.md)", ("/Call/{id}", "/Call/{id}<ins>/</ins> (line 10 of a.md)")),
        ("a < b & c", "a < d & c", ("a &lt; <del>b</del> &amp; c", "a &lt; <ins>d</ins> &amp; c")),
        ("a request is refused", "status 200", ("a request is refused", "status 200")),
        (
            "/a/{id}/b/{to}/ answers",
            "status 301, Location /a/1/b/2",
            ("/a/{id}/b/{to}/ answers", "status 301, Location /a/1/b/2"),
        ),
        (
            f'["a", {LONG}]',
            f'["b", {LONG}]',
            (f"[&#34;<del>a</del>&#34;, {LONG}]", f"[&#34;<ins>b</ins>&#34;, {LONG}]"),
        ),
        ("x " * 300, "y " * 300, ("x " * 300, "y " * 300)),
        ("", "", ("", "")),
    ],
)
def test_a_difference_is_marked_where_it_helps(expected: str, observed: str, marked: tuple[str, str]) -> None:
    assert mark_difference(expected, observed) == marked


def test_the_nights_before_tell_since_when() -> None:
    finding = make_finding()
    report = make_report(verdict="drift", findings=[finding])
    nights = [
        earlier(report, 1),
        earlier(report, 2),
        earlier(report, 4, verdict="conforms", findings=[]),
        # Another target, another shard, a later night: none of them is a night before this one.
        earlier(report, 3, target={"kind": "live", "base_url": "https://other.example"}),
        earlier(report, 3, shard="1/2"),
        earlier(report, -1),
    ]
    page = render_page(report, nights)
    assert "The last 3 runs had the same verdict, since 2026-07-29." in page
    assert 'in 3 runs since <time datetime="2026-07-29' in page
    assert "The last 4 live runs: 3 drift, 1 conforms." in page
    assert page.count('class="shape drift"') == 3
    alone = render_page(report)
    assert "No earlier run of this kind is known" in alone
    assert "in a row" not in alone


def test_a_finding_is_seen_since_it_was_seen_by_its_former_id() -> None:
    finding = make_finding(former_id="field.renamed-00000000ff")
    report = make_report(verdict="drift", findings=[finding])
    before = earlier(report, 2, findings=[evolve(finding, id=finding.former_id, former_id="")])
    page = render_page(report, [before, earlier(report, 1)])
    assert 'in 3 runs since <time datetime="2026-07-29' in page


def test_what_could_not_be_told_names_the_last_night_that_could() -> None:
    report = make_report(verdict="inconclusive", operations=[make_operation(verdict="inconclusive")])
    conclusive = earlier(report, 3, verdict="conforms")
    nights = [earlier(report, 1), earlier(report, 2, verdict="conforms", faults=["x"]), conclusive]
    assert f'<dt>Last conclusive run</dt><dd><time datetime="{conclusive.started_at}">' in render_page(report, nights)
    assert "<dt>Last conclusive run</dt><dd>not known</dd>" in render_page(report, nights[:2])


def write(folder: Path, report: Report) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "drift.json").write_text(json.dumps(to_json(report)))
    return folder / "drift.json"


def test_the_command_keeps_the_last_nights_of_each_target(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = make_report(findings=[make_finding("field.undocumented", response_excerpt="PRIVATE")])
    other = make_report(target={"kind": "mock", "base_url": "http://127.0.0.1:1"})
    for number in range(KEPT + 5):
        before = evolve(report, started_at=earlier(report, number + 1).started_at, faults=("PRIVATE",))
        write(tmp_path / "old" / str(number), before)
    write(tmp_path / "old" / "mock", other)
    file = write(tmp_path / "now", report)
    assert main(["page", str(file), "--history", str(tmp_path / "old")]) == 0
    assert capsys.readouterr().out == f"{file.with_name('drift.html')}\n"
    text = file.with_name("history.json").read_text()
    assert "PRIVATE" not in text
    kept = [night["started_at"] for night in json.loads(text) if night["target"]["kind"] == "live"]
    assert len(kept) == KEPT
    assert kept[-1] == report.started_at
    assert len(json.loads(text)) == KEPT + 1
    # The next run of the same folder knows them without being told.
    later = (datetime.fromisoformat(report.started_at).astimezone(UTC) + timedelta(days=1)).isoformat()
    assert main(["page", str(write(tmp_path / "now", evolve(report, started_at=later)))]) == 0
    assert f"The last {KEPT} live runs" in file.with_name("drift.html").read_text()


def test_a_broken_history_of_our_own_is_begun_anew_and_a_given_one_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, make_report())
    file.with_name("history.json").write_text("[{}]")
    assert main(["page", str(file)]) == 0
    assert len(json.loads(file.with_name("history.json").read_text())) == 1
    given_one = tmp_path / "history-given.json"
    given_one.write_text('[{"verdict": "fine"}]')
    empty = tmp_path / "empty"
    empty.mkdir()
    for path, message in ((given_one, "is not a report or a history"), (empty, "holds no drift.json")):
        assert main(["page", str(file), "--history", str(path)]) == 2
        error = capsys.readouterr().err
        assert message in error
        assert error.count("\n") == 1

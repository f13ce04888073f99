"""The report page as text, and the earlier nights that it tells of; `tests/browser` looks at it."""

import json
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from contract_tests.__main__ import main
from contract_tests.harness.reporting.page import render_page
from contract_tests.harness.reporting.page.difference import mark_difference
from contract_tests.harness.reporting.past_runs import KEPT
from tests.browser.records import earlier, make_finding, make_operation, make_record
from tests.harness.reports_made import records

VOID = {"meta", "link", "input", "br", "path", "use", "rect", "circle"}
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


@given(records())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_record_is_a_page_of_our_own_elements_only(made: dict[str, Any]) -> None:
    page = render_page(made, [{**made, "started_at": "2020-01-01T00:00:00+00:00"}])
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
        ("called from", "called from_number", ("called <del>from</del>", "called <ins>from_number</ins>")),
        ("a < b & c", "a < d & c", ("a &lt; <del>b</del> &amp; c", "a &lt; <ins>d</ins> &amp; c")),
        ("a request is refused", "status 200", ("a request is refused", "status 200")),
        ("x " * 300, "y " * 300, ("x " * 300, "y " * 300)),
        ("", "", ("", "")),
    ],
)
def test_a_difference_is_marked_where_it_helps(expected: str, observed: str, marked: tuple[str, str]) -> None:
    assert mark_difference(expected, observed) == marked


def test_the_nights_before_tell_since_when() -> None:
    finding = make_finding()
    record = make_record(verdict="drift", findings=[finding])
    nights = [
        earlier(record, 1),
        earlier(record, 2),
        earlier(record, 4, verdict="conforms", findings=[]),
        # Another target, another shard, a later night: none of them is a night before this one.
        earlier(record, 3, target={"kind": "live", "base_url": "https://other.example"}),
        earlier(record, 3, shard="1/2"),
        earlier(record, -1),
    ]
    page = render_page(record, nights)
    assert "The same in 3 runs in a row, since 2026-07-29." in page
    assert 'in 3 runs since <time datetime="2026-07-29' in page
    assert "The last 4 runs on this target: 3 drift, 1 conforms." in page
    assert page.count('class="shape drift"') == 3
    alone = render_page(record)
    assert "No earlier run on this target is known" in alone
    assert "in a row" not in alone


def test_what_could_not_be_told_names_the_last_night_that_could() -> None:
    record = make_record(verdict="inconclusive", operations=[make_operation(verdict="inconclusive")])
    told = earlier(record, 3, verdict="conforms")
    nights = [earlier(record, 1), earlier(record, 2, verdict="conforms", faults=["x"]), told]
    assert f'<dt>Last conclusive</dt><dd><time datetime="{told["started_at"]}">' in render_page(record, nights)
    assert "<dt>Last conclusive</dt><dd>not known</dd>" in render_page(record, nights[:2])


def write(folder: Path, record: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "drift.json").write_text(json.dumps(record))
    return folder / "drift.json"


def test_the_command_keeps_the_last_nights_of_each_target(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = make_record(findings=[make_finding("field.undocumented", response_excerpt="PRIVATE")])
    other = make_record(target={"kind": "mock", "base_url": "http://127.0.0.1:1"})
    for number in range(KEPT + 5):
        write(tmp_path / "old" / str(number), earlier(record, number + 1))
    write(tmp_path / "old" / "mock", other)
    file = write(tmp_path / "now", record)
    assert main(["page", str(file), "--history", str(tmp_path / "old")]) == 0
    assert capsys.readouterr().out == f"{file.with_name('drift.html')}\n"
    text = file.with_name("history.json").read_text()
    assert "PRIVATE" not in text
    kept = [night["started_at"] for night in json.loads(text) if night["target"]["kind"] == "live"]
    assert len(kept) == KEPT
    assert kept[-1] == record["started_at"]
    assert len(json.loads(text)) == KEPT + 1
    # The next run of the same folder knows them without being told.
    later = (datetime.fromisoformat(record["started_at"]).astimezone(UTC) + timedelta(days=1)).isoformat()
    assert main(["page", str(write(tmp_path / "now", {**record, "started_at": later}))]) == 0
    assert f"The last {KEPT} runs" in file.with_name("drift.html").read_text()


def test_a_broken_history_of_our_own_is_begun_anew_and_a_given_one_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, make_record())
    file.with_name("history.json").write_text("[{}]")
    assert main(["page", str(file)]) == 0
    assert len(json.loads(file.with_name("history.json").read_text())) == 1
    given_one = tmp_path / "history-given.json"
    given_one.write_text('[{"verdict": "fine"}]')
    empty = tmp_path / "empty"
    empty.mkdir()
    for path, said in ((given_one, "is not a report or a history"), (empty, "holds no drift.json")):
        assert main(["page", str(file), "--history", str(path)]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert error.count("\n") == 1

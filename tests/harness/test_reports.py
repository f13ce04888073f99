"""Markdown and JUnit XML: everything that a reader needs, and nothing that a vendor could smuggle in."""

import html
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from contract_tests.harness.findings.json_form import to_json
from contract_tests.harness.findings.texts.clean import clean
from contract_tests.harness.reporting.clean_text import change_texts, code, code_block
from contract_tests.harness.reporting.formats.junit import render_junit
from contract_tests.harness.reporting.formats.markdown import LONGEST, render_markdown
from contract_tests.harness.reporting.formats.terminal import lines
from contract_tests.harness.reporting.issue.decision import decide
from contract_tests.harness.reporting.issue.wording import body_of
from contract_tests.harness.reporting.page.rendering import render_page
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.reporting.templates import first_lines
from tests.harness.reports_made import MARK, hostile, make_finding, make_operation, make_report, reports, validator

FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
LATER = date.today() + timedelta(days=30)
WORST = "breaking field.missing-0000000063: GET /calls"
CODE = ("code_inline", "fence")
PLAIN = ("inline", "text", "softbreak", "heading", "paragraph", "bullet_list", "list_item", "strong", "table")
TABLE = ("thead", "tbody", "tr", "th", "td")


def tokens_of(markdown: str) -> Iterator[Token]:
    def walk(tokens: list[Token]) -> Iterator[Token]:
        for token in tokens:
            yield token
            yield from walk(token.children or [])

    return walk(MarkdownIt("commonmark").enable("table").parse(markdown))


def assert_only_code_is_foreign(markdown: str) -> None:
    for token in tokens_of(markdown):
        if token.type in CODE:
            continue
        assert token.type.removesuffix("_open").removesuffix("_close") in (*PLAIN, *TABLE), token
        assert token.type == "inline" or MARK not in token.content


@given(reports())
@FEW
def test_any_record_is_readable_markdown_in_which_foreign_text_is_code(report: Report) -> None:
    validator().validate(json.loads(json.dumps(to_json(report)).replace("\\ud800", "")))
    markdown = render_markdown(report)
    markdown.encode()
    assert_only_code_is_foreign(markdown)
    if report.findings:
        assert any(token.type in CODE and MARK in token.content for token in tokens_of(markdown))


@given(hostile)
@FEW
def test_no_text_leaves_its_code(text: str) -> None:
    inline = list(tokens_of(f"- before {code(MARK + text)} after"))
    assert [t.type for t in inline if t.type.startswith("code")] == ["code_inline"]
    (block,) = tokens_of(code_block(MARK + text, "text"))
    assert block.type == "fence"


@given(reports())
@FEW
def test_any_record_is_xml_with_a_case_an_operation_and_a_finding(report: Report) -> None:
    suites = ET.fromstring(render_junit(report).encode())
    suite = suites.find("testsuite")
    assert suite is not None
    cases = suite.findall("testcase")
    own = len(report.faults) + len(report.losses)
    assert len(cases) == own + len(report.operations) + len(report.findings) == int(suite.attrib["tests"])
    # Foreign text is text: the only elements are those that CI systems know.
    known = {"testcase", "failure", "error", "skipped", "system-out", "properties", "property"}
    assert {element.tag for element in suite.iter()} - {"testsuite"} <= known
    for tag, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert len(suite.findall(f"testcase/{tag}")) == int(suite.attrib[name]) == int(suites.attrib[name])


def test_the_first_line_is_the_verdict_and_whom_it_is_about() -> None:
    live = render_markdown(make_report()).split("\n\n")
    assert live[:3] == [
        "**Verdict: conforms.** The vendor does what the document says.",
        "Nothing has to be done.",
        "The target was the live API `https://api.example.com`.",
    ]
    mock = render_markdown(make_report(target={"kind": "mock", "base_url": "http://127.0.0.1:1"})).split("\n\n")
    assert mock[0] == "**Verdict: conforms.** Document, examples and client agree."
    assert mock[2].startswith("The target was the mock")


def test_a_reader_is_told_what_happened_how_bad_it_is_and_what_to_do_first() -> None:
    few = make_finding(1, kind="field.missing")
    many = [make_finding(n, kind="field.renamed", operation=f"GET /{n}") for n in (2, 3)]
    notice = make_finding(4, kind="prose.value", severity="notice")
    report = make_report(verdict="drift", findings=[notice, few, *many])
    assert say(report) == [
        "3 new findings break or endanger clients: 3 breaking.",
        "Gravest: breaking field.renamed at GET /2: expected the field is there, observed it is not there",
        "First: repeat its request. If the API is right, correct the document; if not, report it to the vendor.",
        "Also new: 1 notice, for information.",
    ]
    assert f'<a href="#{many[0].id}">Gravest' in render_page(report)
    assert lines(report)[-1] == ("verdict: drift (3 new, 0 known, 0 corrected, 0 stale) - reports/drift.html; 1 notice")


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({}, "Nothing has to be done."),
        ({"faults": ["Prism ended"]}, "First: mend the errors in the check itself; then run it again."),
        ({"verdict": "drift", "strict": True}, "First: remove what is out of date; the notes name it."),
        (
            {"verdict": "drift", "findings": [make_finding(kind="auth.not_enforced", severity="risky")]},
            "First: repeat its request, and report it to the vendor in private.",
        ),
        (
            {"verdict": "drift", "findings": [make_finding(kind="server.error", severity="risky", request="")]},
            "First: look at it, and report it to the vendor.",
        ),
        (
            {
                "verdict": "inconclusive",
                "operations": [make_operation("GET /{x_id}", verdict="inconclusive", reason="", code="not_there")],
            },
            "To get a verdict, set VOBIZ_X_ID, or switch on the test call in contract_tests/live_policy.yaml.",
        ),
    ],
    ids=["fine", "fault", "strict", "hole", "server", "inconclusive"],
)
def test_what_to_do_first_fits_what_happened(changes: dict[str, Any], step: str) -> None:
    assert say(make_report(**changes))[-1] == step


@given(reports())
@FEW
def test_every_form_begins_with_the_same_lines(report: Report) -> None:
    cleaned = change_texts(report, clean)
    said = [flat(line) for line in say(cleaned)]
    markdown = render_markdown(cleaned)
    paragraphs = [
        flat("".join(child.content for child in token.children or []))
        for token in tokens_of(markdown)
        if token.type == "inline"
    ]
    assert paragraphs[: len(said)] == [flat(f"Verdict: {report.verdict}. {said[0]}"), *said[1:]]
    # The summary of the job is the Markdown; the issue says the lines once, above what it says of itself.
    issue = body_of(cleaned, decide(cleaned, (), None), markdown, "")
    shown = [flat("".join(c.content for c in token.children or [])) for token in tokens_of(issue) if token.children]
    assert shown[: len(said)] == paragraphs[: len(said)]
    assert shown.count(paragraphs[0]) == 1
    first = re.findall(r'<p class="first">(.*?)</p>', render_page(report), re.DOTALL)
    assert [flat(html.unescape(re.sub(r"<[^>]*>", "", line))) for line in first] == said
    terminal = [flat(line) for line in lines(report)]
    assert any(terminal[at : at + len(said)] == said for at in range(len(terminal)))


def say(report: Report) -> list[str]:
    return ["".join(part.text for part in line) for line in first_lines(report)]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_new_finding_comes_with_all_that_is_needed_to_settle_it() -> None:
    new = make_finding(suggestion="- target: $.paths\n  remove: true", note="was tolerated until 2026-01-01; expired")
    markdown = render_markdown(make_report(verdict="drift", findings=[new]))
    for part in (
        "- Expected: `the field is there`",
        "- Observed: `it is not there`",
        f"```sh\n{new.request}\n```",
        f"```text\n{new.response_excerpt}\n```",
        f"```yaml\n{new.suggestion}\n```",
        f"```sh\n.venv/bin/python -m contract_tests accept {new.id}\n```",
        f"accept {new.id} --tolerate --reason 'reported to the vendor' --until {LATER}",
        "`was tolerated until 2026-01-01; expired`",
    ):
        assert part in markdown


def test_what_no_correction_settles_can_be_tolerated_only() -> None:
    markdown = render_markdown(make_report(verdict="drift", findings=[make_finding(1)]))
    assert f"```sh\n.venv/bin/python -m contract_tests accept {make_finding(1).id} --tolerate" in markdown


def test_new_comes_before_what_is_settled_and_what_could_not_be_told_has_its_reason() -> None:
    known = make_finding(1, state="known", note="tolerated until 2027-01-31: asked the vendor")
    inconclusive = make_operation("GET /b", verdict="inconclusive", reason="status 429")
    correction = {"id": "slash", "operations": ["GET /calls"], "status": "wrong", "reason": "the old path answers"}
    markdown = render_markdown(
        make_report(
            verdict="drift",
            findings=[known, make_finding(2)],
            operations=[inconclusive],
            stale=["field.type-0123456789"],
            corrections=[correction],
        )
    )
    parts = (
        "-0000000002 --tolerate",
        "`GET /b`: `status 429`",
        "tolerated until 2027-01-31",
        "0123456789",
        "`slash` is wrong",
    )
    places = [markdown.index(part) for part in parts]
    assert places == sorted(places)


def test_what_is_alike_is_counted_and_hides_nothing_else() -> None:
    alike = [make_finding(number, kind="status.undocumented", severity="risky") for number in range(40)]
    report = make_report(
        verdict="drift",
        findings=[*alike, make_finding(99)],
        operations=[
            *(
                make_operation(f"POST /{n}", verdict="inconclusive", reason="not sent: no entry", code="policy")
                for n in range(46)
            ),
            make_operation("GET /b", verdict="inconclusive", reason="status 429"),
        ],
    )
    markdown, shown = render_markdown(report), list(lines(report))
    assert "46 operations, such as `POST /0`: `not sent: no entry`" in markdown
    assert "  46 operations, such as POST /0: not sent: no entry" in shown
    assert "`GET /b`: `status 429`" in markdown
    assert "  GET /b: status 429" in shown
    # The worst is the first to be read: at the top of the page, and at the end on a terminal.
    assert all(markdown.index(make_finding(99).id) < markdown.index(finding.id) for finding in alike)
    places = [shown.index(f"  {line}") for line in ("27 more of status.undocumented, in reports/drift.html", WORST)]
    assert places == sorted(places)
    assert len(shown) < 50
    assert shown[-1] == "verdict: drift (41 new, 0 known, 0 corrected, 0 stale) - reports/drift.html"


@given(reports())
@FEW
def test_no_text_moves_the_cursor_or_makes_a_line_of_its_own(report: Report) -> None:
    shown = list(lines(report))
    assert shown[-1].startswith(f"verdict: {report.verdict} (")
    assert not any(re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u202e]", line) for line in shown)


def test_a_report_too_long_for_an_issue_says_what_is_left_out() -> None:
    long = "`\U0001f600" * 2000
    findings = [make_finding(number, observed=long, request=long) for number in range(300)]
    inconclusive = [make_operation(f"GET /{n}", verdict="inconclusive", reason="no connection") for n in range(500)]
    markdown = render_markdown(make_report(verdict="drift", findings=findings, operations=inconclusive))
    assert len(markdown.encode()) <= LONGEST
    count = sum(finding.id in markdown for finding in findings)
    assert 3 < count < 300
    assert markdown.count("--tolerate") == 3  # in the block of each
    assert f"Left out here (New drift): {300 - count} findings; all are in reports/drift.json" in markdown
    assert_only_code_is_foreign(markdown)


def test_a_case_fails_for_new_drift_only() -> None:
    report = make_report(
        verdict="drift",
        ended_early="interrupted",
        faults=["the mock died"],
        operations=[make_operation("GET /a"), make_operation("GET /b", verdict="inconclusive", reason="status 429")],
        findings=[
            make_finding(1),
            make_finding(2, state="known"),
            make_finding(3, state="corrected"),
            make_finding(4, kind="prose.value", severity="notice"),
        ],
    )
    suite = ET.fromstring(render_junit(report)).find("testsuite")
    assert suite is not None
    came = {}
    for case in suite.findall("testcase"):
        outcome = next((element for element in case if element.tag != "system-out"), None)
        came[case.attrib["name"]] = (outcome.tag, outcome.attrib["message"]) if outcome is not None else None
    assert came == {
        "the check itself works (error 1)": ("error", "the mock died"),
        "nothing is lost (1)": ("skipped", "interrupted"),
        "is conclusive": ("skipped", "status 429"),
        "field.missing-0000000001 at response.200.body#/id": (
            "failure",
            "field.missing: expected the field is there; observed it is not there",
        ),
        "field.missing-0000000002 at response.200.body#/id": None,
        "field.missing-0000000003 at response.200.body#/id": None,
        "field.missing-0000000004 at response.200.body#/id": None,
    }

"""What somebody sees of the report page, and what the page never does."""

import json
import re
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from contract_tests.harness.reporting.report import Report
from tests.browser.chromium import NARROW, WIDE
from tests.browser.conftest import Opener
from tests.browser.records import earlier, make_finding, make_large_report, make_operation, make_report
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HOSTILE = [
    "<script>document.title='owned'</script>",
    "</style></script><script>document.title='owned'</script>",
    "\"'><img src=x onerror=\"document.title='owned'\">",
    "<a href=\"javascript:document.title='owned'\">click</a>",
    "</code></pre></details></article></main><h1>Conforms</h1>",
    "{{ 7 * 7 }} {% raw %} ${7 * 7} <%= 7 * 7 %>",
    "&lt;b&gt; &amp;amp; <!-- <svg onload=document.title='owned'> -->",
    "<style>*{display:none}</style><base href=https://example.invalid/><meta http-equiv=refresh content=0;url=x>",
]


def drift() -> Report:
    findings = [
        make_finding(),
        make_finding("auth.not_enforced", location="auth", expected="it is refused", observed="status 200"),
        make_finding(
            "field.undocumented", location="response.200.body#/carrier", suggestion="- target: $.paths\n" * 20
        ),
        make_finding("field.type", state="known", note="tolerated until 2027-01-31: the vendor knows"),
        make_finding("prose.path", state="corrected", request="", response_excerpt=""),
    ]
    return make_report(
        verdict="drift",
        operations=[make_operation(findings[0].operation, "drift"), make_operation("GET /b", "inconclusive")],
        findings=findings,
        corrections=[
            {"id": "slash", "operations": ["GET /b"], "status": "confirmed", "reason": "seen"},
            {"id": "errors", "operations": ["GET /b"], "status": "wrong", "reason": "404 is text/html"},
        ],
        stale=["field.type-0000000000"],
        mock_limits={"no-multipart": 3},
        notes=["the mock was restarted: it died"],
    )


def visible(chrome: Chrome, selector: str) -> list[str]:
    return [element.text for element in chrome.find_elements(By.CSS_SELECTOR, selector) if element.is_displayed()]


def choose(chrome: Chrome, form: str, field: str, value: str) -> None:
    chrome.execute_script(
        "const field = document.forms[arguments[0]].elements[arguments[1]]; field.value = arguments[2];"
        "field.dispatchEvent(new Event('input', {bubbles: true}))",
        form,
        field,
        value,
    )


def requests_of(chrome: Chrome) -> list[str]:
    messages = [json.loads(entry["message"])["message"] for entry in chrome.get_log("performance")]
    requests = [
        message["params"]["request"] for message in messages if message["method"] == "Network.requestWillBeSent"
    ]
    return [request["url"] for request in requests if not request["url"].startswith("data:")]


def assert_quiet(chrome: Chrome) -> None:
    """Nothing was asked for but the page itself, and the console, where violations of the policy go, has no word."""
    assert [url for url in requests_of(chrome) if url != chrome.current_url.partition("#")[0]] == []
    assert chrome.get_log("browser") == []


def test_the_first_glance_says_it_all(open_page: Opener) -> None:
    report = drift()
    history = [earlier(report, 1), earlier(report, 2), earlier(report, 3, verdict="conforms", findings=[])]
    chrome = open_page(report, history)
    glance = chrome.find_element(By.TAG_NAME, "header").text
    for words in (
        "Drift\n2 new findings break or endanger clients, in 1 of 2 operations: 1 breaking, 1 risky.\n"
        "Gravest: breaking field.renamed at GET /api",
        "expected the field is called from, observed the field is called from_number\n"
        "First: repeat its request. If the API is right, correct the document; if not, report it to the vendor.",
        "Also new: 1 addition, for information.",
        "The last 3 runs had the same verdict, since 2026-07-29.",
        "live, https://api.vobiz.example",
        report.document.sha256[:12],
        report.document.overlay_sha256[:12],
        "2026-07-31 04:00 UTC, took 18 s",
        "35 (35 GET), 3 with wrong credentials",
        "Last conclusive run\nthis run",
    ):
        assert words in glance
    assert chrome.title == "Drift, 2 findings: contract check of 2026-07-31"
    bottom = chrome.execute_script("return document.querySelector('nav').getBoundingClientRect().bottom")
    assert bottom < WIDE[1]
    nav = " ".join(chrome.find_element(By.TAG_NAME, "nav").text.split())
    assert nav == "2 drift 1 other new 1 known 1 corrected 1 stale 1 inconclusive 2 operations"
    assert chrome.find_element(By.CSS_SELECTOR, "header .shape").size["height"] >= 40
    assert_quiet(chrome)


@pytest.mark.parametrize("size", [(390, 844), (360, 640)])
def test_on_a_phone_the_first_finding_is_on_the_first_screen(open_page: Opener, size: tuple[int, int]) -> None:
    report = drift()
    chrome = open_page(report, [earlier(report, 1)], size)
    first = chrome.find_element(By.CSS_SELECTOR, ".finding")
    assert first.get_attribute("id") == report.findings[0].id
    assert first.find_element(By.CSS_SELECTOR, ".where").rect["y"] < size[1] - 20
    gravest = chrome.find_element(By.CSS_SELECTOR, ".first a")
    assert gravest.get_attribute("href").endswith(f"#{report.findings[0].id}")
    assert chrome.find_element(By.CSS_SELECTOR, "details.run").get_attribute("open") is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Conforms\nThe vendor does what the document says."),
        (
            {"verdict": "inconclusive", "operations": [make_operation(verdict="inconclusive", reason="no connection")]},
            "Inconclusive\nThis run does not show whether the vendor does what the document says.\n"
            "Reason: no connection",
        ),
        (
            {
                "verdict": "inconclusive",
                "trouble": [{"reason": "the target stopped answering after request 66", "lost": 57}],
                "coverage": {"probes": 140, "answered": 83, "left_out": {}, "successes": 1, "nights": 1},
            },
            "Inconclusive\nThis run does not show whether the vendor does what the document says.\n"
            "Reason: the target stopped answering after request 66; 57 of 140 probes not sent or sent in vain",
        ),
        (
            {"coverage": {"probes": 140, "answered": 98, "left_out": {"budget": 42}, "successes": 1, "nights": 3}},
            "Conforms\nThe vendor does what the document says.\nNothing has to be done.\n"
            "Coverage: 98 of 140 probes, 42 left out by the budget; a full round takes 3 nights.",
        ),
        ({"ended_early": "the time limit of 300 s is reached"}, "Lost: the time limit of 300 s is reached."),
        ({"faults": ["Prism ended"]}, "Error in the check\nThe check itself failed, so its verdict, conforms, is not"),
        ({"target": {"kind": "mock", "base_url": "http://127.0.0.1:4010"}}, "A run on the mock."),
    ],
    ids=["conforms", "inconclusive", "outage", "coverage", "ended early", "fault", "mock"],
)
def test_every_kind_of_run_is_told_apart(open_page: Opener, changes: dict[str, Any], words: str) -> None:
    chrome = open_page(make_report(**changes))
    glance = chrome.find_element(By.TAG_NAME, "header").text
    assert words in glance
    if "target" in changes:
        assert glance.startswith(words)
    assert_quiet(chrome)


def test_a_finding_says_what_it_means_how_to_see_it_and_what_to_do(open_page: Opener) -> None:
    report = drift()
    chrome = open_page(report)
    cards = chrome.find_elements(By.CSS_SELECTOR, "[data-state=new]")
    assert [" ".join(card.find_element(By.TAG_NAME, "h3").text.split()) for card in cards] == [
        "Breaking field.renamed",
        "Risky auth.not_enforced",
        "Additive field.undocumented",
    ]
    first = report.findings[0]
    text = cards[0].text
    for words in (first.operation, first.location, "reads the documented name fails", first.request):
        assert words in text
    assert cards[0].find_element(By.TAG_NAME, "del").text == "from"
    assert cards[0].find_element(By.TAG_NAME, "ins").text == "from_number"
    assert f"accept {first.id} --tolerate --reason 'reported to the vendor' --until " in text
    # A correction comes with the command that takes it over; a long one is folded.
    assert "--tolerate" in text
    assert f"accept {first.id}\n" not in text
    cards[2].find_element(By.CSS_SELECTOR, "details:last-of-type > summary").click()
    assert f"accept {report.findings[2].id}\n" in cards[2].text
    assert "- target: $.paths" not in cards[2].text
    cards[2].find_element(By.CSS_SELECTOR, "details details > summary").click()
    assert "- target: $.paths" in cards[2].text
    assert "the vendor knows" in visible(chrome, "section[aria-labelledby=known]")[0]
    chrome.find_element(By.CSS_SELECTOR, f"a.anchor[href='#{first.id}']").click()
    assert chrome.current_url.endswith(f"#{first.id}")


def test_findings_are_found_by_text_severity_and_state(open_page: Opener) -> None:
    chrome = open_page(make_large_report())
    count = chrome.find_element(By.CSS_SELECTOR, "#filter-findings .count")
    assert (count.get_attribute("role"), count.text) == ("status", "200 of 200 findings")
    choose(chrome, "filter-findings", "severity", "breaking")
    choose(chrome, "filter-findings", "state", "known")
    cards = [element for element in chrome.find_elements(By.CSS_SELECTOR, ".finding") if element.is_displayed()]
    shown = [(element.get_attribute("data-severity"), element.get_attribute("data-state")) for element in cards]
    assert set(shown) == {("breaking", "known")}
    assert count.text == f"{len(cards)} of 200 findings"
    assert visible(chrome, ".findings h2") == ["Known findings 30"]
    chrome.find_element(By.CSS_SELECTOR, "#filter-findings input").send_keys("FIELD_150 call0")
    assert count.text in ("0 of 200 findings", "1 of 200 findings")
    # A link to what is filtered out shows it all the same.
    hidden = chrome.find_element(By.CSS_SELECTOR, ".finding[data-state=corrected]").get_attribute("id")
    chrome.execute_script("location.hash = arguments[0]", hidden)
    WebDriverWait(chrome, 5).until(lambda _: count.text == "200 of 200 findings")


def test_the_matrix_of_operations_filters_and_folds(open_page: Opener) -> None:
    chrome = open_page(make_large_report())
    choose(chrome, "filter-operations", "verdict", "drift")
    choose(chrome, "filter-operations", "text", "trunk2")
    names = visible(chrome, ".operation th")
    assert names
    assert all("Trunk2" in name for name in names)
    assert visible(chrome, ".matrix .count") == [f"{len(names)} of 100 operations"]
    chrome.find_element(By.CSS_SELECTOR, ".matrix > summary").click()
    assert visible(chrome, ".operation") == []


def test_details_open_and_close_together_and_by_keyboard(open_page: Opener) -> None:
    chrome = open_page(make_large_report())
    states = "return [...document.querySelectorAll('.finding details')].map(one => one.open)"
    chrome.find_element(By.CSS_SELECTOR, "[data-details=open]").send_keys("\n")
    assert set(chrome.execute_script(states)) == {True}
    chrome.find_element(By.CSS_SELECTOR, "[data-details=close]").click()
    assert set(chrome.execute_script(states)) == {False}
    chrome.find_element(By.CSS_SELECTOR, ".finding summary").send_keys("\n")
    assert chrome.execute_script(states).count(True) == 1


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_copy_buttons_copy_exactly_what_is_shown(open_page: Opener, has_clipboard: bool) -> None:
    text = 'curl -X GET "https://api.vobiz.example/<b>&amp;" \\\n  -H "X: \'\t$VOBIZ_AUTH_ID"'
    report = make_report(verdict="drift", findings=[make_finding(request=text)])
    chrome = open_page(report)
    chrome.execute_script("window.board = navigator.clipboard; board.writeText('before')")
    if not has_clipboard:
        chrome.execute_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    button = chrome.find_element(By.CSS_SELECTOR, ".finding .copy")
    assert button.accessible_name == "Copy request"
    button.click()
    status = chrome.find_element(By.ID, "announcement")
    WebDriverWait(chrome, 5).until(lambda _: status.get_attribute("textContent"))
    assert status.get_attribute("textContent") == "Copied."
    read = "board.readText().then(arguments[0], error => arguments[0](String(error)))"
    assert chrome.execute_async_script(read) == text


def test_without_javascript_everything_but_filter_and_copy_is_there(open_page: Opener, chromium: Chrome) -> None:
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        chrome = open_page(drift())
        assert visible(chrome, "form, button") == []
        assert len(visible(chrome, ".finding")) == 5
        assert "accept field.renamed" in visible(chrome, ".finding details")[1]
    finally:
        chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(open_page: Opener, text: str) -> None:
    questions = [{"question": text, "outcome": "inconclusive", "reason": text}]
    operation = make_operation(
        text, "drift", questions=questions, statuses_never_seen=[text], fields_never_seen=[text] * 5
    )
    fields = ("operation", "location", "expected", "observed", "request", "response_excerpt", "suggestion", "note")
    report = make_report(
        verdict="drift",
        target={"kind": "live", "base_url": text},
        operations=[operation, make_operation("GET /b", "inconclusive", reason=text)],
        findings=[make_finding(**dict.fromkeys(fields, text))],
        corrections=[{"id": text, "operations": [text], "status": "wrong", "reason": text}],
        stale=[text],
        ended_early=text,
        notes=[text],
        faults=[text],
        mock_limits={text: 1},
        requests={"total": 1, "by_method": {text: 1}, "wrong_credentials": 0},
    )
    chrome = open_page(report, [earlier(report, 1)])
    assert chrome.title == "Error in the check: contract check of 2026-07-31"
    assert chrome.find_elements(By.CSS_SELECTOR, "script:not(body > script), img, base, a:not([href^='#'])") == []
    shown = chrome.execute_script("return document.body.textContent")
    assert shown.count(text) >= 18
    copyable = [
        element.get_attribute("textContent") for element in chrome.find_elements(By.CSS_SELECTOR, ".copyable code")
    ]
    assert copyable.count(text) == 3
    assert_quiet(chrome)


def test_the_policy_lets_nothing_run_that_is_not_ours(open_page: Opener) -> None:
    chrome = open_page(make_report())
    chrome.execute_script(
        "const add = (name, textContent) =>"
        " document.body.append(Object.assign(document.createElement(name), {textContent}));"
        "add('script', 'document.title = \"owned\"'); add('style', 'body { display: none }');"
        "document.body.setAttribute('style', 'display: none');"
        "document.body.append(Object.assign(document.createElement('img'), {src: 'x.png'}))"
    )
    assert chrome.title == "Conforms: contract check of 2026-07-31"
    assert chrome.find_element(By.TAG_NAME, "h1").is_displayed()
    violations = [entry["message"] for entry in chrome.get_log("browser")]
    assert len([element for element in violations if "Content Security Policy" in element]) >= 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_no_fault(open_page: Opener, scheme: str, size: tuple[int, int]) -> None:
    report = drift()
    history = [earlier(report, 1), earlier(report, 2, verdict="inconclusive"), earlier(report, 3, faults=["x"])]
    fine = make_report(findings=[make_finding("prose.value")])
    undecided = make_report(verdict="inconclusive", operations=[make_operation(verdict="inconclusive")])
    fault = make_report(faults=["Prism ended"], target=MOCK)
    for shown, nights in ((report, history), (fine, []), (undecided, []), (fault, [])):
        chrome = open_page(shown, nights, size, scheme)
        chrome.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
        chrome.execute_script(AXE.read_text())
        result = chrome.execute_async_script("axe.run().then(arguments[0], error => arguments[0](String(error)))")
        assert len(result["passes"]) > 20
        assert [
            (element["id"], element["impact"], element["nodes"][0]["html"]) for element in result["violations"]
        ] == []


MOCK = {"kind": "mock", "base_url": "http://127.0.0.1:4010"}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_large_run_fits(open_page: Opener, size: tuple[int, int]) -> None:
    report = make_large_report()
    chrome = open_page(report, [earlier(report, nights) for nights in range(1, 40)], size)
    assert len(chrome.page_source.encode()) < 1_000_000
    assert len(chrome.find_elements(By.CSS_SELECTOR, ".finding")) == 200
    assert len(chrome.find_elements(By.CSS_SELECTOR, ".operation")) == 100
    assert len(chrome.find_elements(By.CSS_SELECTOR, ".history use")) == 30
    assert chrome.execute_script("return document.documentElement.scrollWidth") <= size[0]
    assert_quiet(chrome)


def test_print_shows_what_is_folded_and_leaves_the_controls_out(open_page: Opener) -> None:
    chrome = open_page(drift(), scheme="dark")
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    request = chrome.find_element(By.CSS_SELECTOR, ".finding details:not([open]) pre")
    assert request.rect["height"] > 10
    assert visible(chrome, "nav, form, .copy, .anchor") == []
    background = chrome.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert re.fullmatch(r"rgb\(255, 255, 255\)", background)

"""Which probes came to a result, what left the others out, what took them; and the lines that say so."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

from contract_tests.harness.corrections.uncorrected import UncorrectedOperations
from contract_tests.harness.findings.finding import Finding
from contract_tests.harness.findings.known_drift import Entry
from contract_tests.harness.findings.result import Result, Skip, SkipCode
from contract_tests.harness.reporting.build import build_report
from contract_tests.harness.reporting.coverage import Coverage, Trouble
from contract_tests.harness.reporting.formats.junit import render_junit
from contract_tests.harness.reporting.formats.markdown import render_markdown
from contract_tests.harness.reporting.formats.terminal import lines
from contract_tests.harness.reporting.page.rendering import render_page
from contract_tests.harness.reporting.report import Report
from contract_tests.harness.target.policy import VALID_REQUEST, LivePolicy
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.valid_requests.scope import Scope
from tests.conftest import make_small_project
from tests.harness.reports_made import make_operation, make_report
from vendor_spec.overlay.correction import correct

CALL, NUMBERS = "GET /calls/{call_uuid}", "GET /numbers"
PROBES = (VALID_REQUEST, "credentials_are_required", "conformance")
PLANNED = {CALL: PROBES, NUMBERS: PROBES}
STARTED = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
DOCUMENT = """
openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /calls/{call_uuid}:
    get:
      operationId: call
      parameters: [{name: call_uuid, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok}}
  /numbers:
    get: {operationId: numbers, responses: {"200": {description: ok}}}
"""
DRIFT = Finding("auth.not_enforced", NUMBERS, "auth", "refused", "status 200", probe="credentials_are_required")
DOWN = Skip(SkipCode.NO_ANSWER, "the target does not answer")
TIME_OUT = Skip(SkipCode.NO_ANSWER, "time-out")
BUSY = Skip(SkipCode.TRANSIENT, "status 429")
NO_ID = Skip(SkipCode.NO_VALUE, "VOBIZ_CALL_UUID is not set")
ENDED = Skip(SkipCode.NOT_THERE, "status 404: the resource is not there (any more)")
CLOSED = Skip(SkipCode.CLOSED, "a valid request got status 404")
VERDICT = "(0 new, 0 known, 0 corrected, 0 stale) - reports/drift.html"

Maker = Callable[..., Report]


def ran(label: str, probe: str = VALID_REQUEST, *skips: Skip, **changes: Any) -> Result:
    """The result of a probe; without skips it saw a success."""
    statuses = Counter[int]() if skips else Counter([200])
    return Result(label, probe, skips=list(skips), success_seen=not skips, statuses=statuses, **changes)


def all_of(label: str, *skips: Skip) -> list[Result]:
    return [ran(label, probe, *skips) for probe in PROBES]


@pytest.fixture(scope="module")
def report_of(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Make the report of a live run with these results of a document with two operations."""
    project = make_small_project(tmp_path_factory.mktemp("project"), DOCUMENT)
    corrected = correct(project, project.overlay)
    target = Target(Kind.LIVE, "https://api.example.com")

    def build(*records: Result, skips: dict[str, Skip] | None = None, **arguments: Any) -> Report:
        scope = Scope(corrected, target, LivePolicy({}), tuple(corrected.operations), {}, skips or {}, {}, frozenset())
        given: dict[str, Any] = {"known": (), "planned": PLANNED, **arguments}
        return build_report(
            [Result("", "values"), *records],
            scope=scope,
            uncorrected=UncorrectedOperations(),
            redact=str,
            seed=0,
            shard=(1, 1),
            strict=False,
            started_at=STARTED,
            **given,
        )

    return build


def test_a_run_that_answered_all_says_nothing_of_coverage(report_of: Maker) -> None:
    report = report_of(*all_of(CALL), *all_of(NUMBERS))
    assert (report.coverage, report.trouble) == (Coverage(6, 6, {}, 2, 1), ())
    assert lines(report)[-1] == f"verdict: conforms {VERDICT}"


def test_an_outage_is_inconclusive_since_when_and_how_much(report_of: Maker) -> None:
    since = "the target stopped answering after request 66"
    lost = [ran(NUMBERS, PROBES[0], TIME_OUT), ran(NUMBERS, PROBES[1], DOWN), ran(NUMBERS, PROBES[2], DOWN)]
    report = report_of(*all_of(CALL), *lost, trouble=since)
    assert (report.verdict, report.trouble, report.coverage) == (
        "inconclusive",
        (Trouble(since, 3),),
        Coverage(6, 3, {}, 1, 1),
    )
    assert lines(report)[-2:] == [
        f"lost: {since}; 3 of 6 probes not sent or sent in vain",
        f"verdict: inconclusive {VERDICT}",
    ]
    (operation,) = report.inconclusive
    assert (operation.operation, operation.reason) == (NUMBERS, since)
    assert {probe.reason for probe in operation.questions} == {since}
    sentence = f"{since}; 3 of 6 probes not sent or sent in vain"
    assert all(sentence[1:] in text for text in (render_markdown(report), render_junit(report), render_page(report)))


def test_a_single_probe_that_was_lost_takes_the_verdict_of_run_and_operation(report_of: Maker) -> None:
    report = report_of(*all_of(CALL), *all_of(NUMBERS)[:2], Result(NUMBERS, PROBES[2], skips=[BUSY], success_seen=True))
    assert (report.verdict, report.trouble) == ("inconclusive", (Trouble("status 429", 1),))
    assert [(each.operation, each.reason) for each in report.inconclusive] == [(NUMBERS, "status 429")]


def test_drift_found_before_the_outage_stays_drift(report_of: Maker) -> None:
    report = report_of(*all_of(CALL), ran(NUMBERS, findings=[DRIFT]), ran(NUMBERS, PROBES[1], DOWN))
    assert (report.verdict, len(report.losses)) == ("drift", 1)


def test_what_an_ended_run_did_not_come_to_is_lost(report_of: Maker) -> None:
    report = report_of(*all_of(CALL), ended_early="interrupted", interrupted=True)
    assert (report.verdict, report.trouble) == ("inconclusive", (Trouble("interrupted", 3),))
    assert lines(report)[-2] == "lost: interrupted; 3 of 6 probes not sent or sent in vain"
    at_the_very_end = report_of(*all_of(CALL), *all_of(NUMBERS), ended_early="interrupted", interrupted=True)
    assert (at_the_very_end.verdict, at_the_very_end.trouble) == ("inconclusive", (Trouble("interrupted", 0),))
    assert lines(at_the_very_end)[-2] == "lost: interrupted"


def test_the_time_limit_is_told_once_whether_a_probe_had_begun_or_not(report_of: Maker) -> None:
    limit = "the time limit of 4 s is reached"
    report = report_of(*all_of(CALL), ran(NUMBERS, VALID_REQUEST, Skip(SkipCode.TIME_LIMIT, limit)), ended_early=limit)
    assert report.trouble == (Trouble(limit, 3),)


def test_two_kinds_of_trouble_are_told_apart(report_of: Maker) -> None:
    lost = [ran(NUMBERS, PROBES[0], DOWN), ran(NUMBERS, PROBES[1], DOWN)]
    report = report_of(
        *all_of(CALL)[:2], ran(CALL, PROBES[2], BUSY), *lost, ran(NUMBERS, PROBES[2]), trouble="since 66"
    )
    assert report.trouble == (Trouble("since 66", 2), Trouble("status 429", 1))


def test_trouble_that_the_run_names_is_never_dropped(report_of: Maker) -> None:
    report = report_of(*all_of(CALL), *all_of(NUMBERS), trouble="the credentials stopped working")
    assert (report.verdict, report.trouble) == ("inconclusive", (Trouble("the credentials stopped working", 0),))


def test_what_the_budget_leaves_out_is_coverage_and_changes_no_verdict(report_of: Maker) -> None:
    report = report_of(*all_of(CALL), ran(NUMBERS), nights=3, turn=2, next_turn=4)
    assert (report.verdict, report.coverage, report.turn, report.next_turn) == (
        "conforms",
        Coverage(6, 4, {"budget": 2}, 2, 3),
        2,
        4,
    )
    covered = "4 of 6 probes, 2 left out by the budget; a full round takes 3 nights"
    assert lines(report)[-1] == f"verdict: conforms {VERDICT}; coverage: {covered}"
    assert all(covered in text for text in (render_markdown(report), render_junit(report), render_page(report)))


def test_every_reason_to_leave_out_is_counted(report_of: Maker) -> None:
    policy, client = Skip(SkipCode.POLICY, "forbidden"), Skip(SkipCode.CLIENT, "it cannot send this")
    records = [ran(NUMBERS), ran(NUMBERS, PROBES[1], policy), ran(NUMBERS, PROBES[2], client)]
    report = report_of(*records, skips={CALL: NO_ID}, planned={**PLANNED, NUMBERS: (*PROBES, "later")})
    words = "1 of 7 probes, 1 left out by the budget, 1 by the policy, 3 for want of a value, 1 for other reasons"
    assert lines(report)[-1] == f"verdict: conforms {VERDICT}; coverage: {words}"
    assert [(each.operation, each.code) for each in report.inconclusive] == [(CALL, "no_value")]


def test_an_operation_that_nothing_was_planned_for_lacks_its_valid_request(report_of: Maker) -> None:
    forbidden = {CALL: Skip(SkipCode.POLICY, "live_policy.yaml has no entry for it")}
    report = report_of(*all_of(NUMBERS), skips=forbidden, planned={CALL: ("the_prose_agrees",), NUMBERS: PROBES})
    assert report.coverage == Coverage(5, 3, {"policy": 2}, 1, 1)


@pytest.mark.parametrize(
    ("cause", "verdict", "left_out"), [(BUSY, "inconclusive", {}), (ENDED, "conforms", {"value": 3})]
)
def test_what_a_failed_valid_request_closes_shares_its_cause(
    report_of: Maker, cause: Skip, verdict: str, left_out: dict[str, int]
) -> None:
    closed = [ran(CALL, VALID_REQUEST, cause), *(ran(CALL, probe, CLOSED) for probe in PROBES[1:])]
    report = report_of(*closed, *all_of(NUMBERS))
    assert report.coverage is not None
    assert (report.verdict, report.coverage.left_out) == (verdict, left_out)
    assert [(each.operation, each.code) for each in report.inconclusive] == [(CALL, cause.code)]


@pytest.mark.parametrize(
    ("skip", "remedy"),
    [
        (NO_ID, "; set VOBIZ_CALL_UUID, or switch on the test call in contract_tests/live_policy.yaml"),
        (
            ENDED,
            "; set VOBIZ_CALL_UUID, or switch on the test call in contract_tests/live_policy.yaml",
        ),
        (
            Skip(SkipCode.NO_VALUE, "VOBIZ_A and VOBIZ_B and VOBIZ_C and VOBIZ_D are not set"),
            "; set VOBIZ_A, VOBIZ_B, VOBIZ_C and 1 more, or switch on the test call in contract_tests/live_policy.yaml",
        ),
        (Skip(SkipCode.NO_VALUE, "it needs a `body`"), "; add what is missing to contract_tests/live_policy.yaml"),
        (Skip(SkipCode.REFUSED, "status 401: the credentials are refused"), "; check the credentials"),
        (Skip(SkipCode.POLICY, "no entry"), "; allow an operation in contract_tests/live_policy.yaml"),
        (Skip(SkipCode.BUDGET, "spent"), "; raise --max-requests"),
    ],
)
def test_a_run_without_a_success_says_what_to_set_or_switch_on(report_of: Maker, skip: Skip, remedy: str) -> None:
    report = report_of(*all_of(CALL, skip), *all_of(NUMBERS, skip))
    assert (report.verdict, report.trouble) == ("inconclusive", ())
    assert lines(report)[-1].endswith(remedy)


def test_what_needs_no_resource_names_the_variable_that_the_rest_needs(report_of: Maker) -> None:
    asked = [ran(CALL, VALID_REQUEST, NO_ID), Result(CALL, PROBES[1]), ran(CALL, PROBES[2], NO_ID)]
    report = report_of(*asked, planned={CALL: PROBES})
    assert "; set VOBIZ_CALL_UUID, or switch on" in lines(report)[-1]
    assert "To get a verdict, set VOBIZ_CALL_UUID, or switch on" in render_page(report)


def test_an_operation_whose_source_of_values_gave_no_answer_is_lost(report_of: Maker) -> None:
    report = report_of(*all_of(NUMBERS), skips={CALL: DOWN})
    assert (report.verdict, report.trouble) == ("inconclusive", (Trouble(DOWN.detail, 3),))


def entry(**changes: Any) -> Entry:
    return evolve(Entry(DRIFT.id, "asked", date(2027, 1, 1), NUMBERS, DRIFT.probe), **changes)


@pytest.mark.parametrize(
    ("own", "numbers", "is_stale"),
    [
        ({}, all_of(NUMBERS), True),
        # The very probe decides, and no other.
        ({}, [ran(NUMBERS), ran(NUMBERS, PROBES[1])], True),
        ({}, [ran(NUMBERS, PROBES[0], NO_ID), Result(NUMBERS, PROBES[1])], True),
        ({}, [ran(NUMBERS), ran(NUMBERS, PROBES[2])], False),
        ({}, [ran(NUMBERS), ran(NUMBERS, PROBES[1], BUSY), ran(NUMBERS, PROBES[2])], False),
        # Of an entry that names none, or one that there is no more, each probe might have shown it.
        ({"probe": "of_another_version"}, all_of(NUMBERS), True),
        ({"probe": "of_another_version"}, all_of(NUMBERS)[:2], False),
        ({"probe": ""}, all_of(NUMBERS), True),
        ({"probe": ""}, all_of(NUMBERS)[:2], False),
        ({"probe": "", "operation": ""}, [*all_of(NUMBERS), *all_of(CALL)[:2]], False),
    ],
)
def test_an_entry_is_stale_when_the_probe_that_showed_it_was_answered(
    report_of: Maker, own: dict[str, str], numbers: list[Result], is_stale: bool
) -> None:
    assert report_of(*numbers, known=[entry(**own)]).stale == ((DRIFT.id,) if is_stale else ())


def test_a_probe_that_found_other_drift_and_was_then_cut_short_makes_no_entry_stale(report_of: Maker) -> None:
    other = evolve(DRIFT, key="other")
    cut = Result(NUMBERS, PROBES[1], findings=[other], skips=[Skip(SkipCode.BUDGET, "spent")])
    report = report_of(ran(NUMBERS), cut, ran(NUMBERS, PROBES[2]), known=[entry()])
    assert (report.verdict, report.stale) == ("drift", ())


def test_a_report_of_before_has_lost_what_it_says_it_ended_for() -> None:
    old = make_report(verdict="inconclusive", ended_early="interrupted", operations=[make_operation("GET /calls")])
    assert lines(old)[-2:] == ["lost: interrupted", f"verdict: inconclusive {VERDICT}"]
    assert "coverage" not in lines(make_report())[-1]


def test_probes_without_a_result_are_listed_by_the_day_of_their_last_one(report_of: Maker) -> None:
    report = report_of(*all_of(CALL), ran(NUMBERS))
    numbers = report.operations[1]
    dated = [evolve(numbers.questions[1], last_answered_at="2026-11-18T03:17:00+00:00"), *numbers.questions[2:]]
    report = evolve(
        report, operations=(report.operations[0], evolve(numbers, questions=(numbers.questions[0], *dated)))
    )
    assert render_markdown(report).endswith(
        "- Never answered, as far as is known: 1 probe, such as `conformance` at `GET /numbers`\n\n"
        "- Last answered on 2026-11-18: 1 probe, such as `credentials_are_required` at `GET /numbers`"
    )
    assert "(not sent: the budget leaves it for another night), last answered 2026-11-18T03:17:00+00:00" in (
        render_junit(report)
    )
    assert '<small><span class="hidden-text">last answered </span>11-18</small>' in render_page(report)

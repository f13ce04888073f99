"""Never silently green: without a success answer nothing was shown."""

import json
from collections import Counter

from attrs import evolve

from contract_tests.harness.findings.finding import Finding, State
from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.findings.result import Result, Skip, SkipCode
from contract_tests.harness.reporting.coverage import Trouble, find_gaps
from contract_tests.harness.reporting.report import (
    MOST_FINDINGS,
    OperationReport,
    Outcome,
    ProbeOutcome,
    ReportedFinding,
    Verdict,
    show_findings,
)
from contract_tests.harness.reporting.verdict import judge_operation, judge_run
from vendor_spec.openapi.document import Operation

GET = "GET /calls"
OPERATION = Operation("get", "/calls", {"responses": {"200": {}, "404": {}, "5XX": {}}})


def record(question: str = "conformance", **changes: object) -> Result:
    result = Result(GET, question)
    for name, value in changes.items():
        setattr(result, name, value)
    return result


TIME_OUT, LOST = (Skip(SkipCode.NO_ANSWER, why) for why in ("time-out", "no connection"))
STARTED = "2026-11-20T03:17:00+00:00"
DRIFT = Finding("status.changed", GET, "response", "200", "201")


def judge(*records: Result, label: str = GET, skip: Skip | None = None, ended_early: str = "") -> OperationReport:
    """The verdict on an operation with these results; `skip` is why nothing is sent to it."""
    gaps = find_gaps(records, {label: ["conformance"]}, {label: skip} if skip else {}, ended_early)
    operation = evolve(OPERATION, path=label.partition(" ")[2])
    return judge_operation(operation, records, {"/id", "/to"}, gaps[label], STARTED)


def test_a_success_without_findings_conforms() -> None:
    verdict = judge(record(success_seen=True, fields={"/id"}))
    assert verdict.verdict is Verdict.CONFORMS
    assert verdict.fields_never_seen == ("/to",)


def test_statuses_never_seen_are_those_of_the_document() -> None:
    seen = judge(record(statuses=Counter({200: 1, 503: 2})))
    assert (seen.statuses_seen, seen.statuses_never_seen) == ({"200": 1, "503": 2}, ("404",))


def test_each_question_has_its_outcome() -> None:
    refused = Skip(SkipCode.REFUSED, "refused")
    assert judge(
        record(success_seen=True),
        record("auth", findings=[DRIFT]),
        record("client", skips=[TIME_OUT] * 3, success_seen=True),
        record("slash", findings=[DRIFT], skips=[refused]),
        record("account", success_seen=True, skips=[refused]),  # of several requests, one was enough
    ).questions == (
        ProbeOutcome("conformance", Outcome.HELD, last_answered_at=STARTED),
        ProbeOutcome("auth", Outcome.DRIFT, last_answered_at=STARTED),
        ProbeOutcome("client", Outcome.INCONCLUSIVE, "time-out", "no_answer"),
        ProbeOutcome("slash", Outcome.DRIFT, "refused", "refused"),
        ProbeOutcome("account", Outcome.HELD, last_answered_at=STARTED),
    )


def test_drift_outweighs_success_and_trouble() -> None:
    records = [record(success_seen=True), record("auth", findings=[DRIFT]), record("client", skips=[TIME_OUT] * 3)]
    assert judge(*records).verdict is Verdict.DRIFT


def test_an_operation_that_lost_a_probe_is_inconclusive_whatever_else_succeeded() -> None:
    lost = judge(record(success_seen=True), record("client", skips=[TIME_OUT]))
    assert (lost.verdict, lost.reason, lost.code, lost.last_conclusive_at) == (
        Verdict.INCONCLUSIVE,
        "time-out",
        "no_answer",
        None,
    )
    left_out = judge(record(success_seen=True), record("client", skips=[Skip(SkipCode.BUDGET, "spent")]))
    assert (left_out.verdict, left_out.last_conclusive_at) == (Verdict.CONFORMS, STARTED)


def test_a_known_finding_is_no_drift() -> None:
    known = Finding("status.changed", GET, "response", "200", "201", state=State.KNOWN)
    assert judge(record(findings=[known], success_seen=True)).verdict is Verdict.CONFORMS


def test_no_success_is_inconclusive_with_the_reason() -> None:
    refused = judge(record(statuses=Counter({404: 3, 401: 1})))
    assert refused.verdict is Verdict.INCONCLUSIVE
    assert refused.reason == "no successful response (statuses: 401, 404)"
    assert judge(record(skips=[LOST, TIME_OUT, LOST])).reason == "no connection"
    spent = judge(skip=Skip(SkipCode.NO_VALUE, "VOBIZ_ID is not set"))
    assert (spent.reason, spent.code) == ("not sent: VOBIZ_ID is not set", "no_value")
    assert judge(ended_early="interrupted").reason == "interrupted"
    assert judge().code == "budget"


def test_a_run_is_inconclusive_only_when_nothing_could_be_told() -> None:
    conclusive = judge(record(success_seen=True))
    inconclusive = judge(label="GET /numbers")
    assert judge_run([], [conclusive, inconclusive]) is Verdict.CONFORMS
    assert judge_run([], [inconclusive]) is Verdict.INCONCLUSIVE
    assert judge_run([], []) is Verdict.INCONCLUSIVE
    assert judge_run([ReportedFinding.of(DRIFT)], [conclusive, inconclusive]) is Verdict.DRIFT


def test_a_run_with_trouble_does_not_conform() -> None:
    conclusive, trouble = judge(record(success_seen=True)), [Trouble("interrupted", 0)]
    assert judge_run([], [conclusive], trouble) is Verdict.INCONCLUSIVE
    assert judge_run([ReportedFinding.of(DRIFT)], [conclusive], trouble) is Verdict.DRIFT


def test_a_wrong_correction_or_slack_in_a_strict_run_is_drift_whatever_else_was_seen() -> None:
    assert judge_run([], [judge(record(success_seen=True))], drifted=True) is Verdict.DRIFT
    assert judge_run([], [], [Trouble("interrupted", 0)], drifted=True) is Verdict.DRIFT


def test_a_shard_without_operations_conforms_unless_it_was_ended() -> None:
    assert judge_run([], [], is_empty_shard=True) is Verdict.CONFORMS
    assert judge_run([], [], [Trouble("interrupted", 0)], is_empty_shard=True) is Verdict.INCONCLUSIVE


def test_a_record_reads_back() -> None:
    full = record(
        findings=[DRIFT],
        statuses=Counter({200: 2}),
        fields={"/id"},
        by_method=Counter({"GET": 2}),
        skips=[TIME_OUT],
        limits=Counter({"x": 1}),
        faults=["f"],
        notes=["n"],
        success_seen=True,
    )
    assert from_json(json.loads(json.dumps(to_json(full))), Result) == full


def test_of_too_many_findings_drift_is_kept() -> None:
    places = [f"status.{number}" for number in range(MOST_FINDINGS)]
    notices = [ReportedFinding.of(Finding("prose.status", GET, place, "a", "b")) for place in places]
    shown, notes = show_findings([*notices, ReportedFinding.of(DRIFT)])
    assert len(shown) == MOST_FINDINGS
    assert shown[-1] == ReportedFinding.of(DRIFT)
    assert [*shown[:-1]] == notices[:-1]
    assert notes == [f"only {MOST_FINDINGS} of {MOST_FINDINGS + 1} findings are shown"]
    assert show_findings(notices) == (tuple(notices), [])

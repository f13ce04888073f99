"""Never silently green: without a success answer nothing was shown."""

import json
from collections import Counter

from contract_tests.harness.findings.finding import Finding, State
from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.findings.result import Result, Skip, SkipCode
from contract_tests.harness.reporting.report import (
    MOST_FINDINGS,
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


def record(**changes: object) -> Result:
    result = Result(GET, "conformance")
    for name, value in changes.items():
        setattr(result, name, value)
    return result


TIME_OUT, LOST = (Skip(SkipCode.NO_ANSWER, why) for why in ("time-out", "no connection"))
DRIFT = Finding("status.changed", GET, "response", "200", "201")


def test_a_success_without_findings_conforms() -> None:
    verdict = judge_operation(OPERATION, [record(success_seen=True, fields={"/id"})], {"/id", "/to"})
    assert verdict.verdict is Verdict.CONFORMS
    assert verdict.fields_never_seen == ("/to",)


def test_statuses_never_seen_are_those_of_the_document() -> None:
    seen = judge_operation(OPERATION, [record(statuses=Counter({200: 1, 503: 2}))], ())
    assert (seen.statuses_seen, seen.statuses_never_seen) == ({"200": 1, "503": 2}, ("404",))


def test_each_question_has_its_outcome() -> None:
    records = [
        record(success_seen=True),
        record(findings=[DRIFT]),
        record(skips=[TIME_OUT] * 3),
    ]
    assert judge_operation(OPERATION, records, ()).questions == (
        ProbeOutcome("conformance", Outcome.HELD),
        ProbeOutcome("conformance", Outcome.DRIFT),
        ProbeOutcome("conformance", Outcome.INCONCLUSIVE, "time-out", "no_answer"),
    )


def test_drift_outweighs_success_and_trouble() -> None:
    records = [
        record(success_seen=True),
        record(findings=[DRIFT]),
        record(skips=[TIME_OUT] * 3),
    ]
    assert judge_operation(OPERATION, records, ()).verdict is Verdict.DRIFT


def test_a_known_finding_is_no_drift() -> None:
    known = Finding("status.changed", GET, "response", "200", "201", state=State.KNOWN)
    assert judge_operation(OPERATION, [record(findings=[known], success_seen=True)], ()).verdict is Verdict.CONFORMS


def test_no_success_is_inconclusive_with_the_reason() -> None:
    refused = judge_operation(OPERATION, [record(statuses=Counter({404: 3, 401: 1}))], ())
    assert refused.verdict is Verdict.INCONCLUSIVE
    assert refused.reason == "no successful response (statuses: 401, 404)"
    down = judge_operation(
        OPERATION,
        [record(skips=[LOST, TIME_OUT, LOST])],
        (),
    )
    assert down.reason == "no connection"
    spent = judge_operation(OPERATION, [], (), Skip(SkipCode.BUDGET, "spent"))
    assert (spent.reason, spent.code) == ("not sent: spent", "budget")
    assert judge_operation(OPERATION, [], (), ended_early="interrupted").reason == "interrupted"
    assert judge_operation(OPERATION, [], ()).reason == "not sent"


def test_a_run_is_inconclusive_only_when_nothing_could_be_told() -> None:
    conclusive = judge_operation(OPERATION, [record(success_seen=True)], ())
    inconclusive = judge_operation(Operation("get", "/numbers", {}), [], ())
    assert judge_run([], [conclusive, inconclusive]) is Verdict.CONFORMS
    assert judge_run([], [inconclusive]) is Verdict.INCONCLUSIVE
    assert judge_run([], []) is Verdict.INCONCLUSIVE
    assert judge_run([ReportedFinding.of(DRIFT)], [conclusive, inconclusive]) is Verdict.DRIFT


def test_a_run_that_ended_early_does_not_conform() -> None:
    conclusive = judge_operation(OPERATION, [record(success_seen=True)], ())
    assert judge_run([], [conclusive], "interrupted") is Verdict.INCONCLUSIVE
    assert judge_run([ReportedFinding.of(DRIFT)], [conclusive], "interrupted") is Verdict.DRIFT


def test_a_wrong_correction_or_slack_in_a_strict_run_is_drift_whatever_else_was_seen() -> None:
    conclusive = judge_operation(OPERATION, [record(success_seen=True)], ())
    assert judge_run([], [conclusive], drifted=True) is Verdict.DRIFT
    assert judge_run([], [], "interrupted", drifted=True) is Verdict.DRIFT


def test_a_shard_without_operations_conforms_unless_it_was_ended() -> None:
    assert judge_run([], [], is_empty_shard=True) is Verdict.CONFORMS
    assert judge_run([], [], "interrupted", is_empty_shard=True) is Verdict.INCONCLUSIVE


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

"""Corrections on trial: a live run confirms them, finds them unneeded, or wrong; on the mock they are untested."""

import copy as copying
from types import SimpleNamespace
from typing import Any, cast

import pytest

from contract_tests.harness.corrections.results import judge_corrections
from contract_tests.harness.corrections.uncorrected import Uncorrected, UncorrectedOperations
from contract_tests.harness.findings.evidence import Evidence, Sign
from contract_tests.harness.findings.result import Result, Skip, SkipCode
from contract_tests.harness.probes.item import Item
from contract_tests.harness.probes.operation import OperationProbe, run_probe
from contract_tests.harness.probes.state import OperationState
from contract_tests.harness.target.policy import Risk
from fake_vendor.vendor import FakeVendor
from tests.conftest import Copy
from tests.harness.live_runs import (
    BARE,
    OVERLAY,
    SLASH,
    accept,
    corrected_by,
    of_behaviour,
    run_live,
    shipped,
    standing,
    without_slash,
    write_overlay,
)
from vendor_spec.openapi.document import Operation
from vendor_spec.overlay.actions import Correction

SHIPPED = "openapi.overlay.yaml"
PATH = BARE.removeprefix("GET ")
SLASHED = f"{PATH}/"


def quick(first: Any, *others: Any) -> list[Any]:
    return [first, *(pytest.param(other, marks=pytest.mark.catalogue) for other in others)]


@pytest.mark.parametrize(
    ("unanswered", "response_differs", "status"),
    [
        ({"GET /a": [], "GET /b": []}, False, "unneeded"),
        ({"GET /a": [], "GET /b": ["corrections_are_needed"]}, False, "untested"),
        ({"GET /a": ["the_path_ends_as_documented"], "GET /b": []}, False, "untested"),
        ({"GET /a": ["conformance"], "GET /b": []}, False, "unneeded"),  # which compares responses only
        ({"GET /a": ["conformance"], "GET /b": []}, True, "untested"),
        ({"GET /a": []}, False, "unneeded"),  # the other operation is another shard's
    ],
)
def test_a_correction_is_unneeded_only_if_every_probe_that_could_show_it_was_answered(
    unanswered: dict[str, list[str]], response_differs: bool, status: str
) -> None:
    operation = Operation("get", "/a", {})
    changed = Uncorrected("narrow", operation, operation, cast("Any", None), True, response_differs)
    spared = [Evidence("narrow", label, Sign.SPARES, "status 200") for label in unanswered]
    (result,) = judge_corrections(
        [Correction("narrow", ("GET /a", "GET /b"))],
        spared,
        UncorrectedOperations({"GET /a": [changed], "GET /b": [changed]}),
        set(unanswered),
        {},
        unanswered,
    )
    assert (result.status, result.reason.partition("; no result of ")[0]) == (status, "status 200")
    assert ("; no result of " in result.reason) is (status == "untested")


@pytest.mark.parametrize("status", quick("404", "301", "302", "307", "308"))
def test_a_missing_slash_is_found_corrected_and_confirmed(copy: Copy, status: str) -> None:
    document = without_slash(copy)
    write_overlay(copy, document)
    with FakeVendor(document.content, [f"path.trailing_slash:{status}@{BARE}"]) as vendor:
        before = run_live(copy, vendor)
        (finding,) = of_behaviour(before)
        accept(copy, [finding["id"]])
        after = run_live(copy, vendor)
    assert (before["verdict"], finding["kind"], finding["operation"]) == ("drift", "path.trailing_slash", BARE)
    assert (after["verdict"], after["ended"], of_behaviour(after)) == ("conforms", 0, [])
    assert [correction["status"] for correction in after["corrections"]] == ["confirmed", "confirmed"]
    assert after["requests"]["total"] <= 60
    assert (copy.root / OVERLAY).read_text().startswith("# kept\n")


@pytest.mark.catalogue
def test_a_slash_that_the_vendor_needs_no_more_is_unneeded_and_fails_a_strict_run(copy: Copy) -> None:
    content = copying.deepcopy(shipped(copy).content)
    content["paths"][PATH] = copying.deepcopy(content["paths"][SLASHED])
    content["paths"][PATH]["get"]["operationId"] = "both-answer"
    with FakeVendor(content) as vendor:
        report = run_live(copy, vendor, "--strict", overlay=SHIPPED)
    result = standing(report)
    assert (result["status"], report["verdict"], report["strict"], report["ended"]) == ("unneeded", "drift", True, 1)
    assert f"--strict: the correction {SLASH} is unneeded; take it out" in report["notes"]
    assert (of_behaviour(report), standing(report, "error-answers")["status"]) == ([], "confirmed")


@pytest.mark.catalogue
@pytest.mark.parametrize("status", ["404", "308"])
def test_a_slash_that_the_vendor_refuses_is_wrong_and_drift(copy: Copy, status: str) -> None:
    with FakeVendor(shipped(copy).content, [f"path.trailing_slash:{status}"]) as vendor:
        report = run_live(copy, vendor, overlay=SHIPPED)
    (finding,) = of_behaviour(report)
    assert (report["verdict"], standing(report)["status"], finding["kind"]) == ("drift", "wrong", "path.trailing_slash")
    assert f"Remove the correction {SLASH} from openapi.overlay.yaml" in finding["suggestion"]
    refused = copy.run("-m", "contract_tests", "accept", finding["id"])
    assert (refused.returncode, SLASH in refused.stderr) == (2, True)


@pytest.mark.catalogue
def test_when_neither_path_answers_nothing_is_known(copy: Copy) -> None:
    with FakeVendor(shipped(copy).content, ["outage.ended"]) as vendor:
        report = run_live(copy, vendor, overlay=SHIPPED)
    assert (report["verdict"], standing(report)["status"]) == ("inconclusive", "untested")
    assert "got 404" in standing(report)["reason"]


@pytest.mark.parametrize("closed", [None, Skip(SkipCode.CLOSED, "a valid request got status 404")])
@pytest.mark.parametrize("probe", ["the_path_ends_as_documented", "corrections_are_needed"])
def test_nothing_is_sent_for_a_correction_unless_the_policy_calls_the_operation_read(
    monkeypatch: pytest.MonkeyPatch, probe: str, closed: Skip | None
) -> None:
    sent: list[object] = []
    monkeypatch.setattr(OperationProbe, "of", lambda item: item)
    for risk in Risk:
        scope = SimpleNamespace(risk=lambda label, risk=risk: risk)
        result = Result("GET /calls", probe)
        others = dict.fromkeys(("sender", "samples", "judge", "evaluator", "redactor"))
        operation = SimpleNamespace(label="GET /calls")
        item = cast("Any", Item)(operation, OperationState(closed), scope, result=result, **others)
        run_probe(item, lambda _, risk=risk: sent.append(risk), if_closed=True)
        if risk is not Risk.READ:
            assert result.skips == [Skip(SkipCode.POLICY, f"live_policy.yaml calls the operation {risk}")]
    assert sent == [Risk.READ]


def correction(id_: str, target: str, **verb: Any) -> dict[str, Any]:
    return {"target": target, "description": "d", "x-correction": id_, "x-evidence": "e", **verb}


GET = f"$.paths['{PATH}'].get"
SCHEMA = f"{GET}.responses['200'].content['application/json'].schema"
MOVES = [
    correction("moved", "$.paths", update={"/v9/{who}/{what}": {}}),
    correction("moved", "$.paths['/v9/{who}/{what}']", copy=f"$.paths['{PATH}']"),
    correction("moved", "$.paths['/v9/{who}/{what}'].get.parameters", remove=True),
    correction(
        "moved",
        "$.paths['/v9/{who}/{what}'].get",
        update={
            "parameters": [
                {"name": "status", "in": "query", "schema": {"enum": ["live"]}, "required": True},
                *(
                    {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                    for name in ("who", "what")
                ),
            ]
        },
    ),
    correction("moved", f"$.paths['{PATH}']", remove=True),
]
ERRORS = correction(
    "errors", "$.paths.*.*.responses", update={status: {"description": "no"} for status in ("400", "401", "403", "404")}
)
OPTIONAL = correction("optional", f"{GET}.parameters[?(@.name == 'status')].required", update=False)
NARROW = correction("narrow", f"{GET}.parameters[?(@.name == 'status')].schema.enum[?(@ == 'queued')]", remove=True)
ABSENT = correction("absent", f"{SCHEMA}.required[?(@ == 'from')]", remove=True)
TYPED = correction("typed", f"{SCHEMA}.properties.from", update={"type": "integer"})


@pytest.mark.catalogue
@pytest.mark.parametrize(
    ("actions", "drifts", "status"),
    [
        ([OPTIONAL], ["parameter.not_required:status"], "confirmed"),
        ([OPTIONAL], [], "wrong"),
        ([NARROW], ["parameter.rejected:status=queued"], "confirmed"),
        ([NARROW], [], "unneeded"),
        ([ABSENT], ["field.missing:from"], "confirmed"),
        ([ABSENT], [], "untested"),
        ([TYPED], ["field.type:from=integer"], "confirmed"),
        ([TYPED], [], "wrong"),
        ([TYPED], ["field.type:from=array"], "untested"),
        ([correction("same", GET, update={"operationId": "get-live-call"})], [], "unneeded"),
        (MOVES, [], "untested"),  # what the corrected document does not have is not sent to a live target
    ],
)
def test_a_correction_is_judged_by_what_it_changes(
    copy: Copy, actions: list[dict[str, Any]], drifts: list[str], status: str
) -> None:
    vendor_s_own = corrected_by(copy, ERRORS)
    write_overlay(copy, corrected_by(copy, ERRORS, *actions))
    environment = {"VOBIZ_WHO": "MA_LIVE1234567", "VOBIZ_WHAT": "2ded13fe-4f9b-4958-9bfb-093ea2f29f91"}
    settings = {"VOBIZ_AUTH_ID": environment["VOBIZ_WHO"], "VOBIZ_CALL_UUID": environment["VOBIZ_WHAT"]}
    with FakeVendor(vendor_s_own.content, drifts, settings=settings) as vendor:
        vendor.api.environment.update(environment) if actions is MOVES else None
        report = run_live(copy, vendor)
    result = standing(report, actions[0]["x-correction"])
    assert result["status"] == status, result
    assert standing(report, "errors")["status"] in ("confirmed", "untested")
    assert result["reason"]
    assert ("is not documented for this path" in result["reason"]) is (actions is MOVES)
    if status == "wrong":
        assert report["verdict"] == "drift"
        assert any("Remove the correction" in finding["suggestion"] for finding in report["findings"])


@pytest.mark.catalogue
def test_a_finding_at_a_masked_name_points_at_the_wrong_correction(copy: Copy) -> None:
    number = "919262171438"
    write_overlay(
        copy,
        corrected_by(
            copy, ERRORS, correction("odd", SCHEMA, update={"required": [number], "properties": {number: {}}})
        ),
    )
    with FakeVendor(corrected_by(copy, ERRORS).content, []) as vendor:
        report = run_live(copy, vendor)
    result = standing(report, "odd")
    assert (result["status"], number in result["reason"]) == ("wrong", False), result
    pointed = [finding["location"] for finding in report["findings"] if "correction odd from" in finding["suggestion"]]
    assert pointed == ["response.200.body#/***"]

"""Every check and probe earns its place: with it switched off, a drift goes unseen that is found with it."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.findings.kinds import KINDS
from fake_vendor.vendor import FakeVendor
from tests.catalogue.test_catalogue import CORRECTED, check
from tests.conftest import ROOT, Copy
from tests.documents import document, text
from tests.stateful.desk import run_live

HARNESS = "contract_tests/harness"
# A document with what the shipped one lacks: a parameter with bounds, a header in the answer.
SMALL: dict[str, Any] = document()
_small = SMALL["paths"]["/numbers/{number_id}"]["get"]
_small["parameters"].append(
    {"name": "limit", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
)
_small["responses"]["200"]["headers"] = {"X-Total": {"required": True, "schema": {"type": "integer"}}}
_small["responses"]["default"] = {"description": "An error"}

# What is switched off (a function that returns at once), and a drift that nothing else finds.
EYES = {
    ("probes/cases.py", "send_case"): "parameter.not_validated:limit",
    ("probes/item.py", "keep_error"): "body.unreadable:false_gzip",
    ("probes/valid_request.py", "probe_valid_request"): "path.trailing_slash:404",
    ("probes/valid_request.py", "_explain"): "server.error:success",
    ("probes/valid_request.py", "_explain_invalid"): "parameter.rejected:+region",
    ("probes/valid_request.py", "_explain_refusal"): "auth.scheme_changed",
    ("probes/valid_request.py", "_explain_not_there"): "path.moved:404",
    ("probes/refusals/credentials.py", "probe_credentials"): "auth.not_enforced:absent",
    ("probes/refusals/refusal.py", "expect_refusal"): "auth.not_enforced:X-Auth-ID=absent",
    ("probes/refusals/refusal.py", "judge_error"): "status.undocumented:credentials=407",
    ("probes/refusals/accounts.py", "probe_account"): "account.not_isolated",
    ("probes/refusals/accounts.py", "_is_opened"): "account.not_isolated",
    ("probes/refusals/parameters.py", "probe_parameters"): "server.error:success,when=status=queued",
    ("probes/refusals/parameters.py", "_expect_taken"): "field.missing:stir_attestation,when=status=queued",
    ("probes/refusals/unknown_ids.py", "probe_unknown_id"): "status.undocumented:unknown=401",
    ("probes/refusals/unknown_ids.py", "_judge_refusal"): "status.undocumented:unknown=401",
    ("probes/item.py", "check"): "field.type:from=integer",
    ("probes/item.py", "find_in_error"): "content_type.changed:text/html,of=credentials",
    ("checks/judge.py", "check"): "field.type:from=integer",
    ("checks/judge.py", "_without_repeated"): "field.type:from=integer",
    ("checks/judge.py", "_describe"): "body.unreadable:duplicate_keys",
    ("checks/judge.py", "_check_lifecycle"): "lifecycle.deprecated:sunset",
    ("checks/judge.py", "check_redirect"): "path.moved:301",
    ("checks/body_fields.py", "check_fields"): "field.value:direction=sideways",
    ("checks/echo.py", "check_echo"): "field.echo",
    ("checks/body_fields.py", "_compare_names"): "field.renamed:from=from_number",
    ("checks/strict_json.py", "_refuse_twice"): "body.unreadable:duplicate_keys",
    ("checks/strict_json.py", "_refuse_constant"): "body.unreadable:nan",
    ("checks/schemathesis_failures.py", "describe_failures"): "field.type:from=integer",
    ("checks/schemathesis_failures.py", "_describe"): "field.type:from=integer",
    ("checks/schemathesis_failures.py", "_describe_status"): "status.changed:201",
    ("checks/schemathesis_failures.py", "_describe_content"): "content_type.changed:text/html",
    ("checks/schemathesis_failures.py", "_describe_acceptance"): "parameter.not_validated:limit",
    ("checks/schemathesis_failures.py", "_describe_violation"): "field.type:from=integer",
    ("checks/values/value_formats.py", "_common_form"): "field.format:from",
}
# The same of the telephone desk, which has what no other document has: lists, writes, alternatives.
CONTACTS, CONTACT = "/v1/accounts/{account_id}/contacts", "/v1/accounts/{account_id}/contacts/{contact_id}"
NUMBERS = "/v1/accounts/{account_id}/numbers"
DESK_EYES = {
    ("checks/media/media_types.py", "check_media_type"): "body.unreadable:html@GET /v1/accounts/{account_id}/logo",
    ("checks/media/tables.py", "check_table"): "body.shape:columns@GET /v1/accounts/{account_id}/exports/contacts",
    ("checks/values/times.py", "check_times"): f"field.time:created_at@GET {CONTACT}",
    ("probes/lists/defaults.py", "keep"): f"parameter.default:limit@GET {CONTACTS}",
    ("probes/lists/filters.py", "_ask"): f"list.filter:status@GET {CONTACTS}",
    ("probes/lists/filters.py", "_judge_absence"): f"list.filter:status=missing@GET {CONTACTS}",
    ("probes/lists/filters.py", "_keep_refusal"): f"parameter.rejected:country@GET {NUMBERS}",
    ("probes/lists/next_pages.py", "check_next"): f"redirect.foreign:next@GET {CONTACTS}",
    ("probes/lists/next_pages.py", "_follow_last"): f"list.pages:endless@GET {CONTACTS}",
    ("probes/lists/next_pages.py", "_is_wrong"): f"list.pages:next@GET {CONTACTS}",
    ("probes/lists/orders.py", "_judge"): f"list.order:reversed@GET {CONTACTS}",
    ("probes/lists/pages.py", "_check_end"): "list.pages:endless@GET /v1/accounts/{account_id}/calls",
    ("probes/lists/pages.py", "_check_items"): "list.pages:overlap@GET /v1/accounts/{account_id}/numbers",
    ("probes/lists/pages.py", "_has_too_many"): f"list.limit:one_more@GET {CONTACTS}",
    ("probes/lists/totals.py", "_find"): f"list.total:one_more@GET {CONTACTS}",
    ("probes/refusals/credentials.py", "probe_alternatives"): f"auth.scheme_changed:without=Bearer@GET {NUMBERS}",
    ("probes/refusals/credentials.py", "blame_alternative"): f"auth.scheme_changed:without=AuthID@GET {NUMBERS}",
    ("probes/steadiness.py", "probe_steadiness"): "server.error:success,every=8@GET /v1/accounts/{account_id}/logo",
    ("probes/writes/creating.py", "probe_create"): f"write.not_found:lost@POST {CONTACTS}",
    ("probes/writes/deleting.py", "probe_delete"): f"delete.not_done@DELETE {CONTACT}",
    ("probes/writes/lost.py", "keep_lost"): f"write.not_kept:phone=later@POST {CONTACTS}",
    ("probes/writes/lost.py", "keep_touched"): f"write.side_effect:phone@PATCH {CONTACT}",
}
ON_SMALL = ("parameter.not_validated:limit", "header.missing:X-Total")
CORRECTIONS = "a correction that the vendor does not bear out: tests/harness/test_corrections.py"
REFUSALS = "the shipped document has none of it: tests/harness/test_refusals.py"
LISTS = "the telephone desk has none of it: tests/stateful/test_lists.py"
PROSE = "a page that disagrees: the seeds of tests/harness/test_documentation.py"
# These name kinds too, and find no drift of a vendor by themselves.
ELSEWHERE = {
    ("checks/strict_json.py", "undecodable"): "written for `keep_error` of item.py, which is switched off above",
    ("checks/headers.py", "check_headers"): REFUSALS,
    ("checks/schemathesis_failures.py", "_describe_header"): "a header of another type: tests/harness/test_refusals.py",
    ("checks/schemathesis_failures.py", "_show"): "words what `_describe_violation` finds, which is switched off above",
    ("probes/lists/next_pages.py", "_follow_again"): LISTS,
    ("probes/lists/reading/reader.py", "read"): LISTS,
    ("probes/lists/totals.py", "_check_echo"): LISTS,
    ("probes/lists/totals.py", "_goes_on"): LISTS,
    ("probes/refusals/unknown_ids.py", "_judge_success"): REFUSALS,
    ("checks/repairs.py", "find_repairs"): "a fault of the document: tests/vendor_spec/test_repairs.py",
    ("probes/client/disagreement.py", "disagree"): "a client that reads wrongly: tests/any_document/test_responses.py",
    ("probes/corrections.py", "_judge_request"): CORRECTIONS,
    ("probes/corrections.py", "_compare_paths"): CORRECTIONS,
    ("probes/corrections.py", "_probe_vendor_sample"): CORRECTIONS,
    ("checks/prose/comparison.py", "_compare_page"): PROSE,
    ("checks/prose/fields.py", "_compare"): PROSE,
    ("checks/prose/fields.py", "_compare_values"): PROSE,
    ("checks/prose/fields.py", "_report_absence"): PROSE,
    ("checks/prose/fields.py", "compare_fields"): PROSE,
    ("checks/prose/limits.py", "compare_limits"): PROSE,
    ("checks/prose/requests.py", "_compare_value"): PROSE,
    ("checks/prose/schemas.py", "_describe"): PROSE,
    ("corrections/suggestions/suggesting.py", "suggest"): "makes overlay actions of findings",
}
OFF = {
    "bool": "return False",
    "list[Observation]": "return []",
    "list[Finding]": "return []",
    "Judgement": "return Judgement([])",
    "Observation": 'return Observation("lifecycle.deprecated", "switched.off", "", "")',
}


def test_every_place_that_makes_findings_can_be_switched_off_here() -> None:
    """By the code itself, so that a new check or probe has to say which drift it is there for."""
    functions = {
        (path.relative_to(ROOT / HARNESS).as_posix(), function.name): function
        for path in (ROOT / HARNESS).rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
    }
    makers = {
        name
        for name, function in functions.items()
        if any(isinstance(node, ast.Constant) and node.value in KINDS for node in ast.walk(function))
    }
    assert makers - EYES.keys() - DESK_EYES.keys() - ELSEWHERE.keys() == set()
    assert {*EYES, *DESK_EYES, *ELSEWHERE} - functions.keys() == set()


@pytest.mark.catalogue
@pytest.mark.parametrize("drift", ON_SMALL)
def test_on_the_small_document_it_is_found(copy: Copy, drift: str) -> None:
    assert drift.partition(":")[0] in kinds_found(copy, drift)


@pytest.mark.catalogue
@pytest.mark.parametrize(("eye", "drift"), EYES.items(), ids=[f"{file}:{name}" for file, name in EYES])
def test_without_it_a_drift_is_not_seen_as_what_it_is(copy: Copy, eye: tuple[str, str], drift: str) -> None:
    switch_off(copy.root / HARNESS / eye[0], eye[1])
    assert drift.partition(":")[0] not in kinds_found(copy, drift)


@pytest.mark.catalogue
@pytest.mark.parametrize(("eye", "drift"), DESK_EYES.items(), ids=[f"{file}:{name}" for file, name in DESK_EYES])
def test_without_it_a_drift_of_the_desk_is_not_seen_as_what_it_is(desk: Copy, eye: tuple[str, str], drift: str) -> None:
    switch_off(desk.root / HARNESS / eye[0], eye[1])
    run = run_live(desk, [drift], "--max-requests", "600")
    assert drift.partition(":")[0].partition("@")[0] not in {finding["kind"] for finding in run.findings}


def switch_off(path: Path, name: str) -> None:
    tree = ast.parse(path.read_text())
    function = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name)
    first = function.body[1 if ast.get_docstring(function) else 0]
    lines = path.read_text().splitlines(keepends=True)
    nothing = OFF.get(ast.unparse(function.returns) if function.returns else "", "return None")
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function)):
        nothing = "return"
    lines.insert(first.lineno - 1, f"{' ' * first.col_offset}{nothing}\n")
    path.write_text("".join(lines))


def kinds_found(copy: Copy, drift: str) -> set[str]:
    content, arguments = CORRECTED.content, ["--target", "live", "--rate", "1000/s"]
    if drift in ON_SMALL:
        content = SMALL
        (copy.root / "openapi.yaml").write_text(text(SMALL))
        assert copy.run("-m", "vendor_spec", "accept").returncode == 0
        arguments += ["--overlay", "none"]
    with FakeVendor(content, [drift]) as vendor:
        outcome = copy.run("-m", "contract_tests", *arguments, **vendor.environment)
    check(outcome)
    report = json.loads((copy.root / "reports" / "drift.json").read_text())
    assert report["faults"] == []
    return {finding["kind"] for finding in report["findings"]}

"""On a document of forty operations, what a live run may not send never reaches the vendor."""

import json
import re
from collections import Counter
from typing import Any

import pytest
import requests

from fake_vendor.serving.request_log import LogEntry
from fake_vendor.vendor import FakeVendor
from tests.any_document.documents import make_copy
from tests.conftest import ROOT, Copy
from tests.harness.test_plan import assert_agrees, plan
from vendor_spec.openapi.yaml_text import dump_yaml
from vendor_spec.overlay.correction import correct

DOCUMENT = ROOT / "tests" / "many_operations.yaml"
LIVE_CALLS = "/v1/Account/{auth_id}/Call"
POLICY: dict[str, Any] = {
    "operations": {
        "GET /v1/numbers": "forbidden",
        "GET /v1/usage/{day}/{Day}": "forbidden",
        "GET /v1/numbers/{base_url}": "forbidden",  # its variable may not be VOBIZ_BASE_URL, so the vendor names none
        "POST /v1/status": "billable",
        "PUT /v1/balance": {"risk": "reversible", "body": {"amount": 1}},
        "POST /v1/messages": {"risk": "billable"},  # without a body, so not asked
    },
    "values": {"call_uuid": {"from": f"GET {LIVE_CALLS}", "at": "$.calls[0]"}},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    copy = make_copy(tmp_path_factory.mktemp("live") / "project", DOCUMENT)
    assert copy.run("-m", "vendor_spec", "generate").returncode == 0
    (copy.root / "contract_tests" / "live_policy.yaml").write_text(dump_yaml(POLICY))
    return copy


@pytest.fixture(scope="module")
def content(project: Copy) -> dict[str, Any]:
    return correct(project.project, project.project.overlay).content


def only_credentials(vendor: FakeVendor) -> dict[str, str]:
    names = ("VOBIZ_BASE_URL", "VOBIZ_AUTH_ID", "VOBIZ_AUTH_TOKEN")
    return {name: vendor.environment[name] for name in names}


def listed_call(content: dict[str, Any]) -> str:
    """The id that the vendor's list of live calls shows."""
    with FakeVendor(content) as vendor:
        known = vendor.environment
        headers = {"X-Auth-ID": known["VOBIZ_AUTH_ID"], "X-Auth-Token": known["VOBIZ_AUTH_TOKEN"]}
        url = vendor.base_url + LIVE_CALLS.replace("{auth_id}", known["VOBIZ_AUTH_ID"])
        return str(requests.get(url, headers=headers, timeout=5).json()["calls"][0])


def run_live(project: Copy, environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    outcome = project.run("-m", "contract_tests", "--target", "live", *arguments, timeout=150, **environment)
    assert outcome.returncode in (0, 1, 3), outcome.stdout + outcome.stderr
    report: dict[str, Any] = json.loads((project.root / "reports" / "drift.json").read_text())
    assert report["faults"] == []
    return report


def assert_allowed(content: dict[str, Any], entries: list[LogEntry]) -> None:
    """Every request is one to an operation that the policy allows, by a look at paths of its own."""
    billed: Counter[str] = Counter()
    for entry in entries:
        labels = {
            f"{method.upper()} {path}": exact
            for path, item in content["paths"].items()
            for method in item
            for exact, form in ((True, path), (False, path[:-1] if path.endswith("/") else f"{path}/"))
            if method == entry.method.lower()
            and re.fullmatch(re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(form)), entry.path)
        }
        label = min(labels, key=lambda one: (not labels[one], one.count("{")), default="")
        assert label.startswith("GET ") or label in ("POST /v1/status", "PUT /v1/balance"), (entry.method, entry.path)
        assert label not in ("GET /v1/numbers", "GET /v1/usage/{day}/{Day}")
        billed[label] += 1
    assert billed["POST /v1/status"] == 1
    assert billed["PUT /v1/balance"] > 1


def wrong_ones(entries: list[LogEntry]) -> int:
    return sum("wrong" in entry.credentials.values() for entry in entries)


@pytest.mark.catalogue
def test_nothing_but_what_is_allowed_is_sent_and_a_source_finds_the_id(project: Copy, content: dict[str, Any]) -> None:
    with FakeVendor(content, settings={"VOBIZ_CALL_UUID": listed_call(content)}) as vendor:
        environment = only_credentials(vendor)
        planned = project.run(
            "-m", "contract_tests", "--target", "live", "--max-requests", "5000", "--plan", **environment
        )
        assert vendor.requests == []
        report = run_live(project, environment, "--rate", "5000/s", "--max-requests", "5000")
        assert_allowed(content, vendor.requests)
        assert 0 < wrong_ones(vendor.requests) <= 10
        assert report["requests"]["total"] == len(vendor.requests)
    verdicts = {operation["operation"]: operation for operation in report["operations"]}
    assert verdicts["GET /v1/Account/{auth_id}/Call/{call_uuid}/"]["verdict"] == "conforms"
    assert verdicts["POST /v1/status"]["verdict"] == "conforms"
    assert verdicts["PUT /v1/balance"]["verdict"] == "conforms"
    assert verdicts["GET /v1/numbers"]["reason"] == "not sent: live_policy.yaml forbids it"
    assert verdicts["POST /v1/messages"]["reason"] == "not sent: it needs a `body` in live_policy.yaml"
    assert verdicts["DELETE /v1/trunks/{trunk-id}"]["reason"] == "not sent: live_policy.yaml has no entry for it"
    # The plan is an upper bound, and not a wild one.
    most = re.search(r"^in all: at most (\d+) requests$", planned.stdout, re.MULTILINE)
    assert most is not None, planned.stdout + planned.stderr
    assert len(vendor.requests) <= int(most[1]) <= 1.5 * len(vendor.requests)


@pytest.mark.catalogue
def test_rate_and_budget_hold_and_the_budget_is_spent_on_all_alike(project: Copy, content: dict[str, Any]) -> None:
    with FakeVendor(content) as vendor:
        report = run_live(project, vendor.environment, "--rate", "50/s", "--max-requests", "120")
        times = sorted(entry.time for entry in vendor.requests)
    assert report["requests"]["total"] == len(times) <= 120
    # A request may be late, which must not bring the next one nearer than a whole second holds.
    assert all(times[index + 51] - times[index] > 0.95 for index in range(len(times) - 51))
    asked = [one for one in report["operations"] if "not sent" not in one["reason"] or "budget" in one["reason"]]
    assert len(asked) > 15
    answers = {answer["question"]: answer for answer in asked[-1]["questions"]}
    assert answers["a_valid_request_succeeds"]["outcome"] == "held"
    reason = "not sent: the budget of 120 requests is spent (--max-requests)"
    spent = {"question": "conformance", "outcome": "inconclusive", "reason": reason, "code": "budget"}
    assert answers["conformance"] == spent
    assert {one["verdict"] for one in asked} == {"conforms"}


@pytest.mark.catalogue
def test_shards_together_keep_to_ten_wrong_credentials_and_one_budget(project: Copy, content: dict[str, Any]) -> None:
    asked = []
    for shards in (1, 3):
        with FakeVendor(content) as vendor:
            for index in range(1, shards + 1):
                run_live(
                    project,
                    vendor.environment,
                    *("--rate", "5000/s", "--max-requests", "500", "--shard", f"{index}/{shards}"),
                )
            entries = vendor.requests
        assert len(entries) <= 500
        assert 0 < wrong_ones(entries) <= 10
        asked.append(sorted((entry.method, entry.path) for entry in entries if "wrong" in entry.credentials.values()))
    assert asked[0] == asked[1]


@pytest.mark.catalogue
def test_no_credential_goes_to_another_origin(project: Copy, content: dict[str, Any]) -> None:
    with (
        FakeVendor(content) as elsewhere,
        FakeVendor(content, [f"redirect.foreign:302={elsewhere.base_url}"]) as vendor,
    ):
        report = run_live(project, vendor.environment, "--rate", "5000/s", "--max-requests", "500")
        assert (len(elsewhere.requests), len(vendor.requests) > 20) == (0, True)
    assert "redirect.foreign" in {finding["kind"] for finding in report["findings"]}


@pytest.mark.catalogue
@pytest.mark.parametrize(("shard", "budget"), [("1/1", 5000), ("1/1", 90), ("1/2", 90), ("2/2", 90)])
def test_a_plan_agrees_with_a_run_that_writes(project: Copy, content: dict[str, Any], shard: str, budget: int) -> None:
    index, shards = map(int, shard.split("/"))
    with FakeVendor(content, settings={"VOBIZ_CALL_UUID": listed_call(content)}) as vendor:
        settings = ("--rate", "5000/s", "--max-requests", str(budget), "--shard", shard)
        planned, printed = plan(project, vendor, *settings, **vendor.environment)
        assert vendor.requests == []
        run_live(project, vendor.environment, *settings)
        assert_agrees(vendor, planned, budget // shards)
    assert any(line.startswith("POST ") for line in planned) or index == 2
    assert f", {budget // shards} requests in all\n" in printed

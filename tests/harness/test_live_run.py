"""A live run of the shipped document: what it says before, how it ends early, and what it leaves behind."""

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from fake_vendor.vendor import FakeVendor
from tests.conftest import Copy
from tests.harness.test_run import contract, report_of
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml
from vendor_spec.overlay.correction import correct

LABEL = "GET /api/v1/Account/{auth_id}/Call/{call_uuid}/"
LIST = "GET /api/v1/Account/{auth_id}/Call/"
LISTED = "5b1c5a1e-73c1-4d5a-8f0b-4a0b2f3c4d5e"
FAST = ("--target", "live", "--rate", "1000/s")


@pytest.fixture
def vendor(copy: Copy) -> Iterator[FakeVendor]:
    with FakeVendor(correct(copy.project, copy.project.overlay).content) as vendor:
        yield vendor


def set_policy(copy: Copy, policy: dict[str, Any]) -> None:
    (copy.root / "contract_tests" / "live_policy.yaml").write_text(dump_yaml(policy))


def start_live(copy: Copy, environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "contract_tests", "--target", "live", *arguments],
        cwd=copy.root,
        env=copy.environment(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def await_requests(vendor: FakeVendor, number: int, process: subprocess.Popen[str]) -> None:
    while len(vendor.requests) < number:
        assert process.poll() is None, process.stdout and process.stdout.read()
        time.sleep(0.01)


def questions_of(report: dict[str, Any]) -> dict[str, Any]:
    return {answer["question"]: answer for answer in report["operations"][0]["questions"]}


def add_list(copy: Copy) -> dict[str, Any]:
    """Document, by an overlay of its own, an operation that lists calls; the document with it."""
    overlay = load_yaml((copy.root / "openapi.overlay.yaml").read_bytes(), "openapi.overlay.yaml")
    schema = {"type": "object", "properties": {"ids": {"type": "array", "items": {"type": "string"}}}}
    answer = {"schema": schema, "example": {"ids": [LISTED]}}
    listing = {
        "parameters": [{"$ref": "#/components/parameters/AuthId"}],
        "responses": {"200": {"description": "All", "content": {"application/json": answer}}},
    }
    action = {"target": "$.paths", "update": {LIST.split()[1]: {"get": listing}}, "x-correction": "listing"}
    overlay["actions"].insert(0, {**overlay["actions"][0], **action})
    (copy.root / "with-list.yaml").write_text(dump_yaml({**overlay, "actions": overlay["actions"]}))
    return correct(copy.project, copy.root / "with-list.yaml").content


@pytest.mark.catalogue
def test_a_source_gives_the_id_that_no_variable_gives(copy: Copy) -> None:
    content = add_list(copy)
    set_policy(copy, {"values": {"call_uuid": {"from": LIST, "at": "$.ids[*]"}}})
    with FakeVendor(content) as vendor:
        known = {name: vendor.environment[name] for name in ("VOBIZ_AUTH_ID", "VOBIZ_AUTH_TOKEN")}
        headers = {"X-Auth-ID": known["VOBIZ_AUTH_ID"], "X-Auth-Token": known["VOBIZ_AUTH_TOKEN"]}
        url = f"{vendor.base_url}/api/v1/Account/{known['VOBIZ_AUTH_ID']}/Call/"
        listed = requests.get(url, headers=headers, timeout=5).json()["ids"][0]
    command = (*FAST, "--overlay", "with-list.yaml")
    with FakeVendor(content, settings={"VOBIZ_CALL_UUID": listed}) as vendor:
        outcome = contract(copy, *command, VOBIZ_BASE_URL=vendor.base_url, **known)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        report = report_of(copy)
        assert vendor.requests[0].operation == LIST
        assert report["requests"]["total"] == len(vendor.requests)
    assert [one["verdict"] for one in report["operations"]] == ["conforms", "conforms"]
    written = outcome.stdout + json.dumps(report) + (copy.root / "reports" / "drift.html").read_text()
    assert listed not in written


@pytest.mark.catalogue
def test_the_time_limit_ends_the_asking_and_the_report_says_so(copy: Copy, vendor: FakeVendor) -> None:
    began = time.monotonic()
    outcome = contract(copy, "--target", "live", "--rate", "2/s", "--max-time", "4", **vendor.environment)
    assert outcome.returncode == 3, outcome.stdout + outcome.stderr
    assert time.monotonic() - began < 20
    report = report_of(copy)
    assert report["ended_early"] == "the time limit of 4 s is reached"
    answers = questions_of(report)
    assert answers["the_prose_agrees"]["outcome"] == "held"  # asks nobody but the document
    assert answers["conformance_fuzzing"]["reason"] == "not sent: the time limit of 4 s is reached"
    times = [entry.time for entry in vendor.requests]
    assert not times or times[-1] - times[0] < 4


COMMANDS = {
    "before": {"run": [sys.executable, "call.py", "before"], "cost": "one call of a minute", "enabled": True},
    "after": {"run": [sys.executable, "call.py", "after"], "cost": "nothing", "enabled": True},
}


def with_commands(copy: Copy, script: str, **changes: Any) -> Path:
    """Commands that write down how they were called; the file is what they wrote."""
    told = "print(sys.argv[1], os.environ.get('VOBIZ_CALL_UUID', 'none'), file=open('calls.txt', 'a'))"
    (copy.root / "call.py").write_text(f"import os, sys\n{told}\n{script}\n")
    set_policy(copy, COMMANDS | changes)
    return copy.root / "calls.txt"


def test_commands_place_and_end_the_call_also_when_the_run_is_terminated(copy: Copy, vendor: FakeVendor) -> None:
    id_ = vendor.environment["VOBIZ_CALL_UUID"]
    calls = with_commands(copy, f"print('placing'); print('VOBIZ_CALL_UUID={id_}')")
    environment = {name: value for name, value in vendor.environment.items() if not name.startswith("VOBIZ_CALL")}
    with start_live(copy, environment, "--rate", "5/s") as run:
        await_requests(vendor, 2, run)
        run.send_signal(signal.SIGTERM)
        said = run.communicate(timeout=30)[0]
    assert run.returncode == 130, said
    assert "which costs: one call of a minute" in said
    assert id_ not in said
    assert calls.read_text().splitlines() == ["before none", f"after {id_}"]
    report = report_of(copy)
    assert (report["ended_early"], report["interrupted"]) == ("interrupted", True)
    assert questions_of(report)["a_valid_request_succeeds"]["outcome"] == "held"


@pytest.mark.catalogue
def test_an_after_command_that_fails_is_in_the_report(copy: Copy, vendor: FakeVendor) -> None:
    calls = with_commands(copy, "sys.exit(sys.argv[1] == 'after')")
    outcome = contract(copy, *FAST, "--max-requests", "1", **vendor.environment)
    assert outcome.returncode == 4, outcome.stdout + outcome.stderr
    fault = report_of(copy)["faults"][0]
    assert "`after`" in fault
    assert "failed with exit status 1" in fault
    assert fault.endswith("see whether the test call is still on")
    assert [line.split()[0] for line in calls.read_text().splitlines()] == ["before", "after"]


def test_the_budget_ends_the_sending_and_a_full_disk_keeps_the_last_report_and_shows_this_one(
    copy: Copy, vendor: FakeVendor
) -> None:
    # Commands are off unless they are enabled.
    calls = with_commands(copy, "", before={**COMMANDS["before"], "enabled": False}, after=None)
    first = contract(copy, *FAST, "--max-requests", "1", **vendor.environment)
    assert first.returncode in (0, 3)
    assert report_of(copy)["requests"]["total"] == len(vendor.requests) == 1
    assert f"First live run against {vendor.base_url}: at most 1 request at 1000 a second" in first.stdout
    assert "costs" not in first.stdout
    assert not calls.exists()
    before = {path.name: path.read_bytes() for path in (copy.root / "reports").iterdir()}
    full = subprocess.run(
        [sys.executable, "-B", "-m", "contract_tests", *FAST],
        cwd=copy.root,
        env=copy.environment(**vendor.environment),
        capture_output=True,
        text=True,
        timeout=60,
        # No file may grow beyond this: what a full disk is, without filling one.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )
    assert full.returncode == 4, full.stdout + full.stderr
    assert "Traceback" not in full.stdout + full.stderr
    assert "First live run" not in full.stdout
    assert "drift.json cannot be written: File too large; nothing was changed" in full.stdout
    assert full.stdout.splitlines()[-1].startswith("verdict: conforms")
    assert before == {path.name: path.read_bytes() for path in (copy.root / "reports").iterdir()}

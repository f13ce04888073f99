"""`--plan` runs the items of a run against nobody: it says what a run of the same settings sends, and sends nothing."""

import json

import pytest

from contract_tests.harness.findings.secrets import tamper
from fake_vendor.vendor import FakeVendor
from tests.conftest import Copy
from tests.harness.test_live_run import LIST, add_list, with_commands
from tests.harness.test_run import LABEL, contract, report_of
from vendor_spec.overlay.correction import correct

RECORDER = """import json, pathlib
def pytest_sessionfinish(session):
    setup = session.config.pluginmanager.get_plugin("contract-session").setup
    pathlib.Path("planned.json").write_text(json.dumps(setup.current.sender.transport.recorded))
"""


def plan(copy: Copy, vendor: FakeVendor, *arguments: str, **environment: str) -> tuple[list[str], str]:
    """Return what a plan would send, as `METHOD path`, with its query, and what it prints."""
    (copy.root / "recorder.py").write_text(RECORDER)
    planned = contract(copy, "--target", "live", "--plan", *arguments, PYTEST_ADDOPTS="-p recorder", **environment)
    assert planned.returncode == 0, planned.stderr
    lines = json.loads((copy.root / "planned.json").read_text())
    return [line.replace(vendor.base_url, "") for line in lines], planned.stdout


def assert_agrees(vendor: FakeVendor, planned: list[str], budget: int = 1000) -> None:
    """The vendor got what was planned, in this order, until the budget was spent; but for another look at the resource
    after a 404 for it."""
    only_if_let_in = f"/{tamper(vendor.environment['VOBIZ_AUTH_ID'][::-1])}/"
    expected = [line.partition("?")[0] for line in planned if only_if_let_in not in line]
    pairs = zip([None, *vendor.requests], vendor.requests, strict=False)
    looks = [now for last, now in pairs if last and last.status == 404 and last.path == now.path and now.status == 200]
    sent = [f"{entry.method} {entry.path}" for entry in vendor.requests if entry not in looks]
    assert sent == expected[: budget - len(looks)]


def test_a_plan_says_what_a_run_sends_to_the_named_api_and_sends_nothing(copy: Copy) -> None:
    with FakeVendor(correct(copy.project, copy.project.overlay).content) as vendor:
        settings = ("--max-time", "5m", "--rate", "1000/s")
        planned, printed = plan(copy, vendor, *settings, **vendor.environment)
        assert vendor.requests == []
        assert not (copy.root / "reports").exists()
        outcome = contract(copy, "--target", "live", *settings, **vendor.environment)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        assert_agrees(vendor, planned)
        assert {entry.method for entry in vendor.requests} == {"GET"}
    report = report_of(copy)
    assert report["target"] == {"kind": "live", "base_url": vendor.base_url}
    assert report["requests"]["total"] == len(vendor.requests)
    assert "nothing about the live API" not in outcome.stdout
    assert "sent once more after 401, 403, 404 or 410" in printed
    # A valid request that fails would be followed by two more, so that they are counted, too.
    assert f"{LABEL} (read): at most {len(planned) + 2} requests\n" in printed
    assert "call_uuid from VOBIZ_CALL_UUID\n" in printed
    assert "limits: 1000 requests a second, 200 requests in all, 300 s" in printed
    assert not any(vendor.environment[name] in printed for name in vendor.environment if name != "VOBIZ_BASE_URL")


def test_a_first_time_user_is_told_what_is_missing_and_what_would_be_sent(copy: Copy) -> None:
    outcome = contract(copy, "--target", "live")
    assert outcome.returncode == 2
    assert "what is not set: VOBIZ_BASE_URL, VOBIZ_AUTH_ID, VOBIZ_AUTH_TOKEN" in outcome.stdout
    assert (
        f"{LABEL} (read): at most 47 requests\n    VOBIZ_AUTH_ID and VOBIZ_CALL_UUID are not set: an" in outcome.stdout
    )
    assert "in all: at most 48 requests, 24 s at this rate" in outcome.stdout
    assert "  export VOBIZ_BASE_URL=https://... VOBIZ_AUTH_ID=... VOBIZ_AUTH_TOKEN=...\n" in outcome.stdout
    assert outcome.stderr.startswith("contract_tests: VOBIZ_BASE_URL is not set")


@pytest.mark.catalogue
def test_a_plan_needs_no_mock_places_no_call_and_asks_no_source(copy: Copy) -> None:
    (copy.root / "node_modules").unlink()
    mock = contract(copy, "--plan")
    assert mock.returncode == 0, mock.stderr
    assert f"{LABEL}: at most 4" in mock.stdout
    content = add_list(copy)
    calls = with_commands(copy, "", values={"call_uuid": {"from": LIST, "at": "$.ids[*]"}})
    with FakeVendor(content) as vendor:
        known = {name: value for name, value in vendor.environment.items() if name != "VOBIZ_CALL_UUID"}
        printed = plan(copy, vendor, "--overlay", "with-list.yaml", **known)[1]
        assert vendor.requests == []
    assert f"    call_uuid from {LIST} at $.ids[*]\n" in printed
    assert f"before these, a request to each of 1 sources of values: {LIST}\n" in printed
    assert "`before` is run: " in printed
    assert not calls.exists()

"""Whatever ends a live run, what it has made on the account is gone afterwards."""

import json
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from fake_vendor.vendor import FakeVendor
from tests.conftest import Copy
from tests.stateful.desk import ACCOUNT, read_desk, run_live

LIVE = ("-m", "contract_tests", "--target", "live", "--rate", "1000/s")
CONTACTS, NOTES = (
    "/v1/accounts/{account_id}/contacts",
    "/v1/accounts/{account_id}/subaccounts/{subaccount_id}/notes",
)


def interrupt(desk: Copy, method: str, number: int) -> tuple[FakeVendor, int, str]:
    """Return the vendor, the exit status and what was printed of a run that gets SIGTERM at its n-th such request."""
    with FakeVendor(read_desk(), settings={"VOBIZ_AUTH_ID": ACCOUNT}) as vendor:
        run = subprocess.Popen(
            [sys.executable, *LIVE],
            cwd=desk.root,
            env=desk.environment(**vendor.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        until = time.monotonic() + 120
        while sum(entry.method == method for entry in vendor.requests) < number and time.monotonic() < until:
            time.sleep(0.01)
        run.send_signal(signal.SIGTERM)
        printed, _ = run.communicate(timeout=120)
    return vendor, run.returncode, printed


@pytest.mark.parametrize(
    ("method", "number"),
    [("POST", 2), pytest.param("PATCH", 1, marks=pytest.mark.catalogue)],  # before the probes, and amid them
)
def test_an_interrupted_run_leaves_nothing(desk: Copy, method: str, number: int) -> None:
    vendor, status, printed = interrupt(desk, method, number)
    assert status == 130, printed
    assert "Traceback" not in printed
    assert vendor.created
    assert (vendor.live, vendor.harmed) == ([], [])


@pytest.mark.catalogue
def test_a_run_whose_budget_is_spent_leaves_nothing(desk: Copy) -> None:
    run = run_live(desk, (), "--max-requests", "8")
    made = run.vendor.created
    assert made
    assert run.vendor.live == []
    assert run.report["requests"]["by_method"]["DELETE"] == len(made)  # beyond the budget
    assert [note for note in run.report["notes"] if note.startswith("left")] == []


@pytest.mark.catalogue
def test_what_is_left_is_in_every_report(desk: Copy) -> None:
    drift = "delete.not_done@DELETE /v1/accounts/{account_id}/contacts/{contact_id}"
    run = run_live(desk, [drift], "--max-requests", "1000")
    left = [note for note in run.report["notes"] if note.startswith("left on the account: POST")]
    assert len(left) == len(run.vendor.live) > 0
    for file in ("drift.json", "drift.md", "drift.html"):
        text = (desk.root / "reports" / file).read_text()
        assert text.count("which the run could not remove") == len(left), file
        assert not any(id_ in text for id_ in run.vendor.live)
    assert all(note in run.printed for note in left)


def plan(desk: Copy, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        desk.edit("contract_tests/live_policy.yaml", old, new)
    outcome = desk.run(*LIVE, "--plan", VOBIZ_ACCOUNT_ID=ACCOUNT, VOBIZ_CONTACT_ID="known", timeout=120)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


@pytest.mark.catalogue
def test_a_plan_says_what_is_made_and_what_becomes_of_it(desk: Copy) -> None:
    forbidden = (f'"DELETE {NOTES}/{{note_id}}": reversible', f'"DELETE {NOTES}/{{note_id}}": forbidden')
    printed = plan(desk, forbidden)
    assert f"contact_id from POST {CONTACTS}, which makes a resource for it alone\n" in printed
    assert "contact_id from VOBIZ_CONTACT_ID\n" in printed
    assert f"before these, 4 requests to 1 sources of values: POST {CONTACTS}\n" in printed
    assert (
        f"at the end, what POST {CONTACTS} has made is removed: a DELETE each, 3 at most, beyond the limit" in printed
    )
    kept = (
        f"what POST {NOTES} makes stays on the account: live_policy.yaml calls DELETE {NOTES}/{{note_id}} forbidden\n"
    )
    assert kept in printed


def found(run: Any, kind: str) -> list[dict[str, Any]]:
    return [finding for finding in run.report["findings"] if finding["kind"] == kind]


@pytest.mark.catalogue
def test_a_loss_names_the_field_and_shows_no_value(desk: Copy) -> None:
    run = run_live(desk, [f"write.not_kept:name=ascii@POST {CONTACTS}"], "--max-requests", "1000")
    (finding,) = found(run, "write.not_kept")
    assert finding["location"] == "request.body#/name"
    assert finding["probe"] == "what_was_written_is_kept"
    assert "?" in finding["observed"] and "Zo" not in json.dumps(finding)

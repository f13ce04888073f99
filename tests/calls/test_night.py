"""Nights with a call of their own: a run of the shipped project, with the pair of programs switched on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from fake_vendor.vendor import FakeVendor
from tests.calls.vendors import CALL, PLACE, add_calls, environment_of, has_secrets
from tests.conftest import ROOT, Copy
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.correction import correct

POLICY = "contract_tests/live_policy.yaml"
GET = f"GET {CALL}"


LIST, END = "GET /api/v1/Account/{auth_id}/Call/", f"DELETE {CALL}"
# What the vendor is asked at each moment, and how many times since the call was placed.
MOMENTS = {"looking": (LIST, 1), "placing": (PLACE, 1), "waiting": (GET, 1), "running": (GET, 8), "ending": (END, 1)}


@frozen
class Night:
    """A run of a copy of the project against a fake vendor on whose account calls can be placed."""

    copy: Copy
    vendor: FakeVendor

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "contract_tests", "--target", "live", "--rate", "1000/s", *arguments],
            cwd=self.copy.root,
            env=self.copy.environment(**environment_of(self.vendor)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )

    def spend(self, *arguments: str) -> tuple[int, str]:
        """Let a whole night pass; its exit status and what it said."""
        process = self.start(*arguments)
        said = process.communicate(timeout=300)[0]
        assert not has_secrets(said, self.vendor), said
        return process.returncode, said

    def start_until(self, moment: str) -> subprocess.Popen[str]:
        """Begin a night, and let it go on until the vendor has seen what marks the moment."""
        process = self.start("--rate", "20/s")
        label, number = MOMENTS[moment]
        while True:
            seen = [entry.operation for entry in self.vendor.requests]
            since = seen[seen.index(PLACE) :] if PLACE in seen else seen
            if (PLACE in seen or label == LIST) and since.count(label) >= number:
                return process
            assert process.poll() is None, process.communicate()[0]
            time.sleep(0.005)

    @property
    def report(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.copy.root / "reports" / "drift.json").read_text())
        return content

    @property
    def record(self) -> Path:
        return self.copy.root / "build" / "test-call.json"


def enable(copy: Copy) -> None:
    copy.edit(POLICY, "enabled: false", "enabled: true")


def serve(copy: Copy, drifts: Iterable[str] = (), *, up_after: float = 0.3) -> FakeVendor:
    content = add_calls(correct(copy.project, copy.project.overlay).content)
    return FakeVendor(content, drifts, up_after=up_after)


def test_a_night_of_two_shards_places_one_call_and_is_conclusive(copy: Copy) -> None:
    enable(copy)
    with serve(copy) as vendor:
        night = Night(copy, vendor)
        status, said = night.spend("--shard", "1/2")
        first = night.report
        number = len(vendor.requests)
        other_status, other_said = night.spend("--shard", "2/2")
        ours, without = (first, night.report) if first["operations"] else (night.report, first)
        assert [one["verdict"] for one in ours["operations"]] == ["conforms"], said + other_said
        assert without["operations"] == []
        assert {status, other_status} <= {0, 3}
        # The other shard has sent nothing, to place a call least of all.
        assert number in (0, len(vendor.requests))
        assert (len(vendor.created), vendor.live, night.record.exists()) == (1, [], False)
        assert "one call a night from VOBIZ_TEST_FROM to VOBIZ_TEST_TO" in said + other_said
        written = "".join(path.read_text() for path in (copy.root / "reports").iterdir())
        assert vendor.created[0] not in said + other_said + written
        assert not has_secrets(written, vendor)


def test_it_is_off_as_shipped() -> None:
    policy = load_yaml((ROOT / POLICY).read_bytes(), POLICY)
    for name in ("before", "after"):
        assert policy[name]["enabled"] is False
        assert policy[name]["run"][:3] == ["python", "-m", "contract_tests.calls"]


@pytest.mark.catalogue
def test_a_night_that_is_not_switched_on_places_no_call(copy: Copy) -> None:
    with serve(copy) as vendor:
        assert Night(copy, vendor).spend()[0] == 3
        assert (vendor.created, [entry for entry in vendor.requests if entry.method != "GET"]) == ([], [])


def test_a_run_that_is_terminated_ends_its_call(copy: Copy) -> None:
    enable(copy)
    with serve(copy) as vendor:
        end_at("running", Night(copy, vendor), signal.SIGTERM)


@pytest.mark.catalogue
@pytest.mark.parametrize("signals", [[signal.SIGINT], [signal.SIGTERM, signal.SIGINT]])
@pytest.mark.parametrize("moment", MOMENTS)
def test_no_call_is_left_up_whenever_a_signal_comes(copy: Copy, moment: str, signals: list[signal.Signals]) -> None:
    enable(copy)
    slow = [f"harmless.slow:1@{PLACE}", f"harmless.slow:1@{END}", f"harmless.slow@{LIST}"]
    with serve(copy, slow, up_after=600.0 if moment == "waiting" else 0.0) as vendor:
        end_at(moment, Night(copy, vendor), *signals)


def end_at(moment: str, night: Night, *signals: signal.Signals) -> None:
    """Send signals at a moment of a night; it ends soon, and no call is up."""
    process = night.start_until(moment)
    for each in signals:
        process.send_signal(each)
        time.sleep(0.1)
    said = process.communicate(timeout=120)[0]
    assert process.returncode in ((0, 1, 3, 130) if moment == "ending" else (130,)), said
    assert "Traceback" not in said
    assert not has_secrets(said, night.vendor), said
    assert (night.vendor.live, night.record.exists()) == ([], False), said
    assert len(night.vendor.created) == (0 if moment == "looking" else 1), said


@pytest.mark.catalogue
@pytest.mark.parametrize("moment", ["placing", "waiting", "running"])
def test_the_night_after_one_that_was_killed_cleans_up(copy: Copy, moment: str) -> None:
    enable(copy)
    with serve(copy, [f"harmless.slow:1@{PLACE}"], up_after=600.0 if moment == "waiting" else 0.0) as vendor:
        night = Night(copy, vendor)
        process = night.start_until(moment)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for pid in (process.pid, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        process.communicate()
        (left,) = vendor.live
        vendor.store.created.up_after = 0.3
        status, said = night.spend("--max-requests", "5")
        assert status in (0, 3), said
        assert (len(vendor.created), vendor.live, vendor.created[0]) == (2, [], left)


@pytest.mark.catalogue
def test_a_program_that_nobody_listens_to_any_more_ends_its_call(copy: Copy) -> None:
    enable(copy)
    with serve(copy, up_after=2.0) as vendor:
        process = Night(copy, vendor).start_until("waiting")
        process.kill()
        while vendor.live:
            time.sleep(0.05)
        process.communicate()
        assert len(vendor.created) == 1

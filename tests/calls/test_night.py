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

from fake_vendor import FakeVendor
from tests.calls.vendors import CALL, PLACE, add_calls, environment_of, has_secrets
from tests.conftest import ROOT, Copy
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.correction import correct

POLICY = "contract_tests/live_policy.yaml"
GET = f"GET {CALL}"


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

    def await_requests(self, label: str, number: int, process: subprocess.Popen[str]) -> None:
        """Wait until the vendor has had so many requests to an operation."""
        while [entry.operation for entry in self.vendor.requests].count(label) < number:
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
        end_at(Night(copy, vendor), GET, 5, signal.SIGTERM)


# What the vendor is asked at each moment, and how many times before the signal comes; what makes the moment last.
MOMENTS = {
    "placing": (PLACE, 1, [f"harmless.slow:1@{PLACE}"], 0.3),
    "waiting": (GET, 2, [], 600.0),
    "running": (GET, 9, [], 0.0),
    "ending": (f"DELETE {CALL}", 1, [f"harmless.slow:1@DELETE {CALL}"], 0.0),
}


@pytest.mark.catalogue
@pytest.mark.parametrize("signals", [[signal.SIGINT], [signal.SIGTERM], [signal.SIGINT, signal.SIGTERM]])
@pytest.mark.parametrize("moment", MOMENTS)
def test_no_call_is_left_up_whenever_a_signal_comes(copy: Copy, moment: str, signals: list[signal.Signals]) -> None:
    enable(copy)
    label, number, drifts, up_after = MOMENTS[moment]
    with serve(copy, drifts, up_after=up_after) as vendor:
        end_at(Night(copy, vendor), label, number, *signals)


def end_at(night: Night, label: str, number: int, *signals: signal.Signals) -> None:
    """Send signals once an operation has had so many requests; one call was placed then, and none is up."""
    process = night.start("--rate", "20/s")
    night.await_requests(label, number, process)
    for each in signals:
        process.send_signal(each)
        time.sleep(0.1)
    said = process.communicate(timeout=120)[0]
    is_late = label.startswith("DELETE")
    assert process.returncode in ((0, 1, 3, 130) if is_late else (130,)), said
    assert "Traceback" not in said
    assert not has_secrets(said, night.vendor), said
    assert (len(night.vendor.created), night.vendor.live, night.record.exists()) == (1, [], False), said


@pytest.mark.catalogue
@pytest.mark.parametrize("moment", ["placing", "waiting", "running"])
def test_the_night_after_one_that_was_killed_cleans_up(copy: Copy, moment: str) -> None:
    enable(copy)
    label, number, drifts, up_after = MOMENTS[moment]
    with serve(copy, drifts, up_after=up_after) as vendor:
        night = Night(copy, vendor)
        process = night.start("--rate", "20/s")
        night.await_requests(label, number, process)
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
        for pid in (process.pid, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        process.communicate()
        (left,) = vendor.live
        vendor.api.resources.created.up_after = 0.3
        status, said = night.spend("--max-requests", "5")
        assert status in (0, 3), said
        assert (len(vendor.created), vendor.live, vendor.created[0]) == (2, [], left)

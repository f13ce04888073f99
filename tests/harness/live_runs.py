"""Live runs of a copy of the project against a fake vendor, with an overlay of the test's own."""

import json
from collections.abc import Iterable
from typing import Any

from fake_vendor.vendor import FakeVendor
from tests.conftest import Copy
from vendor_spec.openapi.yaml_text import dump_yaml
from vendor_spec.overlay.actions import Overlay
from vendor_spec.overlay.correction import CorrectedDocument, correct, correct_by, without

# Not the project's own, or every change of it would have to generate the client first.
OVERLAY = "mine.yaml"
SLASH = "live-call-trailing-slash"
BARE = "GET /api/v1/Account/{auth_id}/Call/{call_uuid}"


def shipped(copy: Copy) -> CorrectedDocument:
    return correct(copy.project, copy.project.overlay)


def without_slash(copy: Copy) -> CorrectedDocument:
    return without(shipped(copy), SLASH)


def write_overlay(copy: Copy, corrected: CorrectedDocument) -> None:
    """Put the overlay of a corrected document where `run_live` takes it from."""
    made = {"overlay": "1.1.0", "info": {"title": "Mine", "version": "1"}, "actions": list(corrected.overlay.actions)}
    (copy.root / OVERLAY).write_text(f"# kept\n{dump_yaml(made)}")


def corrected_by(copy: Copy, *actions: dict[str, Any]) -> CorrectedDocument:
    """The shipped document, corrected by actions of the test's own."""
    return correct_by(shipped(copy).document, Overlay(OVERLAY, "", actions))


def run_live(copy: Copy, vendor: FakeVendor, *arguments: str, overlay: str = OVERLAY) -> dict[str, Any]:
    """The report of a live run, and in it how the command ended."""
    command = ("-m", "contract_tests", "--target", "live", "--rate", "1000/s", "--overlay", overlay)
    outcome = copy.run(*command, *arguments, **vendor.environment)
    assert "Traceback" not in outcome.stdout + outcome.stderr
    assert outcome.returncode in (0, 1, 3), outcome.stdout + outcome.stderr
    report: dict[str, Any] = json.loads((copy.root / "reports" / "drift.json").read_text())
    assert report["faults"] == []
    return {**report, "ended": outcome.returncode}


def accept(copy: Copy, ids: Iterable[str]) -> None:
    outcome = copy.run("-m", "contract_tests", "accept", *ids, "--overlay", OVERLAY)
    assert outcome.returncode == 0, outcome.stderr


def of_behaviour(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [finding for finding in report["findings"] if not finding["kind"].startswith("prose.")]


def standing(report: dict[str, Any], correction: str = SLASH) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in report["corrections"] if one["id"] == correction)
    return found

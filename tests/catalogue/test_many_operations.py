"""On a document of forty operations, a live run sends GET only, and finds drifts at the operations that have them."""

import json
from pathlib import Path

import pytest

from fake_vendor.vendor import FakeVendor
from tests.any_document.documents import make_copy
from tests.conftest import ROOT
from vendor_spec.overlay.correction import correct

DOCUMENT = ROOT / "tests" / "many_operations.yaml"
# `day` and `Day` have one variable for two values, so the valid request is none.
AMBIGUOUS = "GET /v1/usage/{day}/{Day}"


@pytest.mark.catalogue
def test_drifts_are_found_at_their_operations(tmp_path: Path) -> None:
    copy = make_copy(tmp_path / "project", DOCUMENT)
    assert copy.run("-m", "vendor_spec", "generate").returncode == 0
    content = correct(copy.project, copy.project.overlay).content
    reads = [
        f"GET {path}"
        for path, item in content["paths"].items()
        if "get" in item and "200" in item["get"]["responses"] and "security" not in item["get"]
    ]
    planted = {
        (kind, operation)
        for kind, operation in zip(
            ("status.changed", "lifecycle.deprecated", "auth.not_enforced", "server.error"), reads[1:5], strict=True
        )
    }
    settings = {
        "status.changed": "status.changed:206",
        "lifecycle.deprecated": "lifecycle.deprecated:sunset",
        "auth.not_enforced": "auth.not_enforced:absent",
        "server.error": "server.error:success",
    }
    with FakeVendor(content, [f"{settings[kind]}@{operation}" for kind, operation in planted]) as vendor:
        arguments = ("--target", "live", "--rate", "5000/s", "--max-requests", "5000")
        outcome = copy.run("-m", "contract_tests", *arguments, timeout=120, **vendor.environment)
        assert {entry.method for entry in vendor.requests} == {"GET"}
    assert outcome.returncode == 1, outcome.stdout
    report = json.loads((copy.root / "reports" / "drift.json").read_text())
    found = {(finding["kind"], finding["operation"]) for finding in report["findings"]}
    assert {pair for pair in found if pair[1] != AMBIGUOUS} == planted

"""Four shards of a document of forty operations, merged, say what one run says, whatever there is to say."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from fake_vendor.vendor import FakeVendor
from tests.any_document.documents import make_copy
from tests.conftest import ROOT, Copy
from vendor_spec.overlay.correction import correct

DOCUMENT = ROOT / "tests" / "many_operations.yaml"
LIVE = ("--target", "live", "--rate", "5000/s", "--max-requests", "5000")
COUNT = 4


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    project_copy = make_copy(tmp_path_factory.mktemp("merging") / "project", DOCUMENT)
    assert project_copy.run("-m", "vendor_spec", "generate").returncode == 0
    return project_copy


def summarize(report: dict[str, Any]) -> dict[str, Any]:
    verdicts = [(operation["operation"], operation["verdict"]) for operation in report["operations"]]
    findings = [(finding["id"], finding["state"]) for finding in report["findings"]]
    return {"verdict": report["verdict"], "operations": verdicts, "findings": findings, "faults": report["faults"]}


def run(copy: Copy, *arguments: str, **environment: str) -> tuple[int, dict[str, Any]]:
    shutil.rmtree(copy.root / "reports", ignore_errors=True)
    outcome = copy.run("-m", "contract_tests", *arguments, timeout=300, **environment)
    assert "Traceback" not in outcome.stdout + outcome.stderr, outcome.stdout + outcome.stderr
    return outcome.returncode, json.loads((copy.root / "reports" / "drift.json").read_text())


@pytest.mark.catalogue
@pytest.mark.parametrize(
    ("arguments", "verdict", "status"),
    [((), "conforms", 0), ((), "drift", 1), (LIVE, "inconclusive", 3)],
    ids=["conforms", "drift", "inconclusive"],
)
def test_four_shards_are_one_run(
    copy: Copy, tmp_path: Path, arguments: tuple[str, ...], verdict: str, status: int
) -> None:
    right, wrong = "    404: NotFoundError", "    404: ConflictError"
    if verdict == "drift":
        copy.edit("generated/vobiz_client/runtime/errors.py", right, wrong)
    with FakeVendor(correct(copy.project, copy.project.overlay).content, ["outage.refused"]) as vendor:
        ended, whole = run(copy, *arguments, **vendor.environment)
        assert (ended, whole["verdict"]) == (status, verdict)
        places = []
        for index in range(1, COUNT + 1):
            environment = {**vendor.environment, "JOB_COMPLETION_INDEX": str(index - 1)}
            run(copy, *arguments, "--shard", f"auto/{COUNT}", **environment)
            places.append(str((copy.root / "reports").rename(tmp_path / f"shard-{index}")))
    if verdict == "drift":
        copy.edit("generated/vobiz_client/runtime/errors.py", wrong, right)
    ended, merged = run(copy, "merge", *places)
    assert ended == status
    assert summarize(merged) == summarize(whole)
    ended, partial = run(copy, "merge", *places[1:])
    # A client that takes one error for another drifts in every shard.
    assert (ended, partial["verdict"]) == ((1, "drift") if verdict == "drift" else (3, "inconclusive"))
    assert partial["ended_early"] == "shard 1 of 4 is missing"
    labels, all_labels = ([operation["operation"] for operation in report["operations"]] for report in (partial, whole))
    assert labels == all_labels

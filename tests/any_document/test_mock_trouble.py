"""A mock that dies or hangs on a case that no one listed: the case is named, the rest is sent, and it is our fault."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.reporting.exit_status import Status
from tests.any_document.documents import make_copy
from tests.conftest import Copy
from tests.documents import text, with_operation

GUARD = "contract_tests/harness/target/mock/prism_guard.cjs"  # Prism loads it first
BEFORE, TROUBLED, AFTER = "GET /numbers/{number_id}", "POST /troubled", "GET /zebras"
TROUBLE = """
const http = require("node:http");
const { emit } = http.Server.prototype;
http.Server.prototype.emit = function (event, request, ...rest) {
  if (event === "request" && request.method === "POST") { %s }
  return emit.call(this, event, request, ...rest);
};
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose second operation of three is the only one that posts."""
    root = tmp_path_factory.mktemp("trouble")
    document = with_operation("/troubled", "post")
    document["components"] = {}
    document["paths"]["/zebras"] = {"get": {"responses": {"200": {"description": "Stripes"}}}}
    (root / "made.yaml").write_text(text(document))
    copy = make_copy(root / "project", root / "made.yaml")
    # So that a hanging case does not cost five seconds.
    copy.edit("contract_tests/harness/target/sender.py", "Kind.MOCK: (2.0, 5.0)", "Kind.MOCK: (2.0, 2.0)")
    assert copy.run("-m", "vendor_spec", "generate").returncode == 0
    return copy.root


def send(copy: Copy) -> tuple[int, str, dict[str, Any]]:
    outcome = copy.run("-m", "pytest", "contract_tests", "-q", "-p", "no:cacheprovider", timeout=120)
    assert "Traceback" not in outcome.stdout + outcome.stderr, outcome.stdout
    return outcome.returncode, outcome.stdout, json.loads((copy.root / "reports" / "drift.json").read_text())


@pytest.mark.catalogue  # tests/harness/test_run.py has a mock that dies by itself
@pytest.mark.parametrize(
    ("trouble", "reasons"),
    [
        ("process.exit(7);", "no connection"),
        # A mock that hangs is killed, which a client with a longer time-out sees as a lost connection.
        ("for (;;);", "time-out|no connection"),
    ],
)
def test_an_unlisted_case_is_named_and_the_run_goes_on(root: Path, trouble: str, reasons: str) -> None:
    copy, guard = Copy(root), root / GUARD
    before = guard.read_text()
    try:
        guard.write_text(before + TROUBLE % trouble)
        ended, printed, report = send(copy)
    finally:
        guard.write_text(before)
    assert ended == Status.FAULT, printed
    faults = report["faults"]
    assert faults
    assert all(re.search(rf"no response \(({reasons})\) to curl -X POST \S+/troubled$", fault) for fault in faults)
    assert all(fault in printed for fault in faults)
    verdicts = {operation["operation"]: operation["verdict"] for operation in report["operations"]}
    assert verdicts == {BEFORE: "conforms", TROUBLED: "inconclusive", AFTER: "conforms"}
    assert report["findings"] == []

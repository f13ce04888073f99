"""A mock that dies or hangs on a case that no one listed: the case is named, the rest is asked, and it is our fault."""

import json
import shutil
from typing import Any

import pytest

from contract_tests.harness.reporting.exit_status import Status
from tests.any_document.documents import make_copy
from tests.conftest import ROOT, Copy
from tests.documents import text, with_operation
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml

LIMITS = "contract_tests/mock_limits.yaml"
DYING = "violation-names-a-foreign-character"
HANGING = "json-body-malformed"
BEFORE, TROUBLED, AFTER = "GET /numbers/{number_id}", "POST /troubled", "GET /zebras"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A project whose second operation of three takes what the mock cannot always take."""
    root = tmp_path_factory.mktemp("trouble")
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    document = with_operation("/troubled", "post", requestBody=body)
    document["components"] = {}
    document["paths"]["/zebras"] = {"get": {"responses": {"200": {"description": "Stripes"}}}}
    (root / "made.yaml").write_text(text(document))
    copy = make_copy(root / "project", root / "made.yaml")
    # So that a hanging case does not cost five seconds.
    copy.edit("contract_tests/harness/target/sender.py", "Kind.MOCK: (2.0, 5.0)", "Kind.MOCK: (2.0, 2.0)")
    assert copy.run("-m", "vendor_spec", "generate").returncode == 0
    return copy


@pytest.fixture
def troubled(made: Copy) -> Copy:
    """The same, with all limits of the mock listed again."""
    shutil.copy(ROOT / LIMITS, made.root / LIMITS)
    return made


def unlist(copy: Copy, id_: str) -> None:
    path = copy.root / LIMITS
    limits = load_yaml(path.read_bytes(), path.name)
    left = [limit for limit in limits if limit["id"] != id_]
    assert len(left) == len(limits) - 1
    path.write_text(dump_yaml(left))


def ask(copy: Copy) -> tuple[int, str, dict[str, Any]]:
    outcome = copy.run("-m", "pytest", "contract_tests", "-q", "-p", "no:cacheprovider", timeout=120)
    assert "Traceback" not in outcome.stdout + outcome.stderr, outcome.stdout
    return outcome.returncode, outcome.stdout, json.loads((copy.root / "reports" / "drift.json").read_text())


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (DYING, "no connection"),
        pytest.param(HANGING, "time-out", marks=pytest.mark.catalogue),
    ],
)
def test_an_unlisted_case_is_named_and_the_run_goes_on(troubled: Copy, limit: str, said: str) -> None:
    unlist(troubled, limit)
    ended, printed, report = ask(troubled)
    assert ended == Status.FAULT, printed
    faults = report["faults"]
    assert 1 <= len(faults) <= 2
    assert all(f"no answer ({said}) to curl -X POST" in fault and "/troubled" in fault for fault in faults)
    assert all(fault in printed for fault in faults)
    verdicts = {operation["operation"]: operation["verdict"] for operation in report["operations"]}
    assert verdicts == {BEFORE: "conforms", TROUBLED: "conforms", AFTER: "conforms"}
    assert report["findings"] == []

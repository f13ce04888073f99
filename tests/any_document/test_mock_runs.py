"""A mock run finds what the document and the client say differently, and nothing that the mock makes up."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.any_document.documents import make_copy
from tests.any_document.test_responses import make_project
from tests.conftest import Copy
from tests.documents import document, text
from vendor_spec.openapi.yaml_text import load_yaml

OWN = Path(__file__).with_name("mock_runs.yaml")
API = "generated/vobiz_client/api/open_"
# Of the client, not of the conformance, and of some operations, since each costs time.
ASKED = "generated_client and (required or csv or things or basic or search or query or default)"
CLIENT_ONLY = ("-m", "pytest", "contract_tests", "-q", "-p", "no:cacheprovider", "-k", ASKED)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return make_project(tmp_path_factory.mktemp("mock-runs"), OWN)


def run(copy: Copy, *command: str) -> tuple[int, list[str], dict[str, Any]]:
    outcome = copy.run(*command, timeout=240)
    assert "Traceback" not in outcome.stdout + outcome.stderr, outcome.stdout
    report = json.loads((copy.root / "reports" / "drift.json").read_text())
    return outcome.returncode, outcome.stdout.splitlines(), report


def test_nothing_that_the_mock_makes_up_is_a_finding(copy: Copy) -> None:
    ended, printed, report = run(copy, "-m", "contract_tests")
    assert (ended, report["verdict"], report["faults"]) == (0, "conforms", []), printed
    paths = load_yaml(OWN.read_bytes(), OWN.name)["paths"]
    labels = {f"{method.upper()} {path}" for path, item in paths.items() for method in item}
    verdicts = {operation["operation"]: operation["verdict"] for operation in report["operations"]}
    assert verdicts == dict.fromkeys(labels, "conforms")
    # The document contradicts itself in two fields of one example, which the mock serves.
    assert [(finding["kind"], finding["operation"], finding["location"]) for finding in report["findings"]] == [
        ("prose.example", "GET /examples", "document.response.200.body#")
    ]
    assert "/paths/~1examples/get/responses/200/content/application~1json/example" in report["findings"][0]["observed"]


def test_what_the_client_sends_otherwise_is_found_and_an_operation_that_it_lacks_is_no_conforming_one(
    copy: Copy,
) -> None:
    wrong = {
        f"{API}/required.py": ('"from", "query"', '"since", "query"'),
        f"{API}/csv.py": ('200, "text", ', '200, "none", '),
        "generated/vobiz_client/models/new_thing.py": ('"size"', '"seize"'),
        "generated/vobiz_client/models/thing.py": ('data, "size"', 'data, "seize"'),
        f"{API}/search.py": ('"since", "query"', '"since", "header"'),
        "generated/vobiz_client/document.py": ('("query", "key"', '("query", "token"'),
    }
    right = {name: (copy.root / name).read_text() for name in (*wrong, f"{API}/default_only.py")}
    try:
        for name, (old, new) in wrong.items():
            copy.edit(name, old, new)
        (copy.root / f"{API}/default_only.py").write_text(right[f"{API}/default_only.py"].replace("/default", "/none"))
        ended, printed, report = run(copy, *CLIENT_ONLY)
        found = {finding["operation"] for finding in report["findings"] if finding["kind"] == "client.mismatch"}
        seeds = {"GET /required/{format}", "GET /csv", "POST /things", "GET /basic", "GET /search", "GET /key-in-query"}
        assert seeds <= found, printed
        assert (ended, report["verdict"]) == (1, "drift")
        fault = "the generated client has no GET /default; run `make generate`"
        assert report["faults"] == [fault]
        assert printed[-2:] == [f"error in the check itself: {fault}", printed[-1]]
        assert printed[-1].startswith("verdict: drift (")
        assert "; 1 error in the check itself" in printed[-1]
        for name in wrong:
            (copy.root / name).write_text(right[name])
        ended, printed, report = run(copy, *CLIENT_ONLY)
        assert (ended, report["verdict"], report["faults"]) == (4, "inconclusive", [fault])
        verdicts = {each["operation"]: (each["verdict"], each["reason"]) for each in report["operations"]}
        assert verdicts["GET /default"] == ("inconclusive", f"the check itself failed: {fault}")
        assert verdicts["GET /basic"] == ("conforms", "")
    finally:
        for name, code in right.items():
            (copy.root / name).write_text(code)


def test_a_document_without_operations_is_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "none.yaml").write_text(text(document(paths={})))
    outcome = make_copy(tmp_path / "project", tmp_path / "none.yaml").run("-m", "contract_tests")
    assert outcome.returncode == 2
    sentence = "openapi.yaml has no operation under `paths`, so there is nothing to check"
    assert sentence in outcome.stdout + outcome.stderr
    assert "verdict" not in outcome.stdout

"""The contract of any document on the mock that is made from it: one verdict, however the run is divided."""

import json
import resource
from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.valid_requests.scope import in_shard
from tests.any_document.conftest import Road
from tests.any_document.documents import DOCUMENTS
from tests.conftest import Copy
from vendor_spec.openapi.document import iter_operations
from vendor_spec.openapi.yaml_text import load_yaml

PLAIN = ("-q", "-p", "no:cacheprovider", "--assert=plain")
WITHIN = 60.0  # seconds of computing, the mock's included, which unlike those of a clock nobody else can take


def run(copy: Copy, *arguments: str) -> dict[str, Any]:
    """Run the contract, and add to its report what the command printed, its status and its seconds of CPU time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    outcome = copy.run(*arguments, timeout=150)
    report: dict[str, Any] = json.loads((copy.root / "reports" / "drift.json").read_text())
    assert "Traceback" not in outcome.stdout + outcome.stderr, outcome.stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {**report, "printed": outcome.stdout, "ended": outcome.returncode, "took": took}


def statuses_of(report: dict[str, Any]) -> dict[str, Any]:
    return {operation["operation"]: operation["statuses_seen"] for operation in report["operations"]}


def ids_of(report: dict[str, Any]) -> set[str]:
    return {finding["id"] for finding in report["findings"]}


def lasting_part(report: dict[str, Any]) -> dict[str, Any]:
    """Return what a report holds, but for when and on which port."""
    part = {name: report[name] for name in ("verdict", "document", "requests", "corrections", "stale", "mock_limits")}
    part["findings"] = [finding["id"] for finding in report["findings"]]
    part["operations"] = [
        {
            **operation,
            "last_conclusive_at": bool(operation["last_conclusive_at"]),
            "questions": [
                {**each, "last_answered_at": bool(each["last_answered_at"])} for each in operation["questions"]
            ],
        }
        for operation in report["operations"]
    ]
    return part


def assert_conforms(report: dict[str, Any], labels: list[str]) -> None:
    behaviour = [finding for finding in report["findings"] if not finding["kind"].startswith("prose.")]
    assert (report["ended"], report["verdict"], behaviour, report["faults"]) == (0, "conforms", [], []), report[
        "printed"
    ]
    assert statuses_of(report).keys() == set(labels)
    unseen = [label for label, statuses in statuses_of(report).items() if not any(s.startswith("2") for s in statuses)]
    assert unseen == []
    assert {operation["verdict"] for operation in report["operations"]} == {"conforms"}


@pytest.mark.catalogue  # tests/any_document/test_responses.py runs another document quickly
@pytest.mark.parametrize("road", ["shipped", "3.0", "3.1"], indirect=True)
def test_it_conforms_and_every_operation_was_seen_to_succeed(road: Road) -> None:
    report = run(road.copy, "-m", "contract_tests")
    assert_conforms(report, road.labels)
    assert report["took"] < WITHIN


# One test of two claims, and of the smaller document, since each run takes its time.
@pytest.mark.catalogue
@pytest.mark.parametrize("road", ["3.1"], indirect=True)
def test_it_conforms_in_two_processes_as_it_does_in_one(road: Road) -> None:
    whole = run(road.copy, "-m", "pytest", "contract_tests", *PLAIN)
    halved = run(road.copy, "-m", "pytest", "contract_tests", *PLAIN, "--numprocesses", "2")
    for report in (whole, halved):
        assert_conforms(report, road.labels)
    assert statuses_of(halved) == statuses_of(whole)
    assert halved["requests"] == whole["requests"]
    assert halved["mock_limits"] == whole["mock_limits"]


@pytest.mark.catalogue
@pytest.mark.parametrize("road", ["3.1"], indirect=True)
def test_shards_together_come_to_the_same(road: Road, tmp_path: Path) -> None:
    # A client that takes one error for another gives something to find.
    command = ("-m", "contract_tests")
    road.copy.edit("generated/vobiz_client/runtime/errors.py", "    404: NotFoundError", "    404: ConflictError")
    whole = run(road.copy, *command)
    shards = []
    for index in (1, 2, 3):
        shards.append(run(road.copy, *command, "--shard", f"{index}/3"))
        (road.copy.root / "reports").rename(tmp_path / f"shard-{index}")
    merged = run(road.copy, "-m", "contract_tests", "merge", *(str(tmp_path / f"shard-{index}") for index in (1, 2, 3)))
    road.copy.edit("generated/vobiz_client/runtime/errors.py", "    404: ConflictError", "    404: NotFoundError")
    assert lasting_part(merged) == lasting_part(whole)
    assert merged["ended"] == whole["ended"] == 1
    assert [shard["shard"] for shard in (whole, *shards)] == ["1/1", "1/3", "2/3", "3/3"]
    assert [f"shard {index} of 3" in shard["printed"] for index, shard in enumerate(shards, 1)] == [True] * 3
    assert sum(len(shard["operations"]) for shard in shards) == len(whole["operations"]) == len(road.labels)
    assert {label: seen for shard in shards for label, seen in statuses_of(shard).items()} == statuses_of(whole)
    assert set.union(*map(ids_of, shards)) == ids_of(whole) != set()
    assert sum(shard["requests"]["total"] for shard in shards) == whole["requests"]["total"]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 50])
def test_each_operation_is_in_one_shard_whatever_else_the_document_holds(count: int) -> None:
    document = load_yaml(DOCUMENTS["3.0"].read_bytes(), "3.0")
    operations = list(iter_operations(document))
    parts = [(index, in_shard(operations, (index, count))) for index in range(1, count + 1)]
    shards = {operation.label: index for index, part in parts for operation in part}
    assert sorted(shards) == sorted(operation.label for _, part in parts for operation in part)
    assert shards.keys() == {operation.label for operation in operations}
    assert len(set(shards.values())) > min(count, 10) / 2
    alone = list(iter_operations({"paths": {"/v1/balance": document["paths"]["/v1/balance"]}}))
    assert all(operation in in_shard(alone, (shards[operation.label], count)) for operation in alone)

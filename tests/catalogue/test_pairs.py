"""Two drifts at one operation are two findings, with the ids that each has alone, over seeds and orders of operations.

One run asks as many pairs as its document has operations: each carries another pair.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from fake_vendor.variants.effects import Section
from fake_vendor.vendor import FakeVendor
from tests.catalogue.entries import Entry, read_catalogue
from tests.catalogue.pairs import Eyewitness, a_pair_for_each_two_kinds, repeat_operation
from tests.conftest import ROOT, Copy
from vendor_spec.openapi.document import iter_operations
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml
from vendor_spec.overlay.correction import correct
from vendor_spec.project import Project

Ids = dict[str, set[str]]
CONTENT = correct(Project(ROOT), Project(ROOT).overlay).content
CLAIMS = load_yaml((ROOT / "openapi.claims.yaml").read_bytes(), "openapi.claims.yaml")["claims"]
DRIFTS = [entry for entry in read_catalogue() if entry.section is Section.DRIFT]


@pytest.fixture
def roomy(copy: Copy) -> Copy:
    """A copy of the project that may send wrong credentials to every operation of a large document."""
    copy.edit(
        "contract_tests/harness/target/budget.py", "MOST_WRONG_CREDENTIALS = 10 ", "MOST_WRONG_CREDENTIALS = 10**6 "
    )
    return copy


@pytest.mark.catalogue
def test_each_pair_is_two_findings_with_the_ids_of_each_alone(roomy: Copy) -> None:
    pairs = list(a_pair_for_each_two_kinds(DRIFTS, Eyewitness(CONTENT, DRIFTS[0].operation)))
    assert len(pairs) > 150
    assert len({drift.kind for pair in pairs for drift in pair}) > 15
    content = repeat_operation(CONTENT, len(pairs))
    labels = [operation.label for operation in iter_operations(content)]
    alone = [
        find(roomy, content, {label: [pair[side]] for label, pair in zip(labels, pairs, strict=True)})
        for side in (0, 1)
    ]
    together = find(roomy, content, dict(zip(labels, pairs, strict=True)))
    backwards = {**content, "paths": dict(reversed(content["paths"].items()))}
    assert find(roomy, backwards, dict(zip(labels, pairs, strict=True)), "--seed", "7") == together
    wrong = {
        f"{first.name} + {second.name}": sorted(together[label] ^ (alone[0][label] | alone[1][label]))
        for label, (first, second) in zip(labels, pairs, strict=True)
        if together[label] != alone[0][label] | alone[1][label] or len(together[label]) < 2
    }
    assert wrong == {}


def find(copy: Copy, content: dict[str, Any], drifts: Mapping[str, Iterable[Entry]], *arguments: str) -> Ids:
    """The ids of a live run, by operation, without what prose and document disagree on whoever is asked."""
    (copy.root / "openapi.yaml").write_text(dump_yaml(content))
    assert copy.run("-m", "vendor_spec", "accept").returncode == 0
    claims = [{**page, "operation": label} for page in CLAIMS for label in drifts]
    (copy.root / "openapi.claims.yaml").write_text(dump_yaml({"claims": claims}))
    chosen = [f"{drift.name}@{label}" for label, entries in drifts.items() for drift in entries]
    options = ("--target", "live", "--overlay", "none", "--rate", "9000/s", "--max-requests", "1000000", *arguments)
    with FakeVendor(content, chosen) as vendor:
        outcome = copy.run("-m", "contract_tests", *options, timeout=600, **vendor.environment)
    assert outcome.returncode == 1, outcome.stdout[-2000:] + outcome.stderr
    report = json.loads((copy.root / "reports" / "drift.json").read_text())
    assert report["faults"] == []
    ids: Ids = {label: set() for label in drifts}
    for finding in report["findings"]:
        if not finding["kind"].startswith("prose."):
            ids[finding["operation"]].add(finding["id"])
    return ids

"""Every drift that a correction can express: with its suggestion accepted it is gone, and nothing else is hidden."""

import pytest

from contract_tests.harness.corrections.suggestions.suggesting import EDITS
from fake_vendor.vendor import FakeVendor
from tests.catalogue.entries import Entry, read_catalogue
from tests.conftest import Copy
from tests.harness.live_runs import accept, of_behaviour, run_live, shipped, standing, write_overlay

ENTRIES = [entry for entry in read_catalogue() if entry.kind in EDITS]
# Which form, path or parameter is meant, nothing says: these are settled by hand.
BY_HAND = (
    "content_type.changed:application/xml",
    "content_type.changed:none",
    "field.format:",
    "field.renamed:caller_name=caller/caller_name",
    "parameter.rejected:+region",
    "parameter.rejected:status=live",
    "status.undocumented:unknown=401",
)
BESIDE = "field.undocumented:of_mine=7"


@pytest.mark.catalogue
@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])
def test_an_accepted_suggestion_settles_its_finding_and_no_other(copy: Copy, entry: Entry) -> None:
    document = shipped(copy)
    write_overlay(copy, document)
    beside = [] if entry.name.startswith(BESIDE.partition(":")[0]) else [f"{BESIDE}@{entry.operation}"]
    with FakeVendor(document.content, [entry.selection, *beside]) as vendor:
        before = run_live(copy, vendor)
        findings = {each["id"]: each for each in of_behaviour(before) if each["kind"] == entry.kind}
        suggested = [id_ for id_, each in findings.items() if "x-correction" in each["suggestion"]]
        if entry.name.startswith(BY_HAND) or entry.name in ("parameter.rejected:status", *BY_HAND):
            assert suggested == []
            return
        if entry.kind == "path.trailing_slash":
            assert "Remove the correction" in next(iter(findings.values()))["suggestion"]
            return
        assert suggested
        accept(copy, suggested)
        after = run_live(copy, vendor)
    left = {each["id"]: each for each in of_behaviour(after)}
    assert findings.keys() & left.keys() == set()
    others = {each["location"] for each in of_behaviour(before) if each["kind"] == "field.undocumented"}
    if entry.kind not in ("status.changed", "content_type.changed"):
        # With another status or type the place itself has another name.
        assert others <= {each["location"] for each in left.values()} | {findings[id_]["location"] for id_ in suggested}
    assert all(each["kind"] != "field.missing" for each in left.values())
    corrections = {each["id"] for each in after["corrections"]} - {each["id"] for each in before["corrections"]}
    assert corrections
    assert {standing(after, id_)["status"] for id_ in corrections} <= {"confirmed", "untested"}

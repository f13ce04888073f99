"""Every drift that a correction can express: with its suggestion accepted it is gone, and nothing else is hidden."""

import pytest

from contract_tests.harness.corrections.suggestions.suggesting import EDITS
from fake_vendor import FakeVendor
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
        found = {one["id"]: one for one in of_behaviour(before) if one["kind"] == entry.kind}
        suggested = [id_ for id_, one in found.items() if one["suggestion"] and "x-correction" in one["suggestion"]]
        if entry.name.startswith(BY_HAND) or entry.name in ("parameter.rejected:status", *BY_HAND):
            assert suggested == []
            return
        if entry.kind == "path.trailing_slash":
            assert "Take the correction" in next(iter(found.values()))["suggestion"]
            return
        assert suggested
        accept(copy, suggested)
        after = run_live(copy, vendor)
    left = {one["id"]: one for one in of_behaviour(after)}
    assert found.keys() & left.keys() == set()
    others = {one["location"] for one in of_behaviour(before) if one["kind"] == "field.undocumented"}
    if entry.kind not in ("status.changed", "content_type.changed"):
        # With another status or type the place itself has another name.
        assert others <= {one["location"] for one in left.values()} | {found[id_]["location"] for id_ in suggested}
    assert all(one["kind"] != "field.missing" for one in left.values())
    corrections = {one["id"] for one in after["corrections"]} - {one["id"] for one in before["corrections"]}
    assert corrections
    assert {standing(after, id_)["status"] for id_ in corrections} <= {"confirmed", "untested"}

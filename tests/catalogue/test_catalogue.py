"""Every drift, switched on alone, is found with its kind and place; nothing harmless or broken is taken for one."""

import json
import subprocess
from collections.abc import Iterable
from typing import Any

import pytest

from fake_vendor.variants.effects import Section
from fake_vendor.vendor import FakeVendor
from tests.catalogue.entries import Entry, read_catalogue
from tests.conftest import ROOT, Copy
from tests.harness.secret_search import assert_shows_none
from vendor_spec.overlay.correction import correct
from vendor_spec.project import Project

CATALOGUE = read_catalogue()
CORRECTED = correct(Project(ROOT), Project(ROOT).overlay)
NUMBERS = {"from": "919262171438", "to": "919148227303"}  # what the fake vendor answers
# One of each sort, so that `make test` notices when the check as a whole goes blind or cries wolf.
QUICK = ("field.missing:from",)


def of(section: Section) -> list[Any]:
    entries = [entry for entry in CATALOGUE if entry.section is section]
    return [
        pytest.param(entry, id=entry.name, marks=() if entry.name in QUICK else (pytest.mark.catalogue,))
        for entry in entries
    ]


def run_against(copy: Copy, drifts: Iterable[str], *arguments: str) -> tuple[dict[str, Any], int]:
    """The report of a live run against the fake vendor, without what prose and document disagree on whoever is asked,
    and how many requests the vendor got."""
    with FakeVendor(CORRECTED.content, drifts) as vendor:
        outcome = copy.run(
            *("-m", "contract_tests", "--target", "live", "--rate", "1000/s", *arguments), **vendor.environment
        )
        asked = len(vendor.requests)
        assert {entry.method for entry in vendor.requests} <= {"GET"}
    check(outcome)
    report: dict[str, Any] = json.loads((copy.root / "reports" / "drift.json").read_text())
    # A suggestion that renames a field renames it in the document's example, too, whose number is the one answered.
    lines = [line for finding in report["findings"] for line in finding["suggestion"].splitlines()]
    moved = [line for line in lines if any(number in line for number in NUMBERS.values())]
    assert_shows_none(copy.root, outcome, {**vendor.environment, **NUMBERS}, documented=moved)
    assert report["faults"] == []
    assert report["requests"]["wrong_credentials"] <= 10
    report["findings"] = [finding for finding in report["findings"] if not finding["kind"].startswith("prose.")]
    return report, asked


def check(outcome: subprocess.CompletedProcess[str]) -> None:
    assert outcome.returncode in (0, 1, 3), outcome.stdout + outcome.stderr
    assert "Traceback" not in outcome.stdout + outcome.stderr


@pytest.mark.parametrize("entry", of(Section.DRIFT))
def test_a_drift_is_found_and_named(copy: Copy, entry: Entry) -> None:
    report, asked = run_against(copy, [entry.selection])
    found = report["findings"]
    assert {finding["kind"] for finding in found} == {entry.kind}, found
    assert {finding["severity"] for finding in found} == {entry.severity}
    assert {finding["operation"] for finding in found} == {entry.operation}
    assert {finding["location"] for finding in found} <= set(entry.locations)
    assert report["verdict"] == entry.verdict
    assert asked <= 60


@pytest.mark.parametrize("entry", of(Section.HARMLESS))
def test_a_harmless_variant_conforms(copy: Copy, entry: Entry) -> None:
    report, _ = run_against(copy, [entry.selection])
    assert (report["verdict"], [f for f in report["findings"] if f["severity"] in ("breaking", "risky")]) == (
        "conforms",
        [],
    )


@pytest.mark.parametrize("entry", of(Section.OUTAGE))
def test_an_outage_is_inconclusive_with_its_reason(copy: Copy, entry: Entry) -> None:
    report, _ = run_against(copy, [entry.selection])
    assert (report["verdict"], report["findings"]) == ("inconclusive", [])
    assert report["operations"][0]["reason"]


def test_the_catalogue_is_as_broad_as_promised() -> None:
    count = {section: sum(entry.section is section for entry in CATALOGUE) for section in Section}
    assert count[Section.DRIFT] >= 60
    assert count[Section.HARMLESS] >= 15
    assert count[Section.OUTAGE] >= 10


@pytest.mark.catalogue
def test_two_drifts_are_two_findings_whose_ids_hold_over_seeds(copy: Copy) -> None:
    drifts = ["field.missing:to", "auth.not_enforced:absent", "field.type:from=integer", "path.trailing_slash:301"]
    ids = []
    for seed in ("1", "2"):
        report, _ = run_against(copy, drifts, "--seed", seed)
        ids.append([finding["id"] for finding in report["findings"]])
    assert ids[0] == ids[1]
    alone = set()
    for drift in drifts:
        report, _ = run_against(copy, [drift])
        alone |= {finding["id"] for finding in report["findings"]}
    assert set(ids[0]) == alone

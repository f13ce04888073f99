"""Every drift of the desk, switched on alone, is found with its kind and place; nothing harmless is taken for one."""

from pathlib import Path
from typing import Any

import pytest

from fake_vendor.variants.effects import Section
from tests.catalogue.entries import Entry, read_catalogue
from tests.conftest import Copy
from tests.stateful.desk import run_live

CATALOGUE = read_catalogue(Path(__file__).with_name("catalogue.yaml"))
BUDGET = ("--max-requests", "1000")
# One of each sort in `make test`.
QUICK = ("list.pages:overlap", "harmless.uuid_case")


def of(section: Section) -> list[Any]:
    entries = [entry for entry in CATALOGUE if entry.section is section]
    return [
        pytest.param(entry, id=entry.name, marks=() if entry.name in QUICK else (pytest.mark.catalogue,))
        for entry in entries
    ]


@pytest.mark.parametrize("entry", of(Section.DRIFT))
def test_a_drift_is_found_and_named(desk: Copy, entry: Entry) -> None:
    run = run_live(desk, [entry.selection], *BUDGET)
    found = run.findings
    assert {(finding["kind"], finding["operation"]) for finding in found} == {(entry.kind, entry.operation)}, found
    assert {finding["severity"] for finding in found} == {entry.severity}
    assert run.report["verdict"] == entry.verdict
    assert run.report["requests"]["wrong_credentials"] <= 10


@pytest.mark.parametrize("entry", of(Section.HARMLESS))
def test_a_harmless_variant_conforms(desk: Copy, entry: Entry) -> None:
    run = run_live(desk, [entry.selection], *BUDGET)
    assert (run.drift, run.report["verdict"]) == (set(), "conforms")
    assert (run.vendor.live, run.vendor.harmed) == ([], [])

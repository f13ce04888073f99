"""A finding is the same finding every night, and counted once."""

import pytest
from attrs import evolve

from contract_tests.harness.findings.finding import Finding, State, merge_findings
from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.findings.kinds import KINDS, MEANINGS, Severity, counts_as_drift

FINDING = Finding(
    "field.type",
    "GET /calls",
    "response.200.body#/id",
    "a JSON string",
    "integer: 1",
    "type",
    request="curl",
    response_excerpt="200",
)


def test_what_was_observed_does_not_change_the_id() -> None:
    other = evolve(FINDING, observed="null", request="curl -v", response_excerpt="x", count=9, state=State.KNOWN)
    assert other.id == FINDING.id


@pytest.mark.parametrize("name", ["kind", "operation", "location", "key"])
def test_what_is_found_where_changes_the_id(name: str) -> None:
    assert evolve(FINDING, **{name: "field.missing"}).id != FINDING.id


def test_a_reworded_expectation_changes_only_the_former_id() -> None:
    other = evolve(FINDING, expected="a text", data={"type": "null"})
    assert (other.id, other.former_id) == (FINDING.id, "field.type-7942e48f54")


def test_the_ids_are_pinned() -> None:
    assert (FINDING.id, FINDING.former_id) == ("field.type-505a3d338e", "field.type-7bd910fd35")
    assert evolve(FINDING, key="").id == "field.type-45880bd220"


def test_what_a_page_says_of_bodies_by_default_keeps_its_former_id() -> None:
    by_default = Finding("prose.field", "GET /calls", "response.default.body#/id", "not documented", "listed")
    shouted = evolve(by_default, location="response.DEFAULT.body#/id")
    assert by_default.former_id == shouted.former_id
    assert by_default.id != shouted.id


def test_sightings_are_merged_worst_first() -> None:
    notice = Finding("prose.status", "GET /calls", "status.404", "documented", "not documented")
    merged = merge_findings([notice, FINDING, evolve(FINDING, observed="array", count=2)])
    assert [(finding.id, finding.count) for finding in merged] == [(FINDING.id, 3), (notice.id, 1)]
    assert merged[0].observed == "integer: 1"


def test_a_record_reads_back() -> None:
    assert from_json(to_json(FINDING), Finding) == FINDING


def test_every_kind_says_what_it_means() -> None:
    assert KINDS.keys() == {kind for kind, meaning in MEANINGS.items() if meaning.endswith(".")}


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        evolve(FINDING, kind="field.odd")


def test_only_new_breaking_or_risky_findings_are_drift() -> None:
    assert FINDING.is_drift
    assert not evolve(FINDING, state=State.KNOWN).is_drift
    assert not evolve(FINDING, kind="field.undocumented").is_drift
    assert {kind for kind in KINDS if counts_as_drift(kind)} == {
        kind for kind, severity in KINDS.items() if severity in (Severity.BREAKING, Severity.RISKY)
    }

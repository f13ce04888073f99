"""Tolerated findings: an entry has an id, a reason and a date, or it is refused by name; and when it is stale."""

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from contract_tests.harness.findings.finding import Finding, State, merge_findings
from contract_tests.harness.findings.known_drift import Entry, mark_known, read_known_drift
from contract_tests.harness.reporting.report import OperationReport, Outcome, ProbeOutcome, Verdict
from contract_tests.harness.reporting.verdict import find_stale
from vendor_spec.errors import SpecError

FINDING = Finding("status.changed", "GET /calls", "response", "200", "201")
ID = FINDING.id
ENTRY = f"id: {ID}, reason: asked, until: 2026-12-01"
PROBES = (ProbeOutcome("conformance", Outcome.HELD), ProbeOutcome("the_prose_agrees", Outcome.HELD))
CUT_SHORT = ProbeOutcome("conformance", Outcome.INCONCLUSIVE, "budget")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "known_drift.yaml"
    path.write_text(text)
    return path


def test_an_entry_holds_through_its_last_day(tmp_path: Path) -> None:
    known = read_known_drift(written(tmp_path, f"- {{{ENTRY}, link: 'https://x.example/1'}}"))
    (valid,), (expired,) = (mark_known([FINDING], known, date(2026, 12, day)) for day in (1, 2))
    assert (valid.state, valid.note) == (State.KNOWN, "tolerated until 2026-12-01: asked (https://x.example/1)")
    assert (expired.state, expired.note) == (
        State.NEW,
        "tolerated until 2026-12-01 (asked); that date has passed",
    )


def test_an_entry_may_name_the_probe_that_showed_its_finding(tmp_path: Path) -> None:
    (entry,) = read_known_drift(written(tmp_path, f"- {{{ENTRY}, probe: conformance}}"))
    assert (entry.probe, entry.operation) == ("conformance", "")


def test_an_entry_hides_no_other_finding_of_its_operation(tmp_path: Path) -> None:
    known = read_known_drift(written(tmp_path, f"- {{{ENTRY}, operation: GET /calls}}"))
    other = Finding("status.changed", "GET /calls", "response", "201", "202", "valid_request")
    assert [finding.state for finding in mark_known([FINDING, other], known, date(2026, 12, 1))] == ["known", "new"]


def test_an_entry_by_the_id_of_before_there_were_keys_holds(tmp_path: Path) -> None:
    known = read_known_drift(written(tmp_path, f"- {{id: {FINDING.former_id}, reason: asked, until: 2026-12-01}}"))
    reworded = evolve(FINDING, expected="300")
    assert [finding.state for finding in mark_known([FINDING, reworded], known, date(2026, 12, 1))] == ["known", "new"]


def test_an_entry_holds_by_the_former_id_of_a_sighting_that_was_a_finding_of_its_own(tmp_path: Path) -> None:
    first, other = (Finding("field.format", "GET /calls", "response", text, "x", "pattern") for text in ("^a", "z$"))
    (merged,) = merge_findings([first, other])
    assert (merged.ids, merged.count) == ((first.id, first.former_id, other.former_id), 2)
    known = read_known_drift(written(tmp_path, f"- {{id: {other.former_id}, reason: asked, until: 2026-12-01}}"))
    (settled,) = mark_known([merged], known, date(2026, 12, 1))
    assert settled.state is State.KNOWN
    assert list(find_stale(known, [settled], [], ["GET /calls"], is_live=True)) == []


def test_an_empty_file_tolerates_nothing(tmp_path: Path) -> None:
    assert read_known_drift(written(tmp_path, "# nothing\n")) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: x", "not a list"),
        ("- x", "entry 1 is not a mapping"),
        (f"- {{{ENTRY}}}\n- {{id: a, until: 2026-12-01}}", "entry 2 lacks `reason`"),
        (f"- {{id: {ID}, reason: b, until: soon}}", "entry 1 has until: soon"),
        ("- {id: a, id: b}", "given twice"),
        (f"- {{{ENTRY}}}\n- {{{ENTRY}}}", f"entry 2 is for {ID}, as entry 1 is"),
        (f"- {{{ENTRY}, untill: 2027-01-01}}", "entry 1 has `untill`, which is none of"),
        (f"- {{{ENTRY}, link: 7}}", "entry 1 has a link that is not a text"),
        (f"- {{{ENTRY}, probe: [a]}}", "entry 1 has a probe that is not a text"),
        (f"- {{{ENTRY}, link: 'javascript:alert(1)'}}", "no http or https address"),
        (f'- {{id: {ID}, reason: "a\\eb", until: 2026-12-01}}', "a reason with control characters"),
        (f"- {{{ENTRY}, since: 2027-01-01}}", "since: 2027-01-01, which is after until"),
        ("- {id: status.changed-12, reason: b, until: 2026-12-01}", "no finding's; copy it from the report"),
    ],
)
def test_a_broken_file_names_the_entry(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        read_known_drift(written(tmp_path, text))


@pytest.mark.parametrize(
    ("entry_id", "operation", "is_live", "statuses", "probes", "is_stale"),
    [
        (ID, "GET /calls", True, [200], PROBES, True),
        (ID, "", True, [200], PROBES, False),  # of the other operation, nothing was learned
        (ID, "GET /calls", False, [200], PROBES, False),  # the mock says nothing of the vendor
        (ID, "GET /calls", True, [404], PROBES, False),
        (ID, "GET /calls", True, [200], (*PROBES, CUT_SHORT), False),
        (ID, "GET /numbers", True, [200], PROBES, False),  # of another shard
        (ID, "GET /gone", True, [200], PROBES, True),
        ("prose.value-0123456789", "GET /calls", False, [], PROBES, True),
        ("prose.value-0123456789", "GET /numbers", False, [], PROBES, False),
        ("client.mismatch-0123456789", "GET /calls", False, [200], PROBES, True),
    ],
)
def test_an_entry_is_stale_when_the_run_would_have_shown_it(
    entry_id: str, operation: str, is_live: bool, statuses: list[int], probes: tuple[ProbeOutcome, ...], is_stale: bool
) -> None:
    entry = Entry(entry_id, "asked", date(2027, 1, 1), operation)
    judged = OperationReport(
        "GET /calls", Verdict.CONFORMS, questions=probes, statuses_seen=dict.fromkeys(map(str, statuses), 1)
    )
    stale = list(find_stale([entry], [], [judged], ["GET /calls", "GET /numbers"], is_live=is_live))
    assert [id_ for id_, _ in stale] == ([entry_id] if is_stale else [])
    assert ("which the document does not have" in str(stale)) is (operation == "GET /gone")


def test_what_is_seen_or_was_interrupted_is_not_stale() -> None:
    entry = Entry(ID, "asked", date(2027, 1, 1), "GET /calls")
    judged = OperationReport("GET /calls", Verdict.CONFORMS, questions=PROBES, statuses_seen={"200": 1})
    assert list(find_stale([entry], [FINDING], [judged], ["GET /calls"], is_live=True)) == []
    assert list(find_stale([entry], [], [judged], ["GET /calls"], is_live=True, ended_early="interrupted")) == []

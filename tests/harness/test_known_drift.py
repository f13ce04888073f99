"""Tolerated findings: an entry has an id, a reason and a date, or it is refused by name."""

from datetime import date
from pathlib import Path

import pytest

from contract_tests.harness.findings import Finding, State
from contract_tests.harness.known_drift import read_known_drift
from vendor_spec.errors import SpecError

FINDING = Finding("status.changed", "GET /calls", "response", "200", "201")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "known_drift.yaml"
    path.write_text(text)
    return path


def test_an_entry_holds_through_its_last_day(tmp_path: Path) -> None:
    known = read_known_drift(written(tmp_path, f"- {{id: {FINDING.id}, reason: asked, until: 2026-12-01}}"))
    assert known.settle([FINDING], date(2026, 12, 1))[0].state is State.KNOWN
    assert known.settle([FINDING], date(2026, 12, 2))[0].state is State.NEW
    assert known.stale([FINDING]) == []
    assert known.stale([]) == [FINDING.id]


def test_an_empty_file_tolerates_nothing(tmp_path: Path) -> None:
    assert read_known_drift(written(tmp_path, "# nothing\n")).entries == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: x", "not a list"),
        ("- x", "entry 1 is not a mapping"),
        ("- {id: a, reason: b, until: 2026-12-01}\n- {id: a, until: 2026-12-01}", "entry 2 lacks `reason`"),
        ("- {id: a, reason: b, until: soon}", "entry 1 has until: soon"),
        ("- {id: a, id: b}", "given twice"),
    ],
)
def test_a_broken_file_names_the_entry(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        read_known_drift(written(tmp_path, text))

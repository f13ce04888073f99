"""`known_drift.yaml`: the findings that somebody tolerates, each with a reason and a date until when."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from contract_tests.harness.findings import Finding, State
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.yaml_text import load_yaml


@frozen
class Entry:
    """One tolerated finding; after `until` it fails again."""

    id: str
    reason: str
    until: date


@frozen
class KnownDrift:
    """The entries of the file."""

    entries: tuple[Entry, ...] = field(default=())

    def settle(self, findings: Iterable[Finding], today: date) -> list[Finding]:
        """The findings, those with a valid entry marked `known`."""
        valid = {entry.id for entry in self.entries if entry.until >= today}
        return [evolve(finding, state=State.KNOWN) if finding.id in valid else finding for finding in findings]

    def stale(self, findings: Iterable[Finding]) -> list[str]:
        """The ids of entries that no finding answers to."""
        seen = {finding.id for finding in findings}
        return [entry.id for entry in self.entries if entry.id not in seen]


def read_known_drift(path: Path) -> KnownDrift:
    """Read the file; raises SpecError naming the entry that is not of the right form."""
    value = load_yaml(read_file(path), path.name) or []
    if not isinstance(value, list):
        raise SpecError(f"{path.name} is not a list of entries")
    return KnownDrift(tuple(_read_entry(entry, f"{path.name}: entry {index + 1}") for index, entry in enumerate(value)))


def _read_entry(value: Any, name: str) -> Entry:
    if not isinstance(value, dict):
        raise SpecError(f"{name} is not a mapping")
    for key in ("id", "reason", "until"):
        if not isinstance(value.get(key), str) or not value[key].strip():
            raise SpecError(f"{name} lacks `{key}`; an entry has an id, a reason, and a date until when")
    try:
        return Entry(value["id"], value["reason"], date.fromisoformat(value["until"]))
    except ValueError:
        raise SpecError(f"{name} has until: {value['until']}, which is no date like 2027-01-31") from None

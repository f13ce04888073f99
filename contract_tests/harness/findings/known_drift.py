"""`known_drift.yaml`: the findings that somebody tolerates, each with a reason and a date until when."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import evolve, frozen

from contract_tests.harness.findings.finding import Finding, State
from vendor_spec.errors import SpecError, printable
from vendor_spec.files import read_file
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.project import OWN

FILE = OWN.known_drift
REQUIRED = ("id", "reason", "until")
OPTIONAL = ("operation", "probe", "since", "link")
LONGEST = 500  # characters
ID = re.compile(r"[a-z_]+\.[a-z_]+-[0-9a-f]{10}")


@frozen
class Entry:
    """One tolerated finding; after `until` it fails again.

    `operation`, a label, and `probe`, which showed the finding, are for readers and to tell the entry stale.
    """

    id: str
    reason: str
    until: date
    operation: str = ""
    probe: str = ""
    since: date | None = None
    link: str = ""

    @property
    def kind(self) -> str:
        return self.id.rpartition("-")[0]

    def note(self, today: date) -> str:
        """Return what the report says of the entry beside its finding."""
        if self.until < today:
            return f"tolerated until {self.until} ({self.reason}); that date has passed"
        return f"tolerated until {self.until}: {self.reason}{f' ({self.link})' if self.link else ''}"


def mark_known(findings: Iterable[Finding], entries: Iterable[Entry], today: date) -> list[Finding]:
    """Return the findings, those with an entry with its note, and in the state `known` while the entry is valid."""
    by_id = {entry.id: entry for entry in entries}

    def mark(finding: Finding) -> Finding:
        entry = next((by_id[id_] for id_ in finding.ids if id_ in by_id), None)
        if entry is None:
            return finding
        is_known = entry.until >= today and finding.state is State.NEW
        return evolve(finding, state=State.KNOWN if is_known else finding.state, note=entry.note(today))

    return [mark(finding) for finding in findings]


def read_known_drift(path: Path) -> tuple[Entry, ...]:
    """Read the file; raises SpecError naming the entry that is not of the right form."""
    return parse_known_drift(read_file(path), path.name)


def parse_known_drift(content: bytes, name: str) -> tuple[Entry, ...]:
    """Return what `read_known_drift` reads, from the bytes of the file."""
    value = load_yaml(content, name) or []
    if not isinstance(value, list):
        raise SpecError(f"{name} is not a list of entries")
    entries = tuple(_read_entry(stated, f"{name}: entry {number}") for number, stated in enumerate(value, 1))
    numbers: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        if (first := numbers.setdefault(entry.id, number)) != number:
            raise SpecError(f"{name}: entry {number} is for {entry.id}, as entry {first} is; take one of them out")
    return entries


def _read_entry(value: Any, name: str) -> Entry:
    if not isinstance(value, dict):
        raise SpecError(f"{name} is not a mapping")
    for key in REQUIRED:
        if not value.get(key):
            raise SpecError(f"{name} lacks `{key}`; an entry has an id, a reason, and a date until when")
    _check_texts(value, name)
    if not ID.fullmatch(value["id"]):
        raise SpecError(f"{name} has id: {value['id'][:80]}, which is no finding's; copy it from the report")
    until, since = _read_date(value, "until", name), _read_date(value, "since", name) if "since" in value else None
    if since is not None and since > until:
        raise SpecError(f"{name} has since: {since}, which is after until: {until}")
    if "link" in value and not _is_link(value["link"]):
        raise SpecError(f"{name} has link: {value['link'][:80]}, which is no http or https address")
    operation, probe, link = (value.get(key, "") for key in ("operation", "probe", "link"))
    return Entry(value["id"], value["reason"], until, operation, probe, since, link)


def _check_texts(value: dict[str, Any], name: str) -> None:
    for key, text in value.items():
        if key not in (*REQUIRED, *OPTIONAL):
            known = ", ".join((*REQUIRED, *OPTIONAL))
            raise SpecError(f"{name} has `{printable(key)[:40]}`, which is none of {known}")
        if not isinstance(text, str) or not text.strip():
            raise SpecError(f"{name} has a {key} that is not a text; write it in quotes")
        if not text.isprintable() or len(text) > LONGEST:
            raise SpecError(
                f"{name} has a {key} with control characters or line breaks, or of over {LONGEST} characters"
            )


def _read_date(value: dict[str, str], key: str, name: str) -> date:
    try:
        return date.fromisoformat(value[key])
    except ValueError:
        raise SpecError(f"{name} has {key}: {value[key][:40]}, which is no date like 2027-01-31") from None


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)

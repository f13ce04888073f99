"""What a contract check must say of each drift, variant and outage: records that a test can iterate."""

from pathlib import Path
from typing import Any

from attrs import frozen

from fake_vendor.variants.effects import Section
from vendor_spec.files import read_file
from vendor_spec.openapi.yaml_text import load_yaml

FILE = Path(__file__).with_name("catalogue.yaml")


@frozen
class Entry:
    """One name to switch on alone, and the verdict that a contract check must give.

    `name` is what `--drift` and `FakeVendor(drifts=...)` take; `does` a sentence. A drift has the kind, the severity
    and the locations of its findings at `operation`; a variant and an outage have nothing but the verdict.
    """

    section: Section
    name: str
    operation: str
    does: str
    verdict: str
    kind: str = ""
    severity: str = ""
    locations: tuple[str, ...] = ()

    @property
    def selection(self) -> str:
        """The name, for this operation only if it is a drift: the others are of the vendor as a whole."""
        name = self.name.partition("#")[0]  # what tells apart one name at two operations is for the reader alone
        return f"{name}@{self.operation}" if self.section is Section.DRIFT else name


def read_catalogue(path: Path = FILE) -> tuple[Entry, ...]:
    """Return all entries of a catalogue; the first section is the drifts.

    `operation` is where all of them act; or `operations` has short names, and each drift says `on` which it acts.
    """
    sections: dict[str, Any] = load_yaml(read_file(path), path.name)
    operation, operations = sections.get("operation", ""), sections.get("operations", {})
    drifts = [
        _read_drift(kind, group, name, drift, operations.get(drift["on"]) if operations else operation)
        for kind, group in sections["drift"].items()
        for name, drift in group["drifts"].items()
    ]
    variants = [
        Entry(Section.HARMLESS, name, operation, does, "conforms") for name, does in sections["harmless"].items()
    ]
    outages = sections.get("outage", {}).items()
    return (*drifts, *variants, *(Entry(Section.OUTAGE, name, "", does, "inconclusive") for name, does in outages))


def _read_drift(kind: str, group: dict[str, Any], name: str, drift: Any, operation: str) -> Entry:
    detail = drift if isinstance(drift, dict) else {"does": drift}
    at: str | list[str] = detail["at"] if "at" in detail else group.get("at", [])
    return Entry(
        section=Section.DRIFT,
        name=name,
        operation=operation,
        does=detail["does"],
        verdict="drift" if group["severity"] in ("breaking", "risky") else "conforms",
        kind=kind,
        severity=group["severity"],
        locations=tuple(at) if isinstance(at, list) else (at,),
    )

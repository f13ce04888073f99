"""What a contract check is to make of each drift, variant and outage: records that a test can iterate."""

from pathlib import Path
from typing import Any

from attrs import frozen

from fake_vendor.variants.effects import Section
from vendor_spec.files import read_file
from vendor_spec.openapi.yaml_text import load_yaml

FILE = Path(__file__).with_name("catalogue.yaml")


@frozen
class Entry:
    """One thing to switch on alone, and what is to be said of it.

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
        """The name, for this operation only; for what is about connections, the name alone."""
        return f"{self.name}@{self.operation}" if self.operation else self.name


def read_catalogue(path: Path = FILE) -> tuple[Entry, ...]:
    """All entries for the shipped document; the first section is the drifts."""
    stated: dict[str, Any] = load_yaml(read_file(path), path.name)
    operation = stated["operation"]
    drifts = [
        _read_drift(kind, group, name, told, operation)
        for kind, group in stated["drift"].items()
        for name, told in group["drifts"].items()
    ]
    variants = [Entry(Section.HARMLESS, name, operation, does, "conforms") for name, does in stated["harmless"].items()]
    outages = [Entry(Section.OUTAGE, name, "", does, "inconclusive") for name, does in stated["outage"].items()]
    return (*drifts, *variants, *outages)


def _read_drift(kind: str, group: dict[str, Any], name: str, told: Any, operation: str) -> Entry:
    detail = told if isinstance(told, dict) else {"does": told}
    at: str | list[str] = detail["at"] if "at" in detail else group["at"]
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

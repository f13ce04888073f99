"""One disagreement that a page shows in several places, as a table and an example, told once."""

import re
from collections.abc import Iterable

from attrs import evolve

from contract_tests.harness.findings.finding import Finding

_VALUE, _PARAMETER = "prose.value", "prose.parameter"
_LISTED = ("prose.field", _PARAMETER, _VALUE)


def tell_once(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without those of examples and shown requests that only show what a table says already.

    The finding of the table keeps the ids of those as former ones.
    """
    kept: list[Finding] = []
    by_place: dict[tuple[str, str], int] = {}
    rest: list[Finding] = []
    for finding in findings:
        place = _place_of_table(finding)
        if place is None:
            rest.append(finding)
        else:
            by_place.setdefault(place, len(kept))
            kept.append(finding)
    for finding in rest:
        index = by_place.get(_place_of_example(finding))
        if index is None or not _shows(finding, kept[index]):
            kept.append(finding)
            continue
        table = kept[index]
        kept[index] = evolve(table, more_former_ids=(*table.more_former_ids, *finding.ids))
    return kept


def _place_of_table(finding: Finding) -> tuple[str, str] | None:
    """Return place and aspect of what a table says; None for what is shown."""
    if finding.kind not in _LISTED or finding.key in ("shown", "type"):
        return None
    for aspect in ("type", "required"):
        if finding.location.endswith(f".{aspect}"):
            return _plain(finding.location.removesuffix(f".{aspect}")), aspect
    if finding.kind == _VALUE:
        return (_plain(finding.location), "value") if finding.key == "listed" else None
    return _plain(finding.location), "absent"


def _place_of_example(finding: Finding) -> tuple[str, str]:
    aspects = {"undocumented": "absent", "type": "type", "required": "required", "enum": "value", "const": "value"}
    if finding.kind == _VALUE:
        aspect = "type" if finding.key == "type" else "value"
    elif finding.kind == _PARAMETER:
        aspect = "absent"
    else:
        aspect = aspects.get(finding.key, "")
    return _plain(finding.location), aspect


def _plain(location: str) -> str:
    """Return a location as tables and examples have it alike: `response.body#/a/b` for `response.200.body#/a/*/b`."""
    return re.sub(r"^response\.\w+\.body", "response.body", location).replace("/*", "").lower()


def _shows(shown: Finding, listed: Finding) -> bool:
    """Return whether a shown value is one that a table lists; any other disagreement at the place is the same one."""
    if _place_of_example(shown)[1] != "value":
        return True
    return str(shown.data.get("value")) in listed.seen

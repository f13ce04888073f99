"""`accept`: resolve findings of a report, by a correction of the document or by tolerating them for a while."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.known_drift import FILE, parse_known_drift
from contract_tests.harness.reporting.read import read_report
from contract_tests.harness.reporting.report import Report, ReportedFinding
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file, write_file
from vendor_spec.openapi.document import Document
from vendor_spec.openapi.provenance import read_document
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.actions import parse_overlay
from vendor_spec.overlay.append import append_items
from vendor_spec.overlay.correction import correct_by
from vendor_spec.project import OWN, Project

MOST_NAMED = 10
ROOT = OWN.root
SANDBOX = ".sandbox"  # a file that `make drift-demo` leaves in its copy of the project


def settle(ids: Iterable[str], report: Path, overlay: Path | None, **toleration: Any) -> list[str]:
    """Correct the document by findings of a report, or tolerate them; return the lines to show.

    An id may be the start of one; `toleration` is what the command's options give.

    Raises UsageFault or SpecError for what cannot be done; nothing has changed then.
    """
    entry, read = _read_toleration(**toleration), read_report(report)
    findings = [_pick(read, id_, report.name) for id_ in dict.fromkeys(ids)]
    return _tolerate(findings, read, entry) if entry else _correct(findings, read, overlay or Project(ROOT).overlay)


def _read_toleration(*, tolerate: bool, reason: str, until: datetime | None, link: str) -> dict[str, str]:
    if not tolerate:
        given = [name for name, value in (("reason", reason), ("until", until), ("link", link)) if value]
        if given:
            raise UsageFault(f"--{given[0]} needs --tolerate; without --tolerate, `accept` corrects the document")
        return {}
    if not reason.strip():
        raise UsageFault("--tolerate needs --reason, which says why")
    if until is None:
        raise UsageFault("--tolerate needs --until: give a date like 2027-01-31")
    if until.date() < date.today():
        raise UsageFault(f"--until {until.date()} has passed; give a day that is still to come")
    dates = {"since": date.today().isoformat(), "until": until.date().isoformat()}
    return {"reason": reason.strip(), **dates, **({"link": link} if link else {})}


def _pick(report: Report, id_: str, name: str) -> ReportedFinding:
    """Return the finding whose id or former id is `id_`, or starts with it; the present id comes first."""
    matches = (
        [finding for finding in report.findings if finding.id == id_]
        or [finding for finding in report.findings if finding.former_id == id_]
        or [finding for finding in report.findings if any(known.startswith(id_) for known in finding.ids)]
    )
    if len(matches) == 1:
        if matches[0].state is State.CORRECTED:
            raise UsageFault(f"{matches[0].id} is corrected already")
        return matches[0]
    those = matches or report.findings
    listed = ", ".join(finding.id for finding in those[:MOST_NAMED]) or "no finding"
    more = f" and {len(those) - MOST_NAMED} more" if len(those) > MOST_NAMED else ""
    if matches:
        raise UsageFault(f"{id_} is the start of several findings in {name}: {listed}{more}; give more characters")
    raise UsageFault(f"{id_} is no finding in {name}, which has {listed}{more}")


def _correct(findings: Sequence[ReportedFinding], report: Report, path: Path) -> list[str]:
    content = read_file(path)
    overlay = parse_overlay(content, path.name)
    added: list[dict[str, Any]] = []
    lines = []
    for finding in findings:
        actions = _suggested(finding)
        if all(action in [*overlay.actions, *added] for action in actions):
            lines.append(f"{finding.id} is corrected already by {actions[0]['x-correction']} in {path.name}")
            continue
        taken = {action["x-correction"] for action in [*overlay.actions, *added]}
        if actions[0]["x-correction"] in taken:
            suffix = finding.id.rpartition("-")[2]
            actions = [{**action, "x-correction": f"{action['x-correction']}-{suffix}"} for action in actions]
        added += actions
        lines.append(f"{finding.id} is corrected: {actions[0]['x-correction']}, added to {path.name}")
    if not added:
        return lines
    document = _document_of(report)
    if report.document.overlay_sha256 != overlay.sha256:
        raise UsageFault("the report is of another state of the overlay; run the contract again")
    text = append_items(content, path.name, "actions", added)
    correct_by(document, parse_overlay(text, path.name))
    _write(path, text)
    return [*lines, f"now run `make generate`, then `{_next_run(report)}`"]


def _suggested(finding: ReportedFinding) -> list[dict[str, Any]]:
    id_ = finding.id
    actions: list[dict[str, Any]] | None = load_yaml(finding.suggestion.encode(), f"the suggestion of {id_}")
    if actions is None and finding.suggestion.strip():
        raise UsageFault(
            f"{id_} has no overlay action to add; do this by hand: {finding.suggestion.replace('#', '').strip()}"
        )
    if not actions:
        by_hand = f"correct the document by hand in {OWN.overlay.name}, or tolerate it with --tolerate"
        raise UsageFault(f"{id_} has no suggestion: {by_hand}")
    parse_overlay(f"overlay: 1.1.0\nactions:\n{finding.suggestion}".encode(), f"the suggestion of {id_}")
    return actions


def _tolerate(findings: Sequence[ReportedFinding], report: Report, toleration: dict[str, str]) -> list[str]:
    content = read_file(FILE)
    known = {entry.id: entry for entry in parse_known_drift(content, FILE.name)}
    added: list[dict[str, str]] = []
    lines = []
    for finding in findings:
        entry = known.get(finding.id) or known.get(finding.former_id)
        if entry and entry.until >= date.today():
            lines.append(f"{entry.id} is tolerated already, until {entry.until}; to change that, edit {FILE.name}")
            continue
        if entry:
            raise UsageFault(f"{entry.id} has an entry until {entry.until}; change that date in {FILE.name}")
        probe = {"probe": finding.probe} if finding.probe else {}
        added.append({"id": finding.id, "operation": finding.operation, **probe, **toleration})
        lines.append(f"{finding.id} is tolerated until {toleration['until']}, added to {FILE.name}")
    if not added:
        return lines
    _document_of(report)
    text = append_items(content, FILE.name, None, added)
    try:
        parse_known_drift(text, FILE.name)
    except SpecError as error:
        raise UsageFault(f"the entry would not be valid: {error}") from None
    _write(FILE, text)
    return [*lines, f"now run `{_next_run(report)}`"]


def _document_of(report: Report) -> Document:
    document = read_document(Project(ROOT))
    if report.document.sha256 != document.sha256:
        raise UsageFault("the report is of another version of the document; run the contract again")
    return document


def _write(path: Path, text: bytes) -> None:
    if not path.stat().st_mode & 0o222:
        raise UsageFault(f"{path} is read-only; nothing was changed")
    write_file(path, text)


def _next_run(report: Report) -> str:
    if (ROOT / SANDBOX).exists():
        return "make drift-demo"
    return "make contract-live" if report.target.kind == "live" else "make contract"

"""`accept`: resolve findings of a report, by a correction of the document or by tolerating them for a while."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from contract_tests.harness.corrections.settling import has_actions, name_next_run, say_by_hand
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
from vendor_spec.overlay.actions import VERBS, parse_overlay
from vendor_spec.overlay.append import append_items
from vendor_spec.overlay.correction import correct_by
from vendor_spec.project import OWN, Project

MOST_NAMED = 10
ACCEPTED = "accepted.json"  # in the build folder
ROOT = OWN.root


def settle(ids: Iterable[str], report: Path, overlay: Path | None, **toleration: Any) -> list[str]:
    """Correct the document by findings of a report, or tolerate them; return the lines to show.

    An id may be the start of one; `toleration` is what the command's options give.

    Raises UsageFault or SpecError for what cannot be done; nothing has changed then.
    """
    entry, read = _read_toleration(**toleration), read_report(report)
    findings = [_pick(read, id_, report.name) for id_ in dict.fromkeys(ids)]
    return _tolerate(findings, read, entry) if entry else _correct(findings, read, overlay)


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


def _correct(findings: Sequence[ReportedFinding], report: Report, given: Path | None) -> list[str]:
    project = Project(ROOT)
    path = given or project.overlay
    content = read_file(path)
    overlay = parse_overlay(content, path.name)
    added: list[dict[str, Any]] = []
    lines = []
    for finding in findings:
        actions, before = _suggested(finding), [*overlay.actions, *added]
        # Several operations may share what is wrong: then the first of their findings has corrected it.
        done = [other for other in before if _effect(other) in map(_effect, actions)]
        if all(_effect(action) in map(_effect, done) for action in actions):
            lines.append(f"{finding.id} is corrected already by {done[0]['x-correction']} in {path.name}")
            continue
        if actions[0]["x-correction"] in {action["x-correction"] for action in before}:
            suffix = finding.id.rpartition("-")[2]
            actions = [{**action, "x-correction": f"{action['x-correction']}-{suffix}"} for action in actions]
        added += actions
        lines.append(f"{finding.id} is corrected: {actions[0]['x-correction']}, added to {path.name}")
    if not added:
        return lines
    document, known = _document_of(report), report.document.overlay_sha256
    is_first = overlay.sha256 == known
    if not is_first and overlay.sha256 != _read_accepted(project).get(known):
        raise UsageFault("the report is of another state of the overlay; run the contract again")
    text = append_items(content, path.name, "actions", added)
    corrected = parse_overlay(text, path.name)
    next_run = name_next_run(is_live=report.target.kind == "live", overlay=given)
    try:
        correct_by(document, corrected)
    except SpecError as error:
        if is_first and len(findings) == 1:
            raise
        raise UsageFault(f"not all can be accepted together ({error}); run `{next_run}` before you go on") from None
    write_file(project.build / ACCEPTED, json.dumps({known: corrected.sha256}).encode())
    _write(path, text)
    return [*lines, f"now run {'' if given else '`make generate`, then '}`{next_run}`"]


def _effect(action: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in action.items() if key in ("target", *VERBS)}


def _read_accepted(project: Project) -> dict[str, str]:
    """Return what the overlay has become, by what it was in a run whose findings have been accepted since."""
    try:
        accepted: dict[str, str] = json.loads((project.build / ACCEPTED).read_bytes())
    except (OSError, ValueError):
        return {}
    return accepted if isinstance(accepted, dict) else {}


def _suggested(finding: ReportedFinding) -> list[dict[str, Any]]:
    id_ = finding.id
    if not has_actions(finding.suggestion):
        words, subject = say_by_hand(finding)
        raise UsageFault(f"{id_} has no suggestion: {words[0].lower()}{words[1:]} {subject}".rstrip())
    actions: list[dict[str, Any]] = load_yaml(finding.suggestion.encode(), f"the suggestion of {id_}")
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
    return [*lines, f"now run `{name_next_run(is_live=report.target.kind == 'live')}`"]


def _document_of(report: Report) -> Document:
    document = read_document(Project(ROOT))
    if report.document.sha256 != document.sha256:
        raise UsageFault("the report is of another version of the document; run the contract again")
    return document


def _write(path: Path, text: bytes) -> None:
    if not path.stat().st_mode & 0o222:
        raise UsageFault(f"{path} is read-only; nothing was changed")
    write_file(path, text)

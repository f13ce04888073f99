"""`accept`: resolve findings of a report, by a correction of the document or by tolerating them for a while."""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.findings.finding import State
from contract_tests.harness.findings.known_drift import FILE, parse_known_drift
from contract_tests.harness.reporting.read import read_report
from contract_tests.harness.reporting.report import Report, ReportedFinding
from contract_tests.harness.run.settings import OVERLAY
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file, write_file
from vendor_spec.openapi.append import append_items
from vendor_spec.openapi.provenance import read_document
from vendor_spec.openapi.yaml_text import load_yaml
from vendor_spec.overlay.actions import parse_overlay
from vendor_spec.overlay.correction import correct_by
from vendor_spec.project import OWN, Project

MOST_NAMED = 10
ROOT = OWN.root


def accept(given: Sequence[str]) -> int:
    """resolve findings of a report: correct the document, or tolerate them"""
    options = _parser().parse_args(given)
    toleration = _read_toleration(options)
    overlay = options.overlay or ROOT / OVERLAY
    report = read_report(options.report)
    findings = [_pick(report, id_, options.report.name) for id_ in dict.fromkeys(options.ids)]
    lines = _tolerate(findings, report, toleration) if toleration else _correct(findings, report, overlay)
    print("\n".join(lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m contract_tests accept", description=accept.__doc__)
    parser.add_argument("ids", nargs="+", metavar="ID", help="a finding's id, or the start of it")
    parser.add_argument("--tolerate", action="store_true", help="leave the document as it is; needs the next two")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why it is tolerated")
    parser.add_argument("--until", metavar="DATE", default="", help="the last day on which it is, as 2027-01-31")
    parser.add_argument("--link", metavar="URL", default="", help="where it is followed up")
    parser.add_argument("--report", metavar="FILE", type=Path, default=ROOT / "reports" / "drift.json")
    parser.add_argument("--overlay", metavar="FILE", type=Path, help=f"default: {OVERLAY}")
    return parser


def _read_toleration(options: argparse.Namespace) -> dict[str, str]:
    """Return why and until when findings are tolerated, as known_drift.yaml has it; empty when they are not."""
    if not options.tolerate:
        given = [name for name in ("reason", "until", "link") if getattr(options, name)]
        if given:
            raise UsageFault(f"--{given[0]} needs --tolerate; without --tolerate, `accept` corrects the document")
        return {}
    if not options.reason.strip():
        raise UsageFault("--tolerate needs --reason, which says why")
    try:
        until = date.fromisoformat(options.until)
    except ValueError:
        raise UsageFault(f"--until {options.until or 'is missing'}: give a date like 2027-01-31") from None
    if until < date.today():
        raise UsageFault(f"--until {until} has passed; give a day that is still to come")
    stated = {"reason": options.reason.strip(), "since": date.today().isoformat(), "until": until.isoformat()}
    return {**stated, "link": options.link} if options.link else stated


def _pick(report: Report, id_: str, name: str) -> ReportedFinding:
    """Return the finding whose id or former id is `id_`, or starts with it; the present id comes first."""
    matches = (
        [finding for finding in report.findings if finding.id == id_]
        or [finding for finding in report.findings if finding.former_id == id_]
        or [finding for finding in report.findings if any(name.startswith(id_) for name in finding.ids)]
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
    document, content = read_document(Project(ROOT)), read_file(path)
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
    _refuse_other_report(report, document.sha256, overlay.sha256)
    text = append_items(content, path.name, "actions", added)
    correct_by(document, parse_overlay(text, path.name))
    _write(path, text)
    next_ = "contract-live" if report.target.kind == "live" else "contract"
    return [*lines, f"now run `make generate`, then `make {next_}`"]


def _suggested(finding: ReportedFinding) -> list[dict[str, Any]]:
    id_ = finding.id
    actions: list[dict[str, Any]] | None = load_yaml(finding.suggestion.encode(), f"the suggestion of {id_}")
    if actions is None and finding.suggestion.strip():
        raise UsageFault(
            f"{id_} has no overlay action to add; do this by hand: {finding.suggestion.replace('#', '').strip()}"
        )
    if not actions:
        raise UsageFault(
            f"{id_} has no suggestion: correct the document by hand in {OVERLAY}, or tolerate it with --tolerate"
        )
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
        added.append({"id": finding.id, "operation": finding.operation, **toleration})
        lines.append(f"{finding.id} is tolerated until {toleration['until']}, added to {FILE.name}")
    if not added:
        return lines
    _refuse_other_report(report, read_document(Project(ROOT)).sha256, None)
    text = append_items(content, FILE.name, None, added)
    try:
        parse_known_drift(text, FILE.name)
    except SpecError as error:
        raise UsageFault(f"the entry would not be valid: {error}") from None
    _write(FILE, text)
    return [*lines, f"now run `make {'contract-live' if report.target.kind == 'live' else 'contract'}`"]


def _refuse_other_report(report: Report, document: str, overlay: str | None) -> None:
    if report.document.sha256 != document:
        raise UsageFault("the report is of another version of the document; run the contract again")
    if overlay is not None and report.document.overlay_sha256 != overlay:
        raise UsageFault("the report is of another state of the overlay; run the contract again")


def _write(path: Path, text: bytes) -> None:
    if not path.stat().st_mode & 0o222:
        raise UsageFault(f"{path} is read-only; nothing was changed")
    write_file(path, text)

"""How a finding of a report is settled: by commands that run in the project's folder, or by hand."""

import re
import shlex
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from attrs import frozen

from contract_tests.harness.findings.finding import State
from vendor_spec.overlay.jsonpath import quote
from vendor_spec.project import OWN

RECORD = OWN.reports / "drift.json"
SANDBOX = ".sandbox"  # a file that `make drift-demo` leaves in its copy of the project
PROGRAM = (".venv/bin/python", "-m", "contract_tests")
REASON = "reported to the vendor"
TOLERATED = timedelta(days=30)
HOLES = ("auth.not_enforced", "account.not_isolated")
UNLIKE_CLIENT = "client.mismatch"
ONLY_IN_PROSE = "prose.operation"
# What an API does here, no document can describe as right.
FAULTS = ("body.unreadable", "delete.", "field.echo", "field.time", "list.", "redirect.", "server.", "write.")


class Settled(Protocol):
    """What has to be known of a finding."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def operation(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def suggestion(self) -> str: ...


@frozen
class Settling:
    """Settles the findings of one report.

    Attributes:
        record: Where its `drift.json` is.
        overlay: The overlay of the run, if it was not the project's own.
        is_live: Whether the run was live.
        has_overlay: Whether the run had one; what a run without any suggests would not fit into one.
    """

    record: Path = RECORD
    overlay: Path | None = None
    is_live: bool = True
    has_overlay: bool = True

    @property
    def next_run(self) -> str:
        """The command that shows whether the findings are settled."""
        return name_next_run(is_live=self.is_live, overlay=self.overlay)

    @property
    def page(self) -> str:
        """The path of the report's page, from the project's folder."""
        return _show(self.record.with_name("drift.html"))

    def can_accept(self, finding: Settled) -> bool:
        """Return whether `accept` corrects the document by this finding."""
        return finding.state is State.NEW and self.has_overlay and has_actions(finding.suggestion)

    def accept(self, finding: Settled) -> str:
        """Return the command that corrects the document."""
        overlay = ("--overlay", _show(self.overlay)) if self.overlay else ()
        return shlex.join((*PROGRAM, "accept", finding.id, *self._report, *overlay))

    def tolerate(self, finding: Settled) -> str:
        """Return the command that tolerates the finding, for 30 days from today."""
        until = date.today() + TOLERATED
        toleration = ("--tolerate", "--reason", REASON, "--until", until.isoformat())
        return shlex.join((*PROGRAM, "accept", finding.id, *toleration, *self._report))

    def say_in_general(self) -> str:
        """Return what is done with any finding, and where the commands work."""
        root = OWN.root
        folder = f"this sandbox, {root.parent.name}/{root.name}" if (root / SANDBOX).exists() else "the project"
        there = "" if self._report else ", with this report in reports/drift.json"
        return (
            f"If the API is right, correct the document; then run {self.next_run}. If the document is right, tell the "
            f"vendor and tolerate the finding until a date. All commands run in the folder of {folder}{there}"
            f"{', requests with the VOBIZ_ variables of the run set' if self.is_live else ''}."
        )

    def say_what_to_do(self, findings: Sequence[Settled]) -> list[str]:
        """Return lines for the terminal, each command on its own: those for the worst of the findings."""
        accepted = [finding for finding in findings if self.can_accept(finding)]
        by_hand = [finding for finding in findings if finding.suggestion and not has_actions(finding.suggestion)]
        tolerated = [finding for finding in findings if not finding.suggestion] or findings
        how = ":" if accepted or by_hand else " by hand in openapi.overlay.yaml: nothing is suggested."
        return [
            f"If the API is right, correct the document{how}",
            *(f"  {say_by_hand(finding)[1]}" for finding in by_hand[:1]),
            *(f"  {self.accept(finding)}" for finding in accepted[:1]),
            "If the document is right, tell the vendor and tolerate the finding until a date:",
            *(f"  {self.tolerate(finding)}" for finding in tolerated[:1]),
        ]

    @property
    def _report(self) -> tuple[str, ...]:
        return () if self.record.resolve() == RECORD.resolve() else ("--report", _show(self.record))


def has_actions(suggestion: str) -> bool:
    """Return whether a suggestion is more than a comment on what is done by hand."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in suggestion.splitlines())


def say_by_hand(finding: Settled) -> tuple[str, str]:
    """Return what is to be done with a finding that no command corrects: in our words, and what these are about.

    The second text has words of the document or the overlay in it, and may be empty.
    """
    if finding.kind in HOLES:
        return (
            "Do not correct the document: report this to the vendor in private, and tolerate the finding until the "
            "vendor has fixed it.",
            "",
        )
    if comment := finding.suggestion.strip():
        return "Do this by hand:", re.sub(r"(?m)^\s*#\s*", "", comment)
    if finding.kind.startswith(FAULTS):
        return "No correction of the document makes this right: report it to the vendor, and tolerate the finding.", ""
    method, _, path = finding.operation.partition(" ")
    target = f"$.paths[{quote(path)}].{method.lower()}" if path.startswith("/") and method.isalpha() else "$"
    client = "If the client is wrong, mend generator-templates. " if finding.kind == UNLIKE_CLIENT else ""
    return (
        f"The check cannot suggest a correction. {client}If the document is wrong, correct it by hand, with an action "
        "in openapi.overlay.yaml at this target or below it:",
        "$.paths" if finding.kind == ONLY_IN_PROSE else target,
    )


def name_next_run(*, is_live: bool, overlay: Path | None = None) -> str:
    """Return the command that shows whether the findings of a run are settled."""
    if (OWN.root / SANDBOX).exists():
        return "make drift-demo"
    if overlay:
        return shlex.join((*PROGRAM, "--target", "live" if is_live else "mock", "--overlay", _show(overlay)))
    return "make contract-live" if is_live else "make contract"


def _show(path: Path) -> str:
    """Return a path as it is found from the project's folder."""
    whole, root = path.resolve(), OWN.root.resolve()
    return str(whole.relative_to(root) if whole.is_relative_to(root) else whole)

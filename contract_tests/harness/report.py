"""What a run found, as `reports/drift.json`, as a page, as the last lines on the terminal and as an exit status."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from attrs import define, field
from jinja2 import Environment, FileSystemLoader

from contract_tests.harness.errors import RunFault
from contract_tests.harness.fields import documented_fields
from contract_tests.harness.findings import Finding, State
from contract_tests.harness.kinds import MEANINGS, WHAT_TO_DO
from contract_tests.harness.recorder import Record
from contract_tests.harness.run import Run
from contract_tests.harness.targets import Kind
from contract_tests.harness.verdict import OperationVerdict, Verdict, all_findings, judge_operation, judge_run
from vendor_spec.errors import SpecError
from vendor_spec.files import write_file

MOCK_NOTE = (
    "The target was the mock, which is made from the document: this shows that document, client and checks agree, "
    "and nothing about the vendor."
)


class Status(IntEnum):
    """Exit statuses of a run."""

    CONFORMS = 0
    DRIFT = 1
    USAGE = 2
    INCONCLUSIVE = 3
    FAULT = 4
    INTERRUPTED = 130


@define
class Report:
    """Everything that `drift.json` holds; `faults` are our own, and make the exit status 4 whatever was found."""

    run: Run
    operations: list[OperationVerdict]
    findings: list[Finding]
    records: list[Record]
    faults: list[str]
    started_at: datetime
    interrupted: bool = False
    notes: list[str] = field(factory=list)
    ended_at: datetime = field(factory=lambda: datetime.now(UTC))

    @classmethod
    def make(
        cls, run: Run, records: list[Record], faults: Iterable[str], started_at: datetime, *, interrupted: bool
    ) -> "Report":
        """Judge what the records hold."""
        operations = [
            judge_operation(
                operation.label,
                [record for record in records if record.operation == operation.label],
                documented_fields(run.corrected.content, operation),
                run.not_asked.get(operation.label, "interrupted" if interrupted else ""),
            )
            for operation in run.in_shard
        ]
        own = [fault for record in records for fault in record.faults]
        all_faults = list(dict.fromkeys([*faults, *own]))
        notes = list(dict.fromkeys(note for record in records for note in record.notes))
        return cls(run, operations, all_findings(records), records, all_faults, started_at, interrupted, notes)

    @property
    def verdict(self) -> Verdict:
        return judge_run(self.findings, self.operations)

    @property
    def status(self) -> Status:
        """The exit status of the run."""
        if self.interrupted:
            return Status.INTERRUPTED
        if self.faults:
            return Status.FAULT
        return Status[self.verdict.name]

    @property
    def stale(self) -> list[str]:
        return self.run.known.stale(self.findings)

    def to_record(self) -> dict[str, Any]:
        """The JSON object of `drift.json`; `drift.schema.json` describes it."""
        run = self.run
        index, count = run.settings.shard
        by_method: Counter[str] = sum((record.by_method for record in self.records), Counter())
        return {
            "verdict": self.verdict.value,
            "target": {"kind": run.target.kind.value, "base_url": run.target.base_url},
            "document": {
                "sha256": run.corrected.document.sha256,
                "overlay_sha256": run.corrected.overlay.sha256,
            },
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "duration_s": round((self.ended_at - self.started_at).total_seconds(), 3),
            "seed": run.settings.seed,
            "shard": f"{index}/{count}",
            "requests": {
                "total": by_method.total(),
                "by_method": dict(sorted(by_method.items())),
                "wrong_credentials": sum(record.wrong_credentials for record in self.records),
            },
            "operations": [self._operation_record(operation) for operation in self.operations],
            "findings": [finding.to_record() for finding in self.findings],
            "corrections": [
                {"id": correction.id, "operations": list(correction.operations), "status": "untested"}
                for correction in run.corrected.corrections
            ],
            "stale": self.stale,
            "mock_limits": dict(sorted(sum((record.limits for record in self.records), Counter()).items())),
            "notes": self.notes,
            "faults": [run.scribe.text(fault) for fault in self.faults],
        }

    def _operation_record(self, operation: OperationVerdict) -> dict[str, Any]:
        conclusive = operation.verdict is not Verdict.INCONCLUSIVE
        return {
            "operation": operation.operation,
            "verdict": operation.verdict.value,
            "reason": operation.reason,
            "statuses_seen": {str(status): count for status, count in operation.statuses_seen.items()},
            "fields_never_seen": list(operation.fields_never_seen),
            "last_conclusive_at": self.started_at.isoformat(timespec="seconds") if conclusive else None,
        }

    def write(self, folder: Path) -> None:
        """Write `drift.json` and `drift.html`, each whole or not at all; raises RunFault when that is not possible."""
        record = self.to_record()
        environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)
        page = environment.get_template("drift.html.jinja").render(
            report=record, note=self._note, line=self.line, meanings=MEANINGS, what_to_do=WHAT_TO_DO
        )
        try:
            write_file(folder / "drift.json", (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode())
            write_file(folder / "drift.html", page.encode())
        except SpecError as error:
            raise RunFault(str(error)) from None

    @property
    def _note(self) -> str:
        return MOCK_NOTE if self.run.target.kind is Kind.MOCK else ""

    @property
    def line(self) -> str:
        """The last line on the terminal."""
        states = Counter(finding.state for finding in self.findings)
        counts = ", ".join(f"{states[state]} {state.value}" for state in State)
        return f"verdict: {self.verdict.value} ({counts}, {len(self.stale)} stale) - reports/drift.html"

    def show(self, write_line: Callable[[str], None]) -> None:
        """Print what a reader needs, the verdict last."""
        if self._note:
            write_line(self._note)
        index, count = self.run.settings.shard
        if count > 1:
            total = len(self.run.corrected.operations)
            write_line(f"shard {index} of {count}: {len(self.operations)} of {total} operations")
        for note in self.notes:
            write_line(f"note: {note}")
        for fault in self.faults:
            write_line(f"fault of the check itself: {self.run.scribe.text(fault)}")
        for operation in self.operations:
            if operation.verdict is Verdict.INCONCLUSIVE:
                write_line(f"inconclusive: {operation.operation}: {operation.reason}")
        for finding in self.findings:
            write_line(f"{finding.state.value} {finding.severity.value} {finding.id}: {finding.operation}")
            write_line(f"  at {finding.location}: expected {finding.expected}; observed {finding.observed}")
            write_line(f"  {MEANINGS[finding.kind]}")
            if finding.request:
                write_line(f"  {finding.request}")
        if any(finding.is_drift for finding in self.findings):
            write_line(WHAT_TO_DO)
        write_line(self.line)

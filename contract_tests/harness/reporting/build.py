"""What a run found, as the object of `drift.json`, which `reporting/drift.schema.json` describes."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from contract_tests.harness.corrections.results import any_new_is_wrong, find_slack, judge_corrections, point_at_wrong
from contract_tests.harness.corrections.suggestions import suggest_all
from contract_tests.harness.findings.finding import MOST_FINDINGS, show_findings
from contract_tests.harness.findings.pointers import documented_fields
from contract_tests.harness.findings.result import Record
from contract_tests.harness.reporting.stale import find_stale
from contract_tests.harness.reporting.verdict import OperationVerdict, Verdict, all_findings, judge_operation, judge_run
from contract_tests.harness.run.run import Run
from contract_tests.harness.target.target import Kind


def make_record(
    run: Run,
    records: list[Record],
    faults: Iterable[str],
    started_at: datetime,
    *,
    notes: Iterable[str] = (),
    ended_early: str = "",
) -> dict[str, Any]:
    """Judge what the records of the items hold. `faults` are our own, and make the exit status 4 whatever was found."""
    operations = [
        judge_operation(
            operation,
            [record for record in records if record.operation == operation.label],
            documented_fields(run.scope.corrected.content, operation),
            str(run.scope.skips.get(operation.label, ended_early)),
        )
        for operation in run.scope.in_shard
    ]
    source = f"Contract run of {started_at:%Y-%m-%d} ({run.scope.target.kind} target)"
    findings = suggest_all(run.scope.corrected, all_findings(records), records, source)
    standings = judge_corrections(
        run.scope.corrected.corrections,
        [one for record in records for one in record.evidence],
        run.evaluator.uncorrected if run.scope.target.kind is Kind.LIVE else None,
        {record.operation for record in records if record.statuses},
        run.scope.skips,
    )
    findings = point_at_wrong(findings, standings, run.scope.corrected.overlay.name)
    labels = [operation.label for operation in run.scope.corrected.operations]
    stale = dict(
        find_stale(
            run.known.entries,
            findings,
            operations,
            labels,
            is_live=run.scope.target.kind is Kind.LIVE,
            ended_early=ended_early,
        )
    )
    slack = find_slack(standings, stale) if run.settings.strict else []
    own = [fault for record in records for fault in record.faults]
    by_method: Counter[str] = sum((record.by_method for record in records), Counter())
    index, count = run.settings.shard
    verdict = judge_run(findings, operations, ended_early)
    if not operations and run.scope.corrected.operations and not ended_early:
        # No operation falls to this shard: the others may show what there is.
        verdict = Verdict.CONFORMS
    if slack or any_new_is_wrong(findings, standings):
        verdict = Verdict.DRIFT
    if len(findings) > MOST_FINDINGS:
        notes = [*notes, f"only {MOST_FINDINGS} of {len(findings)} findings are shown"]
    return {
        "verdict": verdict.value,
        "target": {"kind": run.scope.target.kind.value, "base_url": run.scope.target.base_url},
        "document": {
            "sha256": run.scope.corrected.document.sha256,
            "overlay_sha256": run.scope.corrected.overlay.sha256,
            "operations": labels,
        },
        "started_at": started_at.isoformat(timespec="seconds"),
        "duration_s": round((datetime.now(UTC) - started_at).total_seconds(), 3),
        "seed": run.settings.seed,
        "shard": f"{index}/{count}",
        "strict": run.settings.strict,
        "ended_early": ended_early,
        "requests": {
            "total": by_method.total(),
            "by_method": dict(sorted(by_method.items())),
            "wrong_credentials": sum(record.wrong_credentials for record in records),
        },
        "operations": [_operation_record(operation, started_at) for operation in operations],
        "findings": [finding.to_record() for finding in show_findings(findings)],
        "corrections": [
            {
                "id": one.id,
                "operations": list(one.operations),
                "status": one.status.value,
                "reason": run.scribe.text(one.reason),
            }
            for one in standings
        ],
        "stale": list(stale),
        "mock_limits": dict(sorted(sum((record.limits for record in records), Counter()).items())),
        "notes": list(
            dict.fromkeys(
                [*(note for record in records for note in record.notes), *notes, *filter(None, stale.values()), *slack]
            )
        ),
        "faults": [run.scribe.text(fault) for fault in dict.fromkeys([*faults, *own])],
    }


def _operation_record(operation: OperationVerdict, started_at: datetime) -> dict[str, Any]:
    conclusive = operation.verdict is not Verdict.INCONCLUSIVE
    return {
        "operation": operation.operation,
        "verdict": operation.verdict.value,
        "reason": operation.reason,
        "questions": [
            {"question": answer.question, "outcome": answer.outcome, "reason": answer.reason}
            for answer in operation.questions
        ],
        "statuses_seen": {str(status): count for status, count in operation.statuses_seen.items()},
        "statuses_never_seen": list(operation.statuses_never_seen),
        "fields_never_seen": list(operation.fields_never_seen),
        "last_conclusive_at": started_at.isoformat(timespec="seconds") if conclusive else None,
    }

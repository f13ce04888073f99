"""Makes the report that `drift.json` holds of the results of a run."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from itertools import chain

from attrs import evolve

from contract_tests.harness.checks.repairs import note_shared_repairs
from contract_tests.harness.corrections.results import any_new_is_wrong, find_slack, judge_corrections, point_at_wrong
from contract_tests.harness.corrections.suggestions.suggesting import suggest_all
from contract_tests.harness.corrections.uncorrected import UncorrectedOperations
from contract_tests.harness.findings.finding import Finding, merge_findings
from contract_tests.harness.findings.known_drift import Entry
from contract_tests.harness.findings.pointers import documented_fields
from contract_tests.harness.findings.result import Result
from contract_tests.harness.reporting.coverage import find_gaps, measure, name_trouble
from contract_tests.harness.reporting.report import (
    SCHEMA_VERSION,
    OperationReport,
    Report,
    ReportedCorrection,
    ReportedDocument,
    ReportedFinding,
    ReportedTarget,
    Requests,
    add_up,
    show_findings,
)
from contract_tests.harness.reporting.verdict import find_stale, judge_operation, judge_run
from contract_tests.harness.target.policy import VALID_REQUEST
from contract_tests.harness.valid_requests.scope import Scope
from vendor_spec.openapi.document import Operation


def build_report(
    records: Collection[Result],
    *,
    scope: Scope,
    uncorrected: UncorrectedOperations,
    known: Iterable[Entry],
    redact: Callable[[str], str],
    seed: int,
    shard: tuple[int, int],
    strict: bool,
    started_at: datetime,
    faults: Iterable[str] = (),
    notes: Iterable[str] = (),
    ended_early: str = "",
    interrupted: bool = False,
    planned: Mapping[str, Collection[str]] | None = None,
    trouble: str = "",
    turn: int = 0,
    next_turn: int = 0,
    nights: int = 1,
) -> Report:
    """Return the report of a run from the results of its items.

    `planned` are the probes of each operation, by its label; one without a result was not sent. `trouble` says what
    went wrong with the target, since when. `turn` is the probe at which the run began, `next_turn` that at which the
    next one is to begin, `nights` how many nights a full round takes. `faults` are errors in the check itself; with
    one, nothing conforms.
    """
    corrected, target = scope.corrected, scope.target
    moment = started_at.isoformat(timespec="seconds")
    labels = tuple(operation.label for operation in corrected.operations)
    # Whatever else is asked of an operation, its valid request is.
    probes = {each.label: (VALID_REQUEST, *(planned or {}).get(each.label, ())) for each in scope.in_shard}
    gaps, all_trouble = name_trouble(find_gaps(records, probes, scope.skips, ended_early), trouble, ended_early)

    by_label: dict[str, list[Result]] = {}
    for record in records:
        by_label.setdefault(record.operation, []).append(record)

    def judge(operation: Operation) -> OperationReport:
        own, fields = by_label.get(operation.label, ()), documented_fields(corrected.content, operation)
        return judge_operation(operation, own, fields, gaps[operation.label], moment)

    operations = tuple(map(judge, scope.in_shard))
    source = f"Contract run of {started_at:%Y-%m-%d} against {target.base_url if scope.is_live else 'the mock'}"
    merged = merge_findings(chain.from_iterable(record.findings for record in records))
    findings = suggest_all(corrected, merged, records, source)
    results = judge_corrections(
        corrected.corrections,
        [evidence for record in records for evidence in record.evidence],
        uncorrected if scope.is_live else None,
        {record.operation for record in records if record.statuses},
        scope.skips,
        {label: [probe for probe, gap in own.items() if gap] for label, own in gaps.items()},
    )
    findings = point_at_wrong(findings, results, corrected.overlay)
    stale = dict(find_stale(known, findings, operations, labels, is_live=scope.is_live, ended_early=ended_early))
    slack = find_slack(results, stale) if strict else []
    by_method = add_up(record.by_method for record in records)
    judged = {label: sum((record.judged for record in own), Counter[int]()) for label, own in by_label.items()}
    reported = [ReportedFinding.of(_with_asked(each, judged.get(each.operation, Counter()))) for each in findings]
    shown, cut = show_findings(reported)
    noted = chain(
        chain.from_iterable(record.notes for record in records),
        notes,
        note_shared_repairs(corrected),
        cut,
        filter(None, stale.values()),
        slack,
    )
    failed = tuple(dict.fromkeys(chain(faults, chain.from_iterable(record.faults for record in records))))
    return Report(
        schema_version=SCHEMA_VERSION,
        verdict=judge_run(
            reported,
            operations,
            all_trouble,
            drifted=bool(slack) or any_new_is_wrong(findings, results),
            failed=bool(failed),
            is_empty_shard=bool(labels) and not operations,
        ),
        target=ReportedTarget(target.kind, target.base_url),
        document=ReportedDocument(corrected.document.sha256, corrected.overlay.sha256, labels),
        started_at=moment,
        duration_s=round((datetime.now(UTC) - started_at).total_seconds(), 3),
        seed=seed,
        shard="{}/{}".format(*shard),
        strict=strict,
        ended_early=ended_early,
        interrupted=interrupted,
        turn=turn,
        next_turn=next_turn,
        requests=Requests(sum(by_method.values()), by_method, sum(record.wrong_credentials for record in records)),
        coverage=measure(gaps, len({record.operation for record in records if record.success_seen}), nights),
        trouble=all_trouble,
        operations=operations,
        findings=shown,
        corrections=tuple(
            ReportedCorrection(result.id, result.operations, result.status, redact(result.reason)) for result in results
        ),
        stale=tuple(stale),
        mock_limits=add_up(record.limits for record in records),
        notes=tuple(dict.fromkeys(noted)),
        faults=tuple(map(redact, failed)),
    )


def _with_asked(finding: Finding, judged: Counter[int]) -> Finding:
    """Return a finding with how many of the judged responses could have shown it."""
    if not finding.seen_in or not finding.location.startswith(("path", "response.")):
        return finding
    in_one_status = re.match(r"response\.(\d{3})\.", finding.location)
    return evolve(finding, asked=judged[int(in_one_status[1])] if in_one_status else judged.total())

"""Reports as a run would leave them, made to measure."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.findings.kinds import KINDS
from contract_tests.harness.reporting.past_runs import Night
from contract_tests.harness.reporting.report import OperationReport, Report, ReportedFinding
from tests.harness import reports_made

NIGHT = datetime.fromisoformat("2026-07-31T04:00:12+00:00")
PROBES = [
    "a_valid_request_succeeds",
    "conformance",
    "the_prose_agrees",
    "generated_client",
    "generated_async_client",
    "an_unknown_id_is_not_there",
    "credentials_are_required",
    "accounts_are_isolated",
    "parameters_are_what_the_document_says",
]
SUGGESTION = """\
- target: $.paths["{path}"].get.responses["200"].content["application/json"].schema.properties
  x-correction: {id}
  x-evidence: seen on 2026-07-31
  update:
    from_number:
      type: string
"""


def make_finding(kind: str = "field.renamed", **changes: Any) -> ReportedFinding:
    """One finding; its id comes from its kind, operation and location."""
    finding = {
        "kind": kind,
        "operation": "GET /api/v1/Account/{auth_id}/Call/{call_uuid}/",
        "location": "response.200.body#/from",
        "expected": "the field is called from",
        "observed": "the field is called from_number",
        "request": 'curl -X GET "https://api.vobiz.example/api/v1/Account/$VOBIZ_AUTH_ID/Call/$VOBIZ_CALL_UUID/" '
        '-H "X-Auth-ID: $VOBIZ_AUTH_ID" -H "X-Auth-Token: $VOBIZ_AUTH_TOKEN"',
        "response_excerpt": '200, application/json\n{"call_uuid": "***47", "from_number": "***38", "to": "***03"}',
        "count": 9,
        "severity": KINDS[kind],
    } | changes
    identity = f"{kind} {finding['operation']} {finding['location']}"
    return reports_made.make_finding(id=f"{kind}-{hashlib.sha256(identity.encode()).hexdigest()[:10]}", **finding)


def make_operation(operation: str = "GET /calls", verdict: str = "conforms", **changes: Any) -> OperationReport:
    """One operation for which every probe was sent."""
    outcome = {"conforms": "held"}.get(verdict, verdict)
    reason = "no successful response (statuses: 404)" if verdict == "inconclusive" else ""
    stated = {
        "reason": reason,
        "questions": [
            {"question": probe, "outcome": outcome if index == 0 else "held", "reason": reason if index == 0 else ""}
            for index, probe in enumerate(PROBES)
        ],
        "statuses_seen": {"200": 14, "401": 5},
        "statuses_never_seen": ["404", "429"],
        "last_conclusive_at": None if verdict == "inconclusive" else NIGHT.isoformat(),
    }
    return reports_made.make_operation(operation, verdict=verdict, **stated | changes)


def make_report(**changes: Any) -> Report:
    """A live night in which one operation conforms, but for what `changes` say."""
    operations = changes.get("operations", [make_operation()])
    stated = {
        "target": {"kind": "live", "base_url": "https://api.vobiz.example"},
        "document": {
            "sha256": hashlib.sha256(b"document").hexdigest(),
            "overlay_sha256": hashlib.sha256(b"overlay").hexdigest(),
            "operations": [operation.operation for operation in operations],
        },
        "started_at": NIGHT.isoformat(),
        "duration_s": 18.204,
        "requests": {"total": 35, "by_method": {"GET": 35}, "wrong_credentials": 3},
        "operations": operations,
    }
    return reports_made.make_report(**stated | changes)


def earlier(report: Report, nights: int, **changes: Any) -> Night:
    """What is kept of the same report, `nights` nights before, but for what `changes` say."""
    before = (NIGHT - timedelta(days=nights)).isoformat()
    return from_json({**to_json(report), "started_at": before, **to_json(changes)}, Night)


def make_large_report() -> Report:
    """A night of 100 operations and 200 findings: 150 new ones, 30 known, 20 corrected."""
    paths = [f"/api/v1/Account/{{auth_id}}/{noun}{index}/{{id}}" for noun in ("Call", "Trunk") for index in range(50)]
    methods = ["GET", "POST", "DELETE", "PATCH"]
    labels = [f"{methods[index % 4]} {path}" for index, path in enumerate(paths)]
    verdicts = ["drift", "conforms", "conforms", "inconclusive"]
    return make_report(
        verdict="drift",
        operations=[
            make_operation(
                label,
                verdicts[index % 4],
                statuses_seen={"200": 14, "401": 5, "404": 3, "422": 22},
                fields_never_seen=[f"/objects/0/field_{number}" for number in range(index % 9)],
            )
            for index, label in enumerate(labels)
        ],
        findings=[_large_finding(index, labels, paths) for index in range(200)],
        corrections=[
            {"id": f"correction-{index}", "operations": labels[: index * 9 + 1], "status": status, "reason": "seen"}
            for index, status in enumerate(["confirmed", "wrong", "unneeded", "untested"])
        ],
        stale=["field.type-0000000000"],
    )


def _large_finding(index: int, labels: list[str], paths: list[str]) -> ReportedFinding:
    kinds = list(KINDS)
    state = "new" if index < 150 else "known" if index < 180 else "corrected"
    return make_finding(
        kinds[index % len(kinds)],
        operation=labels[index % 100],
        location=f"response.200.body#/field_{index}",
        suggestion=SUGGESTION.format(path=paths[index % 100], id=f"field-{index}") if index % 2 else "",
        response_excerpt="200, application/json\n" + json.dumps({f"field_{n}": "***" for n in range(40)})[:600],
        state=state,
        note="tolerated until 2027-01-31: the vendor knows (ticket 4711)" if state == "known" else "",
    )

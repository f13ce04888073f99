"""Reports as `drift.json` holds them, written by nobody and full of whatever a vendor might send."""

import json
from functools import cache
from typing import Any

import jsonschema_rs
from hypothesis import strategies as st

from contract_tests.harness.findings.json_form import from_json, to_json
from contract_tests.harness.reporting.report import SCHEMA_VERSION, OperationReport, Report, ReportedFinding
from tests.conftest import ROOT

MARK = "EVIL"  # in every text that came from outside
SHA = "0" * 64
TIMES = ("2026-06-11T16:03:28+00:00", "2026-06-11T16:03:28.5Z")
_PIECES = (
    *"`~|\\<>@#[]()!*_&:/-+=.;'\"$ \t\n\r1a\x00\x1b\x7f\x85\u2028\u202e\ufeff\ufffe\ud800\u00e9\U0001f600",
    *("```", "``", "\\|", "`|", "]]>", "<!--", "-->", "</code>", "<img src=x>", "![x](https://e.invalid)", "&#64;"),
    *("[x](javascript:1)", "https://e.invalid", "www.e.invalid", "@team", "#1", "GH-1", "a/b#2", "a@e.invalid"),
    *("\n\n# x", "\n- x", "\n    x", "\n| a | b |\n|---|---|", "\n[x]: https://e.invalid\n", "<https://e.invalid>"),
)
# Mostly pieces that mean something to Markdown, XML or a terminal.
hostile = st.lists(st.sampled_from(_PIECES), max_size=8).map("".join)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Any report; a few hostile texts stand in all its places, since drawing one for each takes too long."""
    texts = st.sampled_from([f"{draw(hostile)}{MARK}{draw(hostile)}" for _ in range(4)])

    def a(**members: Any) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in members.items()}
        )

    def up_to_two(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
        return st.lists(strategy, max_size=2)

    counts = st.dictionaries(texts, st.integers(0, 9), max_size=2)
    verdicts, outcomes = st.sampled_from(["conforms", "drift", "inconclusive"]), ["held", "drift", "inconclusive"]
    codes = st.sampled_from(["", "policy", "of_another_version"])
    questions = a(question=texts, outcome=st.sampled_from(outcomes), reason=texts, code=codes)
    operations = a(
        operation=texts,
        verdict=verdicts,
        reason=texts,
        code=codes,
        questions=up_to_two(questions),
        statuses_seen=counts,
        statuses_never_seen=up_to_two(texts),
        fields_never_seen=up_to_two(texts),
        last_conclusive_at=st.sampled_from([None, *TIMES]),
    )
    findings = a(
        id=st.sampled_from(["field.type-0123456789", "a_b.c-fedcba9876"]),
        former_id=st.sampled_from(["", "field.type-9876543210"]),
        kind=st.sampled_from(["field.type", "of.another_version"]),
        severity=st.sampled_from(["breaking", "risky", "additive", "notice"]),
        state=st.sampled_from(["new", "known", "corrected"]),
        operation=texts,
        location=texts,
        expected=texts,
        observed=texts,
        request=texts,
        response_excerpt=texts,
        suggestion=texts | st.just(""),
        note=texts | st.just(""),
        count=st.integers(1, 9),
    )
    statuses = st.sampled_from(["confirmed", "unneeded", "wrong", "untested"])
    drawn = draw(
        a(
            schema_version=st.sampled_from([1, 2]),
            verdict=verdicts,
            target=a(kind=st.sampled_from(["mock", "live"]), base_url=texts),
            document=a(sha256=SHA, overlay_sha256=st.sampled_from(["", SHA]), operations=up_to_two(texts)),
            started_at=st.sampled_from(TIMES),
            duration_s=st.floats(0, 1e6),
            seed=st.integers(0, 9),
            shard=st.sampled_from(["1/1", "2/3"]),
            strict=st.booleans(),
            ended_early=texts | st.just(""),
            requests=a(total=st.integers(0, 9), by_method=counts, wrong_credentials=st.integers(0, 9)),
            operations=up_to_two(operations),
            findings=up_to_two(findings),
            corrections=up_to_two(a(id=texts, operations=up_to_two(texts), status=statuses, reason=texts)),
            stale=up_to_two(texts),
            mock_limits=counts,
            notes=up_to_two(texts),
            faults=up_to_two(texts),
        )
    )
    return from_json(drawn, Report)


@cache
def validator() -> Any:
    """What holds a value against the published form."""
    schema = json.loads((ROOT / "contract_tests/harness/reporting/drift.schema.json").read_text())
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def make_report(**changes: Any) -> Report:
    """A report of a live run that conforms, with members changed, to records or to what is in JSON; of its schema."""
    content = to_json(
        {
            "schema_version": SCHEMA_VERSION,
            "verdict": "conforms",
            "target": {"kind": "live", "base_url": "https://api.example.com"},
            "document": {"sha256": SHA, "overlay_sha256": SHA, "operations": ["GET /calls"]},
            "started_at": "2026-06-11T16:03:28+00:00",
            "duration_s": 1.5,
            "seed": 0,
            "shard": "1/1",
            "strict": False,
            "ended_early": "",
            "requests": {"total": 1, "by_method": {"GET": 1}, "wrong_credentials": 0},
            "operations": [make_operation("GET /calls")],
            "findings": [],
            "corrections": [],
            "stale": [],
            "mock_limits": {},
            "notes": [],
            "faults": [],
            **changes,
        }
    )
    validator().validate(content)
    return from_json(content, Report)


def make_operation(label: str, **changes: Any) -> OperationReport:
    """An operation of a report, which conforms."""
    content = {
        "operation": label,
        "verdict": "conforms",
        "questions": [{"question": "conformance", "outcome": "held"}],
        "statuses_seen": {"200": 1},
        "last_conclusive_at": "2026-06-11T16:03:28+00:00",
        **changes,
    }
    return from_json(to_json(content), OperationReport)


def make_finding(number: int = 0, **changes: Any) -> ReportedFinding:
    """A finding of a report: new drift."""
    content = {
        "id": f"field.missing-{number:010x}",
        "former_id": "",
        "kind": "field.missing",
        "severity": "breaking",
        "state": "new",
        "operation": "GET /calls",
        "location": "response.200.body#/id",
        "expected": "the field is there",
        "observed": "it is not there",
        "count": 1,
        "request": 'curl -X GET "https://api.example.com/calls"',
        "response_excerpt": "200, application/json\n{}",
        "suggestion": "",
        "note": "",
        **changes,
    }
    return from_json(content, ReportedFinding)

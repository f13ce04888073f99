"""`live_policy.yaml` is read strictly: a slip of the pen must not send anything."""

from pathlib import Path
from typing import Any

import pytest

from contract_tests.harness.target.policy import LivePolicy, Risk, read_live_policy
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import iter_operations


def operation(*names: str, body: bool = False) -> dict[str, Any]:
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    wanted = {"requestBody": {"content": {"application/json": {}}}} if body else {}
    return {"parameters": parameters, "responses": {"200": {"description": "Done"}}, **wanted}


CONTENT: dict[str, Any] = {
    "paths": {
        "/calls": {"get": operation(), "post": operation(body=True)},
        "/calls/{call_id}/": {"get": operation("call_id"), "delete": operation("call_id")},
        "/calls/{call_id}/parts/{part}": {"get": operation("call_id", "part")},
    }
}


def read(tmp_path: Path, text: str) -> LivePolicy:
    file = tmp_path / "live_policy.yaml"
    file.write_text(text)
    return read_live_policy(file, CONTENT, list(iter_operations(CONTENT)))


def test_what_is_not_named_is_read_when_it_is_a_get_and_else_forbidden(tmp_path: Path) -> None:
    risks = {label: entry.risk.value for label, entry in read(tmp_path, "").entries.items()}
    assert risks == {
        "GET /calls": "read",
        "POST /calls": "forbidden",
        "GET /calls/{call_id}/": "read",
        "DELETE /calls/{call_id}/": "forbidden",
        "GET /calls/{call_id}/parts/{part}": "read",
    }


def test_entries_sources_and_commands_are_read(tmp_path: Path) -> None:
    policy = read(
        tmp_path,
        """
operations:
  "GET /calls/{call_id}": forbidden  # the path as it is without the overlay
  "POST /calls": {risk: billable, body: {to: ["${VOBIZ_TO}", "${VOBIZ_FROM} and ${VOBIZ_TO}"]}}
  "GET /calls/{call_id}/parts/{part}": {risk: read, values: {part: {from: "GET /calls", at: "$.parts[0]"}}}
values:
  call_id: {from: "GET /calls", at: "$[0].id"}
before: {run: [python, call.py], cost: one call of a minute}
""",
    )
    assert policy.entries["GET /calls/{call_id}/"].risk is Risk.FORBIDDEN
    assert policy.entries["POST /calls"].body_variables == ["VOBIZ_TO", "VOBIZ_FROM"]
    part = policy.source("GET /calls/{call_id}/parts/{part}", "part")
    id_ = policy.source("GET /calls/{call_id}/parts/{part}", "call_id")
    assert part is not None and (part.label, part.at) == ("GET /calls", "$.parts[0]")
    assert id_ is not None and id_.at == "$[0].id"
    assert policy.before is not None and not policy.before.enabled
    assert policy.after is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "the file must be a mapping"),
        ("operation: {}", "the file has 'operation'; known are operations, values, before, after"),
        ("operations: {GET /nowhere: read}", "operations 'GET /nowhere' is no operation of the document"),
        ("operations: {get /calls: read}", "'get /calls' is no operation"),
        ("operations: {GET /calls: reed}", "GET /calls has the risk 'reed'; give one of read, reversible, billable,"),
        ("operations: {GET /calls: [read]}", "GET /calls must be a mapping"),
        ("operations: {GET /calls: {body: 1}}", "GET /calls has a `body`, but the document wants none"),
        ("operations: {POST /calls: {body: 1}}", "POST /calls has the risk None"),
        ("operations: {POST /calls: {risk: read, bdy: 1}}", "POST /calls has 'bdy'; known are risk, body, values"),
        ("operations: {POST /calls: {risk: read, body: '${HOME}'}}", "fills ${HOME} into its body"),
        ("operations: {GET /calls/: read, GET /calls: read}", "GET /calls is the same operation as another entry"),
        ("operations: {GET /calls: read, GET /calls: read}", "given twice"),
        ("values: {id: {from: GET /calls, at: $}}", "values: id is the name of no path parameter"),
        ("values: {call_id: {from: GET /calls}}", "values: call_id needs `from` (an operation) and `at`"),
        ("values: {call_id: {from: GET /calls, at: '$.['}}", "values: call_id has the JSONPath '$.[', which is none"),
        ("values: {call_id: {from: GET /x, at: $}}", "values: call_id 'GET /x' is no operation"),
        (
            "values: {call_id: {from: POST /calls, at: $}}",
            "values: call_id comes from POST /calls, which is forbidden, not read",
        ),
        (
            "values: {call_id: {from: 'GET /calls/{call_id}/parts/{part}', at: $}}",
            "values go round in a circle: GET /calls/{call_id}/parts/{part} -> GET /calls/{call_id}/parts/{part};",
        ),
        ("before: {run: python x.py, cost: x}", "before needs `run`, a list"),
        ("before: {run: [x]}", "before needs `cost`"),
        ("after: {run: [x], cost: x, enabled: maybe}", "after has an `enabled`"),
        ("after: {run: [x], cost: x, shell: true}", "after has 'shell'"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_and_entry(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SpecError) as mistake:
        read(tmp_path, text)
    assert "live_policy.yaml" in str(mistake.value)
    assert said in str(mistake.value)
    assert "\n" not in str(mistake.value)


@pytest.mark.parametrize(("risk", "is_taken"), [("reversible", True), ("billable", False), ("forbidden", False)])
def test_a_value_may_come_from_what_a_reversible_post_makes(tmp_path: Path, risk: str, is_taken: bool) -> None:
    text = f"""
operations: {{"POST /calls": {{risk: {risk}, body: {{to: "1"}}}}}}
values: {{call_id: {{from: "POST /calls", at: "$.id"}}}}
"""
    if is_taken:
        source = read(tmp_path, text).source("GET /calls/{call_id}/", "call_id")
        assert source is not None and source.makes
    else:
        with pytest.raises(SpecError, match=f"comes from POST /calls, which is {risk}, not read"):
            read(tmp_path, text)

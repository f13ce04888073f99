"""What leaves for a live target is decided by method and path, whoever sends it."""

from typing import Any

import pytest

from contract_tests.harness.target.budget import NotSent
from contract_tests.harness.target.gate import LiveGate
from contract_tests.harness.target.policy import Entry, LivePolicy, Risk
from contract_tests.harness.target.transport import Transport
from vendor_spec.openapi.document import Operation

BASE = "https://api.example.com/base"
RISKS = {
    "GET /calls": Risk.READ,
    "GET /calls/": Risk.FORBIDDEN,
    "GET /calls/{id}": Risk.READ,
    "DELETE /calls/{id}": Risk.FORBIDDEN,
    "GET /calls/export": Risk.FORBIDDEN,
    "POST /calls/{id}/note/": Risk.REVERSIBLE,
    "POST /messages": Risk.BILLABLE,
    "GET /rates/{prefix}-{country}": Risk.READ,
    "GET /caf\u00e9": Risk.READ,
}


@pytest.fixture
def gate() -> LiveGate:
    operations = [Operation(label.split()[0].lower(), label.split()[1], {}) for label in RISKS]
    policy = LivePolicy({label: Entry(risk) for label, risk in RISKS.items()})
    return LiveGate.make(BASE, operations, policy)


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /calls",
        "GET /calls?x=/calls/export",
        "get /calls/1",
        "GET /calls/1/",  # the slash is asked both ways
        "GET /calls/%D0%B6-%C3%A9",
        "GET /calls/a%2Fb",
        "POST /calls/1/note/",
        "POST /calls/1/note",
        "GET /rates/1-in",
        "GET /caf%C3%A9",
    ],
)
def test_what_an_allowed_operation_is_asked_with_passes(gate: LiveGate, request_line: str) -> None:
    method, path = request_line.split()
    gate.admit(method, BASE + path)


@pytest.mark.parametrize(
    ("request_line", "why"),
    [
        ("DELETE /calls/1", "does not allow DELETE /calls/{id}"),
        ("DELETE /calls/1/", "does not allow DELETE /calls/{id}"),
        ("GET /calls/", "does not allow GET /calls/"),  # another operation has just this path
        ("GET /calls/export", "does not allow GET /calls/export"),
        ("GET /calls/%65xport", "does not allow GET /calls/export"),
        ("POST /calls/1", "not documented"),
        ("HEAD /calls", "not documented"),
        ("GET /elsewhere", "not documented"),
        ("GET /calls/1/2", "not documented"),
        ("GET /calls//", "does not allow GET /calls/"),
        ("GET /rates/1", "not documented"),
    ],
)
def test_everything_else_is_refused(gate: LiveGate, request_line: str, why: str) -> None:
    method, path = request_line.split()
    with pytest.raises(NotSent) as refused:
        gate.admit(method, BASE + path)
    assert str(refused.value.skip).startswith("not sent: ")
    assert why in str(refused.value.skip)


def test_a_path_outside_the_base_path_is_refused(gate: LiveGate) -> None:
    for url in ("https://api.example.com/calls", "https://api.example.com/basement/calls", "https://api.example.com/"):
        with pytest.raises(NotSent):
            gate.admit("GET", url)


def test_what_costs_money_passes_once(gate: LiveGate) -> None:
    assert not gate.may_repeat("POST", f"{BASE}/messages")
    gate.admit("POST", f"{BASE}/messages")
    with pytest.raises(NotSent, match="POST /messages is billable, and sent only once"):
        gate.admit("POST", f"{BASE}/messages/")


def test_every_sender_passes_the_gate(gate: LiveGate) -> None:
    transport = Transport(BASE, gate=gate)
    ways: list[Any] = [
        lambda: transport.request("DELETE", f"{BASE}/calls/1"),  # Schemathesis's and the probes'
        lambda: transport.get(f"{BASE}/calls/../admin"),  # requests takes the dots out before it is asked
        lambda: transport.take_turn("DELETE", f"{BASE}/calls/1"),  # the generated client's
    ]
    for send in ways:
        with pytest.raises(NotSent):
            send()
    assert transport.by_method.total() == 0

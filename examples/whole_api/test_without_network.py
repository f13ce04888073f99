"""Test a program that uses the client, without a network: python -m pytest examples/whole_api/test_without_network.py

Needs the operations make-call and get-balance.
"""

import pytest
from vobiz_client import APITimeoutError, AsyncVobiz, PaymentRequiredError, Vobiz
from vobiz_client.testing import StubTransport, example


def call_back(vobiz: Vobiz, to: str) -> str | None:
    """Call somebody, unless the account is short of money."""
    if vobiz.balance.get_balance("INR").available_balance < 1:
        return None
    made = vobiz.calls.make_call(from_="910000000001", to=to, answer_url="https://example.com/", answer_method="GET")
    return made.request_uuid


@pytest.fixture
def api() -> StubTransport:
    return StubTransport()


def test_somebody_is_called(api: StubTransport) -> None:
    with api.client() as vobiz:
        api.answer(vobiz.calls.make_call, example(request_uuid="id-1"))
        assert call_back(vobiz, "910000000002") == "id-1"
    balance, call = api.sent
    assert (balance.path["currency"], call.body["to"]) == ("INR", "910000000002")


def test_nobody_is_called_without_money(api: StubTransport) -> None:
    api.answer("balance.get_balance", example(available_balance=0.5))
    with api.client() as vobiz:
        assert call_back(vobiz, "910000000002") is None
    assert api.sent_to("calls.make_call") == []


@pytest.mark.parametrize("error", [PaymentRequiredError, APITimeoutError])
def test_a_call_that_fails_is_told(api: StubTransport, error: type[Exception]) -> None:
    api.answer("calls.make_call", error)
    with api.client() as vobiz, pytest.raises(error):
        call_back(vobiz, "910000000002")
    assert len(api.sent_to("calls.make_call")) == 1


def test_async_code_is_tested_alike(api: StubTransport) -> None:
    import asyncio

    async def balance(vobiz: AsyncVobiz) -> float:
        return (await vobiz.balance.get_balance("INR")).balance

    api.answer("balance.get_balance", example(balance=7.5))
    assert asyncio.run(balance(api.async_client())) == 7.5

"""A program of a new user of the whole API, blocking and async: checked by mypy and pyright, and run, by the tests."""

import asyncio
import datetime
import io
from collections.abc import AsyncIterator, Iterator
from typing import assert_type

from vobiz_client import UNSET, AsyncVobiz, Download, NotFoundError, RateLimitError, RawResponse, Unset, Vobiz, watch
from vobiz_client.models import (
    Balance,
    ConferenceCurrentLiveRetrievalFailure,
    ConferenceDetails,
    ListTransactionsResponse,
    LiveCall,
    MakeCallRequest,
    MakeCallResponse,
    Transaction,
)
from vobiz_client.testing import SentRequest, StubTransport, example


def blocking(vobiz: Vobiz) -> None:
    made = vobiz.calls.make_call(from_="1", to="2", answer_url="https://example.com", answer_method="GET")
    assert_type(made, MakeCallResponse)
    body = MakeCallRequest(from_="1", to="2", answer_url="https://example.com", answer_method="POST")
    assert_type(vobiz.calls.make_call(body=body).request_uuid, str)
    assert_type(vobiz.calls.make_call(body={**body.to_dict(), "time_limit": 60}), MakeCallResponse)
    assert_type(vobiz.with_raw_response(vobiz.balance.get_balance, "INR"), RawResponse[Balance])
    assert_type(vobiz.balance.get_balance("INR").low_balance_threshold, int | Unset | None)
    assert_type(vobiz.live_calls.list_live_calls(status="queued").calls, list[str])
    for call in watch(lambda: vobiz.live_calls.get_live_call(made.request_uuid), every=0.01, by=lambda call: call.to):
        assert_type(call, LiveCall)
        break
    assert_type(vobiz.balance.list_transactions_pages(per_page=2), Iterator[ListTransactionsResponse])
    for transaction in vobiz.balance.list_transactions_iter(from_date="2026-01-15"):
        assert_type(transaction, Transaction)
        if transaction.reference_type is not UNSET:
            print(transaction.amount, transaction.type_)
    conference = vobiz.conferences.get_conference("standup")
    assert_type(conference, ConferenceDetails | ConferenceCurrentLiveRetrievalFailure)
    saved = vobiz.download(io.BytesIO(), vobiz.cdr.export_cdrs, start_date=datetime.date(2026, 1, 15))
    assert_type(saved, Download)


async def waiting(vobiz: AsyncVobiz) -> None:
    one, two = await asyncio.gather(vobiz.balance.get_balance("INR"), vobiz.live_calls.list_live_calls())
    assert_type(one.available_balance, float)
    assert_type(two.calls, list[str])
    assert_type(vobiz.balance.list_transactions_iter(), AsyncIterator[Transaction])
    async for transaction in vobiz.balance.list_transactions_iter(type_="debit"):
        assert_type(transaction.amount, float)
    try:
        await vobiz.live_calls.get_live_call("none")
    except RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except NotFoundError as error:
        assert_type(error.code, str | None)


def main() -> None:
    api = StubTransport()
    api.answer("live_calls.get_live_call", example(call_status="ringing"), 404)
    with api.client() as vobiz:
        blocking(vobiz)
    asyncio.run(waiting(api.async_client()))
    assert_type(api.sent, list[SentRequest])


if __name__ == "__main__":
    main()

"""Mistakes of users of the whole API: mypy and pyright have to find each where it is, and nothing else."""

from vobiz_client import APIConnectionError, AsyncVobiz, NotFoundError, Vobiz
from vobiz_client.models import MakeCallRequest
from vobiz_client.testing import StubTransport

URL = "https://example.com"


def blocking(vobiz: Vobiz, body: MakeCallRequest) -> None:
    vobiz.calls.make_call(from_="1", to="2", answer_uri=URL, answer_method="GET")  # mistake: the name of an argument
    vobiz.calls.make_call(from_="1", to="2", answer_url=URL, answer_method="PUT")  # mistake: no such value
    vobiz.calls.make_call(from_="1", to="2", answer_url=URL)  # mistake: a required field is missing
    vobiz.calls.make_call(body=body, to="2")  # mistake: the body and a field of it
    vobiz.calls.make_call(from_=910000000001, to="2", answer_url=URL, answer_method="GET")  # mistake: a number for text
    print(vobiz.balance.get_balance("INR").avaliable_balance)  # mistake: no such field
    for _ in vobiz.balance.list_transactions():  # mistake: a page is no list
        pass
    for call in vobiz.live_calls.list_live_calls().calls:
        print(call.call_uuid)  # mistake: these are ids
    try:
        vobiz.live_calls.get_live_call("id")
    except NotFoundError as error:
        print(error.retry_after)  # mistake: of another error
    except APIConnectionError as error:
        print(error.status)  # mistake: there was no response
    print(vobiz.balance.get_balance("INR").low_balance_threshold + 1)  # mistake: it may be null or absent
    vobiz.with_raw_response(vobiz.balance.get_balance)  # mistake: an argument is missing
    vobiz.download("calls.csv", vobiz.cdr.export_cdrs, start=1)  # mistake: no such argument behind the method
    for _ in vobiz.phone_numbers.get_number_health("1").summary.total_calls:  # mistake: it may be absent
        pass
    StubTransport().answer("live_calls.get_live_call", 4.5)  # mistake: no answer


async def waiting(vobiz: AsyncVobiz) -> None:
    print(vobiz.balance.get_balance("INR").balance)  # mistake: await is missing
    for _ in vobiz.balance.list_transactions_iter():  # mistake: async for is needed
        pass

"""A program of a user, for the type checkers only: it uses everything, and the revealed types are in the comments."""

from typing import reveal_type

import httpx
from vobiz_client import (
    UNSET,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncVobiz,
    AuthenticationError,
    NotFoundError,
    RateLimitError,
    RawResponse,
    RedirectError,
    UnexpectedResponseError,
    Vobiz,
    VobizError,
    WatchTimeoutError,
    awatch,
    watch,
)
from vobiz_client.models import LiveCall


def blocking() -> None:
    with Vobiz(auth_id="MA_1", auth_token="t", timeout=10, http_client=httpx.Client()) as vobiz:
        call = vobiz.live_calls.get_live_call("id", status="queued")
        reveal_type(call)  # LiveCall
        reveal_type(call.from_)  # str
        reveal_type(call["new"])  # Any
        reveal_type(vobiz.with_options(timeout=1, max_retries=0, headers={"X-A": "1"}))  # Vobiz
        raw = vobiz.with_raw_response(vobiz.live_calls.get_live_call, "id", auth_id="MA_2")
        reveal_type(raw)  # RawResponse[LiveCall]
        reveal_type(raw.parsed.call_uuid)  # str
        reveal_type(raw.headers["date"])  # str
        for state in watch(lambda: vobiz.live_calls.get_live_call("id"), every=1.0, timeout=600):
            reveal_type(state)  # LiveCall


async def waiting() -> None:
    async with AsyncVobiz() as vobiz:
        reveal_type(await vobiz.live_calls.get_live_call("id"))  # LiveCall
        reveal_type(await vobiz.with_raw_response(vobiz.live_calls.get_live_call, "id"))  # RawResponse[LiveCall]
        async for state in awatch(lambda: vobiz.live_calls.get_live_call("id")):
            reveal_type(state)  # LiveCall


def failing(vobiz: Vobiz) -> LiveCall | None:
    try:
        return vobiz.live_calls.get_live_call("id")
    except NotFoundError as error:
        reveal_type(error.code)  # str | None
        reveal_type(error.request_id)  # str | None
    except RateLimitError as error:
        reveal_type(error.retry_after)  # float | None
    except RedirectError as error:
        reveal_type(error.location)  # str | None
    except AuthenticationError as error:
        reveal_type(error.status)  # int
    except UnexpectedResponseError as error:
        reveal_type(error.field)  # str | None
        reveal_type(error.content)  # bytes
    except (APITimeoutError, APIConnectionError) as error:
        reveal_type(error.attempts)  # int
    except (APIStatusError, WatchTimeoutError, VobizError):
        pass
    return None


def wrong(vobiz: Vobiz, raw: RawResponse[LiveCall]) -> None:
    vobiz.live_calls.get_live_call()  # error
    vobiz.live_calls.get_live_call("id", "MA_2")  # error
    vobiz.live_calls.get_live_call("id", status="liev")  # error
    vobiz.live_calls.get_live_call(5)  # error
    print(raw.parsed.no_such_field)  # error
    vobiz.with_raw_response(vobiz.live_calls.get_live_call)  # error
    Vobiz(http_client=httpx.AsyncClient())  # error
    bool(UNSET)

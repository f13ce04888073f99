"""A program of a user, for `make types` only: every type is asserted, and every ignored line has to be a mistake."""

from typing import Any, assert_type

import httpx
from vobiz_client import (
    UNSET,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncVobiz,
    AuthenticationError,
    Download,
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
from vobiz_client.testing import SentRequest, StubTransport, example


def blocking() -> None:
    with Vobiz(auth_id="MA_1", auth_token="t", timeout=10, http_client=httpx.Client()) as vobiz:
        call = vobiz.live_calls.get_live_call("id", status="queued")
        assert_type(call, LiveCall)
        assert_type(call.from_, str)
        assert_type(call["new"], Any)
        assert_type(vobiz.with_options(timeout=1, max_retries=0, headers={"X-A": "1"}), Vobiz)
        raw = vobiz.with_raw_response(vobiz.live_calls.get_live_call, "id", auth_id="MA_2")
        assert_type(raw, RawResponse[LiveCall])
        assert_type(raw.parsed.call_uuid, str)
        assert_type(raw.headers["date"], str)
        assert_type(vobiz.download("file", vobiz.live_calls.get_live_call, "id"), Download)
        for state in watch(
            lambda: vobiz.live_calls.get_live_call("id"), every=1.0, timeout=600, by=lambda call: call.to
        ):
            assert_type(state, LiveCall)


async def waiting() -> None:
    async with AsyncVobiz() as vobiz:
        assert_type(await vobiz.live_calls.get_live_call("id"), LiveCall)
        assert_type(await vobiz.with_raw_response(vobiz.live_calls.get_live_call, "id"), RawResponse[LiveCall])
        async for state in awatch(lambda: vobiz.live_calls.get_live_call("id")):
            assert_type(state, LiveCall)


def testing() -> None:
    api = StubTransport()
    api.answer("get_live_call", example(call_status="ringing"), 404, NotFoundError, TimeoutError(), httpx.Response(200))
    with api.client(max_retries=0) as vobiz:
        assert_type(vobiz, Vobiz)
        api.answer(vobiz.live_calls.get_live_call, vobiz.live_calls.get_live_call("id"), {"call_status": "x"})
        assert_type(vobiz.live_calls.get_live_call("id"), LiveCall)
    assert_type(api.async_client(), AsyncVobiz)
    assert_type(api.sent_to("get_live_call"), list[SentRequest])
    assert_type(api.sent[0].path["call_uuid"], str)
    assert_type(Vobiz(http_client=httpx.Client(transport=api)), Vobiz)
    assert_type(AsyncVobiz(http_client=httpx.AsyncClient(transport=api)), AsyncVobiz)


def failing(vobiz: Vobiz) -> LiveCall | None:
    try:
        return vobiz.live_calls.get_live_call("id")
    except NotFoundError as error:
        assert_type(error.code, str | None)
        assert_type(error.request_id, str | None)
    except RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except RedirectError as error:
        assert_type(error.location, str | None)
    except AuthenticationError as error:
        assert_type(error.status, int)
    except UnexpectedResponseError as error:
        assert_type(error.field, str | None)
        assert_type(error.content, bytes)
    except (APITimeoutError, APIConnectionError) as error:
        assert_type(error.attempts, int)
    except (APIStatusError, WatchTimeoutError, VobizError):
        pass
    return None


def wrong(vobiz: Vobiz, raw: RawResponse[LiveCall]) -> None:
    vobiz.live_calls.get_live_call()  # type: ignore[call-arg]
    vobiz.live_calls.get_live_call("id", "MA_2")  # type: ignore[call-arg]
    vobiz.live_calls.get_live_call("id", status="liev")  # type: ignore[arg-type]
    vobiz.live_calls.get_live_call(5)  # type: ignore[arg-type]
    print(raw.parsed.no_such_field)  # type: ignore[attr-defined]
    vobiz.with_raw_response(vobiz.live_calls.get_live_call)  # type: ignore[call-arg]
    vobiz.download("file", vobiz.live_calls.get_live_call)  # type: ignore[call-arg]
    StubTransport().answer("get_live_call", 4.5)  # type: ignore[arg-type]
    Vobiz(http_client=httpx.AsyncClient())  # type: ignore[arg-type]
    bool(UNSET)

"""Each security scheme of a document is met, by the first alternative for which credentials were given, and unseen."""

import asyncio
import importlib
import logging
from base64 import b64encode
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from .stub_server import Seen, hang_up, reply, stub_server

SECRET = "s3cr3t/+=t0ken"
LOGIN = {"auth_id": "me", "auth_token": SECRET}
BASIC = "Basic " + b64encode(f"me:{SECRET}".encode()).decode()


def sent(package: ModuleType, name: str, own: Any = None, **given: Any) -> Seen:
    """Return what both clients send."""
    with stub_server(reply(204, b"")) as server:
        with package.Vobiz(base_url=server.base_url, http_client=own, **given) as client:
            getattr(client.security, name)()

        async def run() -> None:
            async with package.AsyncVobiz(base_url=server.base_url, **given) as client:
                await getattr(client.security, name)()

        if own is None:
            asyncio.run(run())
        assert (
            len({(seen.target, seen.headers.get("cookie"), seen.headers.get("authorization")) for seen in server.seen})
            == 1
        )
        return server.seen[0]


def credentials_in(seen: Seen) -> dict[str, str]:
    names = ("authorization", "x-api-key", "x-app-key", "cookie")
    query = {"query": seen.target.partition("?")[2]} if "?" in seen.target else {}
    return {name: seen.headers[name] for name in names if name in seen.headers} | query


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("by_default", LOGIN, {"authorization": BASIC}),
        ("by_default", {"bearer_token": "b"}, {"authorization": "Bearer b"}),
        ("by_default", {"bearer_token": "b", **LOGIN}, {"authorization": BASIC}),
        ("two_keys", {"key": "k", "app": "a"}, {"x-api-key": "k", "x-app-key": "a"}),
        ("either", {"session": "s", **LOGIN}, {"cookie": "sid=s"}),
        ("either", {"query_key": "q", "session": "s"}, {"query": "api%20key=q"}),
        ("either", LOGIN, {"authorization": BASIC}),
        ("by_oauth", {"oauth_2": "o"}, {"authorization": "Bearer o"}),
        ("by_oauth", {"open_": "p"}, {"authorization": "Bearer p"}),
        ("optional", {"bearer_token": "b"}, {"authorization": "Bearer b"}),
        ("optional", {"key": "k"}, {}),
        ("nothing", {"bearer_token": "b", **LOGIN}, {}),
    ],
)
def test_the_first_alternative_that_can_be_met_is_sent(
    transport: ModuleType, name: str, given: dict[str, str], expected: dict[str, str]
) -> None:
    assert credentials_in(sent(transport, name, **given)) == expected


def test_every_credential_can_come_from_the_environment(transport: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOBIZ_KEY", "k")
    monkeypatch.setenv("VOBIZ_APP", "a")
    assert credentials_in(sent(transport, "two_keys")) == {"x-api-key": "k", "x-app-key": "a"}
    assert credentials_in(sent(transport, "two_keys", app="given")) == {"x-api-key": "k", "x-app-key": "given"}


@pytest.mark.parametrize(
    ("name", "given", "problem"),
    [
        ("two_keys", {"key": "k"}, "this operation needs X-App-Key: set VOBIZ_APP"),
        ("either", {"key": "k"}, "set VOBIZ_QUERY_KEY or VOBIZ_SESSION or VOBIZ_AUTH_ID or VOBIZ_AUTH_TOKEN"),
        ("by_certificate", LOGIN, "only an http_client of your own can give them"),
    ],
)
def test_what_is_missing_is_named(transport: ModuleType, name: str, given: dict[str, str], problem: str) -> None:
    with pytest.raises(transport.ConfigurationError, match=problem):
        sent(transport, name, **given)


def test_a_certificate_is_the_matter_of_the_callers_own_client(transport: ModuleType) -> None:
    with httpx.Client() as own:
        assert credentials_in(sent(transport, "by_certificate", own, **LOGIN)) == {}
        # It is no reason to leave out what can be given.
        assert credentials_in(sent(transport, "by_default", own, **LOGIN)) == {"authorization": BASIC}


def test_keys_stand_beside_arguments_and_what_the_callers_own_client_has(transport: ModuleType) -> None:
    with stub_server(reply(204, b"")) as server, httpx.Client(cookies={"own": "1"}, params={"z": "1"}) as own:
        settings = {"base_url": server.base_url, "query_key": "q&=", "session": "s", "http_client": own}
        with transport.Vobiz(**settings) as client:
            client.security.by_query(page=2)
            client.security.by_cookie(crumb="c;")
    assert parse_qsl(urlsplit(server.seen[0].target).query) == [("page", "2"), ("api key", "q&="), ("z", "1")]
    assert server.seen[1].headers["cookie"] == "own=1; crumb=c%3B; sid=s"


@pytest.mark.parametrize("name", ["by_query", "by_cookie"])
def test_a_key_in_query_or_cookie_is_shown_nowhere(
    transport: ModuleType, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    spelt = (SECRET, "s3cr3t%2F%2B%3Dt0ken")
    shown: list[str] = []
    echo = reply(302, f'{{"message": "no {SECRET}"}}', location=f"/x?key={spelt[1]}", set_cookie=f"sid={SECRET}")
    with stub_server(reply(204, b""), echo, hang_up) as server, httpx.Client() as own:
        for http_client in (own, None):
            settings = {"base_url": server.base_url, "query_key": SECRET, "session": SECRET, "max_retries": 0}
            with transport.Vobiz(**settings, http_client=http_client) as client:
                request = client._request(_operation(transport, name), {}, None)
                shown += [repr(request), str(request.url), repr(request.url), repr(request.headers), repr(vars(client))]
                for _ in range(3):
                    try:
                        getattr(client.security, name)()
                    except transport.VobizError as error:
                        shown += [str(error), repr(error), repr(vars(error))]
    shown += [record.getMessage() for record in caplog.records if record.name in ("httpx", "vobiz_client")]
    assert "/secured/" in str([record.getMessage() for record in caplog.records if record.name == "httpx"])
    assert not [text for text in shown if any(secret in text for secret in spelt)]
    assert any(secret in str(server.seen[0]) for secret in spelt)


def _operation(package: ModuleType, name: str) -> Any:
    return importlib.import_module(f"{package.__name__}.api.security.{name}").OPERATION


@pytest.mark.parametrize("value", ["a;b", "a b", 'a"b', "a,b", "a\\b"])
def test_what_no_cookie_carries_is_refused_unseen(transport: ModuleType, value: str) -> None:
    with pytest.raises(transport.ConfigurationError, match="cookie 'sid'") as caught:
        sent(transport, "by_cookie", session=value)
    assert value not in str(caught.value)


def test_a_client_may_have_no_credentials_where_an_operation_asks_for_none(transport: ModuleType) -> None:
    assert credentials_in(sent(transport, "nothing")) == {}


def test_the_arguments_are_typed_and_described(transport: ModuleType) -> None:
    for client in (transport.Vobiz, transport.AsyncVobiz):
        assert "query_key: for the security scheme QueryKey; `VOBIZ_QUERY_KEY` when not given." in str(client.__doc__)
        assert "str | None" in str(client.__init__.__annotations__["query_key"])
        with pytest.raises(TypeError, match="nonsense"):
            client(base_url="https://api.example", nonsense="x")

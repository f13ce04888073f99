"""Credentials: where they come from, where they go, and what is said when they are missing."""

import asyncio
from typing import Any

import pytest
from attrs import evolve
from vobiz_client.runtime.credentials import Alternatives
from vobiz_client.runtime.errors import ConfigurationError

from .sample import KEYS, NAMED, READ, THING, TOKEN, Client, aclient, client
from .stub_server import reply, stub_server

SENT = ("x-auth-id", "x-auth-token", "authorization")


@pytest.mark.parametrize(
    ("security", "bearer", "expected"),
    [
        (KEYS, None, {"x-auth-id": "MA_1", "x-auth-token": TOKEN}),
        ((), None, {}),
        (((),), None, {}),
        ((*KEYS, ()), None, {"x-auth-id": "MA_1", "x-auth-token": TOKEN}),
        ((("Bearer",), *KEYS), None, {"x-auth-id": "MA_1", "x-auth-token": TOKEN}),
        ((("Bearer",), *KEYS), "b3arer", {"authorization": "Bearer b3arer"}),
        ((("Token",),), None, {"x-auth-token": TOKEN}),
        ((("Unknown",), ("Id",)), None, {"x-auth-id": "MA_1"}),
    ],
)
def test_each_operation_sends_exactly_what_it_asks_for(
    security: Alternatives, bearer: str | None, expected: dict[str, str]
) -> None:
    operation = evolve(READ, security=security)
    with stub_server(reply(200, NAMED)) as server, client(server.base_url, bearer_token=bearer) as vobiz:
        vobiz.call(operation, THING)
        asyncio.run(aclient(server.base_url, bearer_token=bearer).call(operation, THING))
    for seen in server.seen:
        assert {name: seen.headers[name] for name in SENT if name in seen.headers} == expected


def test_credentials_and_address_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with stub_server(reply(200, NAMED)) as server:
        for name, value in (("AUTH_ID", "MA_2"), ("AUTH_TOKEN", "t2"), ("BASE_URL", server.base_url)):
            monkeypatch.setenv(f"VOBIZ_{name}", value)
        with Client() as vobiz:
            vobiz.call(READ, THING)
    assert (server.seen[0].headers["x-auth-id"], server.seen[0].headers["x-auth-token"]) == ("MA_2", "t2")


@pytest.mark.parametrize(
    ("given", "name"), [({"auth_token": "t"}, "VOBIZ_AUTH_ID"), ({"auth_id": "i"}, "VOBIZ_AUTH_TOKEN"), ({}, "VOBIZ_")]
)
def test_a_missing_credential_is_named_at_once(given: dict[str, str], name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        Client(base_url="https://api.example", **given)  # type: ignore[arg-type]


def test_an_operation_that_needs_what_the_client_lacks_is_not_sent() -> None:
    with stub_server(reply(200, NAMED)) as server, client(server.base_url) as vobiz:
        with pytest.raises(ConfigurationError, match="VOBIZ_BEARER_TOKEN"):
            vobiz.call(evolve(READ, security=(("Bearer",),)), THING)
    assert server.seen == []


@pytest.mark.parametrize("token", ["secret\n", " secret", "sec\u00e9ret", "sec\x00ret"])
def test_a_credential_that_no_header_carries_is_refused_unseen(token: str) -> None:
    with pytest.raises(ConfigurationError, match="VOBIZ_AUTH_TOKEN") as caught:
        Client(base_url="https://api.example", auth_id="MA_1", auth_token=token)
    assert token.strip() not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example",
        "http://10.0.0.1",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "ftp://api.example",
        "api.example",
        "https://",
        "https://user:pw@api.example",
        "https://api.example?x=1",
        "https://api.example#x",
        "https://[::1",
        "http://[::2]",
    ],
)
def test_an_address_that_would_leak_or_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        client(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example/v2/",
        "http://localhost:4010",
        "http://127.0.0.2",
        "http://[::1]:4010",
        "HTTPS://API.EXAMPLE",
    ],
)
def test_https_and_this_machine_are_fine(url: str) -> None:
    with client(url) as vobiz:
        assert vobiz.base_url == url.rstrip("/").lower()


def test_the_default_address_is_the_documents() -> None:
    with Client(auth_id="MA_1", auth_token="t") as vobiz:
        assert vobiz.base_url == "https://api.example"


@pytest.mark.parametrize(
    "setting", [{"timeout": 0}, {"timeout": float("inf")}, {"max_retries": -1}, {"http_client": 5}]
)
def test_a_senseless_setting_is_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        client("https://api.example", **setting)


def test_proxies_of_the_environment_are_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with stub_server(reply(500)) as proxy, stub_server(reply(200, NAMED)) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.base_url)
        monkeypatch.setenv("ALL_PROXY", proxy.base_url)
        with client(server.base_url) as vobiz:
            vobiz.call(READ, THING)
        assert proxy.seen == []


def test_proxies_of_the_environment_are_used_for_other_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    with stub_server(reply(407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base_url)
        with client("https://api.example", max_retries=0) as vobiz, pytest.raises(Exception, match="407"):
            vobiz.call(READ, THING)
        assert [seen.method for seen in proxy.seen] == ["CONNECT"]


def test_options_change_a_copy_only() -> None:
    with stub_server(reply(200, NAMED)) as server, client(server.base_url, headers={"X-A": "1"}) as vobiz:
        vobiz.with_options(headers={"X-B": "2"}, timeout=5).call(READ, THING)
        vobiz.call(READ, THING)
    first, second = server.seen
    assert (first.headers.get("x-a"), first.headers.get("x-b")) == (None, "2")
    assert (second.headers.get("x-a"), second.headers.get("x-b")) == ("1", None)
    assert first.headers["user-agent"].startswith("vobiz-client-python/")

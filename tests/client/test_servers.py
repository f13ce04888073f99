"""An operation goes to the server that the document has for it, and nowhere else once a base URL is given."""

import asyncio
from types import ModuleType

import httpx
import pytest

from vendor_spec.generate.client_facts import client_facts

CREDENTIALS = {"auth_id": "me", "auth_token": "t"}
SERVERS = {
    "usual": "https://eu.example.com/v1/servers/usual",
    "own": "https://uploads.example.com/v2/servers/own",
    "relative": "https://eu.example.com/beta/servers/relative",
    "by_path": "https://path.example.com/servers/path",
}


@pytest.mark.parametrize("name", SERVERS)
def test_each_operation_goes_to_its_server(transport: ModuleType, name: str) -> None:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    async def run() -> None:
        own = httpx.AsyncClient(transport=httpx.MockTransport(respond))
        await getattr(transport.AsyncVobiz(**CREDENTIALS, http_client=own).servers_, name)()

    with (
        httpx.Client(transport=httpx.MockTransport(respond)) as own,
        transport.Vobiz(**CREDENTIALS, http_client=own) as client,
    ):
        getattr(client.servers_, name)()
        getattr(client.with_options(timeout=5).servers_, name)()
        assert client.base_url == "https://eu.example.com/v1"
    asyncio.run(run())
    assert [str(request.url) for request in seen] == [SERVERS[name]] * 3
    assert all("authorization" in request.headers for request in seen)


@pytest.mark.parametrize("name", SERVERS)
def test_a_given_base_url_is_for_all(transport: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url.copy_with(path="/")))
        return httpx.Response(204)

    with httpx.Client(transport=httpx.MockTransport(respond)) as own:
        getattr(transport.Vobiz(base_url="https://mine.example", **CREDENTIALS, http_client=own).servers_, name)()
        monkeypatch.setenv("VOBIZ_BASE_URL", "https://theirs.example")
        getattr(transport.Vobiz(**CREDENTIALS, http_client=own).servers_, name)()
    assert seen == ["https://mine.example/", "https://theirs.example/"]


def test_servers_have_connections_of_their_own_until_the_client_is_closed(transport: ModuleType) -> None:
    client = transport.Vobiz(**CREDENTIALS)
    first, second = (
        client._servers.pools(url) for url in ("https://eu.example.com/v1", "https://uploads.example.com/v2")
    )
    assert first is not second and client._servers.pools("https://uploads.example.com/v2") is second
    with pytest.raises(transport.ConfigurationError, match="unencrypted"):
        client._servers.pools("http://uploads.example.com")
    client.close()
    for call in (client.servers_.own, client.servers_.by_path):
        with pytest.raises(transport.ConfigurationError, match="closed"):
            call()


GET = {"get": {"responses": {"204": {"description": "Done"}}}}


def facts(source: str = "", **document: object) -> dict[str, object]:
    made = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/a": GET, "/b": GET}, **document}
    known: dict[str, object] = {}
    exec(client_facts(made, source).replace("from .runtime", "from vobiz_client.runtime"), known)
    return known


@pytest.mark.parametrize(
    ("source", "servers", "expected"),
    [
        ("", [], ()),
        ("", [{"url": "/v1"}], ()),
        ("https://docs.example/api/openapi.yaml", [{"url": "/v1"}], ("https://docs.example/v1",)),
        ("https://docs.example/api/openapi.yaml", [{"url": "v1/"}], ("https://docs.example/api/v1",)),
        ("https://docs.example/o.json", [{"url": "https://api.example"}], ("https://api.example",)),
        ("", [{"url": "http://a.example"}, {"url": "https://b.example"}], ("https://b.example", "http://a.example")),
        ("", [{"url": "https://{x}.example"}, {"url": "ftp://a.example"}, {"url": "https://[x"}], ()),
    ],
)
def test_a_relative_server_is_relative_to_the_document(
    source: str, servers: list[dict[str, str]], expected: tuple[str, ...]
) -> None:
    assert facts(source, servers=servers)["SERVERS"] == expected


def test_what_all_operations_have_in_common_is_said_once() -> None:
    own = {"get": {**GET["get"], "servers": [{"url": "https://own.example"}], "security": [{"Key": []}]}}
    same = facts(paths={"/a": own, "/b": own})
    assert (same["SERVERS"], same["OPERATION_SERVERS"]) == (("https://own.example",), {})
    assert (same["DEFAULT_SECURITY"], same["SECURITY"]) == ((("Key",),), {})
    mixed = facts(paths={"/a": own, "/b": GET})
    assert (mixed["SERVERS"], mixed["OPERATION_SERVERS"]) == ((), {"GET /a": "https://own.example"})

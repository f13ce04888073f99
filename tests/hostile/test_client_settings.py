"""Odd settings, credentials, addresses and surroundings of a client: refused at once, in a sentence without them."""

import asyncio
import math
from pathlib import Path
from typing import Any

import httpx
import pytest
from vobiz_client.runtime.errors import APIConnectionError, ConfigurationError

from tests.client.conftest import _calm_surroundings  # noqa: F401 - used by each test
from tests.client.sample import READ, THING, AClient, Client, aclient, client
from tests.hostile.refusals import make, refused

VALUES = [
    "hid\nden",
    "hid\0den",
    "hidden\r\nX-Evil: 1",
    " hidden",
    "hidden ",
    "hidd\xe9n",
    "hid\ud800den",
    b"hidden",
    5,
    None,
]


@pytest.mark.parametrize("value", VALUES, ids=ascii)
@pytest.mark.parametrize("name", ["X-A", "Authorization", "X-Auth-Token"])
def test_a_header_that_http_does_not_carry_is_refused_unseen(name: str, value: Any) -> None:
    assert name in refused(lambda: make(headers={name: value}), "hidden", "hid")
    with client("http://127.0.0.1:9") as vobiz:
        assert name in refused(lambda: vobiz.with_options(headers={name: value}), "hidden", "hid")


@pytest.mark.parametrize("name", ["", "a b", "a\n", "a:", "\xe9", "\ud800", b"a", 5, None], ids=ascii)
def test_a_header_without_a_name_is_refused(name: Any) -> None:
    assert "name of a header" in refused(lambda: make(headers={name: "hidden"}), "hidden")


@pytest.mark.parametrize("name", ["Content-Length", "content-length", "Transfer-Encoding"])
def test_the_length_of_a_body_is_not_set_by_hand(name: str) -> None:
    assert "counts the bytes" in refused(lambda: make(headers={name: "3"}))


@pytest.mark.parametrize(
    "value", ["hidden\n", "hid\0den", " hidden", "hidd\xe9n", "hid\ud800den", b"hidden", 5, ["hidden"], 1.5, True]
)
@pytest.mark.parametrize("name", ["auth_id", "auth_token", "bearer_token"])
def test_a_credential_that_is_no_text_of_a_header_is_refused_unseen(name: str, value: Any) -> None:
    assert name in refused(lambda: make(**{name: value}), "hidden", "hid")


@pytest.mark.parametrize("name", ["auth_id", "auth_token"])
def test_an_empty_credential_is_missing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"VOBIZ_{name.upper()}", "from-the-environment")
    assert f"no {name}" in refused(lambda: make(**{name: ""}))


URLS = [
    b"https://api.example", 5, ["https://api.example"], httpx.URL("https://api.example"), "https://", "https://[::1",
    "https://xn--", "https://\ud800", "https://host:99999", "https://host:0", "https://host:x", "https://a\nb",
    "https://user:hidden@host", "https:///user:hidden@host", "//user:hidden@host", "https:user:hidden@host",
    "file:///etc/hidden", "ftp://host/hidden", "http://host", "x" * 70_000, "https://host?hidden", "https://host#hidden",
]  # fmt: skip


@pytest.mark.parametrize("url", URLS, ids=lambda url: ascii(url)[:30])
def test_a_base_url_that_is_none_is_refused_unseen(url: Any) -> None:
    assert "base_url" in refused(lambda: make(base_url=url), "hidden")


@pytest.mark.parametrize(
    "url", ["https://a..b", "https://a b", "https://" + "a" * 300, "http://127.0.0.1:1", "https://host\\@127.0.0.1:1"]
)
def test_a_base_url_where_nobody_is_ends_in_an_error_of_ours(url: str) -> None:
    async def run() -> None:
        async with aclient(url, max_retries=0, timeout=5) as vobiz:
            await vobiz.call(READ, THING)

    for door in (lambda: client(url, max_retries=0, timeout=5).call(READ, THING), lambda: asyncio.run(run())):
        with pytest.raises((APIConnectionError, ConfigurationError)) as caught:
            door()
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize("name", ["timeout", "max_retries", "headers", "http_client"])
@pytest.mark.parametrize(
    "value", ["1", b"1", 1j, [1], math.nan, -1, object(), lambda: 1], ids=lambda value: str(value)[:9]
)
def test_a_setting_of_another_type_is_refused(name: str, value: Any) -> None:
    refused(lambda: make(**{name: value}))
    if name != "http_client":
        with client("http://127.0.0.1:9") as vobiz:
            refused(lambda: vobiz.with_options(**{name: value}))


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize(
    "proxy", ["socks5://user:hidden@127.0.0.1:9", "gopher://user:hidden@h", "http://user:hidden@[::1", "://"]
)
def test_a_proxy_of_the_environment_that_is_none_is_refused_unseen(
    variable: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, proxy)
    for kind in (Client, AClient):
        assert variable in refused(
            lambda kind=kind: kind(base_url="https://api.example", auth_id="i", auth_token="t"),
            "hidden",  # type: ignore[misc]
        )


def test_certificates_of_the_environment_that_are_none_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty.pem").touch()
    for path in (tmp_path / "missing.pem", tmp_path / "empty.pem", tmp_path):
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        assert "SSL_CERT_FILE" in refused(lambda: make(base_url="https://api.example"))

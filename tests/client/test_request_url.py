"""The URL of a request is the one that httpx would make of the same text."""

import random

import httpx
import pytest
from vobiz_client.runtime.request_url import request_url

SERVERS = [
    "https://api.example.com",
    "http://127.0.0.1:8080/v1",
    "https://api.example.com:8443/a%20b",
    "http://[::1]:1",
]
PATHS = [
    *("/", "/a", "/a/", "//a", "/a//b", "/a/./b", "/a/../b", "/..a", "/a.b", "/%2B91", "/%zz", "/a b", "/é", "/a?b"),
    *("/a#b", "/a;b=c,d", "/a'b", "/{a}", "/a[1]", "/a\\b", "/a|b", '/a"b', "/%2e%2e/a", "/a:b@c", "/~a!$&()*+,;=:@-_"),
    "/" + "a" * 9000,
]
QUERIES = ["", "a=1", "a=1&b=%20", "a=b/c:d@e", "a=%zz", "a='b'", 'a="b"', "a=<>", "a=é", "a=1#2", "a=?", "a[0]=1", "%"]


@pytest.mark.parametrize("server", SERVERS)
def test_it_is_what_httpx_makes_of_the_text(server: str) -> None:
    pieces = [chr(code) for code in range(0x21, 0x7F)] + ["/", "%20", "%2f", "é", ".", ".."]
    chance = random.Random(0)
    paths = PATHS + ["/" + "".join(chance.choices(pieces, k=chance.randrange(8))) for _ in range(500)]
    for path in paths:
        query = chance.choice(QUERIES)
        try:
            expected = httpx.URL(f"{server}{path}?{query}" if query else server + path)
        except httpx.InvalidURL:
            with pytest.raises(httpx.InvalidURL):
                request_url(server, path, query)
            continue
        url = request_url(server, path, query)
        assert (url, url.raw_path, str(url)) == (expected, expected.raw_path, str(expected))


def test_a_httpx_that_keeps_its_parts_otherwise_makes_the_url_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vobiz_client.runtime.request_url._parsed", lambda server: (None, ""))
    assert request_url("https://api.example.com", "/a", "b=1") == httpx.URL("https://api.example.com/a?b=1")

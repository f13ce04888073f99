"""Bodies and headers without end, and what few bytes become when decompressed: read up to a limit."""

import gzip
import zlib

import pytest
from vobiz_client.runtime.errors import APIConnectionError, UnexpectedResponseError

from tests.client.conftest import _calm_surroundings  # noqa: F401 - used by each test
from tests.client.sample import NAMED, READ, THING, client
from tests.client.stub_server import Turn, raw, reply, stub_server
from tests.hostile.drips import HEAD, TOO_LONG
from tests.hostile.test_client_deadline import Call, both


@both
@pytest.mark.parametrize("turn", TOO_LONG.values(), ids=TOO_LONG)
def test_a_body_is_read_up_to_a_limit(turn: Turn, call: Call) -> None:
    with stub_server(turn) as server:
        error = call(server.base_url, timeout=60)
        assert len(server.seen) == 1
    assert str(error) == "read_thing: the body is longer than 33,554,432 bytes"


@both
def test_what_is_compressed_twice_or_unasked_is_left_as_it_came(call: Call) -> None:
    body = gzip.compress(gzip.compress(NAMED.encode()))
    for encoding in ("gzip, gzip", "br", "zstd"):
        with stub_server(reply(200, body, content_encoding=encoding)) as server:
            error = call(server.base_url)
            assert server.seen[0].headers["accept-encoding"] == "gzip"
        assert isinstance(error, UnexpectedResponseError)
        assert error.content == body


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "identity", "", "GZIP", "identity, gzip"])
def test_a_compressed_body_is_read(encoding: str) -> None:
    plain = encoding in ("identity", "")
    body = NAMED.encode() if plain else (zlib if encoding == "deflate" else gzip).compress(NAMED.encode())
    with stub_server(reply(200, body, content_encoding=encoding)) as server, client(server.base_url) as vobiz:
        assert vobiz.call(READ, THING) == "Ada"


@both
@pytest.mark.parametrize("header", [b"x-a: " + b"a" * 200_000, b"\r\n".join([b"a: b"] * 50_000)], ids=["huge", "many"])
def test_the_headers_are_read_up_to_a_limit(header: bytes, call: Call) -> None:
    with stub_server(raw(HEAD + header + b"\r\ncontent-length: 2\r\n\r\n{}")) as server:
        assert isinstance(call(server.base_url, max_retries=0), APIConnectionError)

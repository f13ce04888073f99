"""Answers that are no HTTP, no text or no JSON: each is a result or a `VobizError`, and nothing else."""

import asyncio
import copy
import gzip
import pickle
import socket
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vobiz_client.runtime import readers
from vobiz_client.runtime.errors import RateLimitError, RedirectError, VobizError
from vobiz_client.runtime.operation import Operation, SuccessResponse

from tests.client.conftest import _calm_surroundings  # noqa: F401 - used by each test
from tests.client.sample import READ, THING, aclient, client
from tests.client.stub_server import Turn, reply, stub_server

ANYTHING: Operation[Any] = evolve(READ, responses=(SuccessResponse(200, 200, "json", readers.anything),))
TEXT: Operation[Any] = evolve(READ, responses=(SuccessResponse(200, 200, "text", readers.text),))


def call(turn: Turn, operation: Operation[Any] = ANYTHING, *, is_async: bool = False) -> Any:
    """Return the result of a call without retries, or the `VobizError` that it raised."""

    async def run(base_url: str) -> Any:
        async with aclient(base_url, max_retries=0) as vobiz:
            return await vobiz.call(operation, THING)

    with stub_server(turn) as server, client(server.base_url, max_retries=0) as vobiz:
        try:
            return asyncio.run(run(server.base_url)) if is_async else vobiz.call(operation, THING)
        except VobizError as raised:
            error = raised
    assert error.__context__ is None
    assert error.__cause__ is None
    assert str(pickle.loads(pickle.dumps(copy.deepcopy(error)))) == str(error)
    return error


def once(answer: bytes) -> Turn:
    """Send this and nothing after it."""

    def turn(connection: socket.socket) -> None:
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_RDWR)

    return turn


def short(text: str) -> str:
    return ascii(text)[:20]


CHARSETS = [
    "no-such-charset", "utf-7", "utf-16", "utf-32", "idna", "punycode", "undefined", "base64", "zlib", "bz2", "hex",
    "uu", "quopri", "rot13", "unicode_escape", "raw_unicode_escape", "cp037", "mbcs", "hz", "charmap", "aliases",
    "..", "os.path", '"utf-8', "'utf-8'", "utf-8; charset=idna", "\xe9", "x" * 10_000, "",
]  # fmt: skip


@pytest.mark.parametrize("charset", CHARSETS, ids=short)
@pytest.mark.parametrize("status", [200, 500])
def test_any_charset_gives_text(charset: str, status: int) -> None:
    for body in (b"", b"n\xe9-", bytes(range(256)) * 4, b"\x1b$B" * 1000):
        given = call(reply(status, body, content_type=f"text/html; charset={charset}"), TEXT)
        assert isinstance(given if status == 200 else given.body or "", str)


@pytest.mark.parametrize("charset", ["punycode", "idna"])
def test_no_charset_takes_hours(charset: str) -> None:
    assert len(call(reply(200, b"a-" + b"b" * 2_000_000, content_type=f"text/plain; charset={charset}"), TEXT)) > 10**6


LOCATIONS = [
    "http://[", "http://a:x/", "http://a:99999/", "", "http://a..b/", "http://xn--/", "http://\xff/", "x" * 70_000,
    "http://" + "a" * 300, "?", "//", "%zz", "javascript:x", "http://a b/", "\xc3\x28",
]  # fmt: skip


@pytest.mark.parametrize("location", LOCATIONS, ids=short)
@pytest.mark.parametrize("is_async", [False, True])
def test_a_location_that_is_no_url_is_a_redirect_all_the_same(location: str, is_async: bool) -> None:
    for status in (301, 302, 303, 307, 308):
        error = call(reply(status, location=location), is_async=is_async)
        assert isinstance(error, RedirectError)
        assert error.location == location


def test_a_location_that_is_no_url_is_not_tried_again() -> None:
    with stub_server(reply(302, location="http://[")) as server, client(server.base_url) as vobiz:
        with pytest.raises(RedirectError):
            vobiz.call(READ, THING)
        assert len(server.seen) == 1


OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
ANSWERS = {
    "nothing": b"",
    "a line": b"\r\n",
    "zero bytes": bytes(1000),
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "TLS": b"\x15\x03\x01\x00\x02\x02\x50",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/9.9": b"HTTP/9.9 200 OK\r\n\r\n",
    "no status": b"HTTP/1.1\r\n\r\n",
    "status of letters": b"HTTP/1.1 abc\r\n\r\n",
    "status of one digit": b"HTTP/1.1 1 OK\r\n\r\n",
    "status 000": b"HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n",
    "status 101": b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    "status 199": b"HTTP/1.1 199 X\r\n\r\n",
    "status 204 with a body": b"HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}",
    "status 304 with a body": b"HTTP/1.1 304 X\r\ncontent-length: 2\r\n\r\n{}",
    "status 999": b"HTTP/1.1 999 X\r\ncontent-length: 2\r\n\r\n{}",
    "a huge reason": b"HTTP/1.1 500 " + b"x" * 50_000 + b"\r\ncontent-length: 0\r\n\r\n",
    "a reason of bytes": b"HTTP/1.1 500 \xff\xfe\x1b[2J\r\ncontent-length: 0\r\n\r\n",
    "a length of letters": OK + b"content-length: x\r\n\r\n",
    "a negative length": OK + b"content-length: -1\r\n\r\n",
    "a huge length": OK + b"content-length: " + b"9" * 30 + b"\r\n\r\n{}",
    "two lengths": OK + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
    "a length and chunks": OK + b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "chunks of no size": OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n",
    "a chunk of a huge size": OK + b"transfer-encoding: chunked\r\n\r\n" + b"f" * 20 + b"\r\n{}",
    "a chunk cut off": OK + b"transfer-encoding: chunked\r\n\r\n50\r\n{}",
    "an unknown transfer encoding": OK + b"transfer-encoding: gzip\r\n\r\n{}",
    "a header without a name": OK + b": x\r\n\r\n",
    "a header of bytes": OK + b"\xff: \xff\r\ncontent-length: 2\r\n\r\n{}",
    "a header with a zero byte": OK + b"x: \0\r\ncontent-length: 2\r\n\r\n{}",
    "a folded header": OK + b"x: a\r\n b\r\ncontent-length: 2\r\n\r\n{}",
    "a header with spaces": OK + b"x y: a\r\ncontent-length: 2\r\n\r\n{}",
    "empty gzip": OK + b"content-encoding: gzip\r\ncontent-length: 0\r\n\r\n",
    "gzip that is none": OK + b"content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}",
    "gzip cut off": OK + b"content-encoding: gzip\r\nconnection: close\r\n\r\n" + gzip.compress(b"{}")[:-9],
    "deflate without a head": OK + b"content-encoding: deflate\r\ncontent-length: 4\r\n\r\n" + b"\xab\xae\x05\x00",
    "a cookie of nonsense": OK + b"set-cookie: ;;=\xff; expires=x\r\ncontent-length: 2\r\n\r\n{}",
    "half a character": OK + b'content-length: 8\r\n\r\n"\\ud800"',
    "a number of 5,000 digits": OK + b"content-length: 5000\r\n\r\n" + b"1" * 5000,
    "a code of 5,000 digits": b"HTTP/1.1 400 X\r\nconnection: close\r\n\r\n" + b'{"code": %b}' % (b"9" * 5000),
    "an error of other types": b'HTTP/1.1 400 X\r\n\r\n{"error": {"code": [], "message": {}}, "requestId": true}',
    "Retry-After of nonsense": b"HTTP/1.1 429 X\r\nretry-after: \xff, 99 Foo 0000\r\ncontent-length: 0\r\n\r\n",
    "Retry-After of 500 digits": b"HTTP/1.1 429 X\r\nretry-after: " + b"9" * 500 + b"\r\ncontent-length: 0\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("is_async", [False, True])
def test_every_answer_is_a_result_or_an_error_of_ours(answer: bytes, is_async: bool) -> None:
    for operation in (ANYTHING, TEXT, READ):
        error = call(once(answer), operation, is_async=is_async)
        if isinstance(error, RateLimitError):
            assert error.retry_after is None or error.retry_after > 0


TEXTS = [b"", b"\0", b"\xff", b"\x1b[2J", b" ", b"\t", b"\r", b"\n", b"a" * 70_000, b"-1", b"1e9", b"nan", b"9" * 500,
         b"http://[", b"utf-7", b"chunked", b"gzip", b"br", b"identity", b"close", b"t/x; charset=idna"]  # fmt: skip
NAMES = [b"content-type", b"content-length", b"transfer-encoding", b"content-encoding", b"location", b"retry-after",
         b"set-cookie", b"x-request-id", b"connection", b"upgrade", b"trailer", b"", b"a b", b"\xff"]  # fmt: skip
BODIES = [b"{}", b"{", b"[" * 100_000, b"\xef\xbb\xbf{}", b"null", b'{"a":1e999}', b'"\\ud800"', gzip.compress(b"{}")]


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    line = draw(
        st.sampled_from([b"HTTP/1.1 %d OK", b"HTTP/1.0 %d OK", b"HTTP/1.1 %d", b"HTTP/2 %d OK", b"HTTP/1.1 %d \xff"])
    )
    values = st.lists(st.sampled_from(TEXTS), max_size=3).map(b"".join)
    headers = draw(st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=4))
    body = draw(st.sampled_from(BODIES) | st.binary(max_size=100))
    framing = draw(
        st.sampled_from(
            [b"content-length: %d\r\n\r\n" % len(body), b"connection: close\r\n\r\n", b"content-length: 9999\r\n\r\n"]
        )
    )
    return b"".join(
        [line % draw(st.integers(100, 999)), b"\r\n", *(b"%b: %b\r\n" % header for header in headers), framing, body]
    )


def attack_with_answers(count: int) -> None:
    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(answers(), st.sampled_from([ANYTHING, TEXT, READ]), st.booleans())
    def attack(answer: bytes, operation: Operation[Any], is_async: bool) -> None:
        call(once(answer), operation, is_async=is_async)

    attack()


def test_no_answer_that_hypothesis_makes_leaves_another_exception() -> None:
    attack_with_answers(60)


@pytest.mark.catalogue
def test_no_answer_of_many_leaves_another_exception() -> None:
    attack_with_answers(1_500)

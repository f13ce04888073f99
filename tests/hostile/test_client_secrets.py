"""A server that gives the token back, in whatever spelling and place: no error shows it, nor what is made of one."""

import asyncio
import base64
import copy
import html
import json
import logging
import pickle
import time
import traceback
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from attrs import evolve
from vobiz_client.runtime import readers
from vobiz_client.runtime.errors import APIStatusError, RateLimitError, UnexpectedResponseError, VobizError
from vobiz_client.runtime.operation import SuccessResponse
from vobiz_client.runtime.polling import WatchTimeoutError, watch

from tests.client.conftest import _calm_surroundings  # noqa: F401 - used by each test
from tests.client.sample import READ, THING, AClient, Client
from tests.client.stub_server import Turn, hang_up, raw, reply, stub_server

TOKEN = "tok+en/9'8&<\"x\\%y=="


def spellings(token: str) -> dict[str, str]:
    quoted = quote(token, safe="")
    js = json.dumps(token)[1:-1]
    return {
        "plain": token,
        "upper case": token.upper(),
        "percent": quoted,
        "percent, in lower case": quoted.lower(),
        "percent, twice": quote(quoted, safe=""),
        "percent, three times": quote(quote(quoted)),
        "percent, each letter": "".join(f"%{ord(letter):02x}" for letter in token),
        "percent, every other letter": "".join(f"%{ord(c):02X}" if i % 2 else c for i, c in enumerate(token)),
        "form": quote_plus(token),
        "json": js,
        "json in json": json.dumps(js)[1:-1],
        "json with escaped slashes": js.replace("/", "\\/"),
        "json, each letter": "".join(f"\\u{ord(letter):04X}" for letter in token),
        "python": "".join(f"\\x{ord(letter):02x}" for letter in token),
        "html": html.escape(token),
        "html with apostrophes": token.replace("&", "&amp;").replace("'", "&apos;").replace("<", "&lt;"),
        "html, each letter": "".join(f"&#{ord(letter)};" for letter in token),
        "html, each letter in hexadecimal": "".join(f"&#X{ord(letter):04x};" for letter in token),
        "html, twice": html.escape(html.escape(token)),
        "shell": token.replace("'", "'\"'\"'"),
        "base64": base64.b64encode(token.encode()).decode(),
        "base64 of a pair": base64.b64encode(f"MA_1:{token}".encode()).decode(),
        "base64 of a sentence": base64.b64encode(f"no {token} here".encode()).decode(),
        "base64 for a url": base64.urlsafe_b64encode(f"??{token}".encode()).decode(),
        "base64, escaped": quote(base64.b64encode(token.encode()).decode(), safe=""),
        "hexadecimal": token.encode().hex(),
        "hexadecimal, in upper case": token.encode().hex().upper(),
    }


SPELLINGS = spellings(TOKEN)


def client_of(base_url: str, **settings: Any) -> Client:
    return Client(**{"base_url": base_url, "auth_id": "MA_1", "auth_token": TOKEN, "max_retries": 0, **settings})


def error_of(turn: Turn, **settings: Any) -> Any:
    with stub_server(turn) as server, client_of(server.base_url, **settings) as vobiz:
        with pytest.raises(VobizError) as caught:
            vobiz.call(READ, THING)
    return caught.value


def shown_by(error: BaseException) -> str:
    """Return all that a program, a log or another process may see of an error."""
    assert error.__cause__ is None
    assert error.__context__ is None
    pickled = pickle.dumps(error)
    texts = [str(error), repr(error), repr(error.args), pickled.decode("latin-1"), repr(pickle.dumps(error, 0))]
    for each in (error, copy.copy(error), copy.deepcopy(error), pickle.loads(pickled)):
        texts += [repr(vars(each)), repr(getattr(getattr(each, "headers", None), "raw", None))]
    frames = traceback.TracebackException.from_exception(error, capture_locals=True).stack
    texts += traceback.StackSummary.from_list([frame for frame in frames if frame.filename != __file__]).format()
    return "\n".join(texts)


def assert_hidden(error: BaseException, *secrets: str) -> None:
    shown = shown_by(error)
    for secret in secrets:
        for form in (secret, repr(secret)[1:-1], repr(secret.encode())[2:-1]):
            assert form not in shown, shown[max(0, shown.index(form) - 200) :][:400]


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_no_spelling_of_the_token_is_shown(spelling: str) -> None:
    quoted = json.dumps(spelling)
    for status, body in (
        (401, f"<p>no {spelling}!"),
        (401, f'{{"error": {{"code": {quoted}, "message": {quoted}, "details": [{quoted}]}}, "requestId": {quoted}}}'),
        (200, f'{{"name": 1, "x": {quoted}}}'),
        (200, f"<p>no {spelling}!"),
    ):
        error = error_of(reply(status, body))
        assert b"***" in error.content
        assert_hidden(error, TOKEN, spelling, quoted[1:-1], *(part for part in (spelling[6:-6],) if len(part) > 12))


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_no_header_shows_the_token(spelling: str) -> None:
    turn = reply(
        307, location=f"https://a.example/?t={spelling}", x_request_id=spelling, set_cookie=f"t={spelling}; path=/"
    )
    error = error_of(turn)
    assert "***" in error.location
    assert_hidden(error, TOKEN, spelling)
    assert_hidden(error_of(reply(200, b"", x_echo=spelling)), TOKEN, spelling)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-8-sig"])
@pytest.mark.parametrize("text", ['{"error": "no s3cr3t-t0ken"}', "\u0416\u0416\u0416\u0416 s3cr3t-t0ken"])
def test_no_encoding_hides_the_token(encoding: str, text: str) -> None:
    turn = reply(401, text.encode(encoding), content_type=f"text/plain; charset={encoding}")
    error = error_of(turn, auth_token="s3cr3t-t0ken")
    assert b"s3cr3t" not in error.content.replace(b"\0", b"")
    assert_hidden(error, "s3cr3t-t0ken")


def test_a_header_whose_name_is_the_token_is_hidden() -> None:
    error = error_of(reply(401, x_s3cr3t_t0ken="1"), auth_token="s3cr3t-t0ken")
    assert_hidden(error, "s3cr3t-t0ken")


def test_a_field_whose_name_is_the_token_is_hidden() -> None:
    fields = evolve(READ, responses=(SuccessResponse(200, 200, "json", all_text),))
    with stub_server(reply(200, json.dumps({TOKEN: 1}))) as server, client_of(server.base_url) as vobiz:
        with pytest.raises(UnexpectedResponseError) as caught:
            vobiz.call(fields, THING)
    assert caught.value.field == "***"
    assert_hidden(caught.value, TOKEN)


def all_text(value: Any) -> Any:
    return readers.rest(readers.members(value), readers.text)


@pytest.mark.parametrize(
    "answer",
    [
        f"HTTP/1.1 200 OK\r\n{TOKEN}\r\n\r\n",
        f"{TOKEN}\r\n\r\n",
        f"HTTP/1.1 200 {TOKEN}\x00\r\n\r\n",
        f"HTTP/1.1 200 OK\r\ncontent-length: {TOKEN}\r\n\r\n",
        f"HTTP/1.1 200 OK\r\ntransfer-encoding: {TOKEN}\r\n\r\n",
        f"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{TOKEN}\r\n",
    ],
)
def test_the_complaint_about_an_answer_that_is_no_http_hides_the_token(answer: str) -> None:
    assert_hidden(error_of(raw(answer.encode())), TOKEN)


def test_no_error_of_the_async_client_shows_the_token() -> None:
    async def run(base_url: str) -> BaseException:
        async with AClient(base_url=base_url, auth_id="MA_1", auth_token=TOKEN, max_retries=0) as vobiz:
            with pytest.raises(VobizError) as caught:
                await vobiz.call(READ, THING)
        return caught.value

    for turn in (reply(401, TOKEN, x_echo=TOKEN), reply(200, TOKEN), hang_up, raw(f"{TOKEN}\r\n\r\n".encode())):
        with stub_server(turn) as server:
            assert_hidden(asyncio.run(run(server.base_url)), TOKEN)


def test_a_bearer_token_and_secret_headers_are_hidden_too() -> None:
    headers = {"Authorization": "Bearer b3arer-t0ken", "X-Api-Key": "k3y-of-mine", "X-Team": "voice"}
    error = error_of(
        reply(401, "b3arer-t0ken k3y-of-mine n0ther-t0ken voice"), headers=headers, bearer_token="n0ther-t0ken"
    )
    assert error.content == b"*** *** *** voice"
    with stub_server(reply(401, "b3arer-t0ken")) as server, client_of(server.base_url) as vobiz:
        with pytest.raises(APIStatusError) as caught:
            vobiz.with_options(headers=headers).call(READ, THING)
    assert caught.value.content == b"***"


def test_a_short_token_is_hidden_where_it_is_a_word() -> None:
    error = error_of(reply(401, '{"error": "bad token t"}', location="/t"), auth_token="t")
    assert (error.message, error.headers["location"]) == ("bad token ***", "/***")


def test_the_last_error_of_a_watch_hides_the_token() -> None:
    with stub_server(reply(503, TOKEN)) as server, client_of(server.base_url) as vobiz:
        with pytest.raises(WatchTimeoutError) as caught:
            next(watch(lambda: vobiz.call(READ, THING), every=0.01, timeout=0.05))
    assert_hidden(caught.value, TOKEN)


@pytest.mark.parametrize("value", [f"Wed, 01 Jan 2020 00:00:00 {TOKEN}", TOKEN, f"9 {TOKEN}"])
def test_no_log_shows_a_token_in_retry_after(value: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with stub_server(reply(429, retry_after=value)) as server, client_of(server.base_url, max_retries=2) as vobiz:
        with pytest.raises(RateLimitError) as caught:
            vobiz.call(READ, THING)
    assert_hidden(caught.value, TOKEN)
    assert caught.value.retry_after in (0.0, None)
    assert TOKEN not in caplog.text


def test_what_holds_no_secret_stays_as_it_came() -> None:
    body = b'{"error": "\xff\xfe na\xc3\xafve \\u0041 %41"}'
    error = error_of(reply(401, body, x_a="caf\xe9"))
    assert (error.content, error.headers["x-a"]) == (body, "caf\xe9")


@pytest.mark.parametrize("size", [0, 2**20])
def test_hiding_takes_no_longer_for_what_is_made_to_take_long(size: int) -> None:
    # Each of these nearly begins a spelling at every place.
    for part in ("\\", "%25", "&amp;", "&#0", "t", "\0", TOKEN[:-1]):
        body = part * (size // len(part))
        began = time.process_time()
        error_of(reply(401, body))
        assert time.process_time() - began < 10


def test_a_message_is_one_line_of_a_terminal() -> None:
    error = error_of(reply(400, json.dumps({"error": "\x1b[2J\r\n\u202e\ud800" + "x" * 100_000})))
    assert str(error).isprintable()
    assert len(str(error)) < 1100
    assert len(error.message) > 100_000


def test_a_client_and_its_copies_show_no_secret() -> None:
    with client_of("http://127.0.0.1:9", headers={"Cookie": "c00kie-value"}) as vobiz:
        for each in (vobiz, vobiz.with_options(timeout=5)):
            shown = repr(each) + str(vars(each))
            assert TOKEN not in shown
            assert "c00kie-value" not in shown
            with pytest.raises(TypeError):
                pickle.dumps(each._secrets)

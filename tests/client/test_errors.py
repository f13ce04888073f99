"""Every odd answer becomes an error of its own that says what happened, and nothing that is secret."""

import asyncio
import io
import logging
import pickle
import traceback
from typing import Any

import pytest
from vobiz_client.runtime import errors
from vobiz_client.runtime.errors import APIStatusError, RedirectError, UnexpectedResponseError, VobizError

from .sample import NAMED, READ, THING, TOKEN, WRITE, aclient, client
from .stub_server import Turn, cut_off, hang_up, raw, reply, stub_server

CLASSES = {
    302: errors.RedirectError,
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    402: errors.PaymentRequiredError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    405: errors.APIStatusError,
    409: errors.ConflictError,
    422: errors.UnprocessableEntityError,
    429: errors.RateLimitError,
    499: errors.APIStatusError,
    500: errors.ServerError,
    520: errors.ServerError,
    599: errors.ServerError,
    600: errors.APIStatusError,
    999: errors.APIStatusError,
}


def status_error(*script: Turn) -> APIStatusError:
    with stub_server(*script) as server, client(server.base_url, max_retries=0) as vobiz:
        with pytest.raises(APIStatusError) as caught:
            vobiz.call(READ, THING)
    return caught.value


@pytest.mark.parametrize(("status", "kind"), CLASSES.items())
def test_each_status_has_its_class(status: int, kind: type[APIStatusError]) -> None:
    error = status_error(reply(status))
    assert type(error) is kind
    assert error.status == status
    assert error.operation == "read_thing"


def test_the_vendors_error_object_is_read() -> None:
    body = """{"status": "error", "error": {"code": "CALL_NOT_FOUND", "message": "No such call", "details": {"a": 1}},
        "timestamp": "2026-01-01T00:00:00Z", "requestId": "req_1"}"""
    error = status_error(reply(404, body))
    assert (error.code, error.message, error.details, error.request_id) == (
        "CALL_NOT_FOUND",
        "No such call",
        {"a": 1},
        "req_1",
    )
    assert str(error) == "read_thing (GET /things/{thing_id}/): 404: CALL_NOT_FOUND: No such call"


def test_the_vendors_error_text_is_read() -> None:
    error = status_error(reply(400, '{"error": "bad id"}', x_request_id="req_2"))
    assert (error.code, error.message, error.request_id) == (None, "bad id", "req_2")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Bad gateway</html>",
        b"\xff\xfe\x00",
        b"null",
        b"[1]",
        b'"x"',
        b'{"error": [1]}',
        b"[" * 100_000,
        b"{",
    ],
)
def test_an_error_body_of_any_form_is_kept(body: bytes) -> None:
    error = status_error(reply(500, body))
    assert error.content == body
    assert error.code is None


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "no-such-charset", "utf-16"])
def test_a_wrong_charset_harms_nothing(charset: str) -> None:
    error = status_error(reply(500, "né".encode("latin-1"), content_type=f"text/html; charset={charset}"))
    assert isinstance(error.body, str)


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ("", None, "should be JSON and is empty"),
        ("<html>", None, "should be JSON and is not (application/json)"),
        ("[1]", None, "the body should be an object and is an array"),
        ("null", None, "the body should be an object and is null"),
        ("{}", "name", "name is missing"),
        ('{"name": 5}', "name", "name should be a string and is an integer"),
        ('{"name": null}', "name", "name should be a string and is null"),
        ("[" * 100_000, None, "should be JSON"),
        (b'{"name": "\xff"}', None, "should be JSON"),
        ('{"name": "x", "n": NaN}', None, "should be JSON"),
    ],
)
def test_a_success_that_is_not_what_the_document_says(body: str | bytes, field: str | None, words: str) -> None:
    with stub_server(reply(200, body)) as server, client(server.base_url) as vobiz:
        with pytest.raises(UnexpectedResponseError) as caught:
            vobiz.call(READ, THING)
    assert words in str(caught.value)
    assert caught.value.field == field
    assert caught.value.status == 200
    assert caught.value.content == (body.encode() if isinstance(body, str) else body)


def test_an_undocumented_success_is_read_like_the_documented_one() -> None:
    with stub_server(reply(202, NAMED)) as server, client(server.base_url) as vobiz:
        assert vobiz.call(READ, THING) == "Ada"


def test_a_redirect_is_named_and_not_followed() -> None:
    with stub_server(reply(200, NAMED)) as foreign:
        away = reply(307, location=f"{foreign.base_url}/things/1/")
        with stub_server(away) as server, client(server.base_url) as vobiz, pytest.raises(RedirectError) as caught:
            vobiz.call(READ, THING)
        assert caught.value.location == f"{foreign.base_url}/things/1/"
        assert "drifted" in str(caught.value)
        assert foreign.seen == []


def test_a_redirect_is_not_followed_by_a_client_of_the_users_own_either() -> None:
    import httpx

    with stub_server(reply(200, NAMED)) as foreign:
        away = reply(302, location=foreign.base_url)
        with stub_server(away) as server, httpx.Client(follow_redirects=True) as own:
            with pytest.raises(RedirectError):
                client(server.base_url, http_client=own).call(READ, THING)
        assert foreign.seen == []


def test_an_answer_that_is_no_http_is_a_connection_error() -> None:
    for nonsense in (
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
    ):
        with stub_server(raw(nonsense)) as server, client(server.base_url, max_retries=0) as vobiz:
            with pytest.raises(errors.APIConnectionError):
                vobiz.call(READ, THING)


def test_a_body_that_is_not_compressed_as_it_says_is_an_error_of_ours() -> None:
    with stub_server(reply(200, NAMED, content_encoding="gzip")) as server, client(server.base_url) as vobiz:
        with pytest.raises(VobizError):
            vobiz.call(READ, THING)


def test_an_error_masks_a_secret_that_the_server_echoes() -> None:
    error = status_error(reply(401, f'{{"error": "bad token {TOKEN}"}}'))
    assert str(error).endswith("401: bad token ***")


@pytest.mark.parametrize("turn", [reply(401), reply(200, "{}"), hang_up, cut_off])
def test_no_error_shows_a_secret(turn: Turn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with stub_server(turn) as server:
        vobiz = client(server.base_url, max_retries=1)
        try:
            vobiz.call(READ, THING)
        except VobizError as error:
            frames = traceback.TracebackException.from_exception(error, capture_locals=True).stack
            del frames[0]
            shown = [str(error), repr(error), *frames.format(), caplog.text, repr(vobiz), str(vars(vobiz))]
            assert not [text[max(0, text.find(TOKEN) - 200) :][:300] for text in shown if TOKEN in text]
        else:
            pytest.fail("no error")


def test_the_log_names_no_path_and_no_account(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="vobiz_client")
    with stub_server(reply(503), reply(200, NAMED)) as server, client(server.base_url) as vobiz:
        vobiz.call(READ, {"thing_id": "+919148227303"})
    lines = [record.getMessage() for record in caplog.records if record.name == "vobiz_client"]
    assert len(lines) == 2
    assert lines[0].startswith("GET /things/{thing_id}/: 503 in ")
    assert "(attempt 1, again in " in lines[0]
    assert lines[1].startswith("GET /things/{thing_id}/: 200 in ")
    assert not [line for line in lines if "9148227303" in line or TOKEN in line]


def test_errors_survive_pickling() -> None:
    error: Any = pickle.loads(pickle.dumps(status_error(reply(404, '{"error": {"code": "GONE"}}'))))
    assert (type(error), error.status, error.code, str(error)) == (
        errors.NotFoundError,
        404,
        "GONE",
        "read_thing (GET /things/{thing_id}/): 404: GONE",
    )


def test_a_client_is_not_pickled() -> None:
    with client("http://127.0.0.1:9") as vobiz, pytest.raises(TypeError, match="make one in each process"):
        pickle.dump(vobiz, io.BytesIO())


def test_a_closed_client_says_so() -> None:
    vobiz = client("http://127.0.0.1:9")
    vobiz.close()
    with pytest.raises(errors.ConfigurationError, match="closed"):
        vobiz.call(READ, THING)

    async def run() -> None:
        vobiz = aclient("http://127.0.0.1:9")
        await vobiz.close()
        with pytest.raises(errors.ConfigurationError, match="closed"):
            await vobiz.call(READ, THING)

    asyncio.run(run())


def test_no_content_is_none() -> None:
    with stub_server(reply(204, b"")) as server, client(server.base_url) as vobiz:
        vobiz.call(WRITE, {}, {"a": 1})
        assert server.seen[0].headers["content-type"] == "application/json"


def test_an_async_client_in_a_second_event_loop_says_so() -> None:
    with stub_server(reply(200, NAMED)) as server:
        vobiz = aclient(server.base_url)
        assert asyncio.run(vobiz.call(READ, THING)) == "Ada"
        with pytest.raises(errors.ConfigurationError, match="event loop"):
            asyncio.run(vobiz.call(READ, THING))
        asyncio.run(vobiz.close())
        with pytest.raises(errors.ConfigurationError, match="closed"):
            asyncio.run(vobiz.call(READ, THING))


def test_arguments_that_make_no_url_are_refused() -> None:
    with client("http://127.0.0.1:9") as vobiz, pytest.raises(errors.ConfigurationError, match="URL"):
        vobiz.call(READ, {"thing_id": "x" * 70_000})

"""A response is read as what its `Content-Type` says, among what the document gives its status."""

import importlib
from types import ModuleType
from typing import Any

import pytest

from .calling import call
from .stub_server import raw, reply, stub_server

CALL, LEG = '{"id": "c"}', '{"seconds": 3}'
MP3 = b"\xff\xfb\x00"


def returns(package: ModuleType, name: str) -> str:
    namespace = importlib.import_module(f"{package.__name__}.api.media").MediaNamespace
    return str(getattr(namespace, name).__annotations__["return"])


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("call_or_audio", "Call | bytes"),
        ("call_or_leg", "Call | Leg"),
        ("versions", "Call | Leg | list[str]"),
        ("ranges", "Call | str | bytes"),
        ("texts", "str"),
        ("page_or_picture", "str | bytes"),
        ("anything_or_picture", "bytes | Any"),
        ("call", "Call"),
        ("gone", "None"),
        ("look", "None"),
        ("gone_or_not", "Call | None"),
    ],
)
def test_the_type_is_of_all_that_may_come(transport: ModuleType, name: str, type_: str) -> None:
    assert returns(transport, name) == type_


@pytest.mark.parametrize(
    ("name", "content_type", "body", "expected"),
    [
        ("call_or_audio", "application/json", CALL, "Call"),
        ("call_or_audio", "Application/JSON; charset=utf-8", CALL, "Call"),
        ("call_or_audio", "audio/mpeg", MP3, MP3),
        ("call_or_audio", "AUDIO/MPEG;x=y", MP3, MP3),
        ("call_or_audio", "audio/mpeg", CALL, CALL.encode()),
        ("call_or_audio", "application/vnd.other+json", CALL, "Call"),
        ("call_or_audio", None, CALL, "Call"),
        ("call_or_audio", None, MP3, MP3),
        ("call_or_leg", "application/vnd.call+json", CALL, "Call"),
        ("call_or_leg", "application/vnd.leg+json", LEG, "Leg"),
        ("call_or_leg", "application/json", LEG, "Leg"),
        ("versions", "application/json; version=1", CALL, "Call"),
        ("versions", "application/json;version=2; charset=utf-8", LEG, "Leg"),
        ("versions", 'application/json; VERSION="2"', LEG, "Leg"),
        ("ranges", "text/plain", "é", "é"),
        ("ranges", "image/gif", MP3, MP3),
        ("ranges", "application/x-call", CALL, "Call"),
        ("page_or_picture", "image/png", MP3, MP3),
        ("page_or_picture", None, "<p>", "<p>"),
        ("anything_or_picture", "application/vnd.x+json", "[1]", [1]),
        ("anything_or_picture", None, MP3, MP3),
        ("texts", "text/csv", "a;b", "a;b"),
        ("texts", "application/xml", "<a/>", "<a/>"),
        ("texts", "text/html", "<p>", "<p>"),
        # One media type only: what the server calls it does not matter, as ever.
        ("call", "text/plain", CALL, "Call"),
        ("call", None, CALL, "Call"),
    ],
)
def test_the_content_type_decides(
    transport: ModuleType, name: str, content_type: str | None, body: Any, expected: Any
) -> None:
    content = body.encode() if isinstance(body, str) else body
    head = f"Content-Type: {content_type}\r\n" if content_type else ""
    turn = raw(f"HTTP/1.1 200 OK\r\n{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
    result, _ = call(transport, turn, "media", name)
    if isinstance(expected, str) and expected in ("Call", "Leg"):
        assert type(result).__name__ == expected
    else:
        assert result == expected


def test_the_range_of_a_status_has_its_own(transport: ModuleType) -> None:
    assert call(transport, reply(201, '["a"]'), "media", "versions")[0] == ["a"]


@pytest.mark.parametrize(
    ("name", "content_type", "body", "problem"),
    [
        ("call_or_audio", "text/html", "<p>", "the body should be JSON and is not .text/html."),
        ("page_or_picture", "audio/mpeg", "x", "the content type audio/mpeg, which the document does not give it"),
        ("call_or_audio", "application/json", LEG, "id is missing"),
        ("call_or_leg", "application/vnd.leg+json", CALL, "seconds is missing"),
        ("call_or_leg", "application/json", "{}", "fits none of the alternatives"),
    ],
)
def test_what_the_document_does_not_give_is_no_result(
    transport: ModuleType, name: str, content_type: str, body: str, problem: str
) -> None:
    with pytest.raises(transport.UnexpectedResponseError, match=problem):
        call(transport, reply(200, body, content_type=content_type), "media", name)


@pytest.mark.parametrize("status", [204, 205])
def test_a_status_without_content_is_none_whatever_is_documented(transport: ModuleType, status: int) -> None:
    assert call(transport, reply(status, b""), "media", "gone")[0] is None
    assert call(transport, reply(204, b""), "media", "gone_or_not")[0] is None
    assert call(transport, reply(200, b""), "media", "look")[0] is None


def test_what_comes_with_205_is_not_read(transport: ModuleType) -> None:
    assert call(transport, reply(205, b"text"), "media", "gone")[0] is None


def test_not_modified_is_no_success(transport: ModuleType) -> None:
    with pytest.raises(transport.RedirectError) as caught:
        call(transport, raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "media", "gone_or_not")
    assert (caught.value.status, caught.value.body) == (304, None)
    assert "nowhere" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, b"\x00\xff"),
        (201, b"\x00\xff"),
        (202, b"\x00\xff"),
        (203, b"\x00\xff"),
        (206, "\x00\ufffd"),
        (207, b"\x00\xff"),
    ],
)
def test_binary_types_are_bytes_and_the_others_what_their_schema_says(
    transport: ModuleType, status: int, expected: Any
) -> None:
    assert call(transport, reply(status, b"\x00\xff", content_type="x/y"), "media", "binary", "k")[0] == expected


@pytest.mark.parametrize(
    ("name", "accept"),
    [
        ("call_or_audio", "application/json, application/problem+json, audio/mpeg, text/html"),
        ("call", "application/json"),
        ("versions", 'application/json, application/json; version=1, application/json; version="2"'),
        ("ranges", "*/*, text/*, image/*"),
    ],
)
def test_accept_names_what_is_documented(transport: ModuleType, name: str, accept: str) -> None:
    with (
        stub_server(reply(500)) as server,
        transport.Vobiz(base_url=server.base_url, auth_id="i", auth_token="t") as client,
    ):
        for each in (client, client.with_options(headers={"Accept": "text/x"})):
            with pytest.raises(transport.ServerError):
                getattr(each.media, name)()
        assert [seen.headers["accept"] for seen in server.seen] == [accept, "text/x"]

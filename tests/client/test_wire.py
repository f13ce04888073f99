"""What a call looks like on the wire, by place, style and kind of body."""

import datetime
import io
import json
import uuid
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from attrs import define, evolve, field
from vobiz_client.runtime import readers
from vobiz_client.runtime.errors import ConfigurationError
from vobiz_client.runtime.files import File
from vobiz_client.runtime.model import Model, no_fields
from vobiz_client.runtime.operation import BodyKind, Location, Operation, Parameter, RequestBody
from vobiz_client.runtime.styles import Style
from vobiz_client.runtime.unset import UNSET, Unset

from .sample import READ, WRITE, client
from .stub_server import Seen, reply, stub_server


@define
class Upload(Model[Any]):
    note: str | Unset = UNSET
    tags: list[str] | Unset = UNSET
    attached: File | Unset = UNSET
    extra: dict[str, Any] | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=no_fields)


def sent(operation: Operation[Any], arguments: dict[str, Any], body: Any = None) -> Seen:
    with stub_server(reply(200, "null")) as server, client(server.base_url) as vobiz:
        vobiz.call(evolve(operation, responses=()), arguments, body)
        return server.seen[0]


def asking(location: Location, style: str = "", explode: bool = True) -> Operation[Any]:
    parameter = Parameter("x", location, "x", False)
    return evolve(
        READ, path="/things/", parameters=(parameter,), styles={f"{location}:x": Style(style, explode)} if style else {}
    )


def posting(kind: BodyKind, content_type: str) -> Operation[Any]:
    return evolve(WRITE, bodies=(RequestBody(content_type, kind, object, readers.anything),))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+919148227303", "%2B919148227303"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("a%2Fb", "a%252Fb"),
        ("{thing_id}", "%7Bthing_id%7D"),
        ("é", "%C3%A9"),
        ("...", "..."),
        (7, "7"),
        (True, "true"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (datetime.date(2026, 1, 2), "2026-01-02"),
        ([1, 2], "1,2"),
        (["1,2", 3], "1%2C2,3"),
    ],
)
def test_a_path_argument_is_one_segment(value: Any, expected: str) -> None:
    assert sent(READ, {"thing_id": value}).target == f"/things/{expected}/"


@pytest.mark.parametrize("value", ["", ".", "..", None, []])
def test_a_path_argument_that_would_reach_elsewhere_is_not_sent(value: Any) -> None:
    with stub_server(reply(200)) as server, client(server.base_url) as vobiz:
        with pytest.raises(ConfigurationError, match="thing_id"):
            vobiz.call(READ, {"thing_id": value})
    assert server.seen == []


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("", True, "a b&c=d+e", [("x", "a b&c=d+e")]),
        ("", True, [1, 2], [("x", "1"), ("x", "2")]),
        ("", True, [], []),
        ("form", False, ["a", "b"], [("x", "a,b")]),
        ("spaceDelimited", False, ["a", "b"], [("x", "a b")]),
        ("pipeDelimited", False, ["a", "b"], [("x", "a|b")]),
        ("", True, {"a": 1, "b": True}, [("a", "1"), ("b", "true")]),
        ("form", False, {"a": 1}, [("x", "a,1")]),
        ("deepObject", True, {"a": 1, "b": {"c": [2]}}, [("x[a]", "1"), ("x[b][c][0]", "2")]),
        ("json", False, {"a": [1]}, [("x", '{"a":[1]}')]),
        ("", True, False, [("x", "false")]),
        ("", True, 0, [("x", "0")]),
        ("", True, datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC), [("x", "2026-01-02T00:00:00+00:00")]),
    ],
)
def test_a_query_argument_is_written_in_its_style(
    style: str, explode: bool, value: Any, expected: list[tuple[str, str]]
) -> None:
    seen = sent(asking("query", style, explode), {"x": value})
    assert parse_qsl(urlsplit(seen.target).query, keep_blank_values=True) == expected


def test_an_optional_argument_that_is_not_given_is_not_sent() -> None:
    for location in ("query", "header", "cookie"):
        seen = sent(asking(location), {"x": None})
        assert (seen.target, seen.headers.get("x"), seen.headers.get("cookie")) == ("/things/", None, None)


def test_headers_and_cookies_carry_arguments() -> None:
    assert sent(asking("header"), {"x": [1, "b"]}).headers["x"] == "1,b"
    assert sent(asking("cookie"), {"x": "a;b"}).headers["cookie"] == "x=a%3Bb"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "é", "\x00"])
def test_a_header_argument_cannot_smuggle(value: str) -> None:
    with pytest.raises(ConfigurationError, match="x holds a character"):
        sent(asking("header"), {"x": value})


def test_the_account_is_the_clients_unless_told_otherwise() -> None:
    operation = evolve(
        READ,
        path="/Account/{auth_id}/sub/{sub_auth_id}",
        parameters=(
            Parameter("auth_id", "path", "auth_id", True, is_account=True),
            Parameter("sub_auth_id", "path", "sub_auth_id", True),
        ),
    )
    assert sent(operation, {"sub_auth_id": "S"}).target == "/Account/MA_1/sub/S"
    assert sent(operation, {"sub_auth_id": "S", "auth_id": "MA_2"}).target == "/Account/MA_2/sub/S"
    with pytest.raises(ConfigurationError, match="sub_auth_id"):
        sent(operation, {"auth_id": "MA_2"})


def test_a_json_body() -> None:
    body = Upload(note="né", tags=["a"])
    body["new"] = datetime.date(2026, 1, 2)
    seen = sent(posting("json", "application/json"), {}, body)
    assert json.loads(seen.body) == {"note": "né", "tags": ["a"], "new": "2026-01-02"}
    assert seen.headers["content-type"] == "application/json"


def test_a_vendor_json_body_keeps_its_type() -> None:
    assert sent(posting("json", "application/vnd.x+json"), {}, {}).headers["content-type"] == "application/vnd.x+json"


def test_a_form_body() -> None:
    seen = sent(posting("data", "application/x-www-form-urlencoded"), {}, Upload(note="a b", tags=["x", "y"]))
    assert parse_qsl(seen.body.decode()) == [("note", "a b"), ("tags", "x"), ("tags", "y")]
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_multipart_body() -> None:
    body = Upload(note="hi", tags=["x"], attached=File(io.BytesIO(b"\x00\x01"), "a.bin", "audio/wav"), extra={"k": 1})
    seen = sent(posting("files", "multipart/form-data"), {}, body)
    assert seen.headers["content-type"].startswith("multipart/form-data; boundary=")
    for part in (
        b'name="note"\r\n\r\nhi\r\n',
        b'name="attached"; filename="a.bin"',
        b"audio/wav",
        b"\x00\x01",
        b'{"k":1}',
    ):
        assert part in seen.body


@pytest.mark.parametrize("body", [b"\x00\x01", "text", File(b"\x00"), File(io.BytesIO(b"file"))])
def test_a_body_that_is_sent_as_it_is(body: Any) -> None:
    seen = sent(posting("content", "application/octet-stream"), {}, body)
    assert seen.body in (b"\x00\x01", b"text", b"\x00", b"file")
    assert seen.headers["content-type"] == "application/octet-stream"


def test_the_body_that_fits_decides_the_content_type() -> None:
    operation = evolve(
        WRITE,
        bodies=(
            RequestBody("application/json", "json", Upload, readers.anything),
            RequestBody("text/plain", "content", str, readers.text),
        ),
    )
    assert sent(operation, {}, "x").headers["content-type"] == "text/plain"
    assert sent(operation, {}, Upload()).headers["content-type"] == "application/json"
    with pytest.raises(ConfigurationError, match="int"):
        sent(operation, {}, 5)


def test_a_required_body_that_is_missing_is_named() -> None:
    with pytest.raises(ConfigurationError, match="body is missing"):
        sent(evolve(WRITE, body_required=True), {})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_hold_is_refused(value: float) -> None:
    with pytest.raises(ConfigurationError, match="JSON"):
        sent(posting("json", "application/json"), {}, {"a": value})

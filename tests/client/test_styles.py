"""Arguments and bodies go out as OpenAPI says: each in its style and media type, and nothing that is not given."""

import importlib
import io
import json
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from .calling import sent


def test_each_place_has_its_style(transport: ModuleType) -> None:
    seen = sent(
        transport,
        "styles",
        [1, 2],
        ["a,b", "."],
        transport.models.StylesMatrix.from_dict({"k": "v", "l": "w;"}),
        spaced=["a b", "c"],
        piped=["a|b", "c"],
        deep=transport.models.StylesDeep.from_dict({"to[x]": "1"}),
        next_="/calls?page=2&x=1#y",
        near={"lat": 1.5},
        x_ids=[1, 2],
        x_pairs=transport.models.StylesXPairs.from_dict({"a": 1, "b": 2}),
        crumbs=[1, 2],
    )
    path, _, query = seen.target.partition("?")
    assert path == "/styles/1,2/.a%2Cb../;matrix=k,v,l,w%3B"
    assert query.split("&") == [
        "spaced=a%20b%20c",
        "piped=a%7Cb%7Cc",
        "deep%5Bto%5Bx%5D%5D=1",
        "next=/calls?page%3D2%26x%3D1%23y",
        "near=%7B%22lat%22%3A1.5%7D",
    ]
    assert (seen.headers["x-ids"], seen.headers["x-pairs"], seen.headers["cookie"]) == ("1,2", "a=1,b=2", "crumbs=1,2")


def test_parameters_that_openapi_ignores_are_none(transport: ModuleType) -> None:
    operation = importlib.import_module(f"{transport.__name__}.api.arguments.styles").OPERATION
    headers = [parameter.name for parameter in operation.parameters if parameter.location == "header"]
    assert headers == ["X-Ids", "X-Pairs"]


def test_a_default_is_sent_where_the_argument_is_required(transport: ModuleType) -> None:
    assert sent(transport, "defaults").target == "/defaults?must=20"
    assert sent(transport, "defaults", must=5, may="some").target == "/defaults?must=5&may=some"
    assert "Default: 'all'" in str(
        transport.Vobiz(base_url="https://x", auth_id="i", auth_token="t").arguments.defaults.__doc__
    )


def test_a_default_in_a_body_is_sent_where_the_field_is_required(transport: ModuleType) -> None:
    wish = transport.models.BodyDefaultsRequest
    assert json.loads(sent(transport, "body_defaults", body=wish()).body) == {"must": 20}
    assert json.loads(sent(transport, "body_defaults", body=wish(must=5, may="some")).body) == {
        "must": 5,
        "may": "some",
    }
    assert wish.__doc__ is not None and "Default: 'all'" in wish.__doc__


@pytest.mark.parametrize(
    ("body", "content_type", "content"),
    [
        (b"\x00", "application/octet-stream", b"\x00"),
        (io.BytesIO(b"\x01"), "application/octet-stream", b"\x01"),
        ("a;b", "text/csv", b"a;b"),
        (5, "application/merge-patch+json", b'{"seconds":5}'),
    ],
)
def test_the_value_decides_among_the_media_types_of_a_body(
    transport: ModuleType, body: Any, content_type: str, content: bytes
) -> None:
    body = transport.File(body) if isinstance(body, io.BytesIO) else transport.models.Leg(body) if body == 5 else body
    seen = sent(transport, "bodies", body=body)
    assert (seen.headers["content-type"], seen.body) == (content_type, content)


def test_a_body_of_no_documented_type_is_refused(transport: ModuleType) -> None:
    with pytest.raises(transport.ConfigurationError, match="body is of type int"):
        sent(transport, "bodies", body=5)


def test_bytes_are_never_taken_for_json(transport: ModuleType) -> None:
    seen = sent(transport, "any_or_bytes", body={"a": 1})
    assert (seen.headers["content-type"], seen.body) == ("application/json", b'{"a":1}')
    seen = sent(transport, "any_or_bytes", body=b"\x00")
    assert (seen.headers["content-type"], seen.body) == ("application/octet-stream", b"\x00")
    seen = sent(transport, "any_or_bytes", body=transport.File(b"\x00", mime_type="image/png"))
    assert (seen.headers["content-type"], seen.body) == ("image/png", b"\x00")


def test_the_fields_of_a_form_have_their_encoding(transport: ModuleType) -> None:
    where = transport.models.FormRequestWhere.from_dict({"a": 1, "b": {"c": [2]}})
    extra = transport.models.FormRequestExtra.from_dict({"k": 1})
    body = transport.models.FormRequest(ids=[1, 2], names=["x", "y"], where=where, extra=extra)
    seen = sent(transport, "form", body=body)
    assert parse_qsl(seen.body.decode()) == [
        ("ids", "1"),
        ("ids", "2"),
        ("names", "x,y"),
        ("where[a]", "1"),
        ("where[b][c][0]", "2"),
        ("extra", '{"k":1}'),
    ]


def test_a_record_with_a_file_goes_in_parts_and_one_without_as_json(transport: ModuleType) -> None:
    one, file = transport.models.Upload, transport.File(b"\x00", "a.bin")
    for upload in (one(note="n", file=file), one(note="n", file=[file, file])):
        seen = sent(transport, "json_or_parts", body=upload)
        assert seen.headers["content-type"].startswith("multipart/form-data; boundary=")
        assert b"a.bin" in seen.body
    plain = sent(transport, "json_or_parts", body=one(note="n"))
    assert (plain.headers["content-type"], json.loads(plain.body)) == ("application/json", {"note": "n"})


def test_the_parts_of_a_multipart_body_have_their_types(transport: ModuleType) -> None:
    files = [transport.File(b"\x00", "a.png"), transport.File(io.BytesIO(b"\x01"), "b.jpg", "image/jpeg")]
    legs = [transport.models.Leg(1), transport.models.Leg(2)]
    seen = sent(transport, "parts", body=transport.models.PartsRequest(files=files, legs=legs, note="n", xml="<a/>"))
    parts = [
        part.strip(b"\r\n") for part in seen.body.split(b"--" + seen.headers["content-type"].split("=")[1].encode())
    ]
    said = [tuple(part.partition(b"\r\n\r\n")[::2]) for part in parts if b"\r\n\r\n" in part]
    assert [(head.replace(b"Content-Disposition: form-data; ", b""), body) for head, body in said] == [
        (b'name="files"; filename="a.png"\r\nContent-Type: image/png', b"\x00"),
        (b'name="files"; filename="b.jpg"\r\nContent-Type: image/jpeg', b"\x01"),
        (b'name="legs"\r\nContent-Type: application/json', b'{"seconds":1}'),
        (b'name="legs"\r\nContent-Type: application/json', b'{"seconds":2}'),
        (b'name="note"', b"n"),
        (b'name="xml"\r\nContent-Type: application/xml; charset=utf-8', b"<a/>"),
    ]


def test_nothing_that_is_not_given_is_sent(transport: ModuleType) -> None:
    matrix = transport.models.StylesMatrix.from_dict({"k": "v"})
    seen = sent(transport, "styles", [1], ["a"], matrix)
    assert unquote(urlsplit(seen.target).path) == "/styles/1/.a/;matrix=k,v"
    assert "?" not in seen.target and not {"x-ids", "x-pairs", "cookie"} & seen.headers.keys()

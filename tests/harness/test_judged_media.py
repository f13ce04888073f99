"""A body that is no JSON is what its media type says: its charset, its first bytes, the columns of a table."""

import gzip
from typing import Any

import pytest

from tests.client.stub_server import reply
from tests.harness.judged_responses import judge

Found = list[tuple[str, str]]
TABLE = "id,name,status\nc-1,First,done\n"
FINE: Found = []
PAGE = b"<!DOCTYPE html>\n<title>Oops</title><p>Please try again</p>"
ERROR = b'{"error": "down"}'
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20)


def see(documented: str, body: bytes, *, sent: str = "", example: str | None = None) -> Found:
    media: dict[str, Any] = {"schema": {"type": "string"}}
    media |= {"example": example} if example is not None else {}
    found = judge({documented: media}, reply(200, body, content_type=sent or documented))
    return [(finding.kind, finding.observed) for finding in found]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (TABLE, FINE),
        ("id,name,status\n", FINE),
        ("\ufeffid,name,status\r\nc-1,First,done\r\n", FINE),
        ('"id","name","status"\r\n"c-1","a ""b"", c","done"\r\n', FINE),
        (" id , name,status\n", FINE),
        ("id,name,status,region\n", [("body.shape", "the columns id, name, status, region")]),
        ("id,label,status\n", [("body.shape", "the columns id, label, status")]),
        ("id,status,name\n", [("body.shape", "the columns id, status, name")]),
        ("id;name;status\n", [("body.shape", "columns separated by a semicolon")]),
        ("id\tname\tstatus\n", [("body.shape", "columns separated by a tab")]),
        ("c-1,Ada Lovelace,done\n", [("body.shape", "another first row, of 3")]),
        ("", [("body.shape", "nothing")]),
        (PAGE.decode(), [("body.unreadable", "an HTML page")]),
        (ERROR.decode(), [("body.unreadable", "JSON")]),
    ],
)
def test_a_table_has_the_columns_of_the_example_in_their_order(body: str, found: Found) -> None:
    assert see("text/csv", body.encode(), example=TABLE) == found


def test_an_example_without_names_of_columns_promises_none() -> None:
    assert see("text/csv", b"other\n", example="2026-01-31,17,3\n2026-02-01,18,4\n") == FINE
    assert see("text/csv", b"id;name\n") == FINE
    assert see("text/csv", b"id,name\n", example="id;name\n1;2\n") == [
        ("body.shape", "columns separated by a comma"),
    ]


@pytest.mark.parametrize(
    ("documented", "sent", "body", "found"),
    [
        ("text/csv", "text/csv; charset=utf-8", "id\nZo\u00eb".encode(), FINE),
        ("text/csv", 'Text/CSV;charset="UTF-8"; header=present', b"id\n", FINE),
        ("text/csv", "text/csv; charset=iso-8859-1", "id\nZo\u00eb".encode("latin-1"), FINE),
        ("text/csv", "text/csv; charset=utf-8", "id\nZo\u00eb".encode("latin-1"), [("body.unreadable",)]),
        ("text/csv", "text/csv; charset=iso-8859-1", "id\nZo\u00eb".encode(), [("body.unreadable",)]),
        ("text/csv", "text/csv; charset=x-vendor", b"id\n", [("body.unreadable",)]),
        ("text/csv", "text/csv; charset=bz2", b"id\n", [("body.unreadable",)]),
        ("text/csv; charset=utf-8", "text/csv", "id\nZo\u00eb".encode("latin-1"), [("body.unreadable",)]),
        ("text/csv; charset=utf-8", "text/csv; charset=us-ascii", b"id\n", FINE),
        ("text/csv; charset=utf-8", "text/csv; charset=utf-16", "id".encode("utf-16"), [("content_type.changed",)]),
        ("text/plain", "text/plain", "Zo\u00eb".encode("latin-1"), FINE),
        ("text/plain", "text/plain; charset=utf-8", "Zo\u00eb".encode("latin-1"), [("body.unreadable",)]),
    ],
)
def test_the_bytes_of_a_text_are_of_the_charset_that_is_named(
    documented: str, sent: str, body: bytes, found: list[tuple[str]]
) -> None:
    assert [(kind,) for kind, _ in see(documented, body, sent=sent)] == found


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n..."),
        ("image/jpeg", b"\xff\xd8\xff\xe0.."),
        ("audio/mpeg", b"ID3\x04..."),
        ("audio/mp3", b"\xff\xfb\x90\x00"),
        ("audio/wav", WAV),
        ("audio/x-wav", WAV),
        ("audio/*", WAV),
        ("application/pdf", b"\r\n%PDF-1.7\n"),
        ("application/zip", b"PK\x05\x06" + bytes(18)),
        ("application/gzip", gzip.compress(b"x", mtime=0)),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04..."),
        ("application/octet-stream", b"\x00\x01"),
        ("application/octet-stream", b'{"calls": []}'),
        ("application/xml", b"<calls><call id='1'/></calls>"),
        ("application/xml; charset=iso-8859-1", "<a>Zo\u00eb</a>".encode("latin-1")),
        ("image/svg+xml", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("video/quicktime", b"anything"),
        ("text/html", PAGE),
    ],
)
def test_a_body_begins_as_its_type_does_and_an_error_page_in_its_place_is_found(media_type: str, body: bytes) -> None:
    sent = media_type.replace("*", "wav")
    assert see(media_type, body, sent=sent) == FINE
    if media_type != "text/html":
        assert see(media_type, PAGE, sent=sent) == [("body.unreadable", "an HTML page")]
        observed = "text that is not XML" if "xml" in media_type and "open" not in media_type else "JSON"
        assert see(media_type, ERROR, sent=sent) == [("body.unreadable", observed)]


@pytest.mark.parametrize("media_type", ["image/png", "audio/mpeg", "audio/wav", "application/pdf", "application/zip"])
def test_another_file_under_its_type_is_found_and_none_of_its_bytes_shown(media_type: str) -> None:
    assert see(media_type, b"GIF89a Ada") == [("body.unreadable", "bytes that begin otherwise")]
    assert see(media_type, b"") == [("body.unreadable", "an empty body")]


def test_hostile_xml_costs_nothing() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><x>&l11;</x>'
    local = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><x>&f;</x>'
    for body in (bomb, local, "<a>" * 50_000 + "</a>" * 50_000):
        assert see("application/xml", body.encode()) == FINE
    assert see("application/xml", b"<a>" * 50_000) == [("body.unreadable", "text that is not XML")]

"""A spelling that the document allows is no drift, and beside each is one that it does not allow."""

import json
from typing import Any

import pytest

from tests.client.stub_server import raw, reply
from tests.harness.judged_responses import judge

UUID = "2ded13fe-4f9b-4958-9bfb-093ea2f29f91"
UUIDS: dict[str, Any] = {"type": "string", "format": "uuid", "example": UUID}
TIMES: dict[str, Any] = {"type": "string", "format": "date-time", "example": "2026-01-31T10:00:00Z"}
STAMPS: dict[str, Any] = {"type": "string", "example": "2026-01-31T10:00:00Z"}
INTEGERS: dict[str, Any] = {"type": "integer", "maximum": 9}
NULLABLE: dict[str, Any] = {"type": "string", "nullable": True, "enum": ["on", "off"]}
LISTS: dict[str, Any] = {"type": "array", "items": {"type": "object", "required": ["id"]}}
KINDS: dict[str, Any] = {"type": "string", "example": "toll_free"}

HARMLESS: list[tuple[dict[str, Any], str, str]] = [
    (UUIDS, f'"{UUID.upper()}"', f'"{UUID.replace("-", "")}"'),
    (UUIDS, f'"{{{UUID}}}"', f'"{{{UUID}"'),
    (UUIDS, f'"urn:uuid:{UUID}"', f'"id:{UUID}"'),
    (TIMES, '"2026-01-31T10:00:00+00:00"', '"2026-01-31T10:00:00+0000"'),
    (TIMES, '"2026-01-31T15:30:00+05:30"', '"2026-01-31T10:00:00"'),
    (TIMES, '"2026-01-31T10:00:00.5Z"', '"2026-01-31T10:00Z"'),
    (TIMES, '"2026-01-31T10:00:00.123456Z"', '"2026-01-31 10:00:00"'),
    (TIMES, '"2026-01-31t10:00:00z"', '"2026-31-01T10:00:00Z"'),
    (TIMES, '"2016-12-31T23:59:60Z"', '"1769853600"'),
    (STAMPS, '"2026-01-31T10:00:00.123Z"', '"2026-01-31T10:00:00+00:00"'),
    (INTEGERS, "1.0", "1.5"),
    (INTEGERS, "1e0", '"1"'),
    ({"type": "number"}, "1", "true"),
    (NULLABLE, "null", '"none"'),
    ({"type": "string", "format": "email"}, '"Ada@Example.ORG"', '"ada"'),
    ({"type": "string", "example": "https://a.example/x"}, '"HTTPS://b.example/?y"', '"b.example/y"'),
    (LISTS, "[]", "[{}]"),
    (KINDS, '"mobile"', '"Mobile phone"'),
    ({"type": "string", "example": "GB"}, '"ZW"', "7"),
]


@pytest.mark.parametrize(("schema", "value", "other"), HARMLESS, ids=[case[1] for case in HARMLESS])
def test_what_the_document_allows_is_no_drift_and_what_is_beside_it_is_one(
    schema: dict[str, Any], value: str, other: str
) -> None:
    name = "kind" if schema is KINDS else "held"
    media = {"schema": {"type": "object", "properties": {name: schema}, "required": [name]}}
    assert judge({"application/json": media}, reply(200, f'{{"{name}": {value}}}')) == []
    found = judge({"application/json": media}, reply(200, f'{{"{name}": {other}}}'))
    assert found
    assert {finding.kind for finding in found} <= {"field.format", "field.value", "field.type", "field.missing"}


TWO: dict[str, Any] = {"type": "object", "properties": {"id": {"type": "string"}, "on": {"type": "boolean"}}}
BODY = b'{"on": true, "id": "1"}'


@pytest.mark.parametrize(
    ("content_type", "is_drift"),
    [
        ("application/json; charset=UTF-8", False),
        ('Application/JSON;charset="utf-8"', False),
        ("application/json ; version=2", False),
        ("text/json", True),
        ("application/json; charset=utf-16", True),
    ],
)
def test_a_content_type_may_be_spelt_otherwise(content_type: str, is_drift: bool) -> None:
    assert bool(judge({"application/json": {"schema": TWO}}, reply(200, BODY, content_type=content_type))) is is_drift


def test_a_response_may_be_of_http_1_0_with_names_of_headers_in_capitals_and_fields_in_another_order() -> None:
    head = b"HTTP/1.0 200 OK\r\nCONTENT-TYPE: application/json\r\nCONTENT-LENGTH: %d\r\n\r\n" % len(BODY)
    assert judge({"application/json": {"schema": TWO}}, raw(head + BODY)) == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("paused", "paused"),
        ("PAUSED_BY_USER", "PAUSED_BY_USER"),
        ("on hold", "on hold"),
        ("G.711", "G.711"),
        ("", "an empty text"),
        ("Ada Lovelace", "xxx xxxxxxxx"),
        ("+442079460011", "***11"),
        (UUID, "9xxx99xx-9x9x-9999-9xxx-999xx9x99x91"),
    ],
)
def test_a_new_value_of_an_enum_is_shown_as_far_as_it_is_a_word(value: str, shown: str) -> None:
    media = {"schema": {"type": "object", "properties": {"status": {"type": "string", "enum": ["on", "off"]}}}}
    (found,) = judge({"application/json": media}, reply(200, json.dumps({"status": value})))
    assert (found.kind, found.observed) == ("field.value", shown)

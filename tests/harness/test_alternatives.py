"""A fault in one of several alternatives is named where it is, whichever alternative it is."""

import json
from typing import Any

import pytest

from tests.client.stub_server import reply
from tests.harness.judged_responses import judge

Found = list[tuple[str, str]]
SCHEMAS: dict[str, Any] = {
    "Call": {
        "type": "object",
        "required": ["kind", "from"],
        "properties": {"kind": {"type": "string"}, "from": {"type": "string"}, "length": {"type": "integer"}},
    },
    "Message": {
        "type": "object",
        "required": ["kind", "text"],
        "properties": {"kind": {"type": "string"}, "text": {"type": "string"}, "parts": {"type": "integer"}},
    },
    "Fax": {
        "allOf": [
            {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
            {"type": "object", "required": ["pages"], "properties": {"pages": {"type": "integer"}}},
        ]
    },
}
REFERENCES = [{"$ref": f"#/components/schemas/{name}"} for name in SCHEMAS]
WORDS = [
    {**SCHEMAS["Call"], "properties": {**SCHEMAS["Call"]["properties"], "kind": {"enum": ["call"]}}},
    {**SCHEMAS["Message"], "properties": {**SCHEMAS["Message"]["properties"], "kind": {"enum": ["message"]}}},
]
BARE: dict[str, Any] = {"oneOf": REFERENCES}
NAMED: dict[str, Any] = {**BARE, "discriminator": {"propertyName": "kind", "mapping": {"message": "Message"}}}
FIXED: dict[str, Any] = {"anyOf": WORDS}
MESSAGE = {"kind": "message", "text": "Hello"}


def see(schema: dict[str, Any], event: Any) -> Found:
    whole = {"type": "object", "properties": {"events": {"type": "array", "items": schema}}}
    turn = reply(
        200, json.dumps({"events": [{"kind": "Call", "from": "1"} if schema is not FIXED else MESSAGE, event]})
    )
    found = judge({"application/json": {"schema": whole}}, turn, components={"schemas": SCHEMAS})
    return [(each.kind, each.location.removeprefix("response.200.body#/events/*")) for each in found]


@pytest.mark.parametrize("schema", [BARE, NAMED, FIXED], ids=["bare", "discriminator", "words"])
@pytest.mark.parametrize(
    ("event", "found"),
    [
        (MESSAGE, []),
        ({**MESSAGE, "parts": 2}, []),
        ({**MESSAGE, "parts": 2.0}, []),
        ({**MESSAGE, "parts": "2"}, [("field.type", "/parts")]),
        ({**MESSAGE, "text": None}, [("field.type", "/text")]),
        ({**MESSAGE, "sent": True}, [("field.undocumented", "/sent")]),
    ],
    ids=str,
)
def test_a_fault_of_a_later_alternative_is_found_in_its_field(schema: dict[str, Any], event: Any, found: Found) -> None:
    assert see(schema, event) == found


def test_a_discriminator_tells_what_is_missing_or_renamed() -> None:
    assert see(NAMED, {"kind": "message", "parts": 1, "message_text": "x"}) == [("field.renamed", "/text")]
    assert see(FIXED, {"kind": "message", "parts": 1}) == [("field.missing", "/text")]
    assert see(NAMED, {"kind": "Fax", "pages": "2"}) == [("field.type", "/pages")]


def test_what_is_several_alternatives_at_once_is_no_drift_and_what_is_none_is_one() -> None:
    numbers = {"oneOf": [{"type": "integer"}, {"type": "number"}]}
    assert see(numbers, 1) == [("field.type", "")]  # the call before it is none
    flat: dict[str, Any] = {"type": "object", "properties": {"n": numbers}}
    media = {"application/json": {"schema": flat}}
    assert judge(media, reply(200, '{"n": 1}')) == []
    (found,) = judge(media, reply(200, '{"n": "1"}'))
    assert (found.kind, found.expected) == ("field.type", "what oneOf allows")

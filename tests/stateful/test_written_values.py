"""What is compared of a resource: values however they are spelt, and only fields that a request may write."""

from typing import Any

import pytest

from contract_tests.harness.checks.values.same_values import is_same
from contract_tests.harness.probes.writes.deleting import has_ended
from contract_tests.harness.probes.writes.fields import (
    find_kept,
    find_lost,
    find_touched,
    returned_fields,
    written_fields,
)
from contract_tests.harness.probes.writes.texts import TEXT, has_text, with_text
from tests.documents import document
from vendor_spec.openapi.document import Operation, iter_operations
from vendor_spec.openapi.resources.collections import find_collections

UUID = "6f2a8a4e-3b0a-4f4e-9d55-0b1c2d3e4f50"


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (1, 1.0),
        (10, "10.00"),
        (True, "true"),
        ("  Ada ", "Ada"),
        ("Ada@Example.com", "ada@example.com"),
        ("GB", "gb"),
        ("https://example.com", "https://example.com/"),
        ("+44 20 7946 0011", "442079460011"),
        (UUID, f"{{{UUID.upper()}}}"),
        ("2026-02-03T09:15:00Z", "2026-02-03T10:15:00.123+01:00"),
        ("2026-02-03", "2026-02-03T00:00:00Z"),
        ("Zoe\u0308", "Zoë"),
        ([], None),
        ("", None),
        (["b", "a"], ["a", "b"]),
        ({"city": "Leith"}, {"city": "Leith", "country": "GB"}),
    ],
)
def test_one_value_may_be_spelt_in_many_ways(sent: Any, received: Any) -> None:
    assert is_same(sent, received)


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (1, 2),
        (True, False),
        (1, True),
        (False, None),
        ("Zoë", "Zo?"),
        ("Zoë", "ZoÃ«"),
        ("Zoë Müller", "zoë müller"),
        ("R&D", "R&amp;D"),
        ("+442079460011", "+442079460012"),
        ("2026-02-03T09:15:00Z", "2026-02-03T09:15:00+01:00"),
        (["a", "b"], ["a"]),
        (["a", "a"], ["a", "b"]),
        ({"city": "Leith"}, {"city": "Perth"}),
        ({"city": "Leith"}, "Leith"),
    ],
)
def test_another_value_is_another(sent: Any, received: Any) -> None:
    assert not is_same(sent, received)


NAME, STATE = {"type": "string", "maxLength": 80}, {"type": "string", "enum": ["active", "ended"]}
INPUT = {
    "type": "object",
    "properties": {
        "name": NAME,
        "state": STATE,
        "secret": {"type": "string"},
        "size": {"type": "integer", "default": 3},
        "color": {"type": "string", "default": "red"},
        "owner": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "pin": {"type": "string", "writeOnly": True},
        "address": {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}},
        "kind": {"type": "string"},
    },
}
OUTPUT = {
    "type": "object",
    "properties": {
        **{name: schema for name, schema in INPUT["properties"].items() if name != "pin"},  # type: ignore[attr-defined]
        "id": {"type": "integer"},
        "created_at": {"type": "string", "format": "date-time"},
        "updated_at": {"type": "string", "format": "date-time"},
        "full_name": {"type": "string"},
        "owner": {"type": "string", "readOnly": True},
        "kind": {"type": "object"},
    },
}


def operation(method: str) -> tuple[dict[str, Any], Operation]:
    body = {"content": {"application/json": {"schema": INPUT}}}
    responses = {
        "200": {"description": "Yes", "content": {"application/json": {"schema": {"properties": {"box": OUTPUT}}}}}
    }
    id_ = {"name": "box_id", "in": "path", "required": True, "schema": {"type": "integer"}}
    content = document(
        paths={"/boxes/{box_id}": {method: {"parameters": [id_], "requestBody": body, "responses": responses}}}
    )
    return content, next(iter_operations(content))


def lost(sent: Any, resource: Any, before: Any = None) -> list[str]:
    content, patch = operation("patch")
    fields = written_fields(content, patch), returned_fields(content, patch, "/box")
    return [each.pointer for each in find_lost(sent, resource, *fields, before)]


def test_what_is_sent_has_to_come_back_if_both_sides_have_it_in_one_form() -> None:
    assert lost({"name": "A", "size": 2, "tags": ["a"]}, {"name": "A", "size": "2", "tags": ["a"]}) == []
    assert lost({"name": "A", "size": 2, "tags": ["a"]}, {"name": "B", "size": 3}) == ["/name", "/size", "/tags"]
    assert lost({"address": {"city": "Leith", "zip": "1"}}, {"address": {"city": "Perth", "zip": 1}}) == [
        "/address/city"
    ]


def test_what_nobody_promises_to_give_back_is_not_missed() -> None:
    sent = {"secret": "s3cret", "pin": "1234", "owner": "me", "kind": "box", "unknown": 1, "size": 0}
    assert lost(sent, {"secret": "****", "owner": "you", "kind": {"name": "box"}}) == []
    assert lost({"name": "4111111111111111"}, {"name": "************1111"}) == []


def test_a_state_may_move_on_but_not_stay() -> None:
    assert lost({"state": "ended"}, {"state": "active"}) == []
    assert lost({"state": "ended"}, {"state": "ending"}, {"state": "active"}) == []
    assert lost({"state": "ended"}, {"state": "active"}, {"state": "active"}) == ["/state"]


def test_only_what_somebody_may_write_is_touched() -> None:
    content, patch = operation("patch")
    fields = written_fields(content, patch), returned_fields(content, patch, "/box")
    before = {"name": "A", "tags": ["a"], "full_name": "A B", "updated_at": "1", "created_at": "2026-02-03T09:15:00Z"}
    moved = {**before, "name": "C", "full_name": "C B", "updated_at": "2", "state": "ending", "size": 4}
    assert list(find_touched({**before, "state": "active"}, moved, {"name": "C"}, *fields)) == []
    reset = {**moved, "tags": [], "created_at": "2026-02-04T09:15:00Z"}
    assert [each.pointer for each in find_touched(before, reset, {"name": "C"}, *fields)] == ["/tags", "/created_at"]


def test_a_replacement_may_leave_nothing_but_defaults() -> None:
    content, put = operation("put")
    fields = written_fields(content, put), returned_fields(content, put, "/box")
    before = {"name": "A", "color": "red", "tags": ["a"], "full_name": "A B", "state": "active", "owner": "me"}
    assert list(find_kept(before, {**before, "tags": []}, {"name": "A"}, *fields)) == []
    assert [each.pointer for each in find_kept(before, before, {"name": "A"}, *fields)] == ["/tags"]


def test_a_text_is_put_only_where_any_text_may_be() -> None:
    content, patch = operation("patch")
    fields = written_fields(content, patch)
    assert with_text({"color": "red", "name": "A"}, fields) == {"color": "red", "name": TEXT}
    assert with_text({"color": "red", "state": "active"}, fields) is None
    assert with_text({"name": "A"}, {"/name": [{**NAME, "maxLength": 10}]}) is None
    assert with_text({"name": "A"}, {"/name": [{**NAME, "pattern": "^[a-z]+$"}]}) is None
    assert with_text({"user_name": "A"}, {"/user_name": [NAME]}) is None
    assert has_text({"to": [{"name": "Zoë"}]}) and not has_text({"to": [{"name": "Zoe"}], "size": 1})


@pytest.mark.parametrize(
    ("body", "ended"),
    [
        ({"status": "cancelled"}, True),
        ({"deleted_at": "2026-02-03T09:15:00Z"}, True),
        ({"is_active": False}, True),
        ({"state": "PENDING_DELETION"}, True),
        ({"status": "active", "deleted_at": None, "is_deleted": False, "is_active": True}, False),
        ({"name": "deleted"}, False),
        ([], False),
    ],
)
def test_a_resource_may_say_that_it_has_ended(body: Any, ended: bool) -> None:
    assert has_ended(body) is ended


def ids(path: str, item_path: str, body: Any) -> tuple[str, str | None] | None:
    paths = {path: {"post": {"responses": {}}}, item_path: {"delete": {"responses": {}}}}
    (collection,) = find_collections(document(paths=paths))
    found = collection.find_resource(body)
    return found and (found[0], collection.find_id(found[1]))


def test_the_id_of_what_was_made_is_found_in_the_body_or_in_what_is_wrapped_in_it() -> None:
    boxes = "/boxes", "/boxes/{box_id}"
    assert ids(*boxes, {"id": 7, "parent": {"id": 8}}) == ("", "7")
    assert ids(*boxes, {"box": {"id": 7}}) == ("/box", "7")
    assert ids(*boxes, {"data": {"box": {"box_id": "a"}}, "account": {"id": 8}}) == ("/data/box", "a")
    assert ids(*boxes, {"boxes": [{"uuid": "a"}]}) == ("/boxes/*", "a")
    assert ids(*boxes, {"ok": True, "account": {"id": 8}}) == ("", None)
    assert ids(*boxes, {"id": f"{{{UUID}}}"}) == ("", UUID)
    assert ids("/calls", "/calls/{call_uuid}/", {"message": "on its way", "callUuid": UUID}) == ("", UUID)
    assert ids(*boxes, "created") is None

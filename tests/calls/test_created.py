"""What requests create and end on the fake vendor's account, in documents of any kind."""

import time
from typing import Any

import requests

from fake_vendor.vendor import FakeVendor
from tests.calls.vendors import CALL, PLACE, read_calls
from tests.fake_vendor.vendor_caller import Caller

LIST, GET, END = "GET /api/v1/Account/{auth_id}/Call/", f"GET {CALL}", f"DELETE {CALL}"
ORDER = {"from": "+447700900001", "to": "+447700900002", "answer_url": "https://a.example/", "answer_method": "GET"}
TEXT = {"text": {"type": "string"}}
NOTE = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}, **TEXT}}


def media(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


NOTES: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Notes", "version": "1"},
    "paths": {
        "/notes": {
            "post": {
                "requestBody": {"content": media({"type": "object", "properties": TEXT})},
                "responses": {
                    "201": {"description": "Made", "content": media({"type": "object", "properties": {"data": NOTE}})}
                },
            },
            "get": {
                "responses": {"200": {"description": "All", "content": media({"type": "array", "items": NOTE})}},
            },
        },
        "/notes/{note_id}": {
            "parameters": [{"name": "note_id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"responses": {"200": {"description": "One", "content": media(NOTE)}}},
            "delete": {"responses": {"204": {"description": "Gone"}}},
        },
    },
}


def look(caller: Caller, id_: str) -> dict[str, int]:
    """The status of a call in each state that it may be asked for in."""
    states = ("live", "queued")
    return {state: caller.send(GET, ids={"call_uuid": id_}, query={"status": state}).status_code for state in states}


def listed(caller: Caller, state: str) -> list[str]:
    ids: list[str] = caller.send(LIST, query={"status": state}).json()["calls"]
    return ids


def test_a_call_is_queued_then_live_then_ended() -> None:
    with FakeVendor(read_calls(), up_after=600.0) as vendor:
        caller = Caller(vendor)
        known = vendor.environment["VOBIZ_CALL_UUID"]
        id_ = caller.send(PLACE, body=ORDER).json()["request_uuid"]
        assert (vendor.created, vendor.live) == ([id_], [id_])
        assert look(caller, id_) == {"live": 404, "queued": 200}
        assert (listed(caller, "live"), id_ in listed(caller, "queued")) == ([known], True)
        vendor.store.created.items[0].up_at = 0.0
        assert look(caller, id_) == {"live": 200, "queued": 404}
        assert (listed(caller, "live"), id_ in listed(caller, "queued")) == ([known, id_], False)
        shown = caller.send(GET, ids={"call_uuid": id_}).json()
        # As the document shows numbers: without the plus sign.
        assert (shown["call_uuid"], shown["from"], shown["to"]) == (id_, "447700900001", "447700900002")
        assert caller.send(END, ids={"call_uuid": id_}).status_code == 204
        assert look(caller, id_) == {"live": 404, "queued": 404}
        assert caller.send(END, ids={"call_uuid": id_}).status_code == 404
        assert (listed(caller, "live"), vendor.live, vendor.created) == ([known], [], [id_])


def test_a_time_limit_ends_what_was_created_and_a_refused_request_creates_nothing() -> None:
    with FakeVendor(read_calls(), [f"harmless.blips,every=3@{PLACE}"], up_after=0.0) as vendor:
        caller = Caller(vendor)
        assert caller.send(PLACE, body=ORDER | {"to": "nobody"}).status_code == 400
        assert caller.send(PLACE, body=ORDER | {"time_limit": 1}).status_code == 201
        assert caller.send(PLACE, body=ORDER).status_code == 503
        assert len(vendor.created) == 1
        while vendor.live:
            time.sleep(0.05)
        assert look(caller, vendor.created[0]) == {"live": 404, "queued": 404}


def test_any_document_with_a_collection_can_create_and_end() -> None:
    with FakeVendor(NOTES) as vendor:
        address = f"{vendor.base_url}/notes"
        made = requests.post(address, json={"text": "first"}, timeout=5).json()["data"]["id"]
        assert vendor.live == [made]
        assert requests.get(f"{address}/{made}", timeout=5).json()["text"] == "first"
        assert made in [note["id"] for note in requests.get(address, timeout=5).json()]
        assert requests.delete(f"{address}/{made}", timeout=5).status_code == 204
        assert requests.get(f"{address}/{made}", timeout=5).status_code == 404
        assert made not in [note["id"] for note in requests.get(address, timeout=5).json()]
        assert vendor.live == []

"""What the fake vendor keeps, on any document: lists in parts, and records that requests create, change and delete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from vendor_caller import Caller

from fake_vendor.vendor import FakeVendor
from tests.stateful.desk import read_desk

CONTACTS, CONTACT = "/v1/accounts/{account_id}/contacts", "/v1/accounts/{account_id}/contacts/{contact_id}"
NUMBERS, CALLS = "GET /v1/accounts/{account_id}/numbers", "GET /v1/accounts/{account_id}/calls"
NOTES = "/v1/accounts/{account_id}/subaccounts/{subaccount_id}/notes"
NEW = {"name": "Zoë 🦊 שלום", "phone": "+442079460077", "address": {"city": "Leith", "country": "GB"}}


@pytest.fixture
def desk() -> Iterator[Caller]:
    with FakeVendor(read_desk()) as vendor:
        yield Caller(vendor)


def pages(caller: Caller, label: str, items: str, **query: str) -> Iterator[list[dict[str, Any]]]:
    """The items of each page of a list, from what its responses call the next one."""
    while True:
        body = caller.send(label, query=query).json()
        yield body[items]
        if body.get("next_cursor") is not None:
            query = {**query, "cursor": body["next_cursor"]}
        elif body.get("next") is not None:
            query = {**query, "offset": body["next"].rpartition("offset=")[2]}
        else:
            return


@pytest.mark.parametrize(("label", "items"), [(f"GET {CONTACTS}", "items"), (CALLS, "data")])
def test_pages_follow_one_another_and_end(desk: Caller, label: str, items: str) -> None:
    whole = [item["id"] for item in desk.send(label, query={"limit": "50"}).json()[items]]
    read = list(pages(desk, label, items, limit="3"))
    assert [len(page) for page in read[:-1]] == [3] * (len(read) - 1)
    assert [item["id"] for page in read for item in page] == whole
    assert len(read) >= 3
    assert len(set(whole)) == len(whole)


def test_page_numbers_count_from_one_and_say_how_many_there_are(desk: Caller) -> None:
    first, last, beyond = (desk.send(NUMBERS, query={"page": page}).json() for page in ("1", "3", "4"))
    assert first["meta"] == {"page": 1, "per_page": 4, "total_count": 10, "count": 4}
    assert (last["meta"]["count"], len(last["numbers"]), beyond["numbers"]) == (2, 2, [])


def test_filters_orders_and_defaults_are_those_of_the_document(desk: Caller) -> None:
    body = desk.send(f"GET {CONTACTS}").json()
    assert (body["limit"], body["offset"], len(body["items"]), body["total"]) == (5, 0, 5, 12)
    times = [item["created_at"] for item in body["items"]]
    assert times == sorted(times, reverse=True)
    archived = desk.send(f"GET {CONTACTS}", query={"status": "archived", "sort": "name"}).json()
    assert {item["status"] for item in archived["items"]} == {"archived"}
    assert archived["total"] == len(archived["items"]) == 4
    names = [item["name"] for item in archived["items"]]
    assert names == sorted(names)
    shortest = desk.send(CALLS, query={"sort_by": "duration", "order": "asc"}).json()["data"]
    assert [call["duration"] for call in shortest] == sorted(call["duration"] for call in shortest)
    inbound = desk.send(CALLS, query={"direction": "inbound"}).json()["data"]
    assert {call["direction"] for call in inbound} == {"inbound"}
    assert desk.send("GET /v1/usage").json()["period"] == "month"
    assert desk.send("GET /v1/usage", query={"period": "day"}).json()["period"] == "day"


def test_a_record_is_created_replaced_changed_and_deleted(desk: Caller) -> None:
    made = desk.send(f"POST {CONTACTS}", body=NEW)
    id_ = made.json()["id"]
    assert made.headers["Location"] == f"/v1/accounts/{desk.vendor.environment['VOBIZ_ACCOUNT_ID']}/contacts/{id_}"
    assert NEW.items() <= made.json().items()
    assert made.json()["status"] == "active"  # by default
    ids = {"contact_id": id_}
    assert desk.send(f"GET {CONTACT}", ids=ids).json() == made.json()
    changed = desk.send(f"PATCH {CONTACT}", ids=ids, body={"name": "Renée"}).json()
    assert changed == {**made.json(), "name": "Renée"}
    replaced = desk.send(f"PUT {CONTACT}", ids=ids, body={"name": "Åsa", "labels": ["x"]}).json()
    kept = {name: made.json()[name] for name in ("id", "account_id", "status", "created_at")}
    assert replaced == {**kept, "name": "Åsa", "labels": ["x"]}
    assert id_ in [item["id"] for item in desk.send(f"GET {CONTACTS}", query={"limit": "50"}).json()["items"]]
    assert (desk.vendor.created, desk.vendor.live, desk.vendor.harmed) == ([id_], [id_], [])
    assert desk.send(f"DELETE {CONTACT}", ids=ids).status_code == 204
    assert desk.send(f"GET {CONTACT}", ids=ids).status_code == 404
    assert desk.send(f"DELETE {CONTACT}", ids=ids).status_code == 404
    assert (desk.vendor.created, desk.vendor.live, desk.vendor.harmed) == ([id_], [], [])


def test_what_was_there_before_and_is_changed_is_told(desk: Caller) -> None:
    known = desk.vendor.environment["VOBIZ_CONTACT_ID"]
    assert desk.send(f"PATCH {CONTACT}", body={"name": "Other"}).status_code == 200
    assert desk.vendor.harmed == [known]
    assert desk.send(f"DELETE {CONTACT}").status_code == 204
    assert (desk.vendor.harmed, desk.vendor.live) == ([known], [])


def test_records_are_below_the_ids_of_their_path(desk: Caller) -> None:
    sub = desk.vendor.environment["VOBIZ_SUBACCOUNT_ID"]
    note = desk.send(f"POST {NOTES}", body={"text": "hello", "is_pinned": True}).json()
    assert (note["subaccount_id"], note["text"], note["is_pinned"]) == (sub, "hello", True)
    assert type(note["id"]) is int
    assert desk.send(f"GET {NOTES}/{{note_id}}", ids={"note_id": str(note["id"])}).json() == note
    listed = desk.send(f"GET {NOTES}").json()
    assert listed[-1] == note
    assert {each["subaccount_id"] for each in listed} == {sub}


def test_an_account_in_the_query_is_isolated_until_it_is_not() -> None:
    with FakeVendor(read_desk()) as vendor:
        assert Caller(vendor).send("GET /v1/usage", query={"account_id": "AC_00000000"}).status_code == 403
    with FakeVendor(read_desk(), ["account.not_isolated@GET /v1/usage"]) as vendor:
        response = Caller(vendor).send("GET /v1/usage", query={"account_id": "AC_00000000"})
        assert (response.status_code, response.json()["account_id"]) == (200, "AC_00000000")


def test_each_alternative_of_security_opens_by_itself(desk: Caller) -> None:
    environment = desk.vendor.environment
    url = f"{desk.vendor.base_url}/v1/usage?account_id={environment['VOBIZ_ACCOUNT_ID']}"
    pair = {"X-Auth-ID": environment["VOBIZ_AUTH_ID"], "X-Auth-Token": environment["VOBIZ_AUTH_TOKEN"]}
    bearer = {"Authorization": f"Bearer {environment['VOBIZ_BEARER']}"}
    statuses = [desk.session.get(url, headers=headers, timeout=5).status_code for headers in (pair, bearer, {})]
    assert statuses == [200, 200, 401]


def test_pictures_and_sounds_are_what_they_say(desk: Caller) -> None:
    picture = desk.send("GET /v1/accounts/{account_id}/logo")
    sound = desk.send("GET /v1/accounts/{account_id}/calls/{call_id}/recording")
    assert (picture.headers["Content-Type"], picture.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert (sound.headers["Content-Type"], sound.content[:4], sound.content[8:12]) == ("audio/wav", b"RIFF", b"WAVE")


def listing(parameters: dict[str, Any], fields: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """A document with one list, whose response has these fields beside its items."""
    schema = {"type": "object", "properties": {**fields, "results": {"type": "array", "items": item}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Logs", "version": "1"},
        "paths": {
            "/logs": {
                "get": {
                    "parameters": [{"name": n, "in": "query", "schema": s} for n, s in parameters.items()],
                    "responses": {"200": {"description": "Logs", "content": {"application/json": {"schema": schema}}}},
                }
            }
        },
    }


ITEM = {
    "type": "object",
    "properties": {"id": {"type": "string", "example": "log_4k2p9x1c"}, "text": {"type": "string"}},
}
SIZE = {"page_size": {"type": "integer", "minimum": 1}}


def test_a_cursor_may_be_the_id_of_the_last_item() -> None:
    document = listing({**SIZE, "starting_after": {"type": "string"}}, {"has_more": {"type": "boolean"}}, ITEM)
    with FakeVendor(document) as vendor:
        read, query = [], {"page_size": "3"}
        caller = Caller(vendor)
        while True:
            body = caller.send("GET /logs", query=query).json()
            read += [item["id"] for item in body["results"]]
            query["starting_after"] = read[-1]
            if not body["has_more"]:
                break
    assert len(read) == len(set(read)) == 7


def test_pages_may_count_from_nought_and_call_the_next_by_its_number() -> None:
    fields = {"next_page": {"type": ["integer", "null"]}, "total": {"type": "integer"}}
    document = listing({**SIZE, "page": {"type": "integer", "minimum": 0, "default": 0}}, fields, ITEM)
    with FakeVendor(document) as vendor:
        caller = Caller(vendor)
        bodies = [caller.send("GET /logs", query={"page_size": "4", "page": page}).json() for page in ("0", "1")]
    assert [(body["next_page"], body["total"], len(body["results"])) for body in bodies] == [(1, 7, 4), (None, 7, 3)]


def test_another_spelling_of_an_id_is_the_same_id(desk: Caller) -> None:
    known = desk.vendor.environment["VOBIZ_CONTACT_ID"]
    assert desk.send(f"GET {CONTACT}", ids={"contact_id": known.upper()}).json()["id"] == known

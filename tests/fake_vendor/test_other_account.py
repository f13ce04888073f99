"""A second account has resources of its own, which are out of reach unless accounts are not isolated."""

from __future__ import annotations

from typing import Any

import pytest
from vendor_caller import LIVE_CALL, UNKNOWN_ID, Caller

from fake_vendor.vendor import FakeVendor
from tests.documents import faults

PATH = "/accounts/{%s}/calls/{call_id}"


def bearer_document(account: str = "account_id") -> dict[str, Any]:
    """One bearer token, and an account in the path that is no credential."""
    names = [account, "call_id"]
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    parameters[1]["schema"] = {"type": "string", "format": "uuid"}
    answer = {"description": "Calls", "content": {"application/json": {"schema": {"type": "object"}}}}
    call = {"parameters": parameters, "responses": {"200": answer}}
    calls = {"parameters": parameters[:1], "responses": {"200": answer}}
    content = {
        "openapi": "3.0.3",
        "info": {"title": "Calls", "version": "1"},
        "security": [{"Token": []}],
        "components": {"securitySchemes": {"Token": {"type": "http", "scheme": "bearer"}}},
        "paths": {PATH % account: {"get": call}, f"/accounts/{{{account}}}/calls": {"get": calls}},
    }
    assert faults(content) == []
    return content


@pytest.mark.parametrize("account", ["account_id", "accountSid", "tenant_id"])
def test_an_account_that_is_no_credential_is_isolated_until_it_is_not(account: str) -> None:
    content, label = bearer_document(account), f"GET {PATH % account}"
    listing = f"GET /accounts/{{{account}}}/calls"
    with FakeVendor(content) as vendor:
        theirs = ids_of_others(vendor, label)
        assert not set(theirs.values()) & set(vendor.environment.values())
        caller = Caller(vendor)
        assert caller.send(label).status_code == 200
        assert caller.send(label, ids=theirs).status_code == 403
        assert caller.send(listing, ids=theirs).status_code == 403
        assert caller.send(label, ids={"call_id": theirs["call_id"]}).status_code == 404
    with FakeVendor(content, ["account.not_isolated:any"]) as vendor:
        caller = Caller(vendor)
        assert [caller.send(label, ids=theirs).status_code, caller.send(listing, ids=theirs).status_code] == [200, 200]
        assert caller.send(label, ids={account: "nobody"}).status_code == 200
        assert caller.send(label, ids={**theirs, "call_id": UNKNOWN_ID}).status_code == 404


def ids_of_others(vendor: FakeVendor, label: str) -> dict[str, str]:
    """An id of the other account for every path parameter of an operation."""
    other = vendor.api.other
    accounts = {name: id_ for (of, name), id_ in other.accounts.items() if of == label}
    return accounts | {name: next(iter(ids)) for (of, name), ids in other.ids.items() if of == label}


def test_what_is_on_the_other_account_keeps_its_form_and_state(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["account.not_isolated:alike"]) as vendor:
        other, own = vendor.other_account, vendor.api.environment
        assert other.keys() == own.keys() - {"VOBIZ_AUTH_TOKEN"}
        assert other["VOBIZ_AUTH_ID"][:3] == own["VOBIZ_AUTH_ID"][:3]
        caller = Caller(vendor)
        theirs = {"auth_id": other["VOBIZ_AUTH_ID"], "call_uuid": other["VOBIZ_CALL_UUID"]}
        served = caller.send(LIVE_CALL, ids=theirs)
        assert (served.status_code, served.json()["call_uuid"]) == (200, theirs["call_uuid"])
        queued = {**theirs, "call_uuid": other["VOBIZ_CALL_UUID_QUEUED"]}
        assert caller.send(ids=queued, query={"status": "queued"}).status_code == 200
        assert caller.send(ids=queued).status_code == 404


def test_every_operation_of_a_large_document_has_its_other_ids(many: dict[str, Any]) -> None:
    with FakeVendor(many, ["account.not_isolated"]) as vendor:
        assert vendor.api.other.ids.keys() == vendor.api.resources.ids.keys()
        label = "GET /v1/accounts/{account_id}/trunks/{trunk_id}"
        assert Caller(vendor).send(label, ids=ids_of_others(vendor, label)).status_code == 200

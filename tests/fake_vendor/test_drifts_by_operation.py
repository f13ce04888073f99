"""Drifts over a document of many operations: at the one that is named, or wherever they apply."""

from __future__ import annotations

from typing import Any

import pytest
from vendor_caller import Caller

from fake_vendor.errors import VendorFault
from fake_vendor.vendor import FakeVendor

TRUNK = "/v1/accounts/{account_id}/trunks/{trunk_id}"
LIST = "GET /v1/accounts/{account_id}/trunks"


def drifted(document: dict[str, Any], *drifts: str) -> dict[str, tuple[str, ...]]:
    """The drifts that act on the right request to each operation."""
    with FakeVendor(document, drifts) as vendor:
        caller = Caller(vendor)
        for label in caller.behaviours:
            caller.send(label)
        return {entry.operation: entry.drifts for entry in vendor.requests if entry.operation and entry.drifts}


def test_a_drift_acts_at_the_operation_that_is_named(many: dict[str, Any]) -> None:
    for drift in ("status.changed:203", "server.error:success", "field.missing:name", "auth.scheme_changed"):
        selection = f"{drift}@GET {TRUNK}"
        assert drifted(many, selection) == {f"GET {TRUNK}": (selection,)}


def test_a_drift_without_an_operation_acts_wherever_it_applies(many: dict[str, Any]) -> None:
    labels = drifted(many, "field.missing:direction")
    assert set(labels) == {f"GET {TRUNK}", f"PUT {TRUNK}", f"PATCH {TRUNK}", "POST /v1/accounts/{account_id}/trunks"}


def test_one_of_a_pair_that_differs_by_the_slash_loses_its_path_to_the_other(many: dict[str, Any]) -> None:
    live, queued = "GET /v1/accounts/{account_id}/Call", "GET /v1/accounts/{account_id}/Call/"
    with FakeVendor(many, [f"path.trailing_slash:404@{live}"]) as vendor:
        caller = Caller(vendor)
        assert caller.send(live).status_code == 404
        assert caller.send(queued).status_code == 200
        assert vendor.requests[-1].operation == queued


def test_other_methods_stay_where_one_has_moved_away(many: dict[str, Any]) -> None:
    with FakeVendor(many, [f"path.moved:404@GET {TRUNK}"]) as vendor:
        caller = Caller(vendor)
        assert caller.send(f"GET {TRUNK}").status_code == 404
        assert caller.send(f"GET {TRUNK}", path=TRUNK.replace("/v1/", "/v2/")).status_code == 200
        assert caller.send(f"PUT {TRUNK}").status_code == 200
        assert caller.send(f"DELETE {TRUNK}").status_code == 204


def test_fields_inside_lists_drift_in_every_item(many: dict[str, Any]) -> None:
    drifts = [
        f"field.missing:objects/*/name@{LIST}",
        f"field.type:meta/limit=string@{LIST}",
        f"field.value:objects/*/direction@{LIST}",
        f"field.undocumented:objects/*/extra=1@{LIST}",
        f"field.renamed:objects/*/created_at@{LIST}",
    ]
    with FakeVendor(many, drifts) as vendor:
        body = Caller(vendor).send(LIST).json()
    assert body["meta"]["limit"] == "1"
    for item in body["objects"]:
        assert "name" not in item
        assert item["direction"] == "unheard_of"
        assert item["extra"] == 1
        assert "createdAt" in item
        assert "created_at" not in item


def test_bodies_stop_being_required_or_looked_at(many: dict[str, Any]) -> None:
    create = "POST /v1/accounts/{account_id}/trunks"
    with FakeVendor(many, [f"parameter.not_required:body@{create}"]) as vendor:
        assert Caller(vendor).send(create, body=None).status_code == 201
        assert Caller(vendor).send(create, body={}).status_code == 400
    with FakeVendor(many, [f"parameter.not_validated:body@{create}"]) as vendor:
        assert Caller(vendor).send(create, body={}).status_code == 201
        assert Caller(vendor).send(create, body=None).status_code == 400


def test_documented_headers_can_go_and_change(many: dict[str, Any]) -> None:
    with FakeVendor(many) as vendor:
        assert Caller(vendor).send(LIST).headers["X-Total"] == "12"
    with FakeVendor(many, ["header.missing:X-Total"]) as vendor:
        assert "X-Total" not in Caller(vendor).send(LIST).headers
    with FakeVendor(many, ["header.value:x-total=many"]) as vendor:
        assert Caller(vendor).send(LIST).headers["X-Total"] == "many"


def test_one_of_several_schemes_stops_being_looked_at(many: dict[str, Any]) -> None:
    with FakeVendor(many, ["auth.not_enforced:session=absent@GET /v1/channels"]) as vendor:
        key = {"api_key": vendor.environment["VOBIZ_KEY"]}
        get = Caller(vendor).session.get
        assert get(f"{vendor.base_url}/v1/channels", params=key, timeout=5).status_code == 200
        assert get(f"{vendor.base_url}/v1/channels", timeout=5).status_code == 401


def test_optional_fields_can_be_absent_and_values_other_allowed_ones(many: dict[str, Any]) -> None:
    with FakeVendor(many, ["harmless.optional_absent"]) as vendor:
        trunk = Caller(vendor).send(f"GET {TRUNK}").json()
    assert set(trunk) == {"id", "created_at", "name", "direction", "account_id"}
    with FakeVendor(many, ["harmless.value"]) as vendor:
        caller = Caller(vendor)
        trunks = [caller.send(f"GET {TRUNK}").json() for _ in range(4)]
    assert {trunk["direction"] for trunk in trunks} == {"INBOUND", "OUTBOUND"}
    assert {trunk["enabled"] for trunk in trunks} == {True, False}


@pytest.mark.parametrize(
    ("drift", "words"),
    [
        ("field.missing:nowhere", "nothing at any operation"),
        (f"field.missing:nowhere@GET {TRUNK}", f"nothing at GET {TRUNK}"),
        ("field.missing@GET /nowhere", "no operation GET /nowhere"),
        ("field.gone", "there is no drift"),
        ("weather.stormy", "--list"),
        ("nonsense", "there is no drift"),
        ("", "not of the form"),
        ("harmless.gzip:9", "takes no argument"),
        ("path.trailing_slash:200", "200 is not one of"),
        ("path.moved:sideways", "sideways is not one of"),
        ("redirect.foreign:302=nowhere", "not an origin"),
        ("status.changed:500", "500 is not a status"),
        ("status.undocumented:weather=410", "weather is not one of"),
        ("server.error:500=x", "not a status"),
        ("content_type.changed:html", "not a content type"),
        ("body.unreadable:softly", "softly is not one of"),
        ("body.shape:round", "round is not one of"),
        ("field.type:name=colour", "colour is not one of"),
        ("field.format:created_at=pretty", "pretty is not one of"),
        ("field.echo:account_id=softly", "softly is not one of"),
        ("parameter.not_validated:limit=softly", "softly"),
        ("account.not_isolated:some", "some is not one of"),
        ("auth.scheme_changed:hand-shake", "hand-shake is not one of"),
        ("lifecycle.deprecated:soon", "soon is not one of"),
        ("harmless.slow:long", "long is not a number of seconds"),
        ("harmless.value:direction=SIDEWAYS", "does not allow"),
        ("outage.ended,from=soon", "from=soon is not a whole number"),
        ("outage.refused@GET /v1/tree", "about connections"),
        ("outage.refused,nth=3", "about connections"),
        ("outage.dns,from=3", "nothing at any operation"),
        ("outage.throttled:soon", "soon is not a number of seconds"),
        ("outage.throttled:time=3", "not of the form [date=]SECONDS|none"),
        ("harmless.router:round", "round is not one of"),
        ("harmless.router:html@GET /v1/tree", "nothing at GET /v1/tree"),
        ("harmless.credentials_first@GET /v1/tree", "nothing at GET /v1/tree"),
        ("auth.not_enforced:unknown@GET /v1/tree", "nothing at GET /v1/tree"),
        ("content_type.changed:text/html,of=weather", "weather is not one of"),
        ("content_type.changed:text/html,of=unknown@GET /v1/status", "nothing at GET /v1/status"),
        ("field.missing:name,nth=0", "nth=0"),
        ("field.missing:name,every=0", "every=0"),
        ("field.missing:name,when=x", "when="),
        ("path.moved:404,every=2", "leave out from, every, nth, of, when"),
    ],
)
def test_a_name_that_is_not_understood_is_one_clear_sentence(drift: str, words: str, many: dict[str, Any]) -> None:
    with pytest.raises(VendorFault, match=r"^[^\n]{10,400}$") as caught:
        FakeVendor(many, [drift])
    assert words in str(caught.value)

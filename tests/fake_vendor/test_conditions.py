"""Conditions of what is switched on: from which request on, the nth only, on which refusals."""

from __future__ import annotations

from typing import Any

import pytest
from vendor_caller import LIVE_CALL, OTHER_ACCOUNT, UNKNOWN_ID, Caller, Seen, see

from fake_vendor.vendor import FakeVendor

REFUSED: dict[str, dict[str, Any]] = {
    "unknown": {"ids": {"call_uuid": UNKNOWN_ID}},
    "invalid": {"query": {"status": "bogus"}},
    "credentials": {"credentials": {"AuthID": None, "AuthToken": None}},
    "account": {"ids": {"auth_id": OTHER_ACCOUNT}},
}


def refusals(content: dict[str, Any], *drifts: str) -> dict[str, Seen]:
    """The answers to a valid request, and to one that is refused for each cause."""
    with FakeVendor(content, drifts) as vendor:
        caller = Caller(vendor)
        asked = {"": {}, **REFUSED}
        return {name: see(caller.send(**changed, as_sent=True), vendor.environment) for name, changed in asked.items()}


@pytest.mark.parametrize(
    "refusal", ["unknown", *(pytest.param(name, marks=pytest.mark.catalogue) for name in list(REFUSED)[1:])]
)
def test_a_drift_can_be_on_the_errors_of_one_cause(refusal: str, content: dict[str, Any]) -> None:
    usual = refusals(content)
    for drift in (
        "content_type.changed:text/html",
        "body.unreadable:html",
        "body.shape:wrapped",
        "field.missing:error",
    ):
        seen = refusals(content, f"{drift},of={refusal}")
        assert {name for name in seen if seen[name] != usual[name]} == {refusal}, drift
        assert seen[refusal].status == usual[refusal].status
    assert "error" not in seen[refusal].json


def test_an_ended_call_is_refused_as_an_unknown_one_is(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["content_type.changed:text/html,of=unknown"]) as vendor:
        ended = {"call_uuid": vendor.environment["VOBIZ_CALL_UUID_ENDED"]}
        assert Caller(vendor).send(ids=ended).headers["Content-Type"] == "text/html"


def test_a_variant_can_act_once_at_each_operation(many: dict[str, Any]) -> None:
    labels = [label for label in FakeVendor(many).api.behaviours if label.label.startswith("GET ")][:2]
    with FakeVendor(many, ["harmless.throttled,nth=3"]) as vendor:
        caller = Caller(vendor)
        statuses = [[caller.send(each.label).status_code for each in labels] for _ in range(6)]
    assert statuses == [[200, 200], [200, 200], [429, 429], [200, 200], [200, 200], [200, 200]]


def test_a_drift_can_begin_later_and_act_on_every_second_answer_from_there(content: dict[str, Any]) -> None:
    with FakeVendor(content, [f"server.error:success,from=3,every=2@{LIVE_CALL}"]) as vendor:
        caller = Caller(vendor)
        assert [caller.send().status_code for _ in range(7)] == [200, 200, 200, 500, 200, 500, 200]

"""What is at no operation: the router's errors, unlike the resource's or alike, and the order of its checks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from vendor_caller import DOCUMENTED_PATH, LIVE_CALL, UNKNOWN_ID, Caller, Seen, see

from fake_vendor.vendor import FakeVendor

CONTROL = f"{DOCUMENTED_PATH}/made-up"
UNLIKE = {
    "": ("application/json", '{"detail":"Not Found"}'),
    "html": ("text/html", "<h1>Not Found</h1>"),
    "text": ("text/plain", "404 not found"),
    "empty": ("text/plain", ""),
    "path": ("application/json", '"status":404,"error":"Not Found","path":"/api/v1/Account/'),
}


def ask(content: dict[str, Any], drifts: list[str], **changed: Any) -> Seen:
    """An answer, without what is fresh in it."""
    with FakeVendor(content, drifts) as vendor:
        return see(Caller(vendor).send(**changed, as_sent=True), {})


def not_there(content: dict[str, Any], *drifts: str) -> tuple[Seen, Seen, Seen]:
    """What a made-up path gets, what a path that has moved gets, and what an unknown id gets."""
    return (
        ask(content, [*drifts], path=CONTROL),
        ask(content, [*drifts, "path.moved"]),
        ask(content, [*drifts], ids={"call_uuid": UNKNOWN_ID}),
    )


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        pytest.param(form, answer, marks=() if form in ("", "html") else (pytest.mark.catalogue,))
        for form, answer in UNLIKE.items()
    ],
)
def test_a_path_that_nobody_serves_is_unlike_an_unknown_id(
    form: str, answer: tuple[str, str], content: dict[str, Any]
) -> None:
    control, moved, unknown = not_there(content, *([f"harmless.router:{form}"] if form else []))
    assert [seen.status for seen in (control, moved, unknown)] == [404, 404, 404]
    assert (control.content_type, answer[1] in control.body.decode()) == (answer[0], True), control
    assert without_path(moved) == without_path(control) != without_path(unknown)
    assert b'"error":{"code":"NOT_FOUND"' in unknown.body


def without_path(seen: Seen) -> tuple[Any, bytes]:
    return seen.content_type, re.sub(rb"/api/[^\"]*", b"", re.sub(rb"\.\d+\+00:00", b"", seen.body))


def test_every_404_can_be_alike(content: dict[str, Any]) -> None:
    control, moved, unknown = not_there(content, "harmless.router:alike")
    assert control == moved == unknown
    with FakeVendor(content, ["harmless.router:alike"]) as vendor:
        caller = Caller(vendor)
        ended = {"call_uuid": vendor.environment["VOBIZ_CALL_UUID_ENDED"]}
        assert see(caller.send(ids=ended, as_sent=True), {}) == unknown
        assert caller.send().status_code == 200
    control, moved, unknown = not_there(content, "harmless.router:alike_path")
    assert b"Not found: /api/v1/Account/" in control.body
    assert without_path(control) == without_path(moved) == without_path(unknown)


def test_alike_is_alike_in_the_form_of_each_operation(many: dict[str, Any]) -> None:
    path = "/v1/recordings/{recording_id}/audio"
    with FakeVendor(many, ["harmless.router:alike"]) as vendor:
        caller = Caller(vendor)
        control = see(caller.send(f"GET {path}", path=f"{path}/made-up", as_sent=True), {})
        unknown = see(caller.send(f"GET {path}", ids={"recording_id": "rec_00000000"}, as_sent=True), {})
    assert control == unknown
    assert control.json == {"error": "Not found"}


@pytest.mark.parametrize("drift", ["path.trailing_slash:404", "path.moved:404", "path.moved:case", "path.moved:410"])
def test_a_path_that_has_gone_is_gone_whoever_asks(drift: str, content: dict[str, Any]) -> None:
    answers = [ask(content, [drift], credentials=changed) for changed in ({}, {"AuthID": None, "AuthToken": None})]
    assert answers[0] == answers[1]
    assert answers[0].json == {"detail": "Gone" if drift.endswith("410") else "Not Found"}


def test_a_path_can_have_other_methods_only(content: dict[str, Any]) -> None:
    moved, other = ask(content, ["path.moved:405"]), ask(content, [], method="DELETE")
    assert (moved.status, moved.json) == (other.status, other.json) == (405, {"detail": "Method Not Allowed"})
    assert "allow" in moved.headers & other.headers


def test_credentials_can_be_asked_for_before_the_path(content: dict[str, Any]) -> None:
    drifts = ["harmless.credentials_first"]
    nobody = {"AuthID": None, "AuthToken": None}
    for changed in ({"path": CONTROL}, {"method": "DELETE"}):
        assert ask(content, [], **changed, credentials=nobody).status in (404, 405)
        refused = ask(content, drifts, **changed, credentials=nobody)
        assert (refused.status, refused.body) == (401, ask(content, [], credentials=nobody).body)
        assert ask(content, drifts, **changed) == ask(content, [], **changed)
    assert ask(content, [*drifts, "path.moved"], credentials=nobody).status == 401
    assert ask(content, [*drifts, "path.moved"]).status == 404
    assert ask(content, [*drifts, "path.moved:308"], credentials=nobody).status == 308
    with FakeVendor(content, drifts) as vendor:
        Caller(vendor).send(path=CONTROL, credentials=nobody)
        assert [entry.drifts for entry in vendor.requests] == [tuple(drifts)]


def test_an_id_can_be_looked_up_before_credentials_are_asked_for(content: dict[str, Any]) -> None:
    nobody = {"AuthID": None, "AuthToken": None}
    drift, unknown = f"auth.not_enforced:unknown@{LIVE_CALL}", {"call_uuid": UNKNOWN_ID}
    assert ask(content, [drift], credentials=nobody).status == 401
    assert ask(content, [], ids=unknown, credentials=nobody).status == 401
    assert ask(content, [drift], ids=unknown, credentials=nobody) == ask(content, [drift], ids=unknown)
    assert ask(content, [drift], ids=unknown).status == 404

"""Every harmless variant does what it says, and each answer is still one that the document allows."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest
import schemathesis
from vendor_caller import LIVE_CALL, UNKNOWN_ID, Caller, send_all

from fake_vendor.errors import VendorFault
from fake_vendor.variants.effects import Section
from fake_vendor.vendor import FakeVendor
from tests.catalogue.entries import read_catalogue

HARMLESS = [entry for entry in read_catalogue() if entry.section is Section.HARMLESS]
# One of each module; the rest are runs of the catalogue.
QUICK = ("harmless.gzip", "harmless.value", "harmless.credentials_403")
CREDENTIALS = ("nobody", "no id", "no token", "wrong id", "wrong token", "both wrong")
INVALID = ("no status", "bad status", "empty status", "odd status")
ALLOWED = {
    **{name: {200} for name in ("live", "queued")},
    **{name: {404} for name in ("no slash", "unknown", "odd path")},
    **{name: {401, 403} for name in CREDENTIALS},
    **{name: {401, 403, 404} for name in ("other account", "account alike")},
    **{name: {400, 404, 422} for name in INVALID},
}
PASSING = {429, 503}


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(entry, id=entry.name, marks=() if entry.name in QUICK else (pytest.mark.catalogue,))
        for entry in HARMLESS
    ],
)
def test_a_harmless_variant_keeps_the_vendors_word(entry: Any, content: dict[str, Any]) -> None:
    operation = next(result.ok() for result in schemathesis.openapi.from_dict(content).get_all_operations())
    drift = "harmless.slow:0.01" if entry.name == "harmless.slow" else entry.name
    with FakeVendor(content, [drift]) as vendor:
        caller = Caller(vendor, retries=2 if entry.name == "harmless.dropped" else 0)
        caller.session.headers["Accept-Encoding"] = "gzip, deflate"
        # Elsewhere the two that pass would be retried.
        passes = PASSING if entry.name.startswith(("harmless.throttled", "harmless.blips")) else set()
        for name, seen in send_all(caller).items():
            assert seen.status in ALLOWED[name] | passes, name
        nowhere = caller.send(path="/nowhere", credentials={"AuthID": None, "AuthToken": None})
        assert nowhere.status_code in {401, 404} | passes
        answers = [caller.send() for _ in range(3)]
    for answer in answers:
        if answer.status_code not in PASSING:
            assert answer.status_code == 200
            operation.validate_response(answer)
            assert answer.json()["call_uuid"] == vendor.environment["VOBIZ_CALL_UUID"]
    assert any(drift in entry.drifts for entry in vendor.requests)


def ask(content: dict[str, Any], drift: str, **changed: Any) -> Any:
    with FakeVendor(content, [drift]) as vendor:
        return Caller(vendor).send(**changed)


def test_bodies_are_packed_for_those_who_accept_it_only(content: dict[str, Any]) -> None:
    for name in ("gzip", "deflate"):
        packed = ask(content, f"harmless.{name}", headers={"Accept-Encoding": name})
        assert packed.headers["Content-Encoding"] == name
        assert len(packed.json()) == 11
        assert (
            "Content-Encoding" not in ask(content, f"harmless.{name}", headers={"Accept-Encoding": "identity"}).headers
        )


def test_json_is_written_in_other_ways(content: dict[str, Any]) -> None:
    plain = ask(content, "harmless.example")
    for name in ("whitespace", "escaped", "key_order"):
        other = ask(content, f"harmless.{name}")
        assert set(other.json()) == set(plain.json())
        assert other.text != plain.text
    assert "\n    " in ask(content, "harmless.whitespace").text
    with FakeVendor(content, ["harmless.unicode", "harmless.escaped"]) as vendor:
        name = Caller(vendor).send()
    assert name.content.isascii()
    assert "日本" in name.json()["caller_name"]
    orders = {tuple(ask(content, "harmless.key_order").json()) for _ in range(2)}
    with FakeVendor(content, ["harmless.key_order"]) as vendor:
        caller = Caller(vendor)
        orders |= {tuple(caller.send().json()) for _ in range(3)}
    assert len(orders) > 1


def test_ids_and_times_can_be_those_of_the_example(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["harmless.example"]) as vendor:
        caller = Caller(vendor)
        bodies = [caller.send().json() for _ in range(2)]
    assert bodies[0] == bodies[1]
    assert bodies[0]["api_id"] == "c9cab827-d7e6-4ab8-b521-f29e593a1c26"
    assert bodies[0]["call_uuid"] == vendor.environment["VOBIZ_CALL_UUID"]


def test_every_fourth_answer_is_429_and_says_when_to_come_again(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["harmless.throttled:2"]) as vendor:
        caller = Caller(vendor)
        answers = [caller.send() for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429] * 2
    assert answers[3].headers["Retry-After"] == "2"


def test_slow_answers_take_as_long_as_said_and_hold_nobody_up(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["harmless.slow:0.3,when=status=queued"]) as vendor:
        slow, quick = Caller(vendor), Caller(vendor)
        started = time.monotonic()
        queued = {"call_uuid": vendor.environment["VOBIZ_CALL_UUID_QUEUED"]}
        thread = threading.Thread(target=lambda: slow.send(ids=queued, query={"status": "queued"}))
        thread.start()
        quick.send()
        assert time.monotonic() - started < 0.25
        thread.join()
        assert time.monotonic() - started >= 0.3


def test_the_wire_changes_as_said(content: dict[str, Any]) -> None:
    old = ask(content, "harmless.http10")
    assert old.raw.version == 10
    assert "Content-Length" not in old.headers
    assert ask(content, "harmless.closed").headers["Connection"] == "close"
    assert ask(content, "harmless.chunked").headers["Transfer-Encoding"] == "chunked"
    assert "content-type" in dict(ask(content, "harmless.header_case").raw.headers.items())
    assert "X-Request-Id" in ask(content, "harmless.headers").headers
    assert ask(content, "harmless.charset").headers["Content-Type"] == "application/json; charset=utf-8"


def test_refusals_have_the_other_statuses(content: dict[str, Any]) -> None:
    assert ask(content, "harmless.invalid_422", query={"status": "x"}).status_code == 422
    assert ask(content, "harmless.invalid_404", query={"status": "x"}).status_code == 404
    assert ask(content, "harmless.credentials_403", credentials={"AuthID": None}).status_code == 403
    assert ask(content, "harmless.account_404", ids={"auth_id": "MA_OTHER"}).status_code == 404
    assert ask(content, "harmless.account_401", ids={"auth_id": "MA_OTHER"}).status_code == 401
    assert ask(content, "harmless.text_errors", query={"status": "x"}).json().keys() == {"error"}
    ended = ask(content, "harmless.ended", ids={"call_uuid": UNKNOWN_ID}).json()
    assert "ended" in json.dumps(ended)


def test_a_variant_that_the_document_does_not_allow_is_not_switched_on(many: dict[str, Any]) -> None:
    # POST /v1/uploads documents no error at all, so any status of a refusal would be an undocumented one.
    with pytest.raises(VendorFault, match="nothing at POST /v1/uploads"):
        FakeVendor(many, ["harmless.invalid_422@POST /v1/uploads"])


def test_names_are_written_as_the_caller_sees_them() -> None:
    assert all(entry.verdict == "conforms" and entry.operation == LIVE_CALL for entry in HARMLESS)

"""A response is about what was asked for, and of no time to come."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contract_tests.harness.checks.echo import check_echo
from contract_tests.harness.checks.values.times import check_times
from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.secrets import Secrets
from vendor_spec.openapi.document import Operation

ACCOUNT, NUMBER, OTHER = "AC_1A2B3C4D", "num_4k2p9x1c", "num_4k2p9x1d"
UUID, OTHER_UUID = "6f2a8a4e-3b0a-4f4e-9d55-0b1c2d3e4f50", "6f2a8a4e-3b0a-4f4e-9d55-0b1c2d3e4f51"
ITEM = "/accounts/{account_id}/numbers/{number_id}"
LIST = "/accounts/{account_id}/numbers"


def places(path: str, body: Any, **sent: str) -> list[str]:
    operation, redactor = Operation("get", path, {}), Redactor(Secrets({}))
    return [seen.location for seen in check_echo(operation, body, "#", sent, redactor)]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"number_id": OTHER}, "#/number_id"),
        ({"id": OTHER}, "#/id"),
        ({"number": {"id": OTHER}}, "#/number/id"),
        ({"data": {"id": OTHER, "account_id": ACCOUNT}}, "#/data/id"),
        ({"id": NUMBER, "account_id": "AC_9A2B3C4D"}, "#/account_id"),
        ({"id": NUMBER, "owner": {"account_id": "AC_9A2B3C4D"}}, "#/owner/account_id"),
        ({"call": {"number_id": OTHER}}, "#/call/number_id"),
    ],
)
def test_another_id_is_found_wherever_the_resource_has_it(body: Any, place: str) -> None:
    assert places(ITEM, body, account_id=ACCOUNT, number_id=NUMBER) == [place]


@pytest.mark.parametrize(
    "body",
    [
        {"id": NUMBER, "contact": {"id": OTHER}},
        {"id": NUMBER, "replaced_by": {"number_id": OTHER}},
        {"parent": {"number_id": OTHER}},
        {"id": NUMBER, "calls": [{"number_id": OTHER}]},
        {"id": "req_4k2p9x1d", "number": {"id": NUMBER}},
        {"id": "a-name-of-its-own"},
        {"id": 17},
        {"id": None, "account_id": ""},
        {"contact": {"id": OTHER}},
        [{"id": OTHER}],
        "text",
    ],
)
def test_the_id_of_something_else_is_no_echo(body: Any) -> None:
    assert places(ITEM, body, account_id=ACCOUNT, number_id=NUMBER) == []


def test_each_item_of_a_list_is_of_the_account_that_was_asked_for() -> None:
    items = [{"id": NUMBER, "account_id": ACCOUNT}, {"id": OTHER, "account_id": "AC_9A2B3C4D"}]
    assert places(LIST, {"items": items}, account_id=ACCOUNT) == ["#/items/*/account_id"]
    assert places(LIST, items, account_id=ACCOUNT) == ["#/*/account_id"]
    assert places(LIST, {"account_id": ACCOUNT, "transfers": items}, account_id=ACCOUNT) == []
    assert places(LIST, {"items": items[:1]}, account_id=ACCOUNT) == []


@pytest.mark.parametrize(
    ("sent", "echo", "is_found"),
    [
        (UUID, OTHER_UUID, True),
        (UUID, UUID.upper(), False),
        (UUID, f"{{{UUID}}}", False),
        ("+442079460011", "442079460011", False),
        ("+442079460011", "442079460012", True),
        ("41007", 41007, False),
        ("41007", 107, True),
        ("me", UUID, False),
        ("my-number", NUMBER, False),
        ("442079460011", UUID, False),
    ],
)
def test_an_id_may_be_spelt_in_another_way(sent: str, echo: Any, is_found: bool) -> None:
    assert bool(places("/numbers/{number_id}", {"number_id": echo}, number_id=sent)) is is_found


def times(body: Any, known: frozenset[str] = frozenset()) -> list[str]:
    return [seen.location for seen in check_times(body, "#", Redactor(Secrets({}), known))]


def test_what_has_happened_is_not_more_than_a_day_ahead() -> None:
    now = datetime.now(UTC)
    soon, late = (now + timedelta(hours=20)).isoformat(), (now + timedelta(days=3)).isoformat()
    assert times({"created_at": late, "items": [{"startedAt": late}]}) == ["#/created_at", "#/items/*/startedAt"]
    assert (
        times({"created_at": soon, "updated": now.isoformat(), "received_at": "soon", "started_at": 4102444800}) == []
    )
    ahead = ("expires_at", "scheduled_at", "next_run", "due", "renews_at", "valid_until", "to_be_started_at", "ends_at")
    assert times(dict.fromkeys(ahead, late)) == []
    assert times({"created_at": "2999-01-01T00:00:00Z"}, frozenset({"2999-01-01T00:00:00Z"})) == []

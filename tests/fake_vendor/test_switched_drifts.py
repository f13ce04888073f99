"""Every drift of the catalogue changes what its sentence says, for the requests that it is about, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from drift_expectations import EVERY, EXPECTED
from vendor_caller import DOCUMENTED_PATH, UNKNOWN_ID, Caller, Seen, send_all

from contract_tests.harness.findings.kinds import KINDS
from fake_vendor.errors import VendorFault
from fake_vendor.variants.effects import Section
from fake_vendor.variants.switches import SWITCHES
from fake_vendor.vendor import FakeVendor
from tests.catalogue.entries import Entry, read_catalogue
from tests.conftest import ROOT
from tests.stateful.desk import read_desk

CATALOGUE = read_catalogue()
DESK = read_catalogue(ROOT / "tests" / "stateful" / "catalogue.yaml")
DRIFTS = [entry for entry in CATALOGUE if entry.section is Section.DRIFT]


def first_of_each_kind(entries: list[Entry]) -> list[Any]:
    """Return the entries as parameters; all but one of each kind are runs of the catalogue."""
    quick = {entry.kind: entry for entry in reversed(entries)}.values()
    return [
        pytest.param(entry, id=entry.name, marks=() if entry in quick else (pytest.mark.catalogue,))
        for entry in entries
    ]


@pytest.fixture(scope="module")
def usual(content: dict[str, Any]) -> dict[str, Seen]:
    with FakeVendor(content) as vendor:
        return send_all(Caller(vendor))


@pytest.mark.parametrize("entry", first_of_each_kind([entry for entry in DRIFTS if entry.name not in EVERY]))
def test_a_drift_changes_what_it_says_and_nothing_else(
    entry: Entry, content: dict[str, Any], usual: dict[str, Seen]
) -> None:
    expected = EXPECTED[entry.name]
    with FakeVendor(content, [entry.selection]) as vendor:
        seen = send_all(Caller(vendor))
        acted = [entry.drifts for entry in vendor.requests]
    probes = set(expected.probes)
    if entry.kind == "path.trailing_slash":
        assert seen["no slash"] == usual["live"]
        probes.add("no slash")
    refused_alike = {name for name in probes if seen[name] == usual[name]}
    # Who asks for what is not there cannot tell a path that is not there from it.
    assert refused_alike <= {"unknown", "odd path"}
    assert {name for name in seen if seen[name] != usual[name]} == probes - refused_alike
    for name in expected.probes:
        assert expected.holds(seen[name]), (name, seen[name])
    assert [bool(drifts) for drifts in acted] == [name in probes for name in seen]
    assert {drift for drifts in acted for drift in drifts} == {entry.selection}


@pytest.mark.parametrize("name", sorted(EVERY))
def test_an_intermittent_drift_changes_every_nth_answer(name: str, content: dict[str, Any]) -> None:
    with FakeVendor(content, [name]) as vendor:
        caller = Caller(vendor)
        caller.send(credentials={"AuthID": None})
        for _ in range(EVERY[name] * 2):
            caller.send()
        acted = [bool(entry.drifts) for entry in vendor.requests]
    period = [False] * (EVERY[name] - 1) + [True]
    assert acted == [False, *period, *period]


def test_the_catalogue_has_enough_of_every_kind() -> None:
    kinds = {entry.kind for entry in (*DRIFTS, *DESK) if entry.section is Section.DRIFT}
    of_behaviour = {kind for kind in KINDS if not kind.startswith(("prose.", "document.", "client."))}
    assert kinds == of_behaviour
    assert len(DRIFTS) >= 60
    assert len({entry.name for entry in CATALOGUE}) == len(CATALOGUE)
    assert len([entry for entry in CATALOGUE if entry.section is Section.HARMLESS]) >= 15
    assert len([entry for entry in CATALOGUE if entry.section is Section.OUTAGE]) >= 10


def test_the_catalogue_agrees_with_the_harness_on_severities() -> None:
    drifts = [*DRIFTS, *(entry for entry in DESK if entry.section is Section.DRIFT)]
    assert {(entry.kind, entry.severity) for entry in drifts} <= {(kind, rated.value) for kind, rated in KINDS.items()}
    assert all(entry.name.startswith(entry.kind) for entry in drifts)


def test_every_switch_but_those_for_other_documents_is_in_the_catalogue() -> None:
    used = {re.split("[:,#]", entry.name)[0] for entry in (*CATALOGUE, *DESK)}
    assert set(SWITCHES) - used == {"harmless.optional_absent"}


# What is asked of the desk: each operation once, and what only shows when a list, a refusal or a body is asked for.
QUERIES: dict[str, list[dict[str, str]]] = {
    "contacts": [
        {"limit": "3"},
        {"limit": "4", "offset": "4"},
        {"limit": "4", "offset": "8"},
        {"sort": "name"},
        {"status": "archived"},
    ],
    "calls": [{"limit": "9"}, {"limit": "9", "cursor": "cGFnZS05"}, {"limit": "50"}, {"order": "asc"}],
    "numbers": [{"page": "2"}, {"per_page": "3"}, {"type": "mobile"}, {"country": "DE"}, {"country": "ZZ"}],
    "notes": [{"author": "Ada"}],
}
SOME = [f"GET /v1/accounts/{{account_id}}/{path}" for path in ("contacts", "numbers", "contacts/{contact_id}")]
BODIES = {
    "POST": {"name": "Zoë 🦊", "phone": "+442079460077", "labels": ["a"], "text": "Señor", "is_pinned": True},
    "PUT": {"name": "Åsa"},
    "PATCH": {"name": "Renée", "label": "Café"},
}


def test_every_name_in_the_desks_catalogue_acts_there() -> None:
    content = read_desk()
    for entry in DESK:
        # One of eight is one of two here, so that fewer have to be asked for.
        with FakeVendor(content, [entry.selection.replace(",every=8", ",every=2")]) as vendor:
            caller = Caller(vendor)
            for label in [entry.operation] if entry.operation else SOME:
                ask_desk(caller, label)
            acted = {logged.operation for logged in vendor.requests if logged.drifts}
        assert acted == {entry.operation} if entry.operation else acted, entry


def ask_desk(caller: Caller, label: str) -> None:
    bearer = f"Bearer {caller.vendor.environment['VOBIZ_BEARER']}"
    nobody = {"AuthID": None, "AuthToken": None}
    method, noun = label.partition(" ")[0], label.rpartition("/")[2]
    body = BODIES.get(method, ...)
    caller.send(label, body=body)
    for token in (None, "wrong"):
        caller.send(label, body=body, credentials={"AuthToken": token})
    for header in (bearer, "Bearer wrong"):
        caller.send(label, body=body, credentials=nobody, headers={"Authorization": header})
    caller.send(label, body=body, credentials=nobody)
    caller.send(label, body=body, ids={"account_id": "AC_00000000"}, query={"account_id": "AC_00000000"})
    for query in QUERIES.get(noun, []) if method == "GET" else []:
        caller.send(label, query=query)
    caller.send(label, body=body, query={"limit": "none", "sort": "none"})
    caller.send(label, body=body, ids={"contact_id": UNKNOWN_ID, "note_id": "77", "number_id": "num_00000000"})


def test_drifts_at_different_places_act_together(content: dict[str, Any]) -> None:
    drifts = [
        "path.trailing_slash:308",
        "field.missing:from",
        "field.type:to=integer",
        "content_type.changed:text/plain",
        "parameter.not_required:status",
        "auth.not_enforced:X-Auth-ID=absent",
        "status.changed:202",
        "lifecycle.deprecated:sunset",
    ]
    with FakeVendor(content, drifts) as vendor:
        caller = Caller(vendor)
        assert caller.send().status_code == 308
        answer = caller.send(path=DOCUMENTED_PATH, query={"status": None}, credentials={"AuthID": None})
    assert (answer.status_code, answer.headers["Content-Type"]) == (202, "text/plain")
    assert "Sunset" in answer.headers
    body = answer.json()
    assert "from" not in body
    assert body["to"] == 919148227303
    assert set(vendor.requests[-1].drifts) == set(drifts)


def test_fields_drift_before_the_shape_whatever_the_order(content: dict[str, Any]) -> None:
    for drifts in (["body.shape:wrapped", "field.missing:to"], ["field.missing:to", "body.shape:wrapped"]):
        with FakeVendor(content, drifts) as vendor:
            body = Caller(vendor).send().json()
        assert list(body) == ["data"]
        assert "to" not in body["data"]


def test_no_credential_reaches_where_a_redirect_leads_unless_the_client_sends_it(content: dict[str, Any]) -> None:
    with (
        FakeVendor(content) as elsewhere,
        FakeVendor(content, [f"redirect.foreign:307={elsewhere.base_url}"]) as vendor,
    ):
        caller = Caller(vendor)
        answer = caller.send()
        assert answer.headers["Location"].startswith(elsewhere.base_url)
        caller.session.get(answer.headers["Location"], headers={"X-Auth-ID": "leaked"}, timeout=5)
        assert [entry.credentials for entry in elsewhere.requests] == [{"AuthID": "wrong", "AuthToken": "absent"}]


@pytest.fixture(params=["many", *(pytest.param(name, marks=pytest.mark.catalogue) for name in ("content", "newer"))])
def any_document(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def test_no_drift_breaks_the_vendor_itself(any_document: dict[str, Any]) -> None:
    """Each name without an argument, over many operations of a document: still an answer, whatever it is."""
    switched = 0
    for switch in SWITCHES.values():
        if switch.section is Section.OUTAGE or switch.name == "harmless.slow":
            continue
        vendor = try_vendor(any_document, switch.name)
        if vendor is None:
            continue
        with vendor:
            caller = Caller(vendor)
            for label in list(caller.behaviours)[::3]:
                assert caller.send(label, as_sent=True).raw.read() is not None
            switched += any(entry.drifts for entry in vendor.requests)
    assert switched >= 25


def try_vendor(document: dict[str, Any], drift: str) -> FakeVendor | None:
    """The vendor with this drift; None when the document has nothing that it could act on."""
    try:
        return FakeVendor(document, [drift])
    except VendorFault as fault:
        if "there is nothing at any operation" not in str(fault):
            raise
    return None

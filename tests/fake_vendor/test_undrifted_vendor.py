"""Without a drift the fake vendor does what the document says, for every operation of any document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, find, settings
from schemathesis import Case, GenerationMode
from vendor_caller import OTHER_ACCOUNT, UNKNOWN_ID, Caller, known_ids, send_all

from fake_vendor.vendor import FakeVendor

QUIET = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=12,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def live(content: dict[str, Any]) -> Iterator[Caller]:
    with FakeVendor(content) as vendor:
        yield Caller(vendor)


def test_each_probe_gets_the_status_that_it_earns(live: Caller) -> None:
    statuses = {name: seen.status for name, seen in send_all(live).items()}
    assert statuses == {
        "live": 200,
        "queued": 200,
        "no slash": 404,
        **dict.fromkeys(("nobody", "no id", "no token", "wrong id", "wrong token", "both wrong"), 401),
        **dict.fromkeys(("other account", "account alike"), 403),
        "unknown": 404,
        **dict.fromkeys(("no status", "bad status", "empty status", "odd status"), 400),
        "odd path": 404,
    }


def test_errors_have_the_vendors_shape(live: Caller) -> None:
    body = live.send(credentials={"AuthID": None}).json()
    assert body["status"] == "error"
    assert body["error"]["code"] == "UNAUTHORIZED"
    assert set(body) == {"status", "error", "timestamp", "requestId"}


def test_the_answer_is_about_the_call_that_was_asked_for(live: Caller) -> None:
    environment = live.vendor.environment
    body = live.send().json()
    assert body["call_uuid"] == body["request_uuid"] == environment["VOBIZ_CALL_UUID"]
    queued = environment["VOBIZ_CALL_UUID_QUEUED"]
    assert live.send(ids={"call_uuid": queued}, query={"status": "queued"}).json()["call_uuid"] == queued


def test_ids_and_times_are_fresh_and_keep_the_form_of_the_example(live: Caller) -> None:
    bodies = [live.send().json() for _ in range(3)]
    assert len({body["api_id"] for body in bodies}) == 3
    assert len({body["session_start"] for body in bodies}) == 3
    for body in bodies:
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", body["api_id"])
        assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", body["session_start"])


def test_a_call_is_only_there_in_the_state_that_it_is_in(live: Caller) -> None:
    environment = live.vendor.environment
    assert live.send(query={"status": "queued"}).status_code == 404
    assert live.send(ids={"call_uuid": environment["VOBIZ_CALL_UUID_QUEUED"]}).status_code == 404
    for status in ("live", "queued"):
        ended = live.send(ids={"call_uuid": environment["VOBIZ_CALL_UUID_ENDED"]}, query={"status": status})
        assert ended.status_code == 404
        assert "ended" in ended.json()["error"]["message"]


def test_another_method_at_a_known_path_is_405_with_allow(live: Caller) -> None:
    answer = live.send(method="DELETE")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_a_value_given_twice_is_not_one_value(live: Caller) -> None:
    twice = live.session.get(
        live.send().url + "&status=queued", headers=dict(live.send().request.headers), timeout=5, allow_redirects=False
    )
    assert twice.status_code == 400


@pytest.mark.parametrize("name", ["content", "many"])
def test_every_operation_gives_a_success_that_the_document_allows(name: str, request: pytest.FixtureRequest) -> None:
    document = request.getfixturevalue(name)
    operations = {
        result.ok().label: result.ok() for result in schemathesis.openapi.from_dict(document).get_all_operations()
    }
    with FakeVendor(document) as vendor:
        caller = Caller(vendor)
        assert caller.behaviours.keys() == operations.keys()
        for label, operation in operations.items():
            answer = caller.send(label)
            assert 200 <= answer.status_code < 300, (label, answer.text)
            operation.validate_response(answer)


def test_every_refusal_is_one_that_the_document_allows(many: dict[str, Any]) -> None:
    operations = {
        result.ok().label: result.ok() for result in schemathesis.openapi.from_dict(many).get_all_operations()
    }
    with FakeVendor(many) as vendor:
        caller = Caller(vendor)
        for label in (
            "GET /v1/accounts/{account_id}/trunks/{trunk_id}",
            "PUT /v1/accounts/{account_id}/trunks/{trunk_id}",
        ):
            for changed, status in (
                ({"credentials": {"Key": None}}, 401),
                ({"credentials": {"Key": "wrong"}}, 401),
                ({"ids": {"account_id": OTHER_ACCOUNT}}, 403),
                ({"ids": {"trunk_id": UNKNOWN_ID}}, 404),
                ({"ids": {"trunk_id": "no uuid"}}, 400),
            ):
                answer = caller.send(label, **changed)
                assert answer.status_code == status
                operations[label].validate_response(answer)
        # Neither 400 nor 401 is documented for notes.
        assert caller.send("POST /v1/notes", body="ab").status_code == 422
        assert caller.send("POST /v1/notes", credentials={"Key": None}).status_code == 403
        # Documented for this operation are 422 and the class 4XX, and 400 is one of that class.
        wrong = caller.send("POST /v1/accounts/{account_id}/trunks", body={"name": "ab"})
        assert wrong.status_code == 400
        assert wrong.json()["status"] == 400


def test_a_document_in_openapi_31_is_served_by_its_own_rules(newer: dict[str, Any]) -> None:
    definitions = {"components": newer["components"]}
    call = jsonschema_rs.Draft202012Validator(
        definitions | {"$ref": "#/components/schemas/Call"}, validate_formats=True
    )
    with FakeVendor(newer) as vendor:
        caller = Caller(vendor)
        response = caller.send("GET /calls/{callId}")
        assert response.json()["callId"] == vendor.environment["VOBIZ_CALLID"] != "call_8f3k2m9q"
        assert [str(error) for error in call.iter_errors(response.json())] == []
        placed = caller.send("POST /calls")
        assert placed.status_code == 201
        assert [str(error) for error in call.iter_errors(placed.json())] == []
        assert caller.send("POST /calls", body={"to": "12345", "ratio": 1}).status_code == 400
        assert caller.send("GET /calls/{callId}", credentials={"Basic": "Basic bm9ib2R5"}).status_code == 401
        waiting = known_ids(vendor, caller.behaviours["GET /calls/{callId}"], "waiting")
        assert caller.send("GET /calls/{callId}", ids=waiting, query={"state": "waiting"}).status_code == 200


BAD_REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("GET /v1/accounts/{account_id}/trunks", {"query": {"limit": "0"}}),
    ("GET /v1/accounts/{account_id}/trunks", {"query": {"limit": "ten"}}),
    ("GET /v1/accounts/{account_id}/trunks", {"query": {"tags": "fax"}}),
    ("GET /v1/accounts/{account_id}/trunks", {"query": {"ids": "1,two"}}),
    ("POST /v1/accounts/{account_id}/trunks", {"body": None}),
    ("POST /v1/accounts/{account_id}/trunks", {"body": b"{"}),
    ("POST /v1/accounts/{account_id}/trunks", {"body": b'{"name": "abc", "direction": NaN}'}),
    ("POST /v1/accounts/{account_id}/trunks", {"body": {"name": "abc"}}),
    ("POST /v1/accounts/{account_id}/trunks", {"body": {"name": "abc", "direction": "SIDEWAYS"}}),
    ("POST /v1/accounts/{account_id}/trunks", {"body": {"name": "abc", "direction": "INBOUND", "more": 1}}),
    ("POST /v1/accounts/{account_id}/trunks", {"body": {"name": "abc", "direction": "INBOUND", "channels": 7}}),
    ("PATCH /v1/accounts/{account_id}/trunks/{trunk_id}", {"body": {}}),
    ("PATCH /v1/accounts/{account_id}/trunks/{trunk_id}", {"body": {"a": 1}, "headers": {"Content-Type": "text/x"}}),
    ("POST /v1/uploads", {"body": {"name": "a", "size": 1}}),
    ("POST /v1/uploads", {"body": {"name": "abc", "size": "big"}}),
    ("POST /v1/tokens", {"body": {"grant": "client", "lifetime": 59}}),
    ("POST /v1/tokens", {"body": {"grant": "client"}}),
    ("GET /v1/cdr/export", {"query": {"day": "yesterday"}}),
    ("GET /v1/shapes/{kind}", {"ids": {"kind": "hexagon"}}),
    ("GET /v1/search", {"query": {"filter[kind]": "c"}}),
    ("GET /v1/search", {"query": {"filter[kind]": None}}),
    ("GET /v1/search", {"query": {"range": "1|2|3"}}),
    ("GET /v1/search", {"headers": {"X-Region": "mars"}}),
    ("GET /v1/numbers/{id}", {"ids": {"id": "999"}}),
    ("GET /v1/notes/{id}", {"ids": {"id": "note-1234"}}),
]


def test_what_the_schemas_forbid_is_refused(many: dict[str, Any]) -> None:
    with FakeVendor(many) as vendor:
        caller = Caller(vendor)
        answered = [(label, changed, caller.send(label, **changed).status_code) for label, changed in BAD_REQUESTS]
    assert [entry for entry in answered if entry[2] != 400] == []


GOOD_REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("GET /v1/accounts/{account_id}/trunks", {"query": {"limit": "100", "ids": "1,2,3", "tags": ["sip", "pstn"]}}),
    ("GET /v1/accounts/{account_id}/trunks", {"query": {"tags": "sip", "unknown": "x"}}),
    ("PATCH /v1/accounts/{account_id}/trunks/{trunk_id}", {"body": None}),
    ("GET /v1/search", {"query": {"range": "1|2"}}),
    ("GET /v1/shapes/{kind}", {"ids": {"kind": "square"}}),
    ("POST /v1/tokens", {"credentials": {"Key": None}}),
    ("GET /v1/status", {}),
]


def test_what_the_schemas_allow_is_taken(many: dict[str, Any]) -> None:
    with FakeVendor(many) as vendor:
        caller = Caller(vendor)
        answered = [(label, changed, caller.send(label, **changed).status_code) for label, changed in GOOD_REQUESTS]
    assert [entry for entry in answered if entry[2] != 200] == []


def test_any_one_of_several_security_requirements_lets_a_request_in(many: dict[str, Any]) -> None:
    with FakeVendor(many) as vendor:
        url, secrets = f"{vendor.base_url}/v1/channels", vendor.environment
        get = Caller(vendor).session.get
        bearer = {"Authorization": f"bearer {secrets['VOBIZ_TOKEN']}"}
        cookie, key = {"Cookie": f"session={secrets['VOBIZ_SESSION']}"}, {"api_key": secrets["VOBIZ_KEY"]}
        assert get(url, headers=bearer, timeout=5).status_code == 200
        assert get(url, headers=cookie, params=key, timeout=5).status_code == 200
        assert get(url, params=key, timeout=5).status_code == 401
        assert get(url, headers=cookie, timeout=5).status_code == 401
        assert get(url, headers={"Authorization": "Bearer wrong"}, timeout=5).status_code == 401


def test_the_accept_header_chooses_the_content_type(many: dict[str, Any]) -> None:
    with FakeVendor(many) as vendor:
        caller, label = Caller(vendor), "GET /v1/cdr/export"
        assert caller.send(label).headers["Content-Type"] == "text/csv"
        assert caller.send(label, headers={"Accept": "application/json"}).json() == [1]


def test_paths_that_differ_by_the_slash_only_are_two_operations(many: dict[str, Any]) -> None:
    with FakeVendor(many) as vendor:
        caller = Caller(vendor)
        assert set(caller.send("GET /v1/accounts/{account_id}/Call").json()) == {"calls"}
        assert set(caller.send("GET /v1/accounts/{account_id}/Call/").json()) == {"queued"}


def test_an_example_is_mended_where_it_breaks_its_own_schema(many: dict[str, Any]) -> None:
    with FakeVendor(many) as vendor:
        body = Caller(vendor).send("GET /v1/contradiction").json()
    assert body["owner"] == {"name": "Ada", "role": "admin"}
    assert isinstance(body["seconds"], int)
    assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+05:30", body["created_at"])


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_generated_queries_are_taken_when_right_and_refused_when_wrong(
    many: dict[str, Any], mode: GenerationMode
) -> None:
    label = "GET /v1/accounts/{account_id}/Call"
    schema = schemathesis.openapi.from_dict(many)
    operation = next(result.ok() for result in schema.get_all_operations() if result.ok().label == label)
    with FakeVendor(many) as vendor:
        caller, statuses = Caller(vendor), []

        def is_misjudged(case: Case[Any]) -> bool:
            if not isinstance(case.query, dict) or (
                mode is GenerationMode.NEGATIVE and case.query.get("status") == "live"
            ):
                return False
            query = {name: value for name, value in case.query.items() if name == "status"}
            statuses.append(caller.send(label, query={"status": None} | query).status_code)
            return statuses[-1] != (200 if mode is GenerationMode.POSITIVE else 400)

        with pytest.raises(Exception, match=r"(?i)NoSuchExample|no examples|hypothesis") as caught:
            find(operation.as_strategy(generation_mode=mode), is_misjudged, settings=QUIET)
    assert caught.typename in ("NoSuchExample", "Unsatisfiable"), caught.value
    assert len(statuses) >= 3

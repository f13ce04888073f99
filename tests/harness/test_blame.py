"""Who is to blame for a refused request: the vendor for what its document has, nobody for what we made up."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from schemathesis import Case, GenerationMode
from werkzeug import Request, Response

from contract_tests.harness.probes.cases import send_case
from contract_tests.harness.probes.order import Probe
from contract_tests.harness.target.policy import VALID_REQUEST, Entry, Risk
from contract_tests.harness.valid_requests.made_up import Part, parts_of
from tests.harness.probed_vendor import Vendor, reply, vendor_of

LABEL, CREATE = "GET /notes", "POST /notes"
SORT = {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["name", "date"]}}
COUNTRY = {"name": "country", "in": "query", "schema": {"type": "string", "pattern": "^[A-Z]{2}$"}}
FLAG = {"name": "X-Flag", "in": "header", "schema": {"type": "boolean"}}
BODY = {"text": {"type": "string"}, "color": {"type": "string", "enum": ["red", "blue"]}, "size": {"type": "integer"}}

FIRST = settings(database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], max_examples=1000)


def document(*parameters: dict[str, Any], required: bool = False) -> dict[str, Any]:
    schema = {"type": "object", "required": ["text"], "properties": BODY}
    responses = {"200": {"description": "Yes"}, "400": {"description": "No"}, "422": {"description": "No"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Notes", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {
            "/notes": {
                "get": {
                    "parameters": [{**each, "required": required} for each in parameters],
                    "responses": responses,
                },
                "post": {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": responses},
            }
        },
    }


def valid(content: dict[str, Any], respond: Callable[[Request], Response], body: Any = None) -> tuple[Vendor, Any]:
    entry = Entry(Risk.REVERSIBLE, True, body is not None, body)
    with vendor_of(content, respond, {}, {}, {CREATE: entry}) as vendor:
        found = vendor.ask(VALID_REQUEST)
    return vendor, {(each.kind, each.operation, each.location) for each in found}


def test_the_field_without_which_a_body_is_taken_is_to_blame() -> None:
    body = {"text": "Hello", "color": "blue", "size": 3}
    vendor, found = valid(
        document(), lambda each: reply(422 if "color" in (each.json if each.data else {}) else 200), body
    )
    assert found == {("parameter.rejected", CREATE, "request.body#/color")}
    assert len([each for each in vendor.requests if each.method == "POST"]) == 2


def test_a_body_that_is_refused_whatever_is_left_out_is_the_request() -> None:
    body = {"text": "Hello", "color": "blue", "size": 3}
    vendor, found = valid(document(), lambda each: reply(422 if each.method == "POST" else 200), body)
    assert found == {("parameter.rejected", CREATE, "request")}
    assert len([each for each in vendor.requests if each.method == "POST"]) == 3


@pytest.mark.parametrize(
    ("given", "found"),
    [({}, set()), ({"example": "GB"}, {("parameter.rejected", LABEL, "request")})],
    ids=["made up", "of the document"],
)
def test_a_required_value_that_we_made_up_is_never_what_is_refused(given: dict[str, Any], found: set[Any]) -> None:
    content = document({**COUNTRY, **given}, required=True)
    vendor, seen = valid(content, lambda request: reply(422 if request.args else 200), {"text": "Hello"})
    assert seen == found
    skip = vendor.results[Probe(LABEL, VALID_REQUEST)].skip
    if not found:
        assert skip is not None
        assert "what we made up for query.country; give it an example in openapi.overlay.yaml" in skip.detail


def send_valid_case(vendor: Vendor, wanted: Callable[[Case[Any]], bool]) -> Any:
    """Send a case of Schemathesis that has what is wanted, and return what it shows."""
    item = vendor.make_item(Probe(LABEL, "conformance_coverage"))
    strategy = item.samples.schema["/notes"]["GET"].as_strategy(generation_mode=GenerationMode.POSITIVE)
    send_case(item, find(strategy, wanted, settings=FIRST))
    return {(each.kind, each.location) for each in item.finish().findings}


def refuses_sort(request: Request) -> Response:
    return reply(400 if "sort" in request.args else 200)


def test_of_several_parameters_of_a_case_the_one_to_blame_is_named_once_and_for_all() -> None:
    with vendor_of(document(SORT, FLAG), refuses_sort, {}) as vendor:
        vendor.ask(VALID_REQUEST)
        for _ in range(3):
            found = send_valid_case(vendor, lambda case: "sort" in case.query and "X-Flag" in case.headers)
            assert found == {("parameter.rejected", "query.sort")}
        assert len([each for each in vendor.requests if each.method == "GET"]) <= 6


def test_a_case_with_a_value_that_we_made_up_blames_nobody() -> None:
    with vendor_of(document(SORT, COUNTRY), refuses_sort, {}) as vendor:
        assert send_valid_case(vendor, lambda case: "sort" in case.query and "country" in case.query) == set()
    with vendor_of(document(COUNTRY), lambda each: reply(422 if each.args else 200), {}) as vendor:
        assert send_valid_case(vendor, lambda case: "country" in case.query) == set()


@pytest.mark.parametrize(
    ("schema", "value", "is_made_up"),
    [
        ({"type": "string"}, "x", True),
        ({"type": "string"}, "ours", False),
        ({"type": "string", "default": "x"}, "x", False),
        ({"type": "string", "examples": ["y", "x"]}, "x", False),
        ({"const": "x"}, "x", False),
        ({"type": "boolean"}, True, False),
        ({"type": "integer", "minimum": 1}, 1, True),
        ({"type": "integer", "minimum": 1, "maximum": 50}, 50, False),
        ({"type": "integer", "minimum": 1, "maximum": 50}, 25, True),
        ({"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, 1, True),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, ["b", "a"], False),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, [], True),
        ({"anyOf": [{"type": "integer"}, {"enum": ["all"]}]}, "all", False),
        ({"type": "object", "properties": {"a": {"enum": [1]}, "b": {"type": "string"}}}, {"a": 1}, False),
        ({"type": "object", "properties": {"a": {"enum": [1]}, "b": {"type": "string"}}}, {"a": 1, "b": "x"}, True),
        ({"type": "object", "example": {"b": "x"}}, {"b": "x"}, False),
    ],
)
def test_a_value_is_made_up_unless_the_document_or_the_account_has_it(
    schema: dict[str, Any], value: Any, *, is_made_up: bool
) -> None:
    content = document()
    media = content["paths"]["/notes"]["post"]["requestBody"]["content"]["application/json"]
    media["schema"] = {"type": "object", "properties": {"it": schema}}
    with vendor_of(content, lambda _: reply(200), {}, {}, {CREATE: Entry(Risk.READ)}) as vendor:
        operation = vendor.scope.by_label[CREATE]
        case = (
            vendor.make_item(Probe(CREATE, VALID_REQUEST))
            .samples.schema["/notes"]["POST"]
            .Case(body={"it": value}, media_type="application/json")
        )
        assert parts_of(vendor.scope.content, operation, case, {"ours"}) == [Part("body", "it", False, is_made_up)]

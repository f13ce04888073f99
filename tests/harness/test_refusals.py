"""Refusals of a live run: each alternative of security opens and is needed, accounts are apart, errors are judged."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug import Request, Response

from contract_tests.harness.probes.order import Probe
from contract_tests.harness.probes.refusals.unknown_ids import make_up
from contract_tests.harness.target.policy import VALID_REQUEST, Entry, Risk
from contract_tests.harness.valid_requests.cases import credential_variables
from tests.harness.probed_vendor import reply, vendor_of

ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
NOTE = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "text": {"type": "string"}}}
KEYS = {"Key": "key-of-the-desk", "Secret": "secret-of-the-desk", "Bearer": "bearer-of-the-desk"}
ID = "7f3c1d9a2b4e4f60"
ENVIRONMENT = {"VOBIZ_NOTE_ID": ID, "VOBIZ_ACCOUNT_ID": "AC_12345678"}
READ, DELETE, LIST = "GET /notes/{note_id}", "DELETE /notes/{note_id}", "GET /accounts/{account_id}/notes"
USAGE, CREATE = "GET /usage", "POST /notes"


def error(description: str = "No", **headers: Any) -> dict[str, Any]:
    named = {name.replace("_", "-"): {"schema": {"type": kind}} for name, kind in headers.items()}
    return {"description": description, "headers": named, "content": {"application/json": {"schema": ERROR}}}


def success(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "Yes", "content": {"application/json": {"schema": schema}}}


def parameter(name: str, place: str, required: bool = True, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required or place == "path", "schema": schema or {"type": "string"}}


def document(**usage: Any) -> dict[str, Any]:
    """Two alternatives of security, one of two parts; an account in path and query; a note to read and to delete."""
    errors = {"401": error(WWW_Authenticate="string"), "403": error(), "404": error(), "400": error()}
    errors["429"] = error(Retry_After="integer")
    notes = {"type": "array", "items": NOTE}
    note_id, account_id = parameter("note_id", "path"), parameter("account_id", "path")
    return {
        "openapi": "3.1.0",
        "info": {"title": "Desk", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "security": [{"Key": [], "Secret": []}, {"Bearer": []}],
        "paths": {
            "/notes/{note_id}": {
                "parameters": [note_id],
                "get": {"responses": {"200": success(NOTE), **errors}},
                "delete": {"responses": {"204": {"description": "Gone"}, **errors}},
            },
            "/accounts/{account_id}/notes": {
                "get": {"parameters": [account_id], "responses": {"200": success(notes), **errors}}
            },
            "/usage": {
                "get": {
                    "parameters": [parameter("account_id", "query")],
                    "responses": {"200": success(notes), **errors},
                    **usage,
                }
            },
        },
        "components": {
            "securitySchemes": {
                "Key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "Secret": {"type": "apiKey", "in": "header", "name": "X-Secret"},
                "Bearer": {"type": "http", "scheme": "bearer"},
            }
        },
    }


class Desk:
    """A vendor as documented; a test replaces what it wants to be otherwise."""

    def __init__(self) -> None:
        self.notes = {ID}

    def admits(self, request: Request) -> bool:
        both = (request.headers.get("X-Key"), request.headers.get("X-Secret")) == (KEYS["Key"], KEYS["Secret"])
        return both or request.headers.get("Authorization") == f"Bearer {KEYS['Bearer']}"

    def refuse(self, status: int) -> Response:
        headers = {401: {"WWW_Authenticate": "Bearer"}, 429: {"Retry_After": "0"}}.get(status, {})
        return reply(status, {"error": "no"}, **headers)

    def refuse_account(self, account: str) -> Response | None:
        return None if account == ENVIRONMENT["VOBIZ_ACCOUNT_ID"] else self.refuse(403)

    def __call__(self, request: Request) -> Response:
        if not re.match(r"/(notes|accounts|usage)\b", request.path) or "no-such-path" in request.path:
            return reply(404, "<h1>Not here</h1>", "text/html")
        if not self.admits(request):
            return self.refuse(401)
        return self.serve(request)

    def serve(self, request: Request) -> Response:
        if request.path.startswith("/notes/"):
            id_ = request.path.rpartition("/")[2]
            if id_ not in self.notes:
                return self.refuse(404)
            if request.method == "DELETE":
                self.notes.discard(id_)
                return reply(204)
            return reply(200, {"id": id_, "text": "Hello"})
        account = request.args.get("account_id", request.path.split("/")[2] if "/accounts/" in request.path else None)
        if account is None:
            return self.refuse(400)
        return self.refuse_account(account) or reply(200, [{"id": ID, "text": "Hello"}])


ENTRIES = {DELETE: Entry(Risk.REVERSIBLE, is_listed=True)}


def seen(desk: Callable[[Request], Response], content: dict[str, Any] | None = None) -> set[tuple[str, str, str]]:
    with vendor_of(content or document(), desk, KEYS, ENVIRONMENT, ENTRIES) as vendor:
        return vendor.seen()


def test_a_desk_as_documented_gives_no_finding_and_few_wrong_credentials() -> None:
    with vendor_of(document(), Desk(), KEYS, ENVIRONMENT, ENTRIES) as vendor:
        assert vendor.seen() == set()
        assert 8 <= vendor.transport.wrong_credentials <= 10
        deletes = [each for each in vendor.requests if each.method == "DELETE"]
    with_all = [each for each in deletes if Desk().admits(each) and each.path.endswith(ID)]
    assert with_all == deletes[-1:]  # whatever has to be refused was asked before


def changed(**methods: Any) -> Desk:
    """Return a desk with other methods."""
    return type("Changed", (Desk,), methods)()


def let_in(*present: str) -> Desk:
    """Return a desk that lets in whoever has these headers right, whatever else is missing or wrong."""
    values = {"X-Key": KEYS["Key"], "X-Secret": KEYS["Secret"], "Authorization": f"Bearer {KEYS['Bearer']}"}

    def admits(self: Desk, request: Request) -> bool:
        right = all(request.headers.get(name) == values[name] for name in present)
        return right or Desk.admits(self, request)

    return changed(admits=admits)


def bearer_whatever(self: Desk, request: Request) -> bool:
    return Desk.admits(self, request) or request.headers.get("Authorization", "").startswith("Bearer")


@pytest.mark.parametrize(
    ("desk", "locations"),
    [
        (let_in(), {"auth", "auth.X-Key", "auth.X-Secret", "auth.Bearer"}),
        (let_in("X-Key"), {"auth.X-Secret"}),
        (let_in("X-Secret"), {"auth.X-Key"}),
        (changed(admits=bearer_whatever), {"auth.Bearer"}),
    ],
    ids=["everybody", "without secret", "without key", "any bearer"],
)
def test_each_part_of_each_alternative_is_needed(desk: Desk, locations: set[str]) -> None:
    found = seen(desk)
    assert {(kind, location) for kind, _, location in found} == {("auth.not_enforced", each) for each in locations}
    assert {READ, DELETE} <= {label for _, label, _ in found}


def test_an_alternative_that_no_longer_opens_is_found_by_its_name() -> None:
    def admits(self: Desk, request: Request) -> bool:
        return request.headers.get("X-Key") == KEYS["Key"] and request.headers.get("X-Secret") == KEYS["Secret"]

    found = seen(changed(admits=admits))
    assert found == {("auth.scheme_changed", label, "auth.Bearer") for label in (READ, LIST, USAGE)}


def test_where_only_another_alternative_opens_the_first_is_found_and_the_rest_is_asked_with_the_other() -> None:
    def admits(self: Desk, request: Request) -> bool:
        return request.headers.get("Authorization") == f"Bearer {KEYS['Bearer']}"

    found = seen(changed(admits=admits))
    assert found == {("auth.scheme_changed", label, "auth.Key+Secret") for label in (READ, DELETE, LIST, USAGE)}


def test_a_refusal_that_names_the_documented_scheme_is_about_the_credentials() -> None:
    content = document()
    content["security"] = [{"Bearer": []}]
    refusing_all = changed(admits=lambda *_: False)
    with vendor_of(content, refusing_all, {"Bearer": KEYS["Bearer"]}, ENVIRONMENT, ENTRIES) as vendor:
        assert vendor.seen(VALID_REQUEST) == set()
    assert str(vendor.results[Probe(READ, VALID_REQUEST)].skip) == "status 401: the credentials are refused"


def test_alternatives_whose_credentials_are_not_set_are_said_to_be_left_out() -> None:
    known = {name: KEYS[name] for name in ("Key", "Secret")}
    with vendor_of(document(), Desk(), known, ENVIRONMENT, ENTRIES) as vendor:
        assert vendor.seen() == set()
    results = {probe.label: result for probe, result in vendor.results.items() if "alternative" in probe.name}
    assert str(results[READ].skip) == "not sent: no credentials are set for Bearer"


def test_an_operation_that_is_open_to_everybody_is_sent_no_credentials() -> None:
    content = document()
    content["security"].append({})
    with vendor_of(content, let_in(), KEYS, ENVIRONMENT, ENTRIES) as vendor:
        assert vendor.seen() == set()
        assert not any(request.headers.get("X-Key") for request in vendor.requests)


def test_what_a_part_alone_opens_by_the_document_is_no_finding() -> None:
    content = document()
    content["security"] = [{"Key": [], "Secret": []}, {"Key": []}]
    assert seen(let_in("X-Key"), content) == set()


@pytest.mark.parametrize(
    ("refusal", "found"),
    [
        ({"status": 404}, set()),
        ({"status": 401}, set()),
        ({"items": []}, set()),
        ({"items": [{"id": "other"}]}, {("account.not_isolated", LIST), ("account.not_isolated", USAGE)}),
        ({"status": 402}, {("status.undocumented", LIST), ("status.undocumented", USAGE)}),
    ],
    ids=["404", "401", "no items", "items", "402"],
)
def test_another_account_gets_nothing(refusal: dict[str, Any], found: set[tuple[str, str]]) -> None:
    def refuse_account(self: Desk, account: str) -> Response | None:
        if account == ENVIRONMENT["VOBIZ_ACCOUNT_ID"]:
            return None
        return self.refuse(refusal["status"]) if "status" in refusal else reply(200, refusal["items"])

    locations = {LIST: "path.account_id", USAGE: "query.account_id"}
    desk = changed(refuse_account=refuse_account)
    assert seen(desk) == {
        (kind, label, locations[label] if kind.startswith("account") else "response.402") for kind, label in found
    }


def refusing(status: int, response: Callable[[], Response]) -> Desk:
    """Return a desk that refuses with another response where it has this status."""
    return changed(refuse=lambda self, own: response() if own == status else Desk.refuse(self, own))


@pytest.mark.parametrize(
    ("status", "response", "kind", "place"),
    [
        (401, lambda: reply(401, {"error": "no"}), "header.missing", "headers.www-authenticate"),
        (
            401,
            lambda: reply(401, "<p>no</p>", "text/html", WWW_Authenticate="x"),
            "content_type.changed",
            "content_type",
        ),
        (401, lambda: reply(401, {}, WWW_Authenticate="x"), "field.missing", "body#/error"),
        (404, lambda: reply(404, {"error": 7}), "field.type", "body#/error"),
        (404, lambda: reply(404, {"error": "no", "hint": 1}), "field.undocumented", "body#/hint"),
        (404, lambda: reply(404, ["no"]), "body.shape", "body#"),
        (403, lambda: reply(403, {"message": "no"}), "field.missing", "body#/error"),
        (403, lambda: reply(403, '{"error": NaN}', "application/jsonp"), "content_type.changed", "content_type"),
        (400, lambda: reply(400, {"error": None}), "field.type", "body#/error"),
    ],
)
def test_an_error_is_judged_like_a_success(
    status: int, response: Callable[[], Response], kind: str, place: str
) -> None:
    labels = {401: {READ, DELETE, LIST, USAGE}, 403: {LIST, USAGE}, 404: {READ, DELETE}, 400: {USAGE}}[status]
    expected = {(kind, label, f"response.{status}.{place}") for label in labels}
    assert expected <= (found := seen(refusing(status, response)))
    assert {each for each, *_ in found - expected} <= {"field.undocumented"}  # that something else is there instead


@pytest.mark.parametrize("covering", ["4XX", "default"])
def test_an_error_that_a_range_or_the_default_covers_is_judged_too(covering: str) -> None:
    content = document()
    for item in content["paths"].values():
        for method in ("get", "delete"):
            if method in item:
                responses = item[method]["responses"]
                item[method]["responses"] = {key: responses[key] for key in ("200", "204") if key in responses}
                item[method]["responses"][covering] = error()
    assert seen(Desk(), content) == set()
    assert seen(refusing(404, lambda: reply(404, {"error": 7})), content) == {
        ("field.type", label, "response.404.body#/error") for label in (READ, DELETE)
    }


def too_many(*headers: str, **response: Any) -> Desk:
    """Return a desk that asks once to wait before it reads a note."""
    asked: list[Request] = []

    def serve(self: Desk, request: Request) -> Response:
        if request.method == "GET" and request.path.startswith("/notes/") and not asked:
            asked.append(request)
            return response.get("reply") or self.refuse(429)
        return Desk.serve(self, request)

    return changed(serve=serve)


def test_one_429_as_documented_is_no_finding() -> None:
    assert seen(too_many()) == set()


@pytest.mark.parametrize(
    ("response", "kind", "place"),
    [
        (reply(429, {"error": "no"}), "header.missing", "headers.retry-after"),
        (reply(429, {"error": "no"}, Retry_After="0.1s"), "header.value", "headers"),
        (reply(429, {"message": "no"}, Retry_After="0"), "field.missing", "body#/error"),
        (reply(429, "Slow down", "text/plain", Retry_After="0"), "content_type.changed", "content_type"),
    ],
    ids=["no wait", "a wait in words", "another body", "text"],
)
def test_one_429_in_another_form_is_found_though_the_request_then_succeeds(
    response: Response, kind: str, place: str
) -> None:
    found = {each for each in seen(too_many(reply=response)) if each[0] != "field.undocumented"}
    assert found == {(kind, READ, f"response.429.{place}")}


def without_404() -> dict[str, Any]:
    content = document()
    for method in ("get", "delete"):
        del content["paths"]["/notes/{note_id}"][method]["responses"]["404"]
    return content


def serve_any(self: Desk, request: Request) -> Response:
    if request.path.startswith("/notes/"):
        id_ = request.path.rpartition("/")[2]
        return reply(200, {"id": id_}) if request.method == "GET" else reply(204)
    return Desk.serve(self, request)


def test_an_id_that_nobody_has_is_refused_where_the_document_says_how() -> None:
    expected = {("parameter.not_validated", label, "path.note_id") for label in (READ, DELETE)}
    assert seen(changed(serve=serve_any)) == expected
    assert seen(changed(serve=serve_any), without_404()) == set()


@pytest.mark.parametrize("known", ["7", "41007", "note7", "note_41007", "9f2b1c3d4e5f6a7b8c9d", "abcdefgh", "99999"])
def test_a_made_up_id_is_no_neighbour_of_one_that_may_be_there(known: str) -> None:
    made = make_up(known)
    assert made != known
    assert not known.isdecimal() or int(made) - int(known) > 10_000 or made < known


def test_a_run_needs_the_credentials_of_one_alternative_only() -> None:
    variables = {"AuthID": "VOBIZ_AUTH_ID", "AuthToken": "VOBIZ_AUTH_TOKEN"}
    content = document()
    schemes = content["components"]["securitySchemes"]
    schemes["AuthID"], schemes["AuthToken"] = schemes.pop("Key"), schemes.pop("Secret")
    content["security"] = [{"AuthID": []}, {"AuthToken": []}]
    assert credential_variables(content, {"VOBIZ_AUTH_TOKEN": "x"}) == {"AuthToken": "VOBIZ_AUTH_TOKEN"}
    assert credential_variables(content, dict.fromkeys(variables.values(), "x")) == variables
    content["security"] = [{"AuthID": [], "AuthToken": []}]
    assert credential_variables(content, {"VOBIZ_AUTH_TOKEN": "x"}) == credential_variables(content, {}) == variables

"""Operations whose paths differ by the slash only: one overlay for a document with both and for one with either."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from contract_tests.harness.target.mock.document_path import with_document_path
from fake_vendor.vendor import FakeVendor
from tests.any_document.documents import make_copy
from tests.client.stub_server import reply, stub_server
from tests.conftest import Copy
from tests.documents import faults
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import Document, Operation
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml, unshare
from vendor_spec.overlay.actions import Overlay
from vendor_spec.overlay.correction import CorrectedDocument, correct, correct_by

FILE = Path(__file__).with_name("twins.yaml")
LIVE, QUEUED, LIST, SEARCH = "GET /calls/{call_id}", "GET /calls/{id}/", "GET /notes", "GET /notes/"
MOVED = {"call": ("/calls/{call_id}", "/calls/{call_id}/"), "notes": ("/notes", "/notes/")}
ACTIONS = tuple(
    {
        "target": f"$.paths['{path}'].get",
        "description": "why",
        "x-correction": id_,
        "x-evidence": "page",
        "x-may-match-nothing": True,
        "update": {"x-request-path": request_path},
    }
    for id_, (path, request_path) in MOVED.items()
)
CALLER = """
import json, sys
from vobiz_client import Vobiz
with Vobiz(base_url=sys.argv[1], auth_id="MA_1", auth_token="t", max_retries=0) as client:
    raw = client.with_raw_response
    for call, arguments in (
        (client.calls.get_live_call, {"call_id": "a/b", "status": "live"}),
        (client.calls.get_queued_call, {"id": "c", "status": "queued"}),
        (client.notes.list_notes, {"state": "open"}),
        (client.notes.search_notes, {"q": "back"}),
    ):
        try:
            call(**arguments)
        except Exception as error:
            print(type(error).__name__, error)
"""


def twins() -> dict[str, Any]:
    content: dict[str, Any] = load_yaml(FILE.read_bytes(), FILE.name)
    return content


def corrected(*, without: str = "", actions: tuple[dict[str, Any], ...] = ACTIONS) -> CorrectedDocument:
    """The document, perhaps without one of its paths, as the overlay corrects it."""
    content = twins()
    content["paths"].pop(without, None)
    return correct_by(Document("twins.yaml", "", content), Overlay("mine.yaml", "", actions))


def request_paths(document: CorrectedDocument) -> dict[str, str]:
    return {operation.label: operation.request_path for operation in document.operations}


def test_both_operations_of_a_pair_stay_and_are_asked_at_one_path() -> None:
    document = corrected()
    assert request_paths(document) == {
        LIVE: "/calls/{call_id}/",
        QUEUED: "/calls/{id}/",
        LIST: "/notes/",
        SEARCH: "/notes/",
    }
    assert faults(document.content) == []
    assert [(each.id, each.operations) for each in document.corrections] == [("call", (LIVE,)), ("notes", (LIST,))]


@pytest.mark.parametrize(
    ("gone", "label", "path", "left"),
    [("/calls/{id}/", "GET /calls/{call_id}/", "/calls/{call_id}", 3), ("/notes/", "GET /notes/", "/notes", 3)],
)
def test_alone_an_operation_has_its_request_path_in_the_document(gone: str, label: str, path: str, left: int) -> None:
    document = corrected(without=gone)
    assert (request_paths(document)[label], len(document.operations)) == (label.partition(" ")[2], left)
    assert document.content["paths"][label.partition(" ")[2]] == twins()["paths"][path]
    assert [each.operations[0] for each in document.corrections].count(label) == 1


def test_a_correction_of_an_operation_that_a_document_lacks_is_none_of_it() -> None:
    document = corrected(without="/calls/{call_id}")
    assert [each.id for each in document.corrections] == ["notes"]


HOSTILE = {
    "//evil.example/calls/{call_id}": "does not start with one /",
    "https://evil.example/{call_id}": "does not start with one /",
    "/x://{call_id}": "does not start with one /",
    "calls/{call_id}": "does not start with one /",
    "/calls/../{call_id}": "has a segment . or ..",
    "/calls/{call_id}?status=live": "has white space, ",
    "/calls/{call_id}#x": "has white space, ",
    "/calls/%2e%2e/{call_id}": "has white space, ",
    "/calls/{call_id}\r\nX-Evil: 1": "has white space, ",
    "/calls/ {call_id}": "has white space, ",
    "/calls\\{call_id}": "has white space, ",
    "/calls/{id}": "has other parameters than the operation's own path",
    "/calls/": "has other parameters than the operation's own path",
    "/calls/{call_id}/{call_id}": "has other parameters than the operation's own path",
    "/calls/{call_id}/{": "has other parameters than the operation's own path",
}


@pytest.mark.parametrize(("value", "reason"), [*HOSTILE.items(), (5, "is no text"), (None, "is no text")])
def test_a_request_path_that_is_no_path_of_the_operation_is_refused_in_one_sentence(value: Any, reason: str) -> None:
    content = twins()
    content["paths"]["/calls/{call_id}"]["get"]["x-request-path"] = value
    action = {**ACTIONS[0], "update": {"x-request-path": value}}
    for refused in (lambda: faults(content), lambda: corrected(actions=(action,))):
        with pytest.raises(SpecError) as caught:
            refused()
        assert reason in str(caught.value)
        assert str(caught.value).isprintable()
        assert "x-request-path" in str(caught.value)


@pytest.mark.parametrize("default", ["live", None])
def test_operations_that_no_query_tells_apart_are_refused_one_request_path(default: str | None) -> None:
    content = twins()
    for path in ("/calls/{call_id}", "/calls/{id}/"):
        content["paths"][path]["get"]["parameters"][1]["schema"]["default"] = default
        if default is None:
            del content["paths"][path]["get"]["parameters"][1]["schema"]["default"]
    with pytest.raises(SpecError) as caught:
        correct_by(Document("twins.yaml", "", content), Overlay("mine.yaml", "", ACTIONS))
    assert str(caught.value) == (
        f'mine.yaml: action 1 (call) gives {LIVE} the x-request-path "/calls/{{call_id}}/", which is that of {QUEUED}, '
        "and no parameter of the query tells the two apart"
    )


@pytest.mark.parametrize(
    ("path", "own", "url", "sent"),
    [
        ("/a/{x}", "/a/{x}/", "http://h:1/a/b%2Fc/?status=live", "http://h:1/a/b%2Fc?status=live"),
        ("/a/{x}/b/{y}", "/b/{y}/{x}", "http://h:1/b/1/2", "http://h:1/a/2/b/1"),
        ("/a/{x}", "/a/{x}/", "http://h:1/elsewhere", "http://h:1/elsewhere"),
        ("/a/{x}", "/a/{x}", "http://h:1/a/b/", "http://h:1/a/b/"),
    ],
)
def test_the_mock_is_asked_at_the_documents_path(path: str, own: str, url: str, sent: str) -> None:
    assert with_document_path(Operation("get", path, {"x-request-path": own}), url) == sent


def test_the_fake_vendor_takes_a_request_for_the_one_of_a_pair_that_it_fits() -> None:
    with FakeVendor(corrected().content) as vendor:
        known = vendor.environment
        headers = {"X-Auth-ID": known["VOBIZ_AUTH_ID"], "X-Auth-Token": known["VOBIZ_AUTH_TOKEN"]}
        live, queued = known["VOBIZ_CALL_ID"], known.get("VOBIZ_GET_QUEUED_CALL__ID", known["VOBIZ_ID"])
        asked = [
            f"/calls/{live}/?status=live",
            f"/calls/{queued}/?status=queued",
            "/notes/?state=open",
            "/notes/?q=back",
        ]
        seen = [requests.get(vendor.base_url + path, headers=headers, timeout=5) for path in [*asked, "/notes?q=back"]]
        assert [response.status_code for response in seen] == [200, 200, 200, 200, 404]
        assert [entry.operation for entry in vendor.requests] == [LIVE, QUEUED, LIST, SEARCH, None]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy of this project with the document of twins, its overlay and its client."""
    copy = make_copy(tmp_path_factory.mktemp("twins") / "project", FILE)
    overlay = {"overlay": "1.1.0", "info": {"title": "t", "version": "1"}, "actions": list(ACTIONS)}
    (copy.root / "openapi.overlay.yaml").write_text(dump_yaml(overlay))
    generated = copy.run("-m", "vendor_spec", "generate")
    assert generated.returncode == 0, generated.stderr
    return copy


def test_the_client_asks_all_four_at_the_path_with_the_slash(project: Copy) -> None:
    with stub_server(reply(body="{}")) as server:
        outcome = project.run("-c", CALLER, server.base_url)
    assert [seen.target for seen in server.seen] == [
        "/calls/a%2Fb/?status=live",
        "/calls/c/?status=queued",
        "/notes/?state=open",
        "/notes/?q=back",
    ], outcome.stdout + outcome.stderr


def run_contract(project: Copy, *arguments: str, **environment: str) -> dict[str, Any]:
    outcome = project.run("-m", "contract_tests", *arguments, timeout=150, **environment)
    assert "Traceback" not in outcome.stdout + outcome.stderr, outcome.stdout + outcome.stderr
    report: dict[str, Any] = json.loads((project.root / "reports" / "drift.json").read_text())
    assert report["faults"] == []
    return {**report, "ended": outcome.returncode}


def behaviour(report: dict[str, Any]) -> list[tuple[str, str]]:
    findings = [finding for finding in report["findings"] if not finding["kind"].startswith("prose.")]
    return [(finding["kind"], finding["operation"]) for finding in findings]


def test_the_contract_of_twins_conforms_on_the_mock(project: Copy) -> None:
    report = run_contract(project)
    assert (report["ended"], report["verdict"], behaviour(report)) == (0, "conforms", [])
    seen = {each["operation"]: "200" in each["statuses_seen"] for each in report["operations"]}
    assert seen == dict.fromkeys((LIVE, QUEUED, LIST, SEARCH), True)


def run_live(project: Copy, content: dict[str, Any], *drifts: str, **settings: str) -> dict[str, Any]:
    with FakeVendor(content, drifts, settings=settings) as vendor:
        return run_contract(project, "--target", "live", "--rate", "1000/s", **vendor.environment)


def test_each_correction_of_a_pair_is_judged_by_itself(project: Copy) -> None:
    content = correct(project.project, project.project.overlay).content
    report = run_live(project, content, f"path.trailing_slash:404@{LIVE}")
    standing = {each["id"]: each["status"] for each in report["corrections"]}
    assert standing == {"call": "wrong", "notes": "confirmed"}
    assert (report["verdict"], behaviour(report)) == ("drift", [("path.trailing_slash", LIVE)])


@pytest.mark.catalogue
def test_a_correction_is_confirmed_where_its_path_alone_responds_and_unneeded_where_both_do(project: Copy) -> None:
    content = unshare(correct(project.project, project.project.overlay).content)
    bare = unshare(content["paths"]["/calls/{call_id}"]["get"])
    del bare["x-request-path"]
    bare["parameters"][0] = {"name": "other", "in": "path", "required": True, "schema": {"type": "string"}}
    content["paths"]["/calls/{other}"] = {"get": {**bare, "operationId": "bare"}}
    report = run_live(project, content, VOBIZ_CALL_ID="call-1f2e3d", VOBIZ_OTHER="call-1f2e3d")
    assert {each["id"]: each["status"] for each in report["corrections"]} == {"call": "unneeded", "notes": "confirmed"}
    assert (report["verdict"], behaviour(report)) == ("conforms", [])

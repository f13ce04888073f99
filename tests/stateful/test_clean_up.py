"""What a run makes it removes, and it says what it could not remove; over a real socket."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from attrs import define, field

from contract_tests.harness.findings.redactor import Redactor
from contract_tests.harness.findings.secrets import Secrets
from contract_tests.harness.probes.writes.clean_up import CleanUp
from contract_tests.harness.target.budget import Budget
from contract_tests.harness.target.gate import LiveGate
from contract_tests.harness.target.made.creations import Creations
from contract_tests.harness.target.made.own_resources import with_own_resources
from contract_tests.harness.target.policy import read_live_policy
from contract_tests.harness.target.target import Kind, Target
from contract_tests.harness.target.transport import Transport
from contract_tests.harness.valid_requests.path_values import LiveValues, Values
from contract_tests.harness.valid_requests.value_sources import ValueSources
from tests.documents import document
from vendor_spec.openapi.document import iter_operations
from vendor_spec.openapi.resources.collections import find_collections

NOTES, NOTE, PARTS, PART = "/notes", "/notes/{note_id}", "/notes/{note_id}/parts", "/notes/{note_id}/parts/{part_id}"
REVERSIBLE = {
    f"POST {NOTES}": {"risk": "reversible", "body": {"text": "Ann", "tag": "a"}},
    f"PUT {NOTE}": "reversible",
    f"DELETE {NOTE}": "reversible",
    f"POST {PARTS}": {"risk": "reversible", "body": {"text": "${VOBIZ_UNIQUE}"}},
    f"DELETE {PART}": "reversible",
}


@define
class Vendor:
    """Serves notes and their parts; `answers` are the statuses of the next DELETEs."""

    asked: list[str] = field(factory=list)
    bodies: list[Any] = field(factory=list)
    there: set[str] = field(factory=set)
    answers: list[int] = field(factory=list)
    gives: Callable[[str], dict[str, Any]] = lambda id_: {"data": {"id": int(id_)}}
    on_post: Callable[[], None] = lambda: None
    is_silent: bool = False
    refused: list[int] = field(factory=list)
    url: str = ""

    def respond(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        if method == "POST" and self.refused:
            return self.refused.pop(0), {}
        if method == "POST":
            self.bodies.append(body)
            id_ = str(len(self.bodies))
            self.there.add(f"{path}/{id_}")
            self.on_post()
            return 201, self.gives(id_)
        if method == "DELETE" and self.answers:
            return self.answers.pop(0), {}
        if path not in self.there:
            return 404, {}
        if method == "DELETE":
            self.there.remove(path)
            return 204, None
        return 200, {}


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = Vendor()

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True

        def respond(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, body = vendor.respond(self.command, self.path, json.loads(content) if content else None)
            if vendor.is_silent:
                return
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"" if body is None else json.dumps(body).encode())

        do_POST = do_PUT = do_DELETE = do_GET = respond  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    vendor.url = f"http://127.0.0.1:{server.server_port}"
    yield vendor
    server.shutdown()
    server.server_close()


def make_content() -> dict[str, Any]:
    text = {
        "type": "object",
        "required": ["text"],
        "properties": {"text": {"type": "string"}, "tag": {"type": "string"}},
    }
    body = {"required": True, "content": {"application/json": {"schema": text}}}

    def operation(*names: str, **more: Any) -> dict[str, Any]:
        parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
        return {"parameters": parameters, "responses": {"200": {"description": "Done"}}, **more}

    return document(
        paths={
            NOTES: {"post": operation(requestBody=body)},
            NOTE: {method: operation("note_id") for method in ("get", "delete")}
            | {"put": operation("note_id", requestBody=body)},
            PARTS: {"post": operation("note_id", requestBody=body)},
            PART: {method: operation("note_id", "part_id") for method in ("get", "delete")},
        }
    )


@define
class Run:
    """What a live run has before its first probe: the values of its operations, and what it has made."""

    live: LiveValues
    clean_up: CleanUp
    sources: ValueSources
    transport: Transport

    @classmethod
    def start(cls, tmp_path: Path, vendor: Vendor, operations: dict[str, Any], **variables: str) -> "Run":
        content, file = make_content(), tmp_path / "live_policy.yaml"
        file.write_text(json.dumps({"operations": operations}))
        documented = list(iter_operations(content))
        policy = with_own_resources(read_live_policy(file, content, documented), content, documented)
        live = LiveValues(content, Target(Kind.LIVE, vendor.url, {}, variables), policy)
        gate = LiveGate.make(vendor.url, documented, policy)
        transport = Transport(vendor.url, Budget(20), patience=2, gate=gate)
        transport.creations = Creations.make(gate, find_collections(content))
        clean_up = CleanUp(live, gate, transport.creations, None)
        return cls(live, clean_up, ValueSources(live, transport), transport)

    def values(self) -> Values:
        return self.sources.values(list(iter_operations(dict(self.live.content))))

    def remove(self) -> list[str]:
        return self.clean_up.remove(Redactor(Secrets({}), frozenset()), ()).notes


def test_each_operation_that_changes_or_ends_something_gets_one_of_its_own(tmp_path: Path, vendor: Vendor) -> None:
    run = Run.start(tmp_path, vendor, REVERSIBLE)
    values = run.values()
    of_note = {label: values[label, "note_id"] for label in (f"GET {NOTE}", f"PUT {NOTE}", f"DELETE {NOTE}")}
    assert len(set(of_note.values())) == 3
    # A part is asked for below the note that it was made in.
    parts = [(values[label, "note_id"], values[label, "part_id"]) for label in (f"GET {PART}", f"DELETE {PART}")]
    assert {note for note, _ in parts} == {of_note[f"GET {NOTE}"]} == {values[f"POST {PARTS}", "note_id"]}
    assert len({part for _, part in parts}) == 2
    assert len({body["text"] for body in vendor.bodies if "tag" not in body}) == 2  # ${VOBIZ_UNIQUE}
    assert run.live.policy.entries[f"PUT {NOTE}"].body == {"text": "Ann", "tag": "a"}
    assert run.remove() == []
    assert vendor.there == set()
    # What is below another resource goes first.
    removed = [line for line in vendor.asked if line.startswith("DELETE")]
    assert [line.count("/") for line in removed] == [4, 4, 2, 2, 2]


def test_what_a_variable_names_is_read_and_neither_changed_nor_ended(tmp_path: Path, vendor: Vendor) -> None:
    run = Run.start(tmp_path, vendor, REVERSIBLE, VOBIZ_NOTE_ID="77")
    values = run.values()
    operations = {each.label: each for each in iter_operations(dict(run.live.content))}
    known = {label: run.live.of(operation, values) for label, operation in operations.items()}
    assert known[f"GET {NOTE}"] == {"note_id": "77"}
    assert "77" not in {values[f"PUT {NOTE}", "note_id"], values[f"DELETE {NOTE}", "note_id"]}


@pytest.mark.parametrize(
    "operations",
    [
        {**REVERSIBLE, f"DELETE {NOTE}": "forbidden"},
        {**REVERSIBLE, f"POST {NOTES}": {"risk": "billable", "body": {"text": "a"}}},
        {**REVERSIBLE, f"POST {NOTES}": "reversible"},  # without the body that the document wants
    ],
)
def test_nothing_is_made_that_may_not_be_made_over_and_over_and_removed(
    tmp_path: Path, vendor: Vendor, operations: dict[str, Any]
) -> None:
    Run.start(tmp_path, vendor, operations).values()
    assert f"POST {NOTES}" not in vendor.asked


def test_a_run_that_may_send_nothing_any_more_removes_what_it_made(tmp_path: Path, vendor: Vendor) -> None:
    run = Run.start(tmp_path, vendor, {**REVERSIBLE, f"POST {PARTS}": "forbidden"})
    run.transport.budget.requests = 2
    run.values()
    assert len(vendor.there) == 2
    assert run.remove() == []
    assert vendor.there == set()


@pytest.mark.parametrize(
    ("answers", "left", "said"),
    [
        ([500, 503], 0, ""),
        ([404], 1, ""),  # somebody else has removed it
        ([500, 500, 500], 1, "DELETE got status 500"),
        ([403], 1, "DELETE got status 403"),
    ],
)
def test_what_cannot_be_removed_is_named_with_the_command_that_does(
    tmp_path: Path, vendor: Vendor, answers: list[int], left: int, said: str
) -> None:
    run = Run.start(tmp_path, vendor, {**REVERSIBLE, f"PUT {NOTE}": "forbidden", f"POST {PARTS}": "forbidden"})
    vendor.gives = lambda id_: {"id": f"note-{id_}-4711"}
    run.transport.budget.requests = 1
    run.values()
    made = vendor.there.pop()
    vendor.there.add(made.replace("/1", "/note-1-4711"))
    vendor.answers += answers
    notes = run.remove()
    assert len(vendor.there) == left
    assert [said in note for note in notes] == ([True] if said else [])
    for note in notes:
        # What the shell makes of the command, and that it makes nothing of it without the variable.
        shell = ["sh", "-c", f'curl() {{ printf "%s\\n" "$@"; }}; {note.partition("remove it with: ")[2]}']
        assert subprocess.run(shell, capture_output=True, timeout=20).returncode != 0
        given = {**os.environ, "VOBIZ_NOTE_ID": "note-1-4711"}
        taken = subprocess.run(shell, env=given, capture_output=True, check=True, timeout=20)
        assert taken.stdout.decode().split() == ["-X", "DELETE", f"{vendor.url}/notes/note-1-4711"]
        assert note.startswith(f"left on the account: POST {NOTES} made note_id xxxx-9-9911, which the run could not")
        assert note.endswith(f'remove it with: curl -X DELETE "{vendor.url}/notes/${{VOBIZ_NOTE_ID:?}}"')
        assert "4711" not in note


def test_what_is_left_by_policy_or_has_no_id_is_named(tmp_path: Path, vendor: Vendor) -> None:
    run = Run.start(tmp_path, vendor, {**REVERSIBLE, f"DELETE {NOTE}": "forbidden"})
    vendor.gives = lambda id_: {"id": id_} if id_ == "1" else {"done": True}
    for _ in range(2):
        run.transport.post(f"{vendor.url}{NOTES}", json={"text": "a"})
    without_id, by_policy = run.remove()
    assert "(the response gave no id)" in without_id
    assert f"(live_policy.yaml calls DELETE {NOTE} forbidden)" in by_policy


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt, whatever runs the tests."""
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, kept)


@pytest.mark.usefixtures("interrupts")
def test_an_interrupt_waits_until_it_is_known_what_was_made(tmp_path: Path, vendor: Vendor) -> None:
    run = Run.start(tmp_path, vendor, REVERSIBLE)
    vendor.on_post = lambda: os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run.values()
    assert run.remove() == []
    assert vendor.asked == [f"POST {NOTES}", "DELETE /notes/1"]


@pytest.mark.parametrize(("refused", "times"), [([429, 429], 3), ([503], 1)])
def test_only_after_429_it_is_sure_that_nothing_was_made(
    tmp_path: Path, vendor: Vendor, refused: list[int], times: int
) -> None:
    run = Run.start(tmp_path, vendor, REVERSIBLE)
    vendor.refused += refused
    status = run.transport.post(f"{vendor.url}{NOTES}", json={"text": "a"}).status_code
    assert (status, len(vendor.asked)) == (201 if times == 3 else 503, times)
    assert run.remove() == []
    assert vendor.there == set()


def test_a_request_that_got_no_response_may_have_made_something(tmp_path: Path, vendor: Vendor) -> None:
    run = Run.start(tmp_path, vendor, REVERSIBLE)
    vendor.is_silent = True
    with pytest.raises(requests.RequestException):
        run.transport.post(f"{vendor.url}{NOTES}", json={"text": "a"})
    (note,) = run.remove()
    assert "(no response came, so that it is not known whether there is one)" in note

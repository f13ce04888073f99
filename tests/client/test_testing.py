"""`vobiz_client.testing`: the API, answered from the document without a network, for the tests of others."""

import asyncio
import json
import socket
import subprocess
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import httpx
import pytest
from vobiz_client import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    ConfigurationError,
    NotFoundError,
    RateLimitError,
    ServerError,
    UnexpectedResponseError,
    Vobiz,
)
from vobiz_client.models import LiveCall
from vobiz_client.testing import Answer, StubTransport, example

LIVE_CALL = "live_calls.get_live_call"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("this reaches for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def status(*answers: Answer, **settings: Any) -> str:
    """What a call says after these answers were set."""
    api = StubTransport()
    api.answer(LIVE_CALL, *answers)
    with api.client(**settings) as vobiz:
        return vobiz.live_calls.get_live_call("id").call_status


def test_every_operation_answers_with_what_its_client_reads(transport: ModuleType) -> None:
    testing = import_module(f"{transport.__name__}.testing")
    examples = import_module(f"{transport.__name__}.testing.examples")
    stored = json.loads((examples.Path(examples.__file__).with_name("examples.json")).read_text())
    api = testing.StubTransport()
    with api.client() as client:
        labels = [label for label in stored["operations"] if label.startswith("GET ")]
        for label in labels:
            operation = examples.find_examples(label).operation()
            client.call(operation, {each.argument: "1" for each in operation.parameters})
    assert len(api.sent) == len(labels) > 10


def test_blocking_and_async_clients_get_the_example_of_the_document() -> None:
    api = StubTransport()
    with api.client() as vobiz:
        call = vobiz.live_calls.get_live_call("id")

    async def run() -> LiveCall:
        async with api.async_client() as vobiz:
            return await vobiz.live_calls.get_live_call("id")

    assert asyncio.run(run()) == call
    assert (call.call_status, len(api.sent)) == ("in-progress", 2)


def test_what_was_sent_can_be_looked_at() -> None:
    api = StubTransport()
    api.client(headers={"X-Team": "voice"}).live_calls.get_live_call("a b/c", status="queued")
    (sent,) = api.sent_to(LIVE_CALL)
    assert (sent.operation, sent.method, sent.body) == (LIVE_CALL, "GET", None)
    assert (sent.path, sent.query) == ({"auth_id": "TEST_AUTH_ID", "call_uuid": "a b/c"}, {"status": "queued"})
    assert (sent.headers["x-team"], sent.headers["X-Auth-Token"]) == ("voice", "TEST_AUTH_TOKEN")


def test_no_secret_and_no_value_is_shown() -> None:
    api = StubTransport()
    with Vobiz(auth_id="MA_1", auth_token="s3cr3t", http_client=httpx.Client(transport=api)) as vobiz:
        vobiz.live_calls.get_live_call("919000000001")
    shown = repr(api.sent) + repr(api.sent[0].headers)
    assert LIVE_CALL in shown
    assert not any(value in shown for value in ("s3cr3t", "MA_1", "919000000001"))


def test_the_credentials_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AUTH_ID", "AUTH_TOKEN", "BEARER_TOKEN"):
        monkeypatch.setenv(f"VOBIZ_{name}", "real")
    api = StubTransport()
    api.client().live_calls.get_live_call("id")
    assert "real" not in (*api.sent[0].headers.values(), *api.sent[0].path.values())


def test_answers_come_in_their_order_and_the_last_one_again() -> None:
    api = StubTransport()
    with api.client() as vobiz:
        api.answer(vobiz.live_calls.get_live_call, example(call_status="ringing"), example(call_status="completed"))
        states = [vobiz.live_calls.get_live_call("id").call_status for _ in range(3)]
        assert states == ["ringing", "completed", "completed"]
        api.answer(vobiz.live_calls.get_live_call)
        assert vobiz.live_calls.get_live_call("id").call_status == "in-progress"


@pytest.mark.parametrize("name", ["get_live_call", LIVE_CALL, "GET /api/v1/Account/{auth_id}/Call/{call_uuid}/"])
def test_an_operation_has_three_names(name: str) -> None:
    api = StubTransport()
    api.answer(name, 404)
    with pytest.raises(NotFoundError):
        api.client().live_calls.get_live_call("id")


def test_a_model_a_mapping_and_a_function_are_answers() -> None:
    model = StubTransport().client().live_calls.get_live_call("id")
    model.call_status = "ringing"
    assert status(model) == "ringing"
    assert status(model.to_dict() | {"call_status": "queued", "new": [1]}) == "queued"
    assert status(lambda sent: example(call_status=sent.path["call_uuid"])) == "id"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (404, NotFoundError),
        (NotFoundError, NotFoundError),
        (429, RateLimitError),
        (503, ServerError),
        (418, APIStatusError),
        (TimeoutError, APITimeoutError),
        (APITimeoutError, APITimeoutError),
        (httpx.PoolTimeout("x"), APITimeoutError),
        (ConnectionResetError(), APIConnectionError),
        (httpx.ConnectError, APIConnectionError),
        (httpx.Response(200, json={"call_status": "x"}), UnexpectedResponseError),
        (KeyError("of the test's own"), KeyError),
    ],
)
def test_statuses_and_errors_are_answers(answer: Answer, error: type[Exception]) -> None:
    with pytest.raises(error):
        status(answer, max_retries=0)


def test_an_error_has_the_body_that_the_document_gives_it() -> None:
    with pytest.raises(NotFoundError) as caught:
        status(404)
    assert caught.value.code == "NOT_FOUND"
    with pytest.raises(NotFoundError) as again:
        status(caught.value)
    assert again.value.body == caught.value.body


def test_what_passes_is_tried_again() -> None:
    assert status(503, TimeoutError, example(call_status="ringing")) == "ringing"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"call_status": "ringing"}, "get_live_call: this answer is not what the document says: api_id is missing"),
        ([], "the body should be an object and is an array"),
        (None, "the body should be an object and is null"),
        (b"\xff", "the document gives its success no such body"),
        (example(call_status=5), "call_status should be a string and is an integer"),
        (example(call_statu="x"), "LiveCall has no field call_statu; do you mean call_status"),
        ({"x": object()}, "cannot be written as JSON"),
    ],
)
def test_what_the_document_does_not_allow_is_refused_when_it_is_set(answer: Answer, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        StubTransport().answer(LIVE_CALL, answer)


@pytest.mark.parametrize("name", ["get_livecall", "live_call.get_live_call", "x", print])
def test_an_unknown_operation_is_told_with_the_nearest(name: Any) -> None:
    with pytest.raises(ConfigurationError, match=rf"no operation is called .*; the nearest are {LIVE_CALL}"):
        StubTransport().answer(name, 404)


def test_bodies_come_back_as_they_were_given(transport: ModuleType) -> None:
    testing = import_module(f"{transport.__name__}.testing")
    sent = testing.sent.sent_request
    operation = testing.examples.find_examples("GET /call").operation()

    def body(**given: Any) -> Any:
        request = httpx.Request("POST", "https://x.test/call", **given)
        request.read()
        return sent("x.y", operation, request).body

    assert body() is None
    assert body(json={"a": [1]}) == {"a": [1]}
    assert body(data={"a": ["1", "2"], "b": ""}) == {"a": ["1", "2"], "b": ""}
    assert body(content=b"\xff") == b"\xff"
    assert body(content="é", headers={"content-type": "text/plain"}) == "é"
    parts = body(files=[("a", (None, b"1", None)), ("f", ("n.mp3", b"\xff\x00", "audio/mpeg"))])
    assert (parts["a"], parts["f"].payload, parts["f"].file_name) == ("1", b"\xff\x00", "n.mp3")


def test_another_program_is_not_answered() -> None:
    with pytest.raises(ConfigurationError, match="answers the calls of a client of this package"):
        httpx.Client(transport=StubTransport()).get("https://api.test/")


def test_importing_the_client_loads_none_of_it() -> None:
    program = "import sys, vobiz_client; sys.exit('vobiz_client.testing' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0

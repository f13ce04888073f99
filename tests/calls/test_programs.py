"""The two programs by themselves: what they send and say, and that no call is left up however they end."""

import copy
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract_tests.calls import commands, placing
from contract_tests.calls.__main__ import main
from contract_tests.calls.call_record import CallRecord
from fake_vendor.vendor import FakeVendor
from tests.calls.vendors import CALL, NUMBERS, OTHER, PLACE, environment_of, has_secrets, read_calls
from tests.client.stub_server import Turn, reply, stub_server

CONTENT = read_calls()
NOTHING = [reply(404)] * 4  # no list, with or without the last slash
PLACED = reply(201, '{"request_uuid": "one-call"}')

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def record(tmp_path: Path) -> CallRecord:
    return CallRecord(tmp_path / "build" / "call.json")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], record: CallRecord) -> Iterator[Run]:
    """Run a program with an environment; its status, output and errors."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    monkeypatch.setattr(commands, "RECORD", record)

    def run_program(environment: dict[str, str], *arguments: str) -> tuple[int, str, str]:
        for name in [name for name in os.environ if name.startswith("VOBIZ_")]:
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        status = main(arguments)
        return status, *capfd.readouterr()

    yield run_program
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_a_call_is_placed_with_a_time_limit_and_ended(run: Run, record: CallRecord) -> None:
    with FakeVendor(CONTENT) as vendor:
        status, output, errors = run(environment_of(vendor), "place", "--time-limit", "60")
        (id_,) = vendor.live
        assert (status, output, errors) == (0, f"VOBIZ_CALL_UUID={id_}\n", "")
        (created,) = vendor.store.created.items
        assert (created.fields["time_limit"], created.state) == (60, "live")
        assert json.loads(record.path.read_text()) == {"call_uuid": id_}
        # Whatever VOBIZ_CALL_UUID names is not ours to end.
        known = vendor.environment["VOBIZ_CALL_UUID"]
        assert run(environment_of(vendor) | {"VOBIZ_CALL_UUID": known}, "end") == (0, "", "")
        assert (vendor.live, [entry.method for entry in vendor.requests].count("DELETE")) == ([], 1)
        number = len(vendor.requests)
        assert run({}, "end") == (0, "", "")
        assert len(vendor.requests) == number


def test_its_time_limit_ends_a_call_that_nobody_ends(run: Run) -> None:
    with FakeVendor(CONTENT, up_after=0.0) as vendor:
        assert run(environment_of(vendor), "place", "--time-limit", "1")[0] == 0
        while vendor.live:
            time.sleep(0.05)


@pytest.mark.parametrize("status", [301, 308, 404])
def test_the_slash_may_drift(run: Run, status: int) -> None:
    with FakeVendor(CONTENT, [f"path.trailing_slash:{status}"]) as vendor:
        assert run(environment_of(vendor), "place")[0] == 0
        assert len(vendor.live) == 1
        assert run(environment_of(vendor), "end")[0] == 0
        assert vendor.live == []


def test_what_is_live_and_what_is_queued_may_be_two_paths(run: Run) -> None:
    content = copy.deepcopy(CONTENT)
    item, bare = content["paths"][CALL], CALL.removesuffix("/")
    content["paths"][bare] = copy.deepcopy({**item, "get": {**item["get"], "operationId": "get-live-call"}})
    item["get"]["responses"]["200"]["content"]["application/json"]["example"]["call_status"] = "queued"
    with FakeVendor(content) as vendor:
        assert run(environment_of(vendor), "place")[0] == 0
        assert len(vendor.live) == 1
        assert vendor.requests[-1].operation == f"GET {bare}"


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        (
            {"VOBIZ_TEST_FROM": "", "VOBIZ_TEST_TO": ""},
            2,
            "VOBIZ_TEST_FROM and VOBIZ_TEST_TO must be set to place a test",
        ),
        # The vendor takes `<` between numbers, and would call them all.
        (
            {"VOBIZ_TEST_TO": f"{OTHER}<+447700900004"},
            2,
            "VOBIZ_TEST_TO must be one number with its country code, or one",
        ),
        ({"VOBIZ_TEST_ANSWER_URL": "answers.example"}, 2, "VOBIZ_TEST_ANSWER_URL must be an address that begins with"),
        ({"VOBIZ_BASE_URL": "http://vendor.example"}, 2, "VOBIZ_BASE_URL must start with https://"),
        ({"VOBIZ_BASE_URL": ""}, 2, "VOBIZ_BASE_URL is not set"),
        ({"VOBIZ_AUTH_TOKEN": ""}, 2, "VOBIZ_AUTH_TOKEN must be set"),
        ({"VOBIZ_AUTH_TOKEN": "two\nlines"}, 2, "VOBIZ_AUTH_TOKEN holds what no header can carry"),
        ({"VOBIZ_AUTH_TOKEN": "wrong"}, 1, "does not place a call: it responds with status 401 (see VOBIZ_AUTH_ID and"),
        (
            {"VOBIZ_TEST_TO": "123"},
            1,
            "status 400 (VOBIZ_TEST_FROM, VOBIZ_TEST_TO or VOBIZ_TEST_ANSWER_URL is not what",
        ),
        ({"VOBIZ_BASE_URL": "http://127.0.0.1:9"}, 3, "the vendor does not respond: there is no connection"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_placed(
    run: Run, record: CallRecord, changes: dict[str, str], status: int, said: str
) -> None:
    with FakeVendor(CONTENT) as vendor:
        ended, output, errors = run(environment_of(vendor) | changes, "place")
        assert (ended, output, errors.count("\n"), vendor.created, record.exists) == (status, "", 1, [], False)
        assert said in errors
        assert not has_secrets(errors, vendor)
        assert OTHER not in errors


@pytest.mark.parametrize(
    ("script", "status", "said"),
    [
        ([reply(402)], 1, "responds with status 402 (the account has no credit)"),
        ([reply(429)], 3, "responds with status 429 (come again later)"),
        ([PLACED, reply(200, '{"call_status": "busy"}'), reply(204)], 1, "over before it was live: busy"),
        ([PLACED, reply(404), reply(404), reply(200), reply(404)], 1, "busy, refused or not answered"),
        ([PLACED, reply(404)], 1, "not live after 1 s: nobody answers at VOBIZ_TEST_TO, or nothing at"),
        (
            [reply(201, '{"request_uuid": ["a"]}'), reply(404)],
            1,
            "has placed the test call and given no id that can be",
        ),
        (
            [PLACED, reply(401), reply(204)],
            1,
            "does not look at the test call: it responds with status 401 (see VOBIZ_",
        ),
    ],
)
def test_a_call_that_does_not_go_live_is_one_sentence_and_no_call_is_left(
    run: Run, record: CallRecord, monkeypatch: pytest.MonkeyPatch, script: list[Turn], status: int, said: str
) -> None:
    monkeypatch.setattr(placing, "LAST_PAUSE", 0.01)
    with stub_server(*NOTHING, *script) as server:
        environment = {"VOBIZ_BASE_URL": server.base_url, "VOBIZ_AUTH_ID": "A1", "VOBIZ_AUTH_TOKEN": "t", **NUMBERS}
        ended, output, errors = run(environment, "place", "--wait", "1")
    assert (ended, output, errors.count("\n"), record.exists) == (status, "", 1, False)
    assert said in errors
    is_placed = script[0] is PLACED
    assert ("/Call/one-call/" in " ".join(seen.target for seen in server.seen if seen.method == "DELETE")) is is_placed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_waiting_leaves_no_call_up(run: Run, record: CallRecord, number: signal.Signals) -> None:
    with FakeVendor(CONTENT, up_after=600.0) as vendor:

        def interrupt() -> None:
            while not vendor.created:
                time.sleep(0.01)
            os.kill(os.getpid(), number)

        threading.Thread(target=interrupt, daemon=True).start()
        assert run(environment_of(vendor), "place") == (130, "", "calls: interrupted; no test call is up\n")
        assert (len(vendor.created), vendor.live, record.exists) == (1, [], False)


def test_a_signal_while_the_call_is_placed_waits_for_its_id_and_ends_it(run: Run, record: CallRecord) -> None:
    def place(connection: socket.socket) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        PLACED(connection)

    with stub_server(*NOTHING, place, reply(204)) as server:
        environment = {"VOBIZ_BASE_URL": server.base_url, "VOBIZ_AUTH_ID": "A1", "VOBIZ_AUTH_TOKEN": "t", **NUMBERS}
        assert run(environment, "place")[0] == 130
        assert [seen.method for seen in server.seen] == ["GET", "GET", "GET", "GET", "POST", "DELETE"]
        assert server.seen[-1].target.endswith("/Call/one-call/")
        assert not record.exists


@pytest.mark.parametrize("drift", ["outage.cut_body", "body.unreadable:empty"])
def test_a_call_whose_id_does_not_arrive_is_found_among_those_that_are_up(
    run: Run, drift: str, record: CallRecord
) -> None:
    with FakeVendor(CONTENT, [f"{drift}@{PLACE}"]) as vendor:
        assert run(environment_of(vendor), "place")[0] in (1, 3)
        assert (len(vendor.created), vendor.live, record.exists) == (1, [], False)


def test_what_a_killed_program_has_left_is_ended_first_and_no_call_of_others(run: Run, record: CallRecord) -> None:
    with FakeVendor(CONTENT) as vendor:
        environment = environment_of(vendor)
        assert run(environment | {"VOBIZ_TEST_TO": OTHER}, "place")[0] == 0
        (others,) = vendor.live
        record.clear()
        # Killed on another machine, whose file is not here; then before the id was known.
        assert run(environment, "place")[0] == 0
        record.clear()
        assert run(environment, "place")[0] == 0
        assert (len(vendor.created), vendor.live[0], len(vendor.live)) == (3, others, 2)
        record.write(None)
        assert run(environment, "end")[0] == 0
        assert vendor.live == [others]


def test_a_call_that_cannot_be_ended_is_said_and_remembered(
    run: Run, record: CallRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "ENDING_TIME", 1.5)
    with FakeVendor(CONTENT) as vendor:
        assert run(environment_of(vendor), "place")[0] == 0
        (id_,) = vendor.live
    with FakeVendor(CONTENT, [f"outage.unavailable@DELETE {CALL}"]) as vendor:
        status, _, errors = run(environment_of(vendor), "end")
        assert (status, record.id) == (3, id_)
        assert "may still be up, until its time limit ends it: the vendor does not end the test call: it resp" in errors

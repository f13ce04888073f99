"""The vendor as its users have it: starting, stopping, settings, many at once, the log, speed."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from vendor_caller import LIVE_CALL, Caller

from fake_vendor.errors import VendorFault
from fake_vendor.vendor import FakeVendor


def test_it_starts_at_once_and_leaves_nothing_behind(content: dict[str, Any]) -> None:
    threads = threading.active_count()
    started = time.monotonic()
    with FakeVendor(content) as vendor:
        assert Caller(vendor).send().status_code == 200
        assert time.monotonic() - started < 1
        assert threading.active_count() > threads
        hanging = socket.create_connection(("127.0.0.1", vendor.port), timeout=5)
    assert threading.active_count() == threads
    with suppress(ConnectionResetError):
        assert hanging.recv(1) == b""
    hanging.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", vendor.port), timeout=5)


def test_a_connection_that_comes_while_it_stops_is_ended_too(content: dict[str, Any]) -> None:
    for _ in range(40):
        with FakeVendor(content) as vendor:
            late = socket.create_connection(("127.0.0.1", vendor.port), timeout=2)
        try:
            assert late.recv(1) == b""
        except ConnectionResetError:
            pass
        finally:
            late.close()


def test_two_vendors_know_nothing_of_each_other(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["server.error"]) as broken, FakeVendor(content) as right:
        assert Caller(broken).send().status_code == 500
        assert Caller(right).send().status_code == 200
        assert broken.port != right.port


def test_known_ids_are_the_same_in_every_run(content: dict[str, Any]) -> None:
    one, other = (FakeVendor(content).api.environment for _ in range(2))
    assert one == other
    assert set(one) == {
        *("VOBIZ_AUTH_ID", "VOBIZ_AUTH_TOKEN"),
        *("VOBIZ_CALL_UUID", "VOBIZ_CALL_UUID_QUEUED", "VOBIZ_CALL_UUID_ENDED"),
    }


def test_credentials_and_ids_are_set_by_their_variables(content: dict[str, Any]) -> None:
    chosen = {
        "VOBIZ_AUTH_ID": "MA_MINE01",
        "VOBIZ_AUTH_TOKEN": "t0k",
        "VOBIZ_CALL_UUID": "one",
        "VOBIZ_CALL_UUID_QUEUED": "two",
    }
    with FakeVendor(content, settings=chosen) as vendor:
        assert chosen.items() <= vendor.environment.items()
        path = f"{vendor.base_url}/api/v1/Account/MA_MINE01/Call/"
        headers = {"X-Auth-ID": "MA_MINE01", "X-Auth-Token": "t0k"}
        get = Caller(vendor).session.get
        assert get(f"{path}one/?status=live", headers=headers, timeout=5).json()["call_uuid"] == "one"
        assert get(f"{path}two/?status=queued", headers=headers, timeout=5).json()["call_uuid"] == "two"
        assert get(f"{path}two/?status=live", headers=headers, timeout=5).status_code == 404
    with pytest.raises(VendorFault, match="VOBIZ_CAL_UUID names nothing in this document; it has VOBIZ_AUTH_ID, "):
        FakeVendor(content, settings={"VOBIZ_CAL_UUID": "x"})


def test_one_operation_can_have_an_id_of_its_own(many: dict[str, Any]) -> None:
    with FakeVendor(many, settings={"VOBIZ_GET_NOTE__ID": "note-mine", "VOBIZ_ID": "4711"}) as vendor:
        caller = Caller(vendor)
        assert caller.send("GET /v1/notes/{id}", ids={"id": "note-mine"}).status_code == 200
        assert caller.send("GET /v1/notes/{id}", ids={"id": "note-aaaa"}).status_code == 404
        assert caller.send("GET /v1/numbers/{id}", ids={"id": "4711"}).json()["id"] == 4711
        assert caller.send("GET /v1/numbers/{id}", ids={"id": "4712"}).status_code == 404


def test_a_document_without_operations_or_a_taken_port_is_one_sentence(content: dict[str, Any]) -> None:
    with pytest.raises(VendorFault, match="no operations"):
        FakeVendor({"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {}})
    with (
        FakeVendor(content) as vendor,
        pytest.raises(VendorFault, match=f"port {vendor.port} cannot be used: .*--port"),
    ):
        FakeVendor(content, port=vendor.port).start()
    with pytest.raises(VendorFault, match="port 70000 cannot be used"):
        FakeVendor(content, port=70_000).start()


def test_the_log_tells_all_but_the_credentials(content: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "new" / "requests.jsonl"
    with FakeVendor(content, ["field.missing:to"], log=path) as vendor:
        caller = Caller(vendor)
        caller.send()
        caller.send(credentials={"AuthID": "wr0ng-id", "AuthToken": None}, query={"status": "x"})
        caller.session.post(f"{vendor.base_url}/nowhere?a=1", data=b"12345", timeout=5)
        kept = vendor.requests
    text = path.read_text()
    right, wrong, nowhere = [json.loads(line) for line in text.splitlines()]
    assert right["credentials"] == {"AuthID": "right", "AuthToken": "right"}
    assert (right["method"], right["query"], right["operation"]) == ("GET", "status=live", LIVE_CALL)
    assert (right["status"], right["cause"], right["drifts"]) == (200, "success", ["field.missing:to"])
    assert wrong["credentials"] == {"AuthID": "wrong", "AuthToken": "absent"}
    assert (wrong["status"], wrong["cause"], wrong["drifts"]) == (401, "credentials", [])
    assert (nowhere["operation"], nowhere["status"], nowhere["body_bytes"]) == (None, 404, 5)
    assert right["time"] <= wrong["time"] <= nowhere["time"] <= time.time()
    assert [entry.status for entry in kept] == [200, 401, 404]
    for secret in (vendor.environment["VOBIZ_AUTH_TOKEN"], "wr0ng-id"):
        assert secret not in text
    # The control: the same search finds what is there.
    assert vendor.environment["VOBIZ_CALL_UUID"] in text


def test_a_credential_in_the_query_is_not_logged(many: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    with FakeVendor(many, log=path) as vendor:
        assert Caller(vendor).send("GET /v1/tree", query={"page": "7"}).status_code == 200
    assert vendor.environment["VOBIZ_KEY"] not in path.read_text()
    assert "page=7" in path.read_text()


def test_a_log_that_cannot_be_written_is_one_sentence(content: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(VendorFault, match="cannot be written"):
        FakeVendor(content, log=tmp_path)


def test_many_threads_are_answered_and_counted(content: dict[str, Any]) -> None:
    def ask_some(caller: Caller) -> list[int]:
        return [caller.send().status_code for _ in range(20)]

    with FakeVendor(content, ["server.error:success,every=4"]) as vendor:
        with ThreadPoolExecutor(8) as pool:
            asked = pool.map(ask_some, [Caller(vendor) for _ in range(8)])
            statuses = [status for some in asked for status in some]
        assert (statuses.count(200), statuses.count(500)) == (120, 40)
        assert len(vendor.requests) == 160


def test_a_kept_alive_connection_answers_hundreds_of_requests_a_second(content: dict[str, Any]) -> None:
    with FakeVendor(content) as vendor:
        prepared = Caller(vendor).send().request
        connection = http.client.HTTPConnection("127.0.0.1", vendor.port, timeout=5)
        started = time.monotonic()
        for _ in range(300):
            connection.request("GET", prepared.path_url, headers=dict(prepared.headers))
            connection.getresponse().read()
        took = time.monotonic() - started
        connection.close()
    # With Nagle's algorithm in the way each answer takes 40 ms, 12 s in all; without it this is a tenth of a second.
    assert took < 3


def test_requests_that_are_not_http_or_too_large_get_400(content: dict[str, Any]) -> None:
    with FakeVendor(content) as vendor:
        for sent in (b"NONSENSE\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000):
            with socket.create_connection(("127.0.0.1", vendor.port), timeout=5) as raw:
                raw.sendall(sent)
                assert raw.recv(100).startswith(b"HTTP/1.1 400 ")
        assert Caller(vendor).send().status_code == 200


def test_two_requests_in_one_packet_are_both_answered_in_order(content: dict[str, Any]) -> None:
    with FakeVendor(content) as vendor:
        with socket.create_connection(("127.0.0.1", vendor.port), timeout=5) as raw:
            raw.sendall(
                b"GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
            answer = b""
            while part := raw.recv(65536):
                answer += part
        assert answer.count(b"HTTP/1.1 404") == 2
        assert [entry.path for entry in vendor.requests] == ["/one", "/two"]


def test_head_gets_no_body_and_expect_continue_is_met(many: dict[str, Any]) -> None:
    with FakeVendor(many) as vendor:
        assert requests.head(f"{vendor.base_url}/v1/tree", timeout=5).content == b""
        with socket.create_connection(("127.0.0.1", vendor.port), timeout=5) as raw:
            raw.sendall(b"POST /v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            assert raw.recv(100).startswith(b"HTTP/1.1 100 ")

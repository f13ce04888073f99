"""Every outage of the catalogue keeps a success from being seen, each in its own way."""

from __future__ import annotations

import re
import socket
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests
from vendor_caller import Caller

from fake_vendor.variants.effects import Section
from fake_vendor.vendor import FakeVendor
from tests.catalogue.entries import read_catalogue

OUTAGES = [entry.name for entry in read_catalogue() if entry.section is Section.OUTAGE]
SILENT = {
    "outage.refused": "Connection refused",
    "outage.tls_alert": "(?i)handshake",
    "outage.tls_plain": "(?i)wrong.version|record layer",
    "outage.tls_untrusted": "(?i)certificate.verify.failed",
    "outage.reset": "(?i)reset",
    "outage.closed": "(?i)without response|remote end closed",
    "outage.hang": "(?i)timed out",
    "outage.garbage": "(?i)BadStatusLine|SSH-2.0",
    "outage.half_body": "(?i)timed out",
    "outage.cut_body": "(?i)IncompleteRead",
}
TELLING = {
    "outage.unavailable": (503, "SERVICE_UNAVAILABLE"),
    "outage.bad_gateway": (502, "<h1>502 Bad Gateway</h1>"),
    "outage.maintenance": (503, "<h1>503 Service"),
    "outage.gateway_timeout": (504, "<h1>504 Gateway"),
    "outage.throttled": (429, "RATE_LIMITED"),
    "outage.revoked": (401, "Authentication failed"),
    "outage.suspended": (403, "suspended"),
    "outage.ended": (404, "ended"),
}
# What the fifth request gets, and what the sixth, if it is on another connection.
LATER = {
    "outage.refused,from=5": ("(?i)reset", "Connection refused"),
    "outage.reset,from=5": ("(?i)reset", "(?i)reset"),
    "outage.hang,from=5": ("(?i)timed out", "(?i)timed out"),
    "outage.unavailable,from=5": (503, 503),
    "outage.throttled:date=3,from=5": (429, 429),
    "outage.revoked,from=5": (401, 401),
}


QUICK = ("outage.refused", "outage.throttled", "outage.revoked")


def test_every_outage_is_tried_here() -> None:
    assert {*SILENT, *TELLING, *LATER, "outage.dns"} == set(OUTAGES)


@pytest.mark.parametrize(("outage", "fault"), SILENT.items())
def test_an_outage_without_an_answer_is_the_fault_that_it_says(
    outage: str, fault: str, content: dict[str, Any]
) -> None:
    with FakeVendor(content, [outage]) as vendor:
        caller = Caller(vendor, timeout=0.3)
        started = time.monotonic()
        with pytest.raises(requests.RequestException, match=fault):
            caller.send()
        assert time.monotonic() - started < 2
    assert all(entry.status is None or "body" in outage for entry in vendor.requests)


@pytest.mark.parametrize(("outage", "answer"), TELLING.items())
def test_an_outage_with_an_answer_says_why(outage: str, answer: tuple[int, str], content: dict[str, Any]) -> None:
    with FakeVendor(content, [outage]) as vendor:
        caller = Caller(vendor)
        seen = caller.send()
        assert (seen.status_code, answer[1] in seen.text) == (answer[0], True), seen.text
        assert all(caller.send().status_code == answer[0] for _ in range(3))
        without = caller.send(credentials={"AuthID": None, "AuthToken": None})
    # Revoked credentials and ended calls leave the path as it is: who shows no credentials is still refused.
    passes = outage in ("outage.revoked", "outage.suspended", "outage.ended")
    assert without.status_code == (401 if passes else answer[0])


def test_the_name_of_the_dns_outage_is_one_that_never_resolves(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["outage.dns"]) as vendor:
        assert vendor.base_url == "https://fake-vendor.invalid"
        assert vendor.environment["VOBIZ_BASE_URL"] == vendor.base_url


def test_the_untrusted_vendor_answers_who_trusts_it_all_the_same(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["outage.tls_untrusted"]) as vendor:
        with pytest.raises(requests.exceptions.SSLError):
            Caller(vendor).send()
        assert ssl.get_server_certificate(("127.0.0.1", vendor.port)).startswith("-----BEGIN CERTIFICATE")


def send(caller: Caller, **changed: Any) -> int | str:
    """The status of an answer, or the fault of a request that has none."""
    try:
        return caller.send(**changed).status_code
    except requests.RequestException as fault:
        return str(fault)


@pytest.mark.parametrize(
    ("outage", "faults"),
    [
        pytest.param(outage, faults, marks=() if outage.startswith(QUICK) else (pytest.mark.catalogue,))
        for outage, faults in LATER.items()
    ],
)
def test_an_outage_begins_at_the_request_that_is_named(
    outage: str, faults: tuple[int | str, int | str], content: dict[str, Any]
) -> None:
    with FakeVendor(content, [outage]) as vendor:
        caller = Caller(vendor)
        before = [send(caller), send(caller, path="/nowhere"), send(caller, method="DELETE"), send(caller)]
        assert before == [200, 404, 405, 200]
        caller.timeout = 0.3 if "hang" in outage else caller.timeout
        seen_after = (send(caller), send(Caller(vendor, timeout=caller.timeout)))
        for seen, fault in zip(seen_after, faults, strict=True):
            assert seen == fault if isinstance(fault, int) else re.search(fault, str(seen)), seen
    assert [bool(entry.drifts) for entry in vendor.requests[:5]] == [False] * 4 + [True]


def test_a_vendor_that_refuses_from_now_on_ends_every_connection_and_keeps_its_port(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["outage.refused,from=3"]) as vendor:
        callers = [Caller(vendor) for _ in range(2)]
        assert [caller.send().status_code for caller in callers] == [200, 200]
        assert all("eset" in str(send(caller)) for caller in callers)
        assert "refused" in str(send(callers[0]))
        with pytest.raises(OSError, match="in use"), socket.socket() as other:
            other.bind(("127.0.0.1", vendor.port))


def test_a_vendor_that_is_down_is_down_for_paths_and_methods_that_it_does_not_have(content: dict[str, Any]) -> None:
    for outage in ("outage.unavailable", "outage.maintenance"):
        with FakeVendor(content, [outage]) as vendor:
            caller = Caller(vendor)
            assert [send(caller, path="/nowhere"), send(caller, method="DELETE")] == [503, 503]
    for outage in ("outage.reset", "outage.closed"):
        with FakeVendor(content, [outage]) as vendor:
            assert "onnection" in str(send(Caller(vendor), path="/nowhere"))
    # Who asks for a path that nobody serves has not shown credentials to anybody.
    with FakeVendor(content, ["outage.revoked"]) as vendor:
        assert send(Caller(vendor), path="/nowhere") == 404
    with FakeVendor(content, ["outage.revoked", "harmless.credentials_first"]) as vendor:
        assert send(Caller(vendor), path="/nowhere") == 401


def test_a_call_can_end_in_the_middle(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["outage.ended,from=3"]) as vendor:
        caller = Caller(vendor)
        assert [caller.send().status_code for _ in range(4)] == [200, 200, 404, 404]


@pytest.mark.parametrize("name", ["outage.throttled", "harmless.blips"])
def test_when_to_come_again_is_said_in_seconds_or_as_a_date_or_not(name: str, content: dict[str, Any]) -> None:
    said = {}
    for form in ("3", "date=30", "none"):
        with FakeVendor(content, [f"{name}:{form},every=1"]) as vendor:
            said[form] = Caller(vendor).send().headers.get("Retry-After")
    assert (said["3"], said["none"]) == ("3", None)
    seconds = parsedate_to_datetime(str(said["date=30"])).timestamp() - time.time()
    assert 0 < seconds <= 31

"""Every outage of the catalogue keeps a success from being seen, each in its own way."""

from __future__ import annotations

import ssl
import time
from typing import Any

import pytest
import requests
from vendor_caller import Caller

from fake_vendor import FakeVendor
from fake_vendor.variants.effects import Section
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
    "outage.dies:0": "(?i)reset",
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


def test_every_outage_is_tried_here() -> None:
    assert {*SILENT, *TELLING, "outage.dns"} == set(OUTAGES)


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


def test_a_call_can_end_and_a_server_die_in_the_middle(content: dict[str, Any]) -> None:
    with FakeVendor(content, ["outage.ended:2"]) as vendor:
        caller = Caller(vendor)
        assert [caller.send().status_code for _ in range(4)] == [200, 200, 404, 404]
    with FakeVendor(content, ["outage.dies:2"]) as vendor:
        caller = Caller(vendor)
        assert [caller.send().status_code for _ in range(2)] == [200, 200]
        with pytest.raises(requests.ConnectionError):
            caller.send()

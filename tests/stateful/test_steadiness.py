"""A fault that is there now and then is found by asking again, and the report says how often it asked."""

import json
from functools import partial
from typing import Any

from contract_tests.harness.probes.control import Control
from contract_tests.harness.probes.steadiness import ENOUGH, MOST, probe_steadiness
from contract_tests.harness.probes.valid_request import probe_valid_request
from fake_vendor.vendor import FakeVendor
from tests.client.stub_server import Turn, reply, stub_server
from tests.conftest import Copy
from tests.documents import document
from tests.stateful.probing import probe_live
from vendor_spec.overlay.correction import correct

FINE = reply(200, '{"id": "1"}')
AWAY = reply(302, "", location="https://elsewhere.invalid/")


def find(probe: Any, *script: Turn) -> tuple[dict[str, int], int]:
    """Return the findings, each with in how many responses it was, and the number of requests."""
    with stub_server(*script) as server:
        result = probe_live(document(), server.base_url, probe, VOBIZ_NUMBER_ID="number-1")
        return {finding.kind: finding.seen_in for finding in result.findings}, len(server.seen)


def test_each_of_a_few_requests_more_is_looked_at() -> None:
    assert find(probe_steadiness, FINE) == ({}, MOST)
    assert MOST < ENOUGH
    faulty = [FINE, reply(500, "{}"), FINE, FINE, AWAY, reply(200, '{"active": true}'), reply(500, "{}"), FINE]
    kinds, number = find(probe_steadiness, *faulty)
    assert (kinds, number) == ({"server.error": 2, "redirect.foreign": 1, "field.missing": 1}, MOST)
    kinds, _ = find(probe_steadiness, FINE, reply(400, "{}"), FINE)
    assert kinds == {"status.changed": 0}


def test_a_fault_of_the_first_response_does_not_close_the_operation() -> None:
    valid = partial(probe_valid_request, control=Control())
    for fault, kind in ((reply(500, "{}"), "server.error"), (AWAY, "redirect.foreign")):
        kinds, number = find(valid, fault, FINE)
        assert (list(kinds), number) == ([kind], 2)
        assert find(valid, fault)[1] == 2


def test_one_in_eight_is_found_and_each_form_of_the_report_says_how_often_it_was(copy: Copy) -> None:
    with FakeVendor(correct(copy.project, copy.project.overlay).content, ["field.missing:from,every=8"]) as vendor:
        command = ("-m", "contract_tests", "--target", "live", "--rate", "1000/s")
        outcome = copy.run(*command, **vendor.environment)
        assert len(vendor.requests) <= 60
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    report = json.loads((copy.root / "reports" / "drift.json").read_text())
    (finding,) = [each for each in report["findings"] if each["kind"] == "field.missing"]
    assert 0 < finding["seen_in"] < finding["asked"]
    often = f"{finding['count']} times, in {finding['seen_in']} of {finding['asked']} responses"
    for text in (outcome.stdout, *((copy.root / "reports" / name).read_text() for name in ("drift.md", "drift.html"))):
        assert often in text

"""What the target takes from a run is never called fine and never a finding; the last lines say since when."""

from typing import Any

import pytest

from fake_vendor.vendor import FakeVendor
from tests.conftest import Copy
from tests.harness.twelve_operations import drift_of, make_twelve, run_night, serve
from vendor_spec.overlay.correction import correct

SAYS = {
    "reset": "the target stopped answering after request {last}",
    "hang": "the target stopped answering after request {last}",
    "unavailable": "the target responded with nothing but status 503 after request {last}",
    "throttled": "the target responded with nothing but status 429 after request {last}",
    "revoked": "the credentials stopped working after request ",
}


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return make_twelve(tmp_path_factory.mktemp("twelve") / "project")


def assert_lost(report: dict[str, Any], last: list[str], says: str) -> None:
    assert drift_of(report) == set()
    assert report["verdict"] == "inconclusive"
    assert last[-2].startswith(f"lost: {says}"), last
    assert report["trouble"][0]["lost"] > 0
    assert last[-1].startswith("verdict: inconclusive (")


def own_vendor(copy: Copy, *drifts: str) -> FakeVendor:
    return FakeVendor(correct(copy.project, copy.project.overlay).content, drifts)


@pytest.mark.parametrize("kind", ["reset", "revoked"])
def test_an_outage_in_mid_run_is_inconclusive(copy: Copy, kind: str) -> None:
    with own_vendor(copy, f"outage.{kind},from=20") as vendor:
        report, last = run_night(copy, vendor)
    assert_lost(report, last, SAYS[kind].format(last=19))
    assert report["trouble"][0]["lost"] < report["coverage"]["probes"]


def test_a_call_that_ends_in_mid_run_takes_the_rest_of_its_probes(copy: Copy) -> None:
    with own_vendor(copy, "outage.ended,from=26") as vendor:
        report, last = run_night(copy, vendor)
    assert_lost(report, last, "status 404: the resource has gone during the run")


def test_a_429_that_passes_is_obeyed_and_takes_nothing(copy: Copy) -> None:
    with own_vendor(copy, "harmless.throttled:date=1,nth=3") as vendor:
        report, _ = run_night(copy, vendor)
        assert 429 in {entry.status for entry in vendor.requests}
    assert (report["verdict"], report["trouble"]) == ("conforms", [])


@pytest.mark.catalogue
@pytest.mark.parametrize("kind", SAYS)
@pytest.mark.parametrize("number", [5, 50, 200])
def test_an_outage_from_any_request_on_is_inconclusive(twelve: Copy, kind: str, number: int) -> None:
    with serve(twelve, f"outage.{kind},from={number}") as vendor:
        report, last = run_night(twelve, vendor, "--max-requests", "1000")
    assert_lost(report, last, SAYS[kind].format(last=number - 1))


@pytest.mark.catalogue
def test_drift_that_was_found_before_an_outage_stays_drift(twelve: Copy) -> None:
    with serve(
        twelve, "field.missing:name@GET /v1/accounts/{account_id}/calls/{calls_id}", "outage.reset,from=60"
    ) as vendor:
        report, last = run_night(twelve, vendor, "--max-requests", "1000")
    assert report["verdict"] == "drift"
    assert last[-2].startswith("lost: the target stopped answering after request 59")


@pytest.mark.catalogue
def test_an_account_that_is_no_credential_is_isolated_too(twelve: Copy) -> None:
    places = [f"GET /v1/accounts/{{account_id}}/{noun}" for noun in ("calls", "trunks")]
    with serve(twelve) as vendor:
        assert drift_of(run_night(twelve, vendor, "--max-requests", "1000")[0]) == set()
    with serve(twelve, *(f"account.not_isolated@{place}" for place in places)) as vendor:
        report, _ = run_night(twelve, vendor, "--max-requests", "1000")
    assert drift_of(report) == {("account.not_isolated", place) for place in places}

"""A night without a live call: a made-up id, or one of a call that has ended, shows what needs no resource."""

from typing import Any

import pytest

from fake_vendor.vendor import FakeVendor
from tests.conftest import Copy
from tests.harness.twelve_operations import drift_of, run_night
from vendor_spec.overlay.correction import correct

CALL = "GET /api/v1/Account/{auth_id}/Call/{call_uuid}/"
FOUND = {
    "path.trailing_slash:301": "path.trailing_slash",
    "path.trailing_slash:302": "path.trailing_slash",
    "path.trailing_slash:307": "path.trailing_slash",
    "path.trailing_slash:308": "path.trailing_slash",
    "path.trailing_slash:404": "path.trailing_slash",
    "path.moved:404": "path.moved",
    "path.moved:405": "path.moved",
    "auth.not_enforced": "auth.not_enforced",
    "auth.not_enforced:absent": "auth.not_enforced",
    "auth.not_enforced:X-Auth-Token=wrong": "auth.not_enforced",
    "content_type.changed:text/html,of=unknown": "content_type.changed",
    "body.shape:wrapped,of=unknown": "field.missing",  # the documented field is one level below
    "status.undocumented:unknown=410": "status.undocumented",
    "server.error:unknown": "server.error",
}
FAITHFUL = (
    *("harmless.router:html", "harmless.router:text", "harmless.router:empty", "harmless.router:path"),
    *("harmless.router:alike", "harmless.router:alike_path", "harmless.credentials_first"),
    "harmless.router:alike;harmless.credentials_first",
)
# Where all 404s are alike, an open API and another path look the same.
UNDECIDED = ("auth.not_enforced:absent", "path.moved:404", "path.trailing_slash:404")
QUICK = ("path.trailing_slash:404", "content_type.changed:text/html,of=unknown")
SETTINGS = ("--max-requests", "100")


def run_without_call(copy: Copy, drifts: str, *, has_ended: bool = False) -> tuple[dict[str, Any], list[str]]:
    """The report and the last lines of a night for which no call is live."""
    names = [name for name in drifts.split(";") if name]
    with FakeVendor(correct(copy.project, copy.project.overlay).content, names) as vendor:
        ended = vendor.environment["VOBIZ_CALL_UUID_ENDED"]
        vendor.api.environment.pop("VOBIZ_CALL_UUID")
        if has_ended:
            vendor.api.environment["VOBIZ_CALL_UUID"] = ended
        report, last = run_night(copy, vendor, *SETTINGS)
        assert {entry.method for entry in vendor.requests} <= {"GET"}
        assert sum(entry.operation is None and "no-such-path" in entry.path for entry in vendor.requests) <= 1
    return report, last


def assert_undecided(report: dict[str, Any], last: list[str]) -> None:
    assert drift_of(report) == set()
    assert (report["verdict"], report["trouble"]) == ("inconclusive", [])
    assert report["operations"][0]["verdict"] == "inconclusive"
    assert "for want of a value" in last[-1]


@pytest.mark.parametrize("drift", QUICK)
def test_what_needs_no_call_is_found_without_one(copy: Copy, drift: str) -> None:
    report, _ = run_without_call(copy, drift)
    assert {kind for kind, _ in drift_of(report)} == {FOUND[drift]}


@pytest.mark.parametrize("drifts", ["", "harmless.router:alike"])
def test_a_faithful_vendor_gives_no_finding_and_the_last_line_says_what_to_set(copy: Copy, drifts: str) -> None:
    report, last = run_without_call(copy, drifts)
    assert_undecided(report, last)
    assert "set VOBIZ_CALL_UUID, or switch on the test call" in last[-1]


@pytest.mark.catalogue
@pytest.mark.parametrize("has_ended", [False, True], ids=["unset", "ended"])
@pytest.mark.parametrize("drift", FOUND)
def test_each_drift_that_needs_no_call_is_found(copy: Copy, drift: str, has_ended: bool) -> None:
    report, _ = run_without_call(copy, drift, has_ended=has_ended)
    assert {kind for kind, _ in drift_of(report)} == {FOUND[drift]}


@pytest.mark.catalogue
@pytest.mark.parametrize("has_ended", [False, True], ids=["unset", "ended"])
@pytest.mark.parametrize("drifts", ["", *FAITHFUL, *(f"harmless.router:alike;{drift}" for drift in UNDECIDED)])
def test_no_finding_where_nothing_is_wrong_or_nothing_tells(copy: Copy, drifts: str, has_ended: bool) -> None:
    assert_undecided(*run_without_call(copy, drifts, has_ended=has_ended))


@pytest.mark.catalogue
@pytest.mark.parametrize("number", range(1, 10))
def test_credentials_that_stop_on_such_a_night_are_no_drift(copy: Copy, number: int) -> None:
    report, _ = run_without_call(copy, f"outage.revoked,from={number}")
    assert drift_of(report) == set()
    assert report["verdict"] == "inconclusive"

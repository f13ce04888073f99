"""The faithful desk gives no cause for complaint, and nothing is left on its account."""

from tests.conftest import Copy
from tests.stateful.desk import POLICY, run_live
from vendor_spec.openapi.yaml_text import load_yaml


def test_the_faithful_vendor_conforms_and_nothing_is_left_on_its_account(desk: Copy) -> None:
    run = run_live(desk, (), "--max-requests", "1000")
    assert (run.findings, run.report["verdict"]) == ([], "conforms")
    assert run.vendor.created
    assert (run.vendor.live, run.vendor.harmed) == ([], [])
    assert run.report["requests"]["wrong_credentials"] <= 10
    changing = {entry.operation for entry in run.vendor.requests if entry.method not in ("GET", "HEAD")}
    assert changing <= load_yaml(POLICY.read_bytes(), POLICY.name)["operations"].keys()

"""The faithful desk gives no cause for complaint."""

from tests.conftest import Copy
from tests.stateful.desk import run_live


def test_the_faithful_vendor_conforms(desk: Copy) -> None:
    run = run_live(desk, (), "--max-requests", "1000")
    assert run.findings == []

"""The telephone desk: a document with state, a copy of the project with it, and live runs against its fake vendor."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import frozen

from fake_vendor.vendor import FakeVendor
from tests.any_document.documents import make_copy
from tests.conftest import Copy
from vendor_spec.openapi.document import parse_document

DOCUMENT = Path(__file__).with_name("document.yaml")
POLICY = Path(__file__).with_name("live_policy.yaml")
ACCOUNT = "AC_1A2B3C4D"  # the one of the document's examples
BEARER = '\n[auth.openapi.Bearer]\nbearer = "${VOBIZ_BEARER}"\n'


@frozen
class LiveRun:
    """The report of a live run, how the command ended and what it printed, and the vendor that it ran against."""

    report: dict[str, Any]
    ended: int
    printed: str
    vendor: FakeVendor

    @property
    def drift(self) -> set[tuple[str, str]]:
        """Kind and operation of each new finding that is breaking or risky."""
        return {
            (finding["kind"], finding["operation"])
            for finding in self.report["findings"]
            if finding["severity"] in ("breaking", "risky") and finding["state"] == "new"
        }

    @property
    def findings(self) -> list[dict[str, Any]]:
        """All findings but those of the pages, which this document does not have."""
        return [finding for finding in self.report["findings"] if not finding["kind"].startswith("prose.")]


def read_desk() -> dict[str, Any]:
    """Return the document."""
    return parse_document(DOCUMENT.read_bytes(), DOCUMENT.name).content


def make_desk(root: Path) -> Copy:
    """Return a copy of the project in `root` with this document, its policy, its credentials and its client."""
    copy = make_copy(root, DOCUMENT)
    (copy.root / "openapi.overlay.yaml").write_text("overlay: 1.1.0\ninfo: {title: None, version: '1'}\nactions: []\n")
    shutil.copy(POLICY, copy.root / "contract_tests" / "live_policy.yaml")
    config = copy.root / "contract_tests" / "schemathesis.toml"
    config.write_text(config.read_text() + BEARER)
    generated = copy.run("-m", "vendor_spec", "generate")
    assert generated.returncode == 0, generated.stderr
    return copy


def run_live(copy: Copy, drifts: Iterable[str] = (), *arguments: str, **environment: str) -> LiveRun:
    """Run the check against the desk's fake vendor, with what is switched on; `environment` adds to its variables.

    An empty variable is left out: `VOBIZ_BEARER=""` runs without a bearer token.
    """
    with FakeVendor(read_desk(), drifts, settings={"VOBIZ_AUTH_ID": ACCOUNT}) as vendor:
        command = ("-m", "contract_tests", "--target", "live", "--rate", "1000/s", *arguments)
        given = {name: value for name, value in {**vendor.environment, **environment}.items() if value}
        outcome = copy.run(*command, timeout=600, **given)
    printed = outcome.stdout + outcome.stderr
    assert "Traceback" not in printed, printed
    assert outcome.returncode in (0, 1, 3), printed
    report: dict[str, Any] = json.loads((copy.root / "reports" / "drift.json").read_text())
    assert report["faults"] == []
    return LiveRun(report, outcome.returncode, printed, vendor)

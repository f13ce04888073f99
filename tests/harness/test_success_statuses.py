"""What is found in an answer does not depend on how the document names its status: `200`, `2XX` or `default`."""

from collections.abc import Callable
from typing import Any

import pytest

from fake_vendor.vendor import FakeVendor
from tests.conftest import Copy
from tests.documents import text
from tests.harness.live_runs import of_behaviour, run_live
from tests.vendor_spec.pages import answer, fields, one_operation
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml

Run = Callable[..., list[dict[str, Any]]]

KEYS = ("200", "2XX", "default")
EXAMPLE = {
    "number_id": "5b1c5a1e-73c1-4d5a-8f0b-4a0b2f3c4d5e",
    "started_at": "2026-06-11T10:00:00Z",
    "caller_number": "+14155550100",
    "direction": "inbound",
    "region": "eu",
    "note": "none",
}
SCHEMA = fields(*list(EXAMPLE)[:-1], **dict.fromkeys(EXAMPLE, "string"))
DRIFTS = {
    "field.renamed:caller_number=from_number": ("field.renamed", "/caller_number"),
    "field.undocumented:queue=3": ("field.undocumented", "/queue"),
    "field.missing:region": ("field.missing", "/region"),
    "field.format:started_at=day_first": ("field.format", "/started_at"),
    "field.echo:number_id": ("field.echo", "/number_id"),
    "field.value:direction=sideways": ("field.value", "/direction"),
}
HARMLESS = ["harmless.key_order", "harmless.escaped", "harmless.unicode:region", "harmless.optional_absent"]


def path_of(key: str) -> str:
    return f"/{key.lower()}/{{number_id}}"


def document() -> dict[str, Any]:
    """One operation for each key, all with the same answer."""
    refusals = {status: {"description": "An error"} for status in ("401", "404")}
    success = answer(SCHEMA, example=EXAMPLE)
    documents = [one_operation("get", path_of(key), {"responses": {key: success, **refusals}}) for key in KEYS]
    return {**documents[0], "paths": {path: item for each in documents for path, item in each["paths"].items()}}


@pytest.fixture
def run(copy: Copy) -> Run:
    (copy.root / "openapi.yaml").write_text(text(document()))
    listed = {"line": 1, "place": "response", "name": "direction", "values": ["inbound", "outbound"]}
    claims = [
        {"operation": f"GET {path_of(key)}", "page": "page.md", "sha256": "0", "fields": [listed]} for key in KEYS
    ]
    (copy.root / "openapi.claims.yaml").write_text(dump_yaml({"claims": claims}))
    assert copy.run("-m", "vendor_spec", "accept").returncode == 0

    def run(*drifts: str) -> list[dict[str, Any]]:
        with FakeVendor(document(), drifts) as vendor:
            return of_behaviour(run_live(copy, vendor, overlay="none"))

    return run


def test_every_drift_is_found_where_it_is_and_can_be_corrected_there(run: Run) -> None:
    findings = run(*DRIFTS)
    for key in KEYS:
        own = [finding for finding in findings if finding["operation"] == f"GET {path_of(key)}"]
        expected = {(kind, f"response.200.body#{pointer}") for kind, pointer in DRIFTS.values()}
        assert {(finding["kind"], finding["location"]) for finding in own} == expected
        corrected = {
            finding["kind"]: {action["target"] for action in load_yaml(finding["suggestion"].encode(), "suggestion")}
            for finding in own
            if finding["suggestion"]
        }
        assert corrected.keys() == {"field.renamed", "field.undocumented", "field.missing", "field.value"}
        places = {target for targets in corrected.values() for target in targets}
        assert all(key in target.partition("responses")[2] for target in places)


@pytest.mark.catalogue
def test_what_is_no_drift_is_not_found(run: Run) -> None:
    assert run(*HARMLESS) == []

"""A document of twelve operations on one account, whose id is no credential: lists, their items, the items' events."""

import json
from pathlib import Path
from typing import Any

from fake_vendor.vendor import FakeVendor
from tests.any_document.documents import make_copy
from tests.conftest import Copy
from vendor_spec.openapi.yaml_text import dump_yaml
from vendor_spec.overlay.correction import correct

NOUNS = ("calls", "messages", "numbers", "trunks")


def parameter(name: str, place: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def operation(schema: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    response = {"description": "Yes", "content": {"application/json": {"schema": schema}}}
    account = parameter("account_id", "path", type="string")
    return {"get": {"parameters": [account, *parameters], "responses": {"200": response}}}


def make_document() -> dict[str, Any]:
    """Return the document; each list has two parameters, so that its coverage cases are in several parts."""
    paths: dict[str, Any] = {}
    for noun in NOUNS:
        fields = {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string", "example": "First"}}
        item = {"type": "object", "required": ["id", "name"], "properties": fields}
        items = {"type": "object", "required": [noun], "properties": {noun: {"type": "array", "items": item}}}
        page = [
            parameter("limit", "query", type="integer", minimum=1, maximum=100),
            parameter("state", "query", type="string", enum=["new", "done"]),
        ]
        id_ = parameter(f"{noun}_id", "path", type="string", format="uuid")
        base = f"/v1/accounts/{{account_id}}/{noun}"
        paths[base] = operation(items, *page)
        paths[f"{base}/{{{noun}_id}}"] = operation(item, id_)
        paths[f"{base}/{{{noun}_id}}/events"] = operation(items, id_)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Twelve", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "security": [{"AuthToken": []}],
        "paths": paths,
        "components": {"securitySchemes": {"AuthToken": {"type": "http", "scheme": "bearer"}}},
    }


def make_twelve(root: Path) -> Copy:
    """Return a copy of the project with this document, its credential and its client."""
    document = root.parent / "twelve.yaml"
    document.write_text(dump_yaml(make_document()))
    copy = make_copy(root, document)
    config = copy.root / "contract_tests" / "schemathesis.toml"
    text = config.read_text()
    bearer = '[auth.openapi.AuthToken]\nbearer = "${VOBIZ_AUTH_TOKEN}"\n'
    config.write_text(text[: text.index("[auth.openapi.AuthID]")] + bearer)
    assert copy.run("-m", "vendor_spec", "generate").returncode == 0
    return copy


def serve(copy: Copy, *drifts: str) -> FakeVendor:
    """Return a fake vendor of the document, with what is switched on."""
    return FakeVendor(correct(copy.project, copy.project.overlay).content, drifts)


def run_night(copy: Copy, vendor: FakeVendor, *arguments: str) -> tuple[dict[str, Any], list[str]]:
    """Return the report of a live run, and its last lines."""
    command = ("-m", "contract_tests", "--target", "live", "--rate", "1000/s", *arguments)
    outcome = copy.run(*command, timeout=300, **vendor.environment)
    assert "Traceback" not in outcome.stdout + outcome.stderr
    assert outcome.returncode in (0, 1, 3), outcome.stdout + outcome.stderr
    report: dict[str, Any] = json.loads((copy.root / "reports" / "drift.json").read_text())
    assert report["faults"] == []
    return report, outcome.stdout.splitlines()[-3:]


def drift_of(report: dict[str, Any]) -> set[tuple[str, str]]:
    """Return kind and operation of each finding that is drift."""
    return {
        (finding["kind"], finding["operation"])
        for finding in report["findings"]
        if finding["severity"] in ("breaking", "risky") and finding["state"] == "new"
    }

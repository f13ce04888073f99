"""Each document is generated from and asked about once a test process; all tests of this folder look at that."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from tests.any_document.documents import DOCUMENTS, make_copy
from tests.conftest import Copy
from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.yaml_text import load_yaml


@frozen
class Road:
    """A copy of this project with a client of its own document."""

    copy: Copy
    document: dict[str, Any]
    generated: subprocess.CompletedProcess[str]

    @property
    def labels(self) -> list[str]:
        """What the corrected document holds, counted by itself and not by the code that is tested."""
        content = load_yaml((self.copy.root / "build" / "openapi.yaml").read_bytes(), "build/openapi.yaml")
        methods = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
        return [Operation(m, path, {}).label for path, item in content["paths"].items() for m in methods if m in item]

    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads((self.copy.root / "reports" / "drift.json").read_text())
        return report


def make_road(root: Path, name: str) -> Road:
    copy = make_copy(root / "project", DOCUMENTS[name])
    generated = copy.run("-m", "vendor_spec", "generate")
    assert generated.returncode == 0, generated.stderr
    return Road(copy, load_yaml(DOCUMENTS[name].read_bytes(), name), generated)


@pytest.fixture(scope="session", params=list(DOCUMENTS))
def road(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Road:
    return make_road(tmp_path_factory.mktemp("road"), request.param)

"""The shipped document as corrected, and a document of many operations that has what other documents have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vendor_spec.openapi.document import parse_document
from vendor_spec.overlay.correction import correct
from vendor_spec.project import Project

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def content() -> dict[str, Any]:
    project = Project(HERE.parents[1])
    return correct(project, project.overlay).content


@pytest.fixture(scope="session")
def many() -> dict[str, Any]:
    return parse_document((HERE / "many_operations.yaml").read_bytes(), "many_operations.yaml").content


@pytest.fixture(scope="session")
def newer() -> dict[str, Any]:
    return parse_document((HERE / "newer_version.yaml").read_bytes(), "newer_version.yaml").content

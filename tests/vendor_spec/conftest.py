"""A project that was made by one update."""

from pathlib import Path

import pytest

from tests.vendor_spec.pages import make_page
from vendor_spec.__main__ import main
from vendor_spec.project import Project

ROOT = Path(__file__).parents[2]


@pytest.fixture
def updated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with one operation, the current folder."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    monkeypatch.chdir(root)
    (tmp_path / "first.md").write_text(make_page())
    assert main(["update", "--yes", "../first.md"]) == 0
    return Project(root)


def bytes_below(project: Project) -> dict[str, bytes]:
    return {
        path.relative_to(project.root).as_posix(): path.read_bytes()
        for path in project.root.rglob("*")
        if path.is_file()
    }

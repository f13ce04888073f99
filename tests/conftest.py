"""Projects to play with: copies of this one, or small ones made of a document that the test writes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from attrs import frozen

from vendor_spec.openapi.provenance import accept_document
from vendor_spec.project import Project

ROOT = Path(__file__).parents[1]
# A make that a test starts is no part of the make that started the tests: it would print the folders it enters.
for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
    os.environ.pop(name, None)
NOT_COPIED = (".git", ".venv", "node_modules", "build", "reports", "dist", "*cache*", ".hypothesis", "tests")


@frozen
class Copy:
    """A copy of this project; its modules, not ours, are what its commands import."""

    root: Path

    @property
    def project(self) -> Project:
        return Project(self.root)

    def run(self, *arguments: str, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `python ARGUMENTS` in the copy, with no VOBIZ_ variable but those given."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def environment(self, **more: str) -> dict[str, str]:
        """What a command in the copy sees."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VOBIZ_", "PYTEST_"))}
        return {**kept, "PYTHONPATH": f"{self.root / 'generated'}{os.pathsep}{self.root}", **more}

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace text in a file that has to hold it."""
        path = self.root / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the whole project, ready to run."""
    return copy_project(tmp_path / "project")


def copy_project(root: Path) -> Copy:
    """A copy of the whole project in `root`, which is new."""
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    (root / "build").mkdir()
    fingerprint = ROOT / "build" / "generated-from"
    if fingerprint.exists():
        shutil.copy(fingerprint, root / "build")
    return Copy(root)


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """Make a project of a document and an overlay, given as text; it can correct and generate."""

    return partial(make_small_project, tmp_path)


def make_small_project(root: Path, document: str, overlay: str = "overlay: 1.1.0\nactions: []\n") -> Project:
    """A project in `root`, of a document and an overlay as text."""
    project = Project(root)
    project.document.write_text(document)
    project.overlay.write_text(overlay)
    project.generator_config.write_bytes((ROOT / "generator-config.yml").read_bytes())
    if not project.templates.exists():
        shutil.copytree(ROOT / "generator-templates", project.templates)
    accept_document(project)
    return project

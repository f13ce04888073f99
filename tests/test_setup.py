"""What `make setup` leaves works without a Node of the machine."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture
def path_without_node(tmp_path: Path) -> str:
    """A search path with what a shell needs and nothing of Node."""
    for tool in ("env", "sh", "bash"):
        place = shutil.which(tool)
        assert place
        (tmp_path / tool).symlink_to(place)
    return str(tmp_path)


def test_prism_runs_by_hand_through_npx(path_without_node: str) -> None:
    npx = Path(sys.executable).with_name("npx")
    shown = subprocess.run(
        [npx, "prism", "--version"],
        cwd=ROOT,
        env={"PATH": path_without_node, "HOME": path_without_node},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.strip() == "5.16.0"


def test_make_says_which_python_is_too_old(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    old = tmp_path / "python-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    outcome = subprocess.run(["make", "setup", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True)
    assert outcome.returncode == 2
    assert "older than Python 3.11; say make PYTHON=" in outcome.stdout
    assert not (tmp_path / ".venv").exists()

"""A scratch copy as a runner of GitHub's would have it after checkout."""

import subprocess
from pathlib import Path

import pytest

from tests.conftest import Copy
from tests.workflows.jobs import Runner

TOKEN = {"github.token": "a-token-of-the-job"}


@pytest.fixture
def runner(copy: Copy, tmp_path: Path) -> Runner:
    """A runner on a copy that is a repository with one commit and a remote called origin."""
    runner = Runner.make(copy, tmp_path / "github")
    git(copy.root, "init", "--quiet", "--initial-branch", "main")
    git(copy.root, "add", ".")
    git(copy.root, "commit", "--quiet", "--message", "As it was")
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    git(copy.root, "remote", "add", "origin", str(tmp_path / "origin.git"))
    return runner


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody without settings of their own; returns what it printed."""
    settings = ("-c", "user.name=Tester", "-c", "user.email=tester@example.com", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *settings, *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout

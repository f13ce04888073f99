"""The client of the telephone desk is generated once a test process; every test has a copy of its own."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import Copy
from tests.stateful.desk import make_desk


@pytest.fixture(scope="session")
def made_desk(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The copy that all others are made of; nothing may run in it."""
    return make_desk(tmp_path_factory.mktemp("desk") / "project")


@pytest.fixture
def desk(made_desk: Copy, tmp_path: Path) -> Copy:
    """A copy of the project with the telephone desk's document, policy and client, ready to run."""
    shutil.copytree(made_desk.root, tmp_path / "desk", symlinks=True)
    return Copy(tmp_path / "desk")

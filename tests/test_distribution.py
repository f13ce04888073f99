"""What users install: the client and its ground, typed, and nothing else of ours."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, copy_project
from vobiz_runtime.version import VERSION


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this project."""
    folder = tmp_path_factory.mktemp("wheel")
    built = copy_project(folder / "project").run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_holds_the_client_and_its_runtime_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"vobiz_client", "vobiz_runtime"}
    assert {"vobiz_client/py.typed", "vobiz_runtime/py.typed"} <= set(names)


def test_the_version_is_the_one_of_the_distribution(wheel: Path) -> None:
    assert wheel.name.startswith(f"vobiz_client-{VERSION}-")


def test_no_lock_file_says_where_a_package_is_fetched_from() -> None:
    assert "://" not in (ROOT / "requirements-dev.lock").read_text()
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_bare_make_lists_every_target_in_a_line() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = {line.split()[0] for line in listed.splitlines() if line.startswith("  ")}
    declared = {
        line.removeprefix(".PHONY:").strip()
        for line in (ROOT / "Makefile").read_text().splitlines()
        if line.startswith(".PHONY:")
    }
    assert targets == declared

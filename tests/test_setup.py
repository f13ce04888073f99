"""What `make setup` installs, how, and that it works without a Node of the machine."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from tests.conftest import ROOT

INSTALL = ROOT / "requirements" / "install.py"
LOCKS = {path.stem: path.read_text() for path in (ROOT / "requirements").glob("*.lock")}


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
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    old = tmp_path / "python-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    outcome = subprocess.run(["make", "setup", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True)
    assert outcome.returncode == 2
    assert "older than Python 3.11; say make PYTHON=" in outcome.stdout
    assert not (tmp_path / ".venv").exists()


def test_each_group_has_a_lock_of_exact_versions_that_agrees_with_the_others() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    assert groups.keys() == LOCKS.keys()
    versions: dict[str, set[str]] = {}
    for text in LOCKS.values():
        for line in text.splitlines():
            if line and line[0] not in " #":
                name, _, version = line.split(";")[0].strip(" \\").partition("==")
                versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) != 1 or "" in found} == {}


def test_contributing_says_what_each_target_adds() -> None:
    rules = re.findall(r"^([a-z-]+):([^#\n]*)##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    added = {
        target: {need.rpartition("/.ready-")[2] for need in needs.split() if "/.ready-" in need}
        for target, needs in rules
    }
    table = {}
    for target_cell, added_cell in re.findall(
        r"^\| (`[a-z].*) \| (.*) \|$", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE
    ):
        locks = set(re.findall(r"requirements/(\w+)\.lock", added_cell)) - {"contract"}
        wanted = locks | ({"dev"} if "axe-core" in added_cell else set())
        table.update(dict.fromkeys(re.findall(r"`([a-z-]+)`", target_cell), wanted))
    assert {target: what for target, what in added.items() if what} == {t: what for t, what in table.items() if what}


def uv_settings(tmp_path: Path, config: str, **variables: str) -> dict[str, str]:
    """The environment that uv gets, with this file of pip's settings and these variables."""
    (tmp_path / "pip.conf").write_text(config)
    program = f"import json, runpy; print(json.dumps(runpy.run_path({str(INSTALL)!r})['uv_environment']()))"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "SSL_"))}
    environment = {**kept, "PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), **variables}
    shown = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    settings: dict[str, str] = json.loads(shown.stdout)
    return settings


def test_uv_looks_where_pip_is_told_to_look(tmp_path: Path) -> None:
    config = "[global]\nindex-url = https://one.example/simple\nextra-index-url = https://two.example/simple\n    https://three.example/simple\n"
    settings = uv_settings(
        tmp_path, config, PIP_FIND_LINKS="/one /two", PIP_CERT="/own.pem", PIP_TRUSTED_HOST="one.example"
    )
    assert settings["UV_DEFAULT_INDEX"] == "https://one.example/simple"
    assert settings["UV_INDEX"].split() == ["https://two.example/simple", "https://three.example/simple"]
    assert settings["UV_FIND_LINKS"] == "/one,/two"
    assert settings["SSL_CERT_FILE"] == "/own.pem"
    assert settings["UV_INSECURE_HOST"] == "one.example"


def test_a_variable_of_pip_comes_before_its_file_and_one_of_uv_before_both(tmp_path: Path) -> None:
    config = "[global]\nindex-url = https://one.example/simple\n[install]\nfind-links = /install\n"
    settings = uv_settings(tmp_path, config, PIP_INDEX_URL="https://two.example/simple", UV_FIND_LINKS="/mine")
    assert settings["UV_DEFAULT_INDEX"] == "https://two.example/simple"
    assert settings["UV_FIND_LINKS"] == "/mine"


def test_an_environment_without_a_pip_is_installed_into_by_that_of_its_python(tmp_path: Path) -> None:
    venv.create(tmp_path, with_pip=False, symlinks=True)
    program = f"import runpy; print(*runpy.run_path({str(INSTALL)!r})['pip'](), sep='\\n')"
    shown = subprocess.run([tmp_path / "bin" / "python", "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-2:] == ["--python", str(tmp_path / "bin" / "python")]


def test_where_uv_cannot_install_pip_does(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    called = tmp_path / "called"
    for name, status in (("uv", 1), ("python", 0)):
        (folder / name).write_text(f'#!/bin/sh\necho {name} "$@" >> {called}\nexit {status}\n')
        (folder / name).chmod(0o755)
    given = f"sys.executable = {str(folder / 'python')!r}; sys.argv = ['install', 'lint']"
    program = f"import sys, runpy; {given}; runpy.run_path({str(INSTALL)!r}, run_name='__main__')"
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert outcome.returncode == 0
    assert "pip tries" in outcome.stdout
    tried = [line.split()[0] for line in called.read_text().splitlines() if "lint.lock" in line]
    assert tried == ["uv", "python"]

"""`make drift-demo` and `make demo`: in a sandbox, with commands that work as they are printed."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from vendor_spec.project import OWN


def run(*command: str, cwd: Path = ROOT) -> str:
    """What a command prints that has to succeed, run without our own modules in its way."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "VOBIZ_", "PYTEST_"))
    }
    outcome = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True, timeout=240)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout


def state_of_project() -> dict[str, str]:
    """A digest of each file that a decision, or a run, changes in the project itself."""
    files = [OWN.overlay, OWN.known_drift, OWN.generated_from, *OWN.reports.glob("*"), *OWN.client.rglob("*.py")]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file()}


def test_the_printed_commands_settle_the_drift_and_touch_nothing_of_the_project(tmp_path: Path) -> None:
    before, folder = state_of_project(), tmp_path / "demo"
    shown = run(sys.executable, "-m", "fake_vendor.demo", str(folder))
    assert "New drift (3)" in shown
    (block,) = re.findall(r"```text\n(  breaking .*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    for line in block.splitlines():
        assert line.partition("...")[0] in shown, "README shows what this command prints"
    assert f"This is a sandbox in {os.path.relpath(folder)}" in shown
    commands = [line.strip() for line in shown[shown.rindex("This is a sandbox") :].splitlines() if line[:2] == "  "]
    assert [command.split()[0] for command in commands] == ["cd", ".venv/bin/python", ".venv/bin/python", "make", "cd"]
    assert not (folder / "node_modules").is_symlink(), "npm in the sandbox would empty the project's folder"
    again = run("bash", "-ec", "\n".join(commands))
    assert "New drift (1)" in again
    assert "tolerated for now" in again
    assert not folder.exists()
    assert state_of_project() == before


@pytest.mark.catalogue
def test_the_whole_demo_ends_settled(tmp_path: Path) -> None:
    before = state_of_project()
    shown = run(sys.executable, "-m", "fake_vendor.demo", str(tmp_path / "demo"), "--settle")
    assert "verdict: drift (3 new" in shown
    assert "verdict: conforms" in shown.splitlines()[-3]
    overlay = (tmp_path / "demo" / "openapi.overlay.yaml").read_text()
    assert "against http://127.0.0.1:" in overlay[len(OWN.overlay.read_text()) :]
    assert "live" not in overlay[len(OWN.overlay.read_text()) :].replace("live-call", "").replace("Live", "")
    assert state_of_project() == before

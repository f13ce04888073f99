"""The lock files and the list of make targets."""

import subprocess

from tests.conftest import ROOT


def test_no_lock_file_says_where_a_package_is_fetched_from() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text()
        assert " /" not in lock.read_text()  # nor the path of somebody's file
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_bare_make_lists_every_target_in_a_line() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = {line.split()[0] for line in listed.splitlines() if line.startswith("  ")}
    declared = {
        line.removeprefix(".PHONY:").strip()
        for line in (ROOT / "Makefile").read_text().splitlines()
        if line.startswith(".PHONY:") and "$" not in line
    }
    assert targets == declared

"""The project, taken over for the API of another vendor."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Copy

LIBRARY = ROOT / "tests" / "any_document" / "library.yaml"


def git(copy: Copy, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=copy.root, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def committed(copy: Copy) -> Copy:
    """A copy that git holds as it is, as a clone is."""
    git(copy, "init", "--quiet")
    git(copy, "add", "--all")
    git(copy, "commit", "--quiet", "--message", "all")
    return copy


def adopt(copy: Copy, document: Path = LIBRARY, name: str = "acme-voice") -> subprocess.CompletedProcess[str]:
    return copy.run("-m", "vendor_spec", "adopt", "--", str(document), name)


def test_an_adopted_project_is_the_other_vendors_in_every_name_and_conforms(committed: Copy) -> None:
    adopted = adopt(committed)
    assert adopted.returncode == 0, adopted.stderr
    assert adopted.stdout == "acme-voice-client: 2 operations; `git reset --hard` would undo it\n"
    assert committed.run("-m", "vendor_spec", "generate").returncode == 0
    git(committed, "add", "--all")
    named = subprocess.run(["git", "grep", "-il", "vobiz", "--", ":!LICENSE"], cwd=committed.root, capture_output=True)
    assert named.stdout.decode().splitlines() == []
    ruff = str(Path(sys.executable).parent / "ruff")
    subprocess.run([ruff, "check", "--quiet", "--select", "I,F401", "--fix", "."], cwd=committed.root, check=True)
    subprocess.run([ruff, "format", "--quiet", "."], cwd=committed.root, check=True)
    subprocess.run([ruff, "check", "--quiet", "."], cwd=committed.root, check=True)
    run = committed.run("-m", "contract_tests", timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "verdict: conforms (0 new, 0 known, 0 corrected, 0 stale)" in run.stdout
    assert committed.run("-m", "vendor_spec", "generate", "--check").returncode == 0
    used = committed.run("-c", "from acme_voice_client import AcmeVoice, AsyncAcmeVoice, AcmeVoiceError")
    assert used.returncode == 0, used.stderr


def test_two_clients_live_side_by_side(committed: Copy) -> None:
    assert adopt(committed).returncode == 0
    assert committed.run("-m", "vendor_spec", "generate").returncode == 0
    both = (
        "import acme_voice_client as other, vobiz_client as own; "
        "assert not issubclass(own.NotFoundError, other.AcmeVoiceError)"
    )
    environment = {"PYTHONPATH": f"{committed.root / 'generated'}:{ROOT / 'generated'}"}
    assert committed.run("-c", both, **environment).returncode == 0


def test_what_cannot_be_adopted_changes_nothing(committed: Copy) -> None:
    for name in ("Acme", "acme voice", "acme_", "", "class", "vobiz", "my-vobiz", "a" * 41, "../x"):
        refused = adopt(committed, name=name)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), name
        assert refused.stderr.startswith("vendor_spec: NAME=")
    (committed.root / "not.yaml").write_text("swagger: '2.0'\n")
    assert adopt(committed, committed.root / "not.yaml").returncode == 2
    assert adopt(committed, committed.root / "nothing.yaml").returncode == 2
    assert git(committed, "status", "--porcelain", "--untracked-files=no") == ""
    committed.edit("Makefile", "## Client", "## The client")
    refused = adopt(committed)
    assert refused.returncode == 2
    assert "commit or stash them" in refused.stderr
    assert git(committed, "status", "--porcelain", "--untracked-files=no") == " M Makefile\n"


def test_without_git_nothing_is_touched(copy: Copy) -> None:
    refused = adopt(copy)
    assert refused.returncode == 2
    assert "no git repository" in refused.stderr

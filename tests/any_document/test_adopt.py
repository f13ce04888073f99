"""The project, taken over for the API of another vendor."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fake_vendor.vendor import FakeVendor
from tests.conftest import ROOT, Copy, copy_project
from vendor_spec.openapi.document import parse_document

RUFF = str(Path(sys.executable).parent / "ruff")
LIBRARY = ROOT / "tests" / "any_document" / "library.yaml"


def git(copy: Copy, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=copy.root, check=True, capture_output=True, text=True).stdout


def commit(copy: Copy) -> Copy:
    """Have git hold the copy as it is, as it holds a clone."""
    git(copy, "init", "--quiet")
    git(copy, "add", "--all")
    git(copy, "commit", "--quiet", "--message", "all")
    return copy


def adopt(copy: Copy, document: Path = LIBRARY, name: str = "acme-voice") -> subprocess.CompletedProcess[str]:
    return copy.run("-m", "vendor_spec", "adopt", "--", str(document), name)


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy that was adopted, with its client."""
    copy = commit(copy_project(tmp_path_factory.mktemp("adopted") / "project"))
    run = adopt(copy)
    assert run.returncode == 0, run.stderr
    assert run.stdout == "acme-voice-client: 2 operations; `git reset --hard` would undo it\n"
    assert copy.run("-m", "vendor_spec", "generate").returncode == 0
    return copy


def test_an_adopted_project_is_the_other_vendors_in_every_name(adopted: Copy) -> None:
    git(adopted, "add", "--all")
    named = subprocess.run(["git", "grep", "-il", "vobiz", "--", ":!LICENSE"], cwd=adopted.root, capture_output=True)
    assert named.stdout.decode().splitlines() == []
    for arguments in (("check", "--select", "I,F401", "--fix"), ("format",), ("check",)):
        subprocess.run([RUFF, *arguments, "--quiet", "."], cwd=adopted.root, check=True)
    used = adopted.run("-c", "from acme_voice_client import AcmeVoice, AsyncAcmeVoice, AcmeVoiceError")
    assert used.returncode == 0, used.stderr


def test_an_adopted_project_conforms_on_the_mock(adopted: Copy) -> None:
    run = adopted.run("-m", "contract_tests", timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "verdict: conforms (0 new, 0 known, 0 corrected, 0 stale)" in run.stdout
    assert adopted.run("-m", "vendor_spec", "generate", "--check").returncode == 0


@pytest.mark.catalogue
def test_an_adopted_project_finds_the_drifts_of_its_api_and_shows_no_credential(adopted: Copy) -> None:
    document = parse_document(LIBRARY.read_bytes(), LIBRARY.name).content
    drifts = ["path.trailing_slash:301", "auth.not_enforced:absent"]
    for switched, status, found in ((drifts, 1, {"path.trailing_slash", "auth.not_enforced"}), ([], 0, set())):
        with FakeVendor(document, switched, settings={"VOBIZ_TOKEN": "s3cret-of-the-library"}) as vendor:
            settings = {name.replace("VOBIZ", "ACME_VOICE"): value for name, value in vendor.environment.items()}
            run = adopted.run("-m", "contract_tests", "--target", "live", timeout=300, **settings)
        assert run.returncode == status, run.stdout + run.stderr
        report = (adopted.root / "reports" / "drift.json").read_text()
        assert "s3cret-of" not in report
        assert {finding["kind"] for finding in json.loads(report)["findings"]} == found


def test_two_clients_live_side_by_side(adopted: Copy) -> None:
    both = (
        "import acme_voice_client as other, vobiz_client as own; "
        "assert not issubclass(own.NotFoundError, other.AcmeVoiceError)"
    )
    environment = {"PYTHONPATH": f"{adopted.root / 'generated'}:{ROOT / 'generated'}"}
    assert adopted.run("-c", both, **environment).returncode == 0


def test_what_cannot_be_adopted_changes_nothing(copy: Copy) -> None:
    committed = commit(copy)
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

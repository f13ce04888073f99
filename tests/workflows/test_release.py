"""What has to hold before a version goes out, and the job that holds it."""

import email
import hashlib
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from vobiz_client.runtime.version import VERSION

from release.__main__ import main
from release.commands import find_disagreements, find_missing_parts, program
from release.metadata import find_repository
from tests.conftest import ROOT, copy_project
from tests.workflows.conftest import git
from tests.workflows.jobs import Runner

REPOSITORY = "https://github.com/team/project"
CHANGELOG = """# Changelog

## Unreleased

## 1.2.3 - 2026-12-01

### Ours

- Something.

## 1.2.2 - 2026-11-01

- Old.
"""


def test_tag_version_and_changelog_that_agree() -> None:
    assert find_disagreements("1.2.3", "v1.2.3", CHANGELOG) == []


@pytest.mark.parametrize("tag", ["v1.2.4", "1.2.3", "v1.2.3rc1", "v1.2.3 "])
def test_a_tag_of_another_version_is_told(tag: str) -> None:
    assert find_disagreements("1.2.3", tag, CHANGELOG) == [
        f"the tag is {tag}, and generator-templates/runtime/version.py says 1.2.3: the tag has to be v1.2.3"
    ]


@pytest.mark.parametrize(
    ("changelog", "sentence"),
    [
        ("# Changelog\n\n## Unreleased\n\n- Something.\n", "the first heading below Unreleased"),
        (CHANGELOG.replace("1.2.3", "1.2.4"), "the first heading below Unreleased"),
        (CHANGELOG.replace("## 1.2.3 - 2026-12-01", "## 1.2.3"), "the first heading below Unreleased"),
        (CHANGELOG.replace("- Something.\n", ""), "nothing is said of 1.2.3"),
    ],
)
def test_a_changelog_that_does_not_speak_of_it_is_told(changelog: str, sentence: str) -> None:
    (disagreement,) = find_disagreements("1.2.3", "v1.2.3", changelog)
    assert sentence in disagreement


@pytest.mark.parametrize(
    ("provenance", "words"),
    [
        ("source: get-call.md\nsha256: a\n", "taken from pages (get-call.md)"),
        ("source: [a.md, b.md]\nsha256: a\n", "taken from pages (a.md and 1 more)"),
        ("[]\n", "is not a record"),
    ],
)
def test_a_document_that_may_lack_operations_is_told(provenance: str, words: str) -> None:
    (sentence,) = find_missing_parts(provenance)
    assert words in sentence


@pytest.mark.parametrize(
    "provenance",
    [
        "source: https://a.test/openapi.json\nsha256: a\nserved:\n- {source: https://a.test/openapi.json, sha256: b}\n",
        "source: put there by hand\nsha256: a\n",
    ],
)
def test_a_whole_document_is_no_part(provenance: str) -> None:
    assert find_missing_parts(provenance) == []


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:team/project.git", "https://github.com/team/project"),
        ("https://someone:secret@git.test/group/team/project.git", "https://git.test/group/team/project"),
        ("ssh://git@git.test:2222/team/project", "https://git.test/team/project"),
        ("../origin.git", ""),
        ("/srv/git/origin.git", ""),
        ("", ""),
    ],
)
def test_the_repository_is_the_remote_s_without_its_credentials(tmp_path: Path, remote: str, address: str) -> None:
    git(tmp_path, "init", "--quiet")
    if remote:
        git(tmp_path, "remote", "add", "origin", remote)
    assert find_repository(tmp_path, {}) == address
    assert find_repository(tmp_path, {"GITHUB_REPOSITORY": "team/other"}) == "https://github.com/team/other"


def test_the_package_index_shows_the_readme_with_links_that_lead_somewhere(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
    shown = email.message_from_bytes(archive.read(name))
    assert f"Source, {REPOSITORY}" in shown.get_all("Project-URL", [])
    text = str(shown.get_payload())
    assert "![The report page" in text
    assert f"]({REPOSITORY}/raw/v{VERSION}/docs/report.png)" in text
    assert f"]({REPOSITORY}/blob/v{VERSION}/docs/client.md)" in text
    assert not re.findall(r"\]\((?!https?://|#)[^)]*\)", text)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek", "v1.2.3"], "Did you mean 'check'?"),
        (["try", "--no-dep"], "Did you mean '--no-deps'?"),
        (["check"], "Missing argument 'TAG'"),
        (["try", "nowhere.whl"], "'nowhere.whl' does not exist"),
    ],
)
def test_a_mistyped_command_names_the_nearest_one(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("release: ")
    assert words in said


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this project."""
    folder = tmp_path_factory.mktemp("wheel")
    arguments = ("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    built = copy_project(folder / "project").run(*arguments, GITHUB_REPOSITORY="team/project")
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_a_tag_of_this_project_is_checked_by_make(runner: Runner) -> None:
    version = runner.copy.run("-c", "from vobiz_client.runtime.version import VERSION; print(VERSION)").stdout.strip()
    runner.copy.edit("CHANGELOG.md", "## Unreleased\n", f"## Unreleased\n\n## {version} - 2026-12-01\n\n- Something.\n")
    for arguments, status in ((f"TAG=v{version} PARTIAL=1", 0), ("TAG=v9.9.9", 2)):
        outcome = subprocess.run(
            ["make", "check-release", *arguments.split()],
            cwd=runner.copy.root,
            env=runner.copy.environment(),
            text=True,
            capture_output=True,
        )
        assert outcome.returncode == status, outcome.stderr
    assert "the tag is v9.9.9" in outcome.stderr
    assert "openapi.yaml was taken from pages" in outcome.stderr


def test_wheel_and_sdist_have_the_same_bytes_wherever_they_are_built(runner: Runner) -> None:
    built = []
    for umask, modified in ((0o022, 1_700_000_000), (0o077, 1_800_000_000)):
        for path in (runner.copy.root / "generated").rglob("*"):
            os.utime(path, (modified, modified))
            path.chmod(0o777 & ~umask)
        subprocess.run(
            ["make", "dist"],
            cwd=runner.copy.root,
            env=runner.copy.environment(TZ=f"UTC+{umask % 12}"),
            check=True,
            umask=umask,
        )
        built.append(
            {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (runner.copy.root / "dist").iterdir()}
        )
    assert built[0] == built[1]
    assert {Path(name).suffix for name in built[0]} == {".whl", ".gz"}


def test_the_wheel_holds_the_client_and_its_runtime_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"vobiz_client"}
    assert {"vobiz_client/py.typed", "vobiz_client/testing/examples.json"} <= set(names)


def test_the_version_is_the_one_of_the_distribution(wheel: Path) -> None:
    assert wheel.name.startswith(f"vobiz_client-{VERSION}-")


def test_a_wheel_works_where_nothing_else_of_ours_is(
    wheel: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    tried = try_without_dependencies(wheel, monkeypatch)
    assert tried.exit_code == 0, tried.stderr
    assert re.fullmatch(r"200 GET /\S+ \(\d{2,} modules\)\n", capfd.readouterr().out)


@pytest.mark.catalogue
def test_a_wheel_that_lacks_a_module_is_found(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lacking = tmp_path / wheel.name
    with zipfile.ZipFile(wheel) as whole, zipfile.ZipFile(lacking, "w") as part:
        for name in whole.namelist():
            if not name.startswith("vobiz_client/runtime/"):
                part.writestr(name, whole.read(name))
    tried = try_without_dependencies(lacking, monkeypatch)
    assert tried.exit_code == 1
    assert "No module named 'vobiz_client.runtime'" in capfd.readouterr().err
    assert tried.stderr.startswith("Error: vobiz_client-")


def try_without_dependencies(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(ROOT)
    return CliRunner().invoke(program, ["try", "--no-deps", str(wheel)])

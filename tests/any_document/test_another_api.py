"""docs/another-api.md, done: a document with one bearer token in the place of the vendor's."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from contract_tests.harness.errors import UsageFault
from contract_tests.harness.valid_requests import cases
from fake_vendor import FakeVendor
from tests.conftest import ROOT, Copy, copy_project
from tests.workflows.jobs import Runner
from vendor_spec.openapi.document import parse_document

LIBRARY = Path(__file__).with_name("library.yaml")
CONTENT = parse_document(LIBRARY.read_bytes(), LIBRARY.name).content
COMMANDS, _, AFTER = (ROOT / "docs" / "another-api.md").read_text().partition("Then test")
CALL = """
from vobiz_client import Vobiz
with Vobiz() as library:
    print(library.schemes, library.books.get_book("6f2a8a4e-3b0a-4f4e-9d55-0b1c2d3e4f50").title)
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[Copy, str]:
    """A copy of this project in which the commands of the page were run, and what they printed."""
    folder = tmp_path_factory.mktemp("library")
    copy = copy_project(folder / "project")
    Runner.make(copy, folder / "github")
    shutil.copy(LIBRARY, copy.root / "library.yaml")
    run = shell(copy, "\n".join(re.findall(r"^\$ (.*)$", COMMANDS, re.MULTILINE)))
    assert run.returncode == 0, run.stdout + run.stderr
    return copy, run.stdout


@pytest.mark.catalogue
def test_the_page_turns_a_copy_to_another_api(library: tuple[Copy, str]) -> None:
    copy, output = library
    assert "verdict: conforms (0 new, 0 known, 0 corrected, 0 stale)" in output
    with FakeVendor(CONTENT) as vendor:
        settings = {**vendor.environment, "VOBIZ_BEARER_TOKEN": vendor.environment["VOBIZ_TOKEN"]}
        (live,) = (line for line in AFTER.splitlines() if line.startswith("$ make"))
        assert set(re.findall(r"VOBIZ_\w+(?==)", AFTER)) <= settings.keys()
        run = shell(copy, live.removeprefix("$ "), **settings)
        assert run.returncode == 0, run.stdout + run.stderr
        assert "verdict: conforms" in run.stdout
        called = copy.run(
            "-c", CALL.replace("6f2a8a4e-3b0a-4f4e-9d55-0b1c2d3e4f50", settings["VOBIZ_BOOK_ID"]), **settings
        )
        assert called.stdout.startswith("{'Token': ('bearer', 'Authorization', 'bearer_token')}"), called.stderr


@pytest.mark.catalogue
def test_drifts_of_the_other_api_are_found_and_its_credential_is_in_no_report(library: tuple[Copy, str]) -> None:
    copy, _ = library
    drifts = ["path.trailing_slash:301", "auth.not_enforced:absent"]
    with FakeVendor(CONTENT, drifts, settings={"VOBIZ_TOKEN": "s3cret-of-the-library"}) as vendor:
        settings = {**vendor.environment, "VOBIZ_BEARER_TOKEN": "s3cret-of-the-library", "VOBIZ_TOKEN": ""}
        assert copy.run("-m", "contract_tests", "--target", "live", **settings).returncode == 1
    report = (copy.root / "reports" / "drift.json").read_text()
    assert "s3cret-of" not in report
    kinds = {finding["kind"] for finding in json.loads(report)["findings"]}
    assert kinds == {"path.trailing_slash", "auth.not_enforced"}


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("", "does not say which variable holds the credential of Token; add [auth.openapi.Token]"),
        ('[auth.openapi.Token]\nbearer = "${LIBRARY_TOKEN}"\n', "the credential of Token must be a variable such as"),
    ],
)
def test_a_scheme_without_a_variable_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, sentence: str
) -> None:
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(cases.CONFIG.read_text().partition("# Which variable holds")[0] + entry)
    monkeypatch.setattr(cases, "CONFIG", settings)
    with pytest.raises(UsageFault, match=re.escape(sentence)):
        cases.credential_variables(CONTENT)


def shell(copy: Copy, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=copy.root,
        env=copy.environment(**environment),
        capture_output=True,
        text=True,
        timeout=120,
    )

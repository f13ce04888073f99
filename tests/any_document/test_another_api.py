"""docs/another-api.md, done: a document with one bearer token in the place of the vendor's."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from fake_vendor import FakeVendor
from tests.conftest import ROOT, Copy
from tests.workflows.jobs import Runner
from vendor_spec.openapi.document import parse_document

LIBRARY = Path(__file__).with_name("library.yaml")
COMMANDS, _, AFTER = (ROOT / "docs" / "another-api.md").read_text().partition("Then, against")
CALL = """
from vobiz_client import Vobiz
with Vobiz() as library:
    print(library.schemes, library.books.get_book("6f2a8a4e-3b0a-4f4e-9d55-0b1c2d3e4f50").title)
"""


def test_the_page_turns_a_copy_to_another_api(copy: Copy, tmp_path: Path) -> None:
    Runner.make(copy, tmp_path / "github")
    shutil.copy(LIBRARY, copy.root / "library.yaml")
    commands = "\n".join(re.findall(r"^\$ (.*)$", COMMANDS, re.MULTILINE))
    said = shell(copy, commands)
    assert "verdict: conforms (0 new, 0 known, 0 corrected, 0 stale)" in said.stdout, said.stdout + said.stderr
    assert said.returncode == 0

    content = parse_document(LIBRARY.read_bytes(), LIBRARY.name).content
    with FakeVendor(content) as vendor:
        settings = {**vendor.environment, "VOBIZ_BEARER_TOKEN": vendor.environment["VOBIZ_TOKEN"]}
        (live,) = (line for line in AFTER.splitlines() if line.startswith("$ make"))
        assert set(re.findall(r"VOBIZ_\w+(?==)", AFTER)) <= settings.keys()
        said = shell(copy, live.removeprefix("$ "), **settings)
        assert said.returncode == 0, said.stdout + said.stderr
        assert "verdict: conforms" in said.stdout
        called = copy.run(
            "-c", CALL.replace("6f2a8a4e-3b0a-4f4e-9d55-0b1c2d3e4f50", settings["VOBIZ_BOOK_ID"]), **settings
        )
        assert called.stdout.startswith("{'Token': ('bearer', 'Authorization', 'bearer_token')}"), called.stderr
    drifts = ["path.trailing_slash:301", "auth.not_enforced:absent"]
    with FakeVendor(content, drifts, settings={"VOBIZ_TOKEN": "s3cret-of-the-library"}) as vendor:
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
def test_a_scheme_without_a_variable_is_one_sentence(copy: Copy, entry: str, sentence: str) -> None:
    shutil.copy(LIBRARY, copy.root / "openapi.yaml")
    (copy.root / "openapi.overlay.yaml").write_text('overlay: 1.1.0\ninfo: {title: x, version: "1"}\nactions: []\n')
    settings = copy.root / "contract_tests" / "schemathesis.toml"
    settings.write_text(settings.read_text().partition("# Which variable holds")[0] + entry)
    assert copy.run("-m", "vendor_spec", "accept").returncode == 0
    environment = {"VOBIZ_BASE_URL": "http://127.0.0.1:9", "LIBRARY_TOKEN": "x"}
    refused = copy.run("-m", "contract_tests", "--target", "live", **environment)
    assert refused.returncode == 2
    assert sentence in refused.stdout + refused.stderr


def shell(copy: Copy, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=copy.root,
        env=copy.environment(**environment),
        capture_output=True,
        text=True,
        timeout=120,
    )

"""The text of the pull request that a newer document becomes."""

import copy
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.documents import MINIMAL, with_operation
from vendor_spec.__main__ import main
from vendor_spec.diff.change import Change, Rating
from vendor_spec.files import sha256_of
from vendor_spec.proposal.body import Proposal, render_proposal
from vendor_spec.proposal.nightly import missing_lines
from vendor_spec.proposal.version import next_version

BREAKING, DEPRECATED, ADDITIVE, NOTICE = Rating


@pytest.mark.parametrize(
    ("version", "ratings", "expected"),
    [
        ("1.2.3", [NOTICE, ADDITIVE, BREAKING], "2.0.0"),
        ("1.2.3", [ADDITIVE, NOTICE], "1.3.0"),
        ("1.2.3", [DEPRECATED], "1.3.0"),
        ("1.2.3", [NOTICE], "1.2.4"),
        ("1.2.3", [], "1.2.4"),
        ("0.2.3", [BREAKING], "0.3.0"),
        ("0.2.3", [DEPRECATED, ADDITIVE], "0.3.0"),
        ("0.2.3", [NOTICE], "0.2.4"),
    ],
)
def test_the_version_follows_the_table(version: str, ratings: Sequence[Rating], expected: str) -> None:
    assert next_version(version, ratings) == expected


def test_a_method_that_is_gone_breaks_callers() -> None:
    assert next_version("1.2.3", [ADDITIVE], is_method_lost=True) == "2.0.0"


def test_the_nightly_run_wants_a_value_for_each_new_path_parameter() -> None:
    content = with_operation("/a/{trunk-id}/{number_id}/{trunk_id}", "get")
    content["paths"]["/a/{trunk-id}/{number_id}/{trunk_id}"]["parameters"] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("trunk-id", "number_id", "trunk_id")
    ]
    assert missing_lines(content, "          VOBIZ_NUMBER_ID: x\n") == ["VOBIZ_TRUNK_ID: ${{ secrets.VOBIZ_TRUNK_ID }}"]


def proposal(changes: Sequence[Change], **more: Any) -> str:
    known: dict[str, Any] = {
        "operations": (1, 2), "methods": ({"a.b"}, {"a.b"}), "version": "1.0.0", "proposed": "1.1.0", **more
    }  # fmt: skip
    return render_proposal(Proposal(changes=changes, **known))


def test_what_has_to_be_decided_comes_first() -> None:
    changes = [
        Change(BREAKING, "x", "it broke", ("GET /a",)),
        Change(DEPRECATED, "x", "is deprecated", ("GET /b",)),
        *(Change(ADDITIVE, "operation.added", "new operation", (f"GET /c/{number}",)) for number in range(30)),
        Change(ADDITIVE, "response.field_added", "new field", ("GET /d",)),
        Change(NOTICE, "words", "words"),
    ]
    text = proposal(
        changes,
        problems=["the correction one matches nothing"],
        nightly_lines=["VOBIZ_X: ${{ secrets.VOBIZ_X }}"],
        methods=({"a.b", "a.gone"}, {"a.b", "a.new"}),
    )
    order = [
        "matches nothing",
        "Proposed version: 1.1.0",
        "it broke",
        "is deprecated",
        "/c/1`",
        "VOBIZ_X",
        "### Vendor",
    ]
    assert sorted(order, key=text.index) == order
    assert "a.gone" not in text  # the client is still the old one
    entry = text.partition("````markdown\n")[2].partition("````")[0]
    assert entry.splitlines()[2:4] == ["- Breaking: `GET /a`: `it broke`", "- Deprecated: `GET /b`: `is deprecated`"]
    assert "- New: 30 operations: `GET /c/0`" in entry
    assert "and 10 more" in entry
    assert "- More: 1 response field." in entry
    methods = proposal(changes, methods=({"a.b", "a.gone"}, {"a.b", "a.new"}))
    assert "Gone: `a.gone`" in methods
    assert "New: `a.new`" in methods


def test_the_text_fits_a_pull_request_however_much_changed() -> None:
    changes = [Change(rating, "operation.added", "y" * 2000, ("z" * 300,)) for rating in Rating for _ in range(5000)]
    methods = {f"{'n' * 90}.{number}" for number in range(5000)}
    lines = [f"VOBIZ_{'X' * 90}{number}" for number in range(5000)]
    text = proposal(changes, methods=(set(), methods), nightly_lines=lines, hints=["h" * 900] * 500)
    assert len(text) < 65_536
    assert text.count("<details>") == text.count("</details>")
    assert text.rstrip().endswith("````")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project under git, with an overlay and a client of one method."""
    action = {
        "target": "$.paths['/numbers/{number_id}'].get",
        "description": "A summary.",
        "x-correction": "summary",
        "x-evidence": "seen",
        "update": {"summary": "One number"},
    }
    files = {
        "openapi.yaml": json.dumps(MINIMAL),
        "openapi.overlay.yaml": json.dumps(
            {"overlay": "1.1.0", "info": {"title": "x", "version": "1"}, "actions": [action]}
        ),
        "generator-templates/runtime/version.py": 'VERSION = "1.4.0"\n',
        ".github/workflows/nightly.yml": "VOBIZ_NUMBER_ID: x\n",
        "generated/vobiz_client/api/numbers/__init__.py": "",
        "generated/vobiz_client/api/numbers/get_number.py": "",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    monkeypatch.chdir(tmp_path)
    assert main(["accept"]) == 0
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@t.test", "-C", str(tmp_path)]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "First"]):
        subprocess.run([*git, *arguments], check=True)
    return tmp_path


def propose(project: Path, document: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> str:
    (project / "openapi.yaml").write_text(json.dumps(document))
    assert main(["accept"]) == 0
    sums = [sha256_of((project / name).read_bytes()) for name in ("openapi.yaml", "openapi.overlay.yaml")]
    stamp = dict(zip(("document_sha256", "overlay_sha256"), sums, strict=True))
    (project / "generated/vobiz_client/_stamp.json").write_text(json.dumps(stamp))
    capsys.readouterr()
    assert main(["proposal"]) == 0
    return capsys.readouterr().out


def test_a_newer_document_is_told_from_the_files_of_the_project(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = "/numbers/{number_id}/calls/{call_id}"
    newer = with_operation(path, "get", operationId="get-call", tags=["Calls"])
    newer["paths"][path]["parameters"] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("number_id", "call_id")
    ]
    (project / "generated/vobiz_client/api/calls").mkdir()
    (project / "generated/vobiz_client/api/calls/get_call.py").write_text("")
    text = propose(project, newer, capsys)
    assert text.startswith("**Proposed version: 1.5.0** (now 1.4.0). Operations: 1 before, 2 after.\n")
    assert "New: `calls.get_call`" in text
    assert "VOBIZ_CALL_ID: ${{ secrets.VOBIZ_CALL_ID }}" in text
    assert "secrets.VOBIZ_NUMBER_ID" not in text


def test_a_correction_that_no_longer_fits_is_the_first_thing_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = copy.deepcopy(MINIMAL)
    newer["paths"]["/lines/{number_id}"] = newer["paths"].pop("/numbers/{number_id}")
    text = propose(project, newer, capsys)
    assert text.startswith(
        "**The client could not be generated, so it is still the old one, and CI is red on this:**\n"
    )
    assert text.splitlines()[2].startswith("- `openapi.overlay.yaml: the correction summary ")
    assert "the path /numbers/{number_id} became /lines/{number_id}" in text
    assert "Proposed version: 2.0.0" in text


def test_a_client_that_is_not_of_this_document_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newer = with_operation("/more", "get")
    (project / "openapi.yaml").write_text(json.dumps(newer))
    assert main(["accept"]) == 0
    capsys.readouterr()
    assert main(["proposal"]) == 0
    assert "make generate fails" in capsys.readouterr().out.splitlines()[2]

"""Updates through the command: what they write, and what they show before."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Copy
from tests.vendor_spec.conftest import ROOT, bytes_below
from tests.vendor_spec.pages import GUIDE, answer, block, fields, make_page, one_operation
from tests.vendor_spec.shapes import SHAPES
from vendor_spec.__main__ import main
from vendor_spec.openapi.provenance import read_document, read_sources
from vendor_spec.project import Project
from vendor_spec.prose.claims import read_claims


def update(*sources: str, yes: bool = True) -> int:
    return main(["update", *(["--yes"] if yes else []), *sources])


def test_a_single_page_is_kept_byte_for_byte(updated: Project, tmp_path: Path) -> None:
    assert updated.document.read_text() in (tmp_path / "first.md").read_text()
    assert read_sources(updated) == ("first.md",)
    assert [claims.page for claims in read_claims(updated)] == ["first.md"]
    read_document(updated)


def test_the_same_source_again_changes_nothing_twice(updated: Project, capsys: pytest.CaptureFixture[str]) -> None:
    before = bytes_below(updated)
    for _ in range(2):
        assert update("../first.md", yes=False) == 0
        assert "nothing changed" in capsys.readouterr().out
    assert bytes_below(updated) == before


def test_one_page_replaces_its_operation_and_leaves_the_others(updated: Project, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, path in (("a.md", "/v1/a"), ("b.md", "/v1/b"), ("c.md", "/v1/c")):
        (folder / name).write_text(make_page(path=path))
    (folder / "guide.md").write_text(GUIDE)
    assert update("../pages") == 0
    before = read_document(updated).content["paths"]
    assert list(before) == ["/v1/a", "/v1/b", "/v1/c"]
    (tmp_path / "b.md").write_text(make_page(path="/v1/b", summary="Newer", prose="It may answer with status 409."))
    assert update("../b.md") == 0
    after = read_document(updated).content["paths"]
    assert list(after) == ["/v1/a", "/v1/b", "/v1/c"]
    assert after["/v1/b"]["get"]["summary"] == "Newer"
    assert (after["/v1/a"], after["/v1/c"]) == (before["/v1/a"], before["/v1/c"])
    claims = {claims.operation: claims for claims in read_claims(updated)}
    assert [claim.status for claim in claims["GET /v1/b"].statuses] == [409]
    assert claims["GET /v1/a"].page == "a.md"
    assert read_sources(updated) == ("b.md", "pages")


def test_a_page_whose_path_has_moved_takes_its_old_operation_with_it(updated: Project, tmp_path: Path) -> None:
    (tmp_path / "first.md").write_text(make_page(path="/v1/things/{thing_id}/"))
    assert update("../first.md") == 0
    assert [operation.path for operation in read_document(updated).operations] == ["/v1/things/{thing_id}/"]


def test_a_whole_document_in_yaml_is_kept_byte_for_byte_and_keeps_the_claims_that_still_hold(
    updated: Project, tmp_path: Path
) -> None:
    document = one_operation("get", "/v1/things/{thing_id}", {"responses": {"200": {"description": "Yes"}}})
    text = f"# ours\r\n{json.dumps(document, indent=1)}\n\n"
    (tmp_path / "whole.yaml").write_bytes(text.encode())
    assert update("../whole.yaml") == 0
    assert updated.document.read_bytes() == text.encode()
    assert [claims.page for claims in read_claims(updated)] == ["first.md"]
    (tmp_path / "whole.json").write_text(json.dumps(document))
    assert update("../whole.json") == 0
    assert read_document(updated).content == document
    assert [claims.page for claims in read_claims(updated)] == ["first.md"]


def test_what_changes_for_a_client_is_shown_before_it_is_written(
    updated: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "first.md").write_text(make_page(responses={"200": answer(fields(id="string"))}, security=[]))
    before = bytes_below(updated)
    assert update("../first.md", yes=False) == 2
    output = capsys.readouterr()
    assert "credentials changed: header X-Auth-ID and header X-Auth-Token became none" in output.out
    assert "breaking" in output.out
    assert "give --yes" in output.err
    assert bytes_below(updated) == before


@pytest.mark.parametrize(("reply", "status"), [("y\n", 0), ("n\n", 1), ("\n", 1), ("", 130)])
def test_nothing_is_written_unless_the_user_says_yes(
    updated: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: str, status: int
) -> None:
    (tmp_path / "first.md").write_text(make_page(summary="Newer"))
    before = bytes_below(updated)
    keyboard = io.StringIO(reply)
    monkeypatch.setattr(keyboard, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", keyboard)
    assert update("../first.md", yes=False) == status
    assert (bytes_below(updated) == before) is (status != 0)


def test_on_a_terminal_the_user_is_asked(updated: Project, tmp_path: Path) -> None:
    (tmp_path / "first.md").write_text(make_page(summary="Newer"))
    before = bytes_below(updated)
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "wb", buffering=0) as keyboard:
        process = subprocess.Popen(
            [sys.executable, "-m", "vendor_spec", "update", "../first.md"],
            stdin=theirs,
            stdout=subprocess.PIPE,
            cwd=updated.root,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        os.close(theirs)
        keyboard.write(b"y\n")
        output = process.communicate(timeout=30)[0].decode()
    assert process.returncode == 0
    assert re.search(r"Write .*openapi\.yaml.*\? \[y/N\]", output)
    assert bytes_below(updated) != before


def test_a_correction_that_the_update_outdates_is_named(
    updated: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    updated.overlay.write_text(
        "overlay: 1.1.0\nactions:\n- {target: \"$.paths['/v1/things/{thing_id}'].get\","
        " description: d, x-correction: c,"
        " x-evidence: e, update: {summary: Ours}}\n"
    )
    (tmp_path / "first.md").write_text(make_page(summary="Ours"))
    assert update("../first.md") == 0
    assert "warning: openapi.overlay.yaml: the correction c is unneeded" in capsys.readouterr().out


def test_pages_that_contradict_each_other_are_both_named_and_nothing_is_written(
    updated: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, path, type_ in (("a.md", "/v1/a", "string"), ("b.md", "/v1/b", "integer")):
        document = one_operation(
            "get",
            path,
            {"responses": {"200": answer({"$ref": "#/components/schemas/Thing"})}},
            schemas={"Thing": fields(id=type_)},
        )
        (folder / name).write_text(f"# {name}\n{block(document)}")
    before = bytes_below(updated)
    assert update("../pages") == 2
    error = capsys.readouterr().err
    assert "a.md and b.md contradict each other at components/schemas/Thing/properties/id/type" in error
    assert bytes_below(updated) == before


def test_a_document_edited_by_hand_is_not_written_over(updated: Project, capsys: pytest.CaptureFixture[str]) -> None:
    updated.document.write_text(updated.document.read_text() + "# mine\n")
    before = bytes_below(updated)
    assert update("../first.md") == 2
    assert "python -m vendor_spec accept" in capsys.readouterr().err
    assert bytes_below(updated) == before


def test_an_index_in_a_folder_names_its_pages(updated: Project, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    (folder / "calls").mkdir(parents=True)
    (folder / "calls" / "a.md").write_text(make_page(path="/v1/a"))
    (folder / "b.md").write_text(make_page(path="/v1/b"))
    (folder / "llms.txt").write_text("# Docs\n\n- [A](calls/a.md): a\n- [B](b.md#top)\n- [Not a page](style.css)\n")
    assert update("../docs/llms.txt") == 0
    assert [operation.path for operation in read_document(updated).operations] == ["/v1/a", "/v1/b"]
    assert [claims.page for claims in read_claims(updated)] == ["calls/a.md", "b.md"]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with a page of each shape, and a guide."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, shape in SHAPES.items():
        (folder / f"{name}.md").write_bytes(shape.text.encode())
    (folder / "guide.md").write_text(GUIDE)
    return folder


def test_the_merge_of_all_shapes_is_valid(
    updated: Project, tmp_path: Path, pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert update(str(pages)) == 0
    assert "1 of 14 pages document no operation" in capsys.readouterr().out
    assert str(tmp_path) not in updated.provenance.read_text() + updated.claims.read_text()
    labels = {operation.label for operation in read_document(updated).operations}
    assert labels == {shape.label for shape in SHAPES.values()}


@pytest.mark.catalogue
def test_the_merge_of_all_shapes_generates_mocks_and_passes(copy: Copy, pages: Path) -> None:
    copy.project.overlay.write_text(
        "overlay: 1.1.0\nactions:\n- {target: '$.paths.*.*.responses', description: d, x-correction: c, x-evidence: e,"
        " update: {'401': {description: Who?}, '422': {description: No}}}\n"
    )
    updated = copy.run("-m", "vendor_spec", "update", "--yes", str(pages))
    assert updated.returncode == 0, updated.stderr
    generated = copy.run("-m", "vendor_spec", "generate")
    assert generated.returncode == 0, generated.stderr
    run = copy.run("-m", "contract_tests", timeout=120)
    assert run.returncode == 0, run.stdout[-3000:]
    assert run.stdout.rstrip().splitlines()[-1].startswith("verdict: conforms (0 new")

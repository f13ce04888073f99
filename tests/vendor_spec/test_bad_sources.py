"""Input that is none: one sentence that names the place, and nothing has changed; nor has it when the disk is full."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vendor_spec.conftest import ROOT, bytes_below
from tests.vendor_spec.pages import GUIDE, block, make_page, one_operation
from vendor_spec.__main__ import main
from vendor_spec.openapi.provenance import read_document
from vendor_spec.project import Project

FILES = ("openapi.yaml", "openapi.provenance.yaml", "openapi.claims.yaml")


def update(*sources: str, yes: bool = True) -> int:
    return main(["update", *(["--yes"] if yes else []), *sources])


def two_blocks() -> str:
    return make_page() + block(one_operation("get", "/v1/other", {"responses": {"200": {"description": "x"}}}))


def edited(old: str, new: str) -> Callable[[], str]:
    def make() -> str:
        text = make_page()
        assert old in text
        return text.replace(old, new)

    return make


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
BAD_PAGES: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "no block": (lambda: GUIDE, "holds no OpenAPI block"),
    "two blocks": (two_blocks, "holds 2 OpenAPI blocks, at lines 12 and "),
    "another operation than the heading": (
        edited("````yaml GET /v1/things", "````yaml POST /v1/things"),
        "is headed POST /v1/things/{thing_id} but documents GET",
    ),
    "a YAML bomb": (edited("openapi: 3.0.3\n", f"openapi: 3.0.3\n{BOMB}"), "its anchors multiply"),
    "duplicate keys": (edited("openapi: 3.0.3\n", "openapi: 3.0.3\nopenapi: 3.0.3\n"), "is given twice"),
    "anchors in a loop": (edited("info:\n", "x-loop: &l [*l]\ninfo:\n"), "recursive"),
    "a remote reference": (
        edited(
            "type: object\n", "type: object\n                additionalProperties: {$ref: 'https://x.test/s.json'}\n"
        ),
        "only references inside the document work",
    ),
    "a file reference": (
        edited("type: object\n", "type: object\n                additionalProperties: {$ref: '../../etc/passwd'}\n"),
        "only references inside the document work",
    ),
    "50 MB": (lambda: b"# Big\n" + b"x" * 50_000_000, "bytes"),
    "much prose": (lambda: "# Big\n" + "x " * 100_000, "characters beside its code blocks"),
    "not UTF-8": (lambda: b"# caf\xe9\n" + make_page().encode(), "is not UTF-8 text (byte 5)"),
    "HTML": (lambda: "\n<!DOCTYPE html>\n<html><body>Log in</body></html>", "is an HTML page"),
    "broken YAML": (edited("openapi: 3.0.3\n", "openapi: [3.0.3\n"), "is not usable YAML at line"),
    "no OpenAPI": (edited("openapi: 3.0.3", "openapi: 4.0.0"), "versions 3.0 and 3.1 are understood"),
    "two operations": (
        edited(
            "  /v1/things/{thing_id}:\n",
            "  /v1/more:\n    get: {responses: {'200': {description: x}}}\n  /v1/things/{thing_id}:\n",
        ),
        "holds 2 operations; a page documents one",
    ),
    "empty": (lambda: "", "holds no OpenAPI block"),
}


@pytest.mark.parametrize(("make", "sentence"), BAD_PAGES.values(), ids=BAD_PAGES.keys())
def test_bad_input_is_one_sentence_and_changes_nothing(
    updated: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[], str | bytes], sentence: str
) -> None:
    content = make()
    (tmp_path / "bad.md").write_bytes(content if isinstance(content, bytes) else content.encode())
    before = bytes_below(updated)
    capsys.readouterr()
    assert update("../bad.md") == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert "bad.md" in error
    assert error.count("\n") == 1
    assert bytes_below(updated) == before


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("../nowhere.md", "nowhere.md is not in"),
        ("/dev/zero", "neither a file nor a folder"),
        ("../empty", "holds no .md page"),
        ("http://docs.test/page.md", "is not https"),
        ("ftp://docs.test/page.md", "is not https"),
        ("https://user:secret@docs.test/page.md", "holds a user name or password"),
        ("https://[docs/page.md", "is no usable address"),
        ("../index/llms.txt", "leads out of"),
        ("../linked", "leads out of"),
    ],
)
def test_a_source_that_is_none_is_refused(
    updated: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], source: str, sentence: str
) -> None:
    for folder in ("empty", "index", "linked"):
        (tmp_path / folder).mkdir()
    (tmp_path / "index" / "llms.txt").write_text("- [x](../../x.md)\n- [y](../../../../etc/passwd.md)\n")
    (tmp_path / "linked" / "page.md").symlink_to(tmp_path / "first.md")
    before = bytes_below(updated)
    capsys.readouterr()
    assert update(source) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert "secret" not in error
    assert error.count("\n") == 1
    assert bytes_below(updated) == before


def test_a_disk_that_is_full_at_the_second_file_changes_nothing(
    updated: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "first.md").write_text(make_page(summary="Newer"))
    before = bytes_below(updated)
    calls = iter(range(100))

    def write_until_full(file: int, real: Callable[[int], None] = os.fsync) -> None:
        if next(calls) == 1:
            raise OSError(28, "No space left on device")
        real(file)

    monkeypatch.setattr(os, "fsync", write_until_full)
    assert update("../first.md") == 2
    error = capsys.readouterr().err
    assert "cannot be written: No space left on device; nothing was changed" in error
    assert error.count("\n") == 1
    assert bytes_below(updated) == before


STOPPED = """
import os, sys
from pathlib import Path
from vendor_spec.__main__ import main
real, renamed = Path.replace, []
def replace(self, target):
    if "new" in self.parts:
        if renamed:
            STOP
        renamed.append(self)
    return real(self, target)
Path.replace = replace
sys.exit(main(["update", "--yes", "../first.md"]))
"""


@pytest.mark.parametrize(
    ("stop", "status"), [("raise KeyboardInterrupt", 130), ("os.kill(os.getpid(), 9)", -9)], ids=["Ctrl-C", "kill -9"]
)
def test_an_update_that_is_stopped_between_two_files_is_as_if_it_never_was(
    updated: Project, tmp_path: Path, stop: str, status: int
) -> None:
    (tmp_path / "first.md").write_text(make_page(path="/v1/moved"))
    before = {name: (updated.root / name).read_bytes() for name in FILES}
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    script = STOPPED.replace("STOP", stop)
    stopped = subprocess.run([sys.executable, "-c", script], cwd=updated.root, env=environment, capture_output=True)
    assert stopped.returncode == status, stopped.stderr
    read_document(updated)
    assert {name: (updated.root / name).read_bytes() for name in FILES} == before
    assert not (updated.root / ".vendor_spec.update").exists()

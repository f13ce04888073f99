"""How a document is read, and commands of vendor_spec started, as a user does; what they may say and leave behind."""

import os
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.documents import text
from tests.vendor_spec.pages import make_page
from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import parse_document
from vendor_spec.overlay.actions import NO_OVERLAY
from vendor_spec.overlay.correction import correct_by
from vendor_spec.project import Project

SOON = 20  # seconds, of which a loaded machine needs many; what is shut out takes minutes or years


def read(content: Any) -> str:
    """The sentence in which a document is refused, or the first of what is repaired in it; empty when neither is."""
    begun = time.process_time()
    try:
        document = parse_document(content if isinstance(content, bytes) else text(content).encode(), "openapi.yaml")
        notices = correct_by(document, NO_OVERLAY).notices
    except SpecError as error:
        sentence = str(error)
        assert sentence.isprintable()
        assert "openapi.yaml" in sentence
        assert len(sentence) < 600
        return sentence
    finally:
        assert time.process_time() - begun < SOON
    assert all(notice.sentence.isprintable() and len(notice.sentence) < 600 for notice in notices)
    return f"{notices[0].sentence} ({notices[0].pointer})" if notices else ""


def start(
    root: Path, *arguments: str, environment: dict[str, str] | None = None, limit: int | None = None, **more: object
) -> subprocess.Popen[str]:
    """A command of vendor_spec at work in `root`; `limit` is the largest file that it may write, in bytes."""
    kept = {name: value for name, value in os.environ.items() if "PROXY" not in name.upper()}
    return subprocess.Popen(
        [sys.executable, "-m", "vendor_spec", *arguments],
        cwd=root,
        env={**kept, "PYTHONPATH": f"{ROOT / 'generated'}{os.pathsep}{ROOT}", **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit)) if limit else None,
        **more,  # type: ignore[call-overload]
    )


def run(root: Path, *arguments: str, **more: object) -> tuple[int, str]:
    """Status and stderr of a command, which ends by itself."""
    process = start(root, *arguments, **more)  # type: ignore[arg-type]
    _, error = process.communicate(timeout=120)
    return process.returncode, error


def is_one_sentence(outcome: tuple[int, str], *words: str) -> bool:
    status, error = outcome
    assert status == 2, error
    assert error.count("\n") == 1, error
    assert error.startswith("vendor_spec: ")
    assert all(word in error for word in words), error
    return True


def leftovers(root: Path) -> list[str]:
    return [
        path.name for path in root.rglob(".*") if path.name.startswith((".new-", ".vendor_spec", ".openapi", ".vobiz"))
    ]


def updated_project(root: Path) -> Project:
    """A project that was made by one update, with a newer page beside it."""
    project = Project(root / "project")
    project.root.mkdir()
    (project.root / "node_modules").symlink_to(ROOT / "node_modules")
    (root / "first.md").write_text(make_page())
    assert run(project.root, "update", "--yes", "../first.md") == (0, "")
    (root / "first.md").write_text(make_page(summary="Newer"))
    return project

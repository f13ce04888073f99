"""The project, taken over for the API of another vendor: what becomes of each of its files."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from attrs import evolve

from vendor_spec.adopt.cuts import REMOVED, cut
from vendor_spec.adopt.renaming import Names
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.openapi.document import Document, parse_document
from vendor_spec.openapi.provenance import BY_HAND, render_provenance
from vendor_spec.overlay.actions import NO_OVERLAY
from vendor_spec.overlay.correction import correct_by
from vendor_spec.project import Project

UNTOUCHED = ("LICENSE",)


def adopt(project: Project, names: Names, document: Path) -> Document:
    """Make `project` the one of another vendor: its document and names, no corrections, nothing tolerated.

    Raises SpecError and changes nothing unless `document` is a usable OpenAPI document, and git holds every file as it
    is now: git is how an adoption is undone.
    """
    content = read_file(document)
    parsed = parse_document(content, document.name)
    texts = {name: (project.root / name).read_bytes() for name in _tracked_files(project)}
    written = {
        **_rewritten(cut(texts, evolve(parsed, content=correct_by(parsed, NO_OVERLAY).content)), names),
        project.document.name: content,
        project.provenance.name: render_provenance([BY_HAND], parsed.sha256),
    }
    for name in texts.keys() - written.keys():
        (project.root / name).unlink()
    for folder in (*REMOVED, "generated"):
        shutil.rmtree(project.root / folder, ignore_errors=True)
    for name, new in written.items():
        if texts.get(name) != new:
            path = project.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(new)
    return parsed


def _rewritten(texts: Mapping[str, bytes], names: Names) -> dict[str, bytes]:
    rewritten = {}
    for name, content in texts.items():
        try:
            rewritten[names.rewrite(name)] = names.rewrite(content.decode()).encode()
        except UnicodeDecodeError:
            rewritten[name] = content
    return {**rewritten, **{name: texts[name] for name in UNTOUCHED if name in texts}}


def _tracked_files(project: Project) -> list[str]:
    if _git(project, "status", "--porcelain", "--untracked-files=no"):
        raise SpecError(
            "some files differ from the last commit; commit or stash them: git is how an adoption is undone"
        )
    return _git(project, "ls-files", "-z").split("\0")[:-1]


def _git(project: Project, *arguments: str) -> str:
    command = ["git", *arguments]
    try:
        return subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        raise SpecError(
            "this is no git repository; say git init and commit: git is how an adoption is undone"
        ) from None

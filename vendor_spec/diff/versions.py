"""An earlier version of the document: a file, or what git has of it."""

import subprocess
from pathlib import Path

from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.openapi.document import Document, parse_document
from vendor_spec.project import Project


def read_version(project: Project, version: str) -> Document:
    """Return the document in the file `version`, or the one that the commit `version` holds.

    Raises SpecError when there is neither, or it is no valid document.
    """
    path = Path(version)
    if path.is_file():
        return parse_document(read_file(path), path.name)
    commit = _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{version}^{{commit}}")
    if commit is None:
        raise SpecError(f"{version[:80]} is neither a file nor a commit of this repository; name one of them")
    name = project.document.name
    content = _git(project, "show", f"{commit.decode().strip()}:./{name}")
    if content is None:
        raise SpecError(f"the commit {version[:80]} holds no {name}; name a later one")
    return parse_document(content, f"{name} of {version[:80]}")


def _git(project: Project, *arguments: str) -> bytes | None:
    try:
        outcome = subprocess.run(["git", *arguments], cwd=project.root, capture_output=True)  # noqa: S607 - the user's own git
    except FileNotFoundError:
        raise SpecError("git is not installed; compare with a file instead") from None
    return outcome.stdout if outcome.returncode == 0 else None

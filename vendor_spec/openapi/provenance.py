"""Where the document came from: the bytes of `openapi.yaml` must be the ones that somebody took over on purpose."""

import subprocess
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from vendor_spec.errors import SpecError
from vendor_spec.files import read_file, write_file
from vendor_spec.openapi.document import Document, parse_document
from vendor_spec.openapi.yaml_text import dump_yaml, load_yaml
from vendor_spec.project import Project
from vendor_spec.transaction import recover

HEADER = "# Written by `python -m vendor_spec`: where openapi.yaml came from. Not edited by hand.\n"
BY_HAND = "put there by hand"


@frozen
class Served:
    """A document as it came: from where, its SHA-256, and the ETag of an address that gave one.

    `openapi.yaml` has other bytes where a document was written anew, as YAML or with what it refers to.
    """

    source: str
    sha256: str
    etag: str = ""


def read_document(project: Project) -> Document:
    """Return the vendor's document.

    Raises SpecError when it is not what `openapi.provenance.yaml` vouches for, or not a valid OpenAPI document.
    """
    recover(project.root)
    document = parse_document(read_file(project.document), project.document.name)
    vouched = _read(project).get("sha256")
    if document.sha256 != vouched:
        raise SpecError(
            f"{project.document.name} is not the document that {project.provenance.name} vouches for "
            f"(sha256 {document.sha256[:12]}, not {str(vouched)[:12]}); if the change is meant, "
            "run `.venv/bin/python -m vendor_spec accept`"
        )
    return document


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


def accept_document(project: Project) -> Document:
    """Vouch for the document as it lies there; raises SpecError and changes nothing when it is not valid."""
    document = parse_document(read_file(project.document), project.document.name)
    if not project.provenance.exists() or _read(project).get("sha256") != document.sha256:
        write_file(project.provenance, render_provenance([BY_HAND], document.sha256))
    return document


def render_provenance(sources: Iterable[str], sha256: str, served: Iterable[Served] = ()) -> bytes:
    """Return the text of `openapi.provenance.yaml`; several sources are written as a list, the newest first.

    `sha256` is that of `openapi.yaml`, `served` are the documents and the parts of documents that it was made of.
    """
    listed = list(sources)
    source = listed[0] if len(listed) == 1 else listed
    record: dict[str, Any] = {"source": source, "retrieved": date.today().isoformat(), "sha256": sha256}
    parts = [{key: value for key, value in asdict(part).items() if value} for part in served]
    if parts:
        record["served"] = parts
    return (HEADER + dump_yaml(record)).encode()


def read_sources(project: Project) -> tuple[str, ...]:
    """Return where the document came from, as the provenance says."""
    source = _read(project).get("source")
    return tuple(map(str, source)) if isinstance(source, list) else (str(source),) if source else ()


def _read(project: Project) -> dict[str, Any]:
    record = load_yaml(read_file(project.provenance), project.provenance.name)
    if not isinstance(record, dict):
        raise SpecError(
            f"{project.provenance.name} is not a record; run `.venv/bin/python -m vendor_spec accept` to write it anew"
        )
    return record


def _git(project: Project, *arguments: str) -> bytes | None:
    try:
        outcome = subprocess.run(["git", *arguments], cwd=project.root, capture_output=True)  # noqa: S607 - the user's own git
    except FileNotFoundError:
        raise SpecError("git is not installed; compare with a file instead") from None
    return outcome.stdout if outcome.returncode == 0 else None

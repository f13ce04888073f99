"""The corrected document: what the client is generated from, the mock answers by, and the checks hold against."""

import contextlib
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from vendor_spec.errors import SpecError
from vendor_spec.files import write_file
from vendor_spec.openapi.document import Document, Operation, iter_operations
from vendor_spec.openapi.provenance import read_document
from vendor_spec.openapi.repairs.notices import Notice
from vendor_spec.openapi.repairs.repairing import make_usable
from vendor_spec.openapi.yaml_text import dump_yaml, unshare
from vendor_spec.overlay.actions import NO_OVERLAY, Correction, Overlay, apply, read_overlay
from vendor_spec.project import Project


@frozen
class CorrectedDocument:
    """The vendor's document, the overlay, and the two applied to each other; nothing in `content` leads out of it.

    `notices` are the faults that are repaired in `content`.
    """

    document: Document
    overlay: Overlay
    content: dict[str, Any]
    corrections: tuple[Correction, ...]
    notices: tuple[Notice, ...] = ()

    @cached_property
    def operations(self) -> list[Operation]:
        return list(iter_operations(self.content))

    @cached_property
    def uncorrected(self) -> "CorrectedDocument | None":
        """The document without the overlay, its faults repaired as here; None when that does not make it usable."""
        if not self.overlay.actions:
            return self
        try:
            return correct_by(self.document, NO_OVERLAY)
        except SpecError:
            return None


def correct(project: Project, overlay_file: Path | None) -> CorrectedDocument:
    """Return the project's document corrected by `overlay_file`, or as the vendor wrote it when that is None.

    Raises SpecError for a bad document, a bad overlay, or a result that is no valid document any more.
    """
    return correct_by(read_document(project), NO_OVERLAY if overlay_file is None else read_overlay(overlay_file))


def correct_by(document: Document, overlay: Overlay) -> CorrectedDocument:
    """Return a document corrected by an overlay; raises SpecError as `correct` does."""
    content, corrections = apply(overlay, document.content)
    try:
        usable, notices = make_usable(content, document.name)
    except SpecError as error:
        if overlay.actions and readable_content(document) is not document.content:
            raise SpecError(f"{overlay.name} breaks what it corrects: {error}") from None
        raise
    return CorrectedDocument(document, overlay, usable, corrections, notices)


def readable_content(document: Document) -> dict[str, Any]:
    """Return what a document holds with its faults repaired; as its author wrote it, where that does not make it valid.

    Whoever compares two versions of a document reads it like this, whatever the overlay makes of it.
    """
    try:
        return make_usable(unshare(document.content), document.name)[0]
    except SpecError:
        return document.content


def without(corrected: CorrectedDocument, correction: str) -> CorrectedDocument:
    """Return the document without one of the corrections (its id); raises SpecError when the others build on it."""
    return only(corrected, {other.id for other in corrected.corrections} - {correction})


def without_dependents(corrected: CorrectedDocument, correction: str) -> CorrectedDocument:
    """Return the document without one of the corrections, and without those that do not apply without it."""
    kept: set[str] = set()
    for other in corrected.corrections:
        if other.id != correction:
            with contextlib.suppress(SpecError):
                only(corrected, {*kept, other.id})
                kept.add(other.id)
    return only(corrected, kept)


def only(corrected: CorrectedDocument, corrections: Collection[str]) -> CorrectedDocument:
    """Return the document with these corrections (ids) only; raises SpecError when they do not apply alone."""
    actions = tuple(action for action in corrected.overlay.actions if action["x-correction"] in corrections)
    return correct_by(corrected.document, evolve(corrected.overlay, actions=actions))


def write_corrected(corrected: CorrectedDocument, path: Path) -> None:
    """Write the corrected document as YAML to `path`, whole or not at all."""
    sources = f"{corrected.document.name} and {corrected.overlay.name}"
    header = f"# Made by `python -m vendor_spec build` from {sources}; edits are lost.\n"
    write_file(path, (header + dump_yaml(corrected.content)).encode())


def build(project: Project) -> CorrectedDocument:
    """Correct the project's document with its own overlay and write `build/openapi.yaml`."""
    corrected = correct(project, project.overlay)
    write_corrected(corrected, project.corrected)
    return corrected

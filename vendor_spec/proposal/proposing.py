"""What a newer document means for the project, worked out from the project's files and an earlier commit."""

from vendor_spec.diff.changes import find_changes
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.openapi.provenance import read_document, read_version
from vendor_spec.overlay.actions import NO_OVERLAY, read_overlay
from vendor_spec.overlay.correction import correct_by, readable_content
from vendor_spec.overlay.review import review_corrections
from vendor_spec.project import Project
from vendor_spec.proposal.body import Proposal
from vendor_spec.proposal.client import is_generated_from, methods_now, methods_of
from vendor_spec.proposal.nightly import WORKFLOW, missing_lines
from vendor_spec.proposal.version import next_version, read_version_number


def propose(project: Project, old: str) -> Proposal:
    """Compare the project as it lies there with the commit `old`; raises SpecError as reading a document does."""
    document, earlier = read_document(project), read_version(project, old)
    changes = find_changes(readable_content(earlier), readable_content(document))
    before, after = methods_of(project, old), methods_now(project)
    problems: list[str] = []
    hints: list[str] = []
    overlay = NO_OVERLAY
    try:
        overlay = read_overlay(project.overlay) if project.overlay.exists() else NO_OVERLAY
        hints = review_corrections(overlay, earlier.content, document.content)
        correct_by(document, overlay)
    except SpecError as error:
        problems, hints = hints or [str(error)], []
    if not problems and not is_generated_from(project, document.sha256, overlay.sha256):
        problems = ["make generate fails; its message is in the log of this workflow's run"]
    workflow = project.root / WORKFLOW
    version = read_version_number(project)
    return Proposal(
        changes=changes,
        operations=(len(earlier.operations), len(document.operations)),
        methods=(before, after),
        version=version,
        proposed=next_version(
            version, (change.rating for change in changes), is_method_lost=not problems and bool(before - after)
        ),
        problems=problems,
        hints=hints,
        nightly_lines=missing_lines(document.content, read_file(workflow).decode() if workflow.exists() else ""),
    )

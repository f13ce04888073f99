"""A newer document, and the claims of its pages, taken over from the vendor: first planned, then written as a whole."""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import field, frozen

from vendor_spec.counts import counted
from vendor_spec.diff.change import Change
from vendor_spec.diff.changes import find_changes
from vendor_spec.errors import SpecError
from vendor_spec.files import LARGEST, read_file
from vendor_spec.openapi.document import Document, parse_document
from vendor_spec.openapi.provenance import read_document, read_sources, render_provenance
from vendor_spec.openapi.yaml_text import dump_document
from vendor_spec.overlay.actions import NO_OVERLAY, read_overlay
from vendor_spec.overlay.correction import readable_content
from vendor_spec.overlay.review import review_corrections
from vendor_spec.project import Project
from vendor_spec.prose.claims import PageClaims, read_claims, render_claims
from vendor_spec.transaction import recover
from vendor_spec.update.merging import merge, replace_operations
from vendor_spec.update.pages import STAYS, Pages, choose_pages, read_claims_of, read_pages
from vendor_spec.update.sources import Reading
from vendor_spec.update.vendor import Vendor

MERGED = "# The vendor's document, put together by `python -m vendor_spec update` from several sources.\n"
MOST_NOTES = 20  # of one kind


@frozen
class Update:
    """What an update would write (`files`, empty when nothing changes), and what it means.

    `changes` are those of the document, `warnings` what it does to our corrections, `notes` what was passed over.
    """

    files: dict[str, bytes] = field(repr=False)
    operations: int
    pages: int
    changes: list[Change]
    warnings: list[str]
    notes: list[str]


def plan_update(project: Project, reading: Reading, vendor: Vendor) -> Update:
    """Work out what taking over `reading` would change; writes nothing.

    Raises SpecError when the document on disk is not vouched for, or a text is not usable or contradicts another.
    """
    recover(project.root)
    is_first = not (project.document.exists() or project.provenance.exists())
    current = None if is_first else read_document(project)
    earlier = read_claims(project)
    wholes = [parse_document(text.content, text.name) for text in reading.documents]
    whole = wholes[0] if wholes else None
    pages = read_pages(reading.pages, whole, current, is_strict=not (wholes or reading.listed))
    chosen, clashes = choose_pages(pages.found)
    if len(wholes) == 1:
        content = reading.documents[0].content
    elif wholes:
        content = _write(project, merge(wholes), current)
    else:
        content = _combine(project, reading, pages, current, earlier)
    if len(content) > LARGEST:
        raise SpecError(
            f"{project.document.name} would have {len(content)} bytes, more than the {LARGEST} that are read"
        )
    document = parse_document(content, project.document.name)
    new = [read_claims_of(page, document) for page in chosen]
    claims = _combine_claims(document, current, new, earlier, reading, vendor)
    on_disk = {path.name: path.read_bytes() for path in (project.document, project.claims) if path.exists()}
    wanted = {project.document.name: content}
    if claims or project.claims.name in on_disk:
        wanted[project.claims.name] = render_claims(claims)
    files = {name: new for name, new in wanted.items() if on_disk.get(name) != new}
    if project.document.name in files:
        is_partial = not (wholes or _is_whole(reading, pages)) and content != pages.blocks[0].content
        sources = (*reading.names, *(read_sources(project) if is_partial and not is_first else ()))
        served = [part for text in reading.documents for part in text.served]
        files[project.provenance.name] = render_provenance(dict.fromkeys(sources), document.sha256, served)
    old = current.content if current else document.content
    overlay = read_overlay(project.overlay) if old != document.content and project.overlay.exists() else NO_OVERLAY
    return Update(
        files=files,
        operations=len(document.operations),
        pages=len(chosen),
        changes=find_changes(readable_content(current or document), readable_content(document)),
        warnings=review_corrections(overlay, old, document.content),
        notes=[
            *_shorten([f"{STAYS}: {error}" for error in reading.failures.values()]),
            *_shorten(pages.faults),
            *_shorten(clashes),
            *_prose_only(document, claims),
            *_passed_over(reading, pages.others),
        ],
    )


def _combine(
    project: Project, reading: Reading, pages: Pages, current: Document | None, earlier: Sequence[PageClaims]
) -> bytes:
    """Return the text of a document that is made of pages, and of what they leave of the current one."""
    parts = [page.document for page in pages.blocks if page.document]
    if not parts and current and pages.found:
        return read_file(project.document)  # there is only prose, about the document that is there
    if not parts:
        raise SpecError(_no_document(reading, pages))
    # The operations of the current document that the pages now describe, perhaps under another path.
    operations = [operation for document in parts for operation in document.operations]
    names = {page.page.name for page in pages.blocks}
    replaced = {operation.label for operation in operations} | {c.operation for c in earlier if c.page in names}
    ids = {operation.definition.get("operationId") for operation in operations} - {None}
    former = current.operations if current else []
    replaced |= {operation.label for operation in former if operation.definition.get("operationId") in ids}
    is_rest_left = not _is_whole(reading, pages) and any(operation.label not in replaced for operation in former)
    if len(parts) == 1 and not is_rest_left:
        return pages.blocks[0].content
    merged = merge(parts)
    if current is not None and is_rest_left:
        newer = Document(", ".join(part.name for part in parts), "", merged)
        merged = replace_operations(current, newer, replaced)
    return _write(project, merged, current)


def _is_whole(reading: Reading, pages: Pages) -> bool:
    # A page that could not be had or read may be that of any operation.
    return reading.is_whole and not (reading.failures or pages.faults)


def _write(project: Project, merged: dict[str, Any], current: Document | None) -> bytes:
    if current is not None and merged == current.content:
        return read_file(project.document)
    return (MERGED + dump_document(merged)).encode()


def _combine_claims(
    document: Document,
    current: Document | None,
    new: Sequence[PageClaims],
    earlier: Iterable[PageClaims],
    reading: Reading,
    vendor: Vendor,
) -> list[PageClaims]:
    """Return the new claims, and the earlier ones that nothing new was read about.

    Those go whose operation the vendor has taken out of its document, or whose page out of its site.
    """
    renewed = {claims.operation for claims in new} | {claims.page for claims in new}
    order = {operation.label: index for index, operation in enumerate(document.operations)}
    removed = {operation.label for operation in current.operations} - order.keys() if current else set()

    def is_kept(claims: PageClaims) -> bool:
        is_gone = (
            bool(reading.listed) and vendor.owns(claims.page) and vendor.name_page(claims.page) not in reading.listed
        )
        return not (claims.operation in removed or renewed & {claims.operation, claims.page} or is_gone)

    kept = [claims for claims in earlier if is_kept(claims)]
    return sorted([*new, *kept], key=lambda claims: (order.get(claims.operation, len(order)), claims.page))


def _shorten(sentences: Sequence[str]) -> list[str]:
    more = len(sentences) - MOST_NOTES
    return [*sentences[:MOST_NOTES], *([f"the same of {counted(more, 'page')} more"] if more > 0 else [])]


def _prose_only(document: Document, claims: Iterable[PageClaims]) -> list[str]:
    labels = {operation.label for operation in document.operations}
    return [
        f"{page.page} documents {page.operation}, which the document lacks; an action of the overlay could add it"
        for page in claims
        if page.operation not in labels
    ]


def _passed_over(reading: Reading, others: int) -> list[str]:
    notes = []
    if others:
        notes.append(f"{others} of {counted(len(reading.pages), 'page')} document no operation and were passed over")
    if reading.foreign_links:
        notes.append(f"passed over: {counted(reading.foreign_links, 'link')} to other hosts")
    return notes


def _no_document(reading: Reading, pages: Pages) -> str:
    if pages.found:
        return f"{', '.join(reading.names)} has prose alone, and there is no document yet; name the document, too"
    if len(reading.texts) == 1:
        name = next(iter(reading.texts.values())).name
        return f"{name} holds no OpenAPI block; an operation's page ends with its document in a fence"
    return f"none of the {counted(len(reading.texts), 'page')} of {', '.join(reading.names)} documents an operation"

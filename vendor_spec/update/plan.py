"""A newer document, and the claims of its pages, taken over from the vendor: first planned, then written as a whole."""

from collections.abc import Iterable, Sequence

from attrs import evolve, field, frozen

from vendor_spec.diff.change import Change
from vendor_spec.diff.changes import find_changes
from vendor_spec.errors import SpecError
from vendor_spec.files import read_file
from vendor_spec.openapi.document import Document, parse_document
from vendor_spec.openapi.provenance import read_document, read_sources, render_provenance
from vendor_spec.openapi.yaml_text import dump_yaml
from vendor_spec.overlay.actions import NO_OVERLAY, read_overlay
from vendor_spec.overlay.review import review_corrections
from vendor_spec.project import Project
from vendor_spec.prose.claims import PageClaims, read_claims, render_claims
from vendor_spec.prose.page import read_block, read_page
from vendor_spec.prose.reading import read_page_claims
from vendor_spec.transaction import recover
from vendor_spec.update.merging import merge, replace_operations
from vendor_spec.update.sources import Reading

MERGED = "# The vendor's document, put together by `python -m vendor_spec update` from several sources.\n"


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


@frozen
class _Contribution:
    """A text as a document, and as claims when it is a page."""

    document: Document
    content: bytes
    claims: PageClaims | None


def plan_update(project: Project, reading: Reading) -> Update:
    """Work out what taking over `reading` would change; writes nothing.

    Raises SpecError when the document on disk is not vouched for, or a text is not usable or contradicts another.
    """
    recover(project.root)
    is_first = not (project.document.exists() or project.provenance.exists())
    current = None if is_first else read_document(project)
    contributions = _read_contributions(reading)
    earlier = read_claims(project)
    content = _combine(project, reading, contributions, current, earlier)
    document = parse_document(content, project.document.name)
    claims = _combine_claims(document, contributions, earlier)
    on_disk = {path.name: path.read_bytes() for path in (project.document, project.claims) if path.exists()}
    wanted = {project.document.name: content}
    if claims or project.claims.name in on_disk:
        wanted[project.claims.name] = render_claims(claims)
    files = {name: new for name, new in wanted.items() if on_disk.get(name) != new}
    if files:
        is_partial = not reading.is_whole and content != contributions[0].content
        sources = (*reading.names, *(read_sources(project) if is_partial and not is_first else ()))
        files[project.provenance.name] = render_provenance(dict.fromkeys(sources), document.sha256)
    notes = []
    if len(contributions) < len(reading.texts):
        without = len(reading.texts) - len(contributions)
        notes.append(f"{without} of {len(reading.texts)} pages hold no OpenAPI block and were passed over")
    if reading.foreign_links:
        notes.append(f"{reading.foreign_links} links of the index lead to other hosts and were passed over")
    old = current.content if current else document.content
    overlay = read_overlay(project.overlay) if old != document.content and project.overlay.exists() else NO_OVERLAY
    return Update(
        files=files,
        operations=len(document.operations),
        pages=sum(contribution.claims is not None for contribution in contributions),
        changes=find_changes(old, document.content),
        warnings=review_corrections(overlay, old, document.content),
        notes=notes,
    )


def _read_contributions(reading: Reading) -> list[_Contribution]:
    is_one_of_many = reading.is_whole and len(reading.texts) > 1
    contributions = []
    for text in reading.texts:
        if text.is_document:
            contributions.append(_Contribution(parse_document(text.content, text.name), text.content, None))
            continue
        page = read_page(text.content, text.name)
        if page.block or not is_one_of_many:  # guides and overviews stand between the pages of operations
            document, operation, content = read_block(page)
            claims = read_page_claims(page, operation.label)
            contributions.append(_Contribution(evolve(document, name=page.name), content, claims))
    if not contributions:
        raise SpecError(f"none of the {len(reading.texts)} pages of {', '.join(reading.names)} holds an OpenAPI block")
    return contributions


def _combine(
    project: Project,
    reading: Reading,
    contributions: Sequence[_Contribution],
    current: Document | None,
    earlier: Sequence[PageClaims],
) -> bytes:
    parts = [contribution.document for contribution in contributions]
    # The operations of the current document that the pages now describe, perhaps under another path.
    operations = [operation for document in parts for operation in document.operations]
    pages = {contribution.claims.page for contribution in contributions if contribution.claims}
    replaced = {operation.label for operation in operations} | {c.operation for c in earlier if c.page in pages}
    ids = {operation.definition.get("operationId") for operation in operations} - {None}
    former = current.operations if current else []
    replaced |= {operation.label for operation in former if operation.definition.get("operationId") in ids}
    is_rest_left = not reading.is_whole and any(operation.label not in replaced for operation in former)
    if len(parts) == 1 and not is_rest_left:
        return contributions[0].content
    merged = merge(parts)
    if current is not None and is_rest_left:
        newer = Document(", ".join(part.name for part in parts), "", merged)
        merged = replace_operations(current, newer, replaced)
    if current is not None and merged == current.content:
        return read_file(project.document)
    return (MERGED + dump_yaml(merged)).encode()


def _combine_claims(
    document: Document, contributions: Iterable[_Contribution], earlier: Iterable[PageClaims]
) -> list[PageClaims]:
    """Return the new claims, and the earlier ones about operations that are left and of which no page was read."""
    new = [contribution.claims for contribution in contributions if contribution.claims]
    renewed = {claims.operation for claims in new}
    order = {operation.label: index for index, operation in enumerate(document.operations)}
    kept = [claims for claims in earlier if claims.operation in order and claims.operation not in renewed]
    return sorted([*new, *kept], key=lambda claims: (order[claims.operation], claims.page))

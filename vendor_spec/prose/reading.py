"""From a docs page to its claims."""

import re
from collections.abc import Iterator

from vendor_spec.prose.calls import read_curl_commands, read_json, read_request_line
from vendor_spec.prose.claims import ExampleClaim, FieldClaim, PageClaims, RequestClaim, StatusClaim
from vendor_spec.prose.markdown import Component, Fence, Heading, Item, Paragraph, Table
from vendor_spec.prose.page import Page
from vendor_spec.prose.rows import Rows, read_names
from vendor_spec.prose.sections import Section
from vendor_spec.prose.wording.statuses import STATUS_COLUMN, find_label_status, find_statuses, read_status_cell

_JSON = ("json", "jsonc", "json5")


def read_page_claims(page: Page, operation: str) -> PageClaims:
    """Return what `page` says of `operation`, the label (`GET /path`) of the one in its block."""
    placed = [(item, section) for item, section in _place_items(page.items) if not section.is_foreign]
    rows = Rows(frozenset(name for item in page.items if isinstance(item, Table) for name in read_names(item)))
    mentions = [claim for item, _ in placed for claim in _read_statuses(item)]
    first = {claim.status: claim for claim in reversed(mentions)}
    return PageClaims(
        operation=operation,
        page=page.name,
        sha256=page.sha256,
        requests=tuple(claim for item, _ in placed for claim in _read_requests(item)),
        fields=tuple(claim for item, section in placed for claim in _read_fields(item, section, rows)),
        examples=tuple(claim for item, section in placed for claim in _read_examples(item, section)),
        statuses=tuple(first[status] for status in sorted(first)),
    )


def _place_items(items: tuple[Item, ...]) -> Iterator[tuple[Item, Section]]:
    section = Section()
    for item in items:
        yield item, section
        if isinstance(item, Heading):
            above = (heading for heading in section.headings if heading[0] < item.level)
            section = Section((*above, (item.level, item.text)))
        elif isinstance(item, Paragraph):
            section = Section(section.headings, item.text)
        elif isinstance(item, Table):
            section = Section(section.headings)


def _read_requests(item: Item) -> Iterator[RequestClaim]:
    claim = None
    if isinstance(item, Paragraph) and not item.is_bullet:
        claim = read_request_line(item.text, item.line, is_code=False)
    elif isinstance(item, Fence) and item.language not in _JSON:
        claim = read_request_line(item.content, item.line + 1, is_code=True)
        if claim is None:
            yield from read_curl_commands(item.content, item.line + 1)
    if claim is not None:
        yield claim


def _read_fields(item: Item, section: Section, rows: Rows) -> Iterator[FieldClaim]:
    match item:
        case Table():
            yield from rows.read_table(item, section)
        case Paragraph(is_bullet=True):
            yield from rows.read_bullet(item.text, item.line, section)
        case Component():
            yield from rows.read_component(item.tag, item.text, item.line)


def _read_examples(item: Item, section: Section) -> Iterator[ExampleClaim]:
    if not isinstance(item, Fence) or item.language not in (*_JSON, ""):
        return
    body, status = read_json(item.content), find_label_status(item.label)
    side = "response" if status else Section(lead=item.label).side or section.side
    if not isinstance(body, dict | list):
        return
    if side == "request":
        yield ExampleClaim(item.line, side, body)
    elif side == "response":
        status = status or section.status
        is_error = section.is_about_errors or re.search(r"\berrors?\b", f"{item.label} {section.lead}", re.IGNORECASE)
        if status or not is_error:
            yield ExampleClaim(item.line, side, body, status)


def _read_statuses(item: Item) -> Iterator[StatusClaim]:
    match item:
        case Fence(line=line) if item.language in (*_JSON, ""):
            status = find_label_status(item.label)
            if status is not None:
                yield StatusClaim(line, status)
        case Heading(line=line, text=text) | Paragraph(line=line, text=text) | Component(line=line, text=text):
            yield from (StatusClaim(line + below, status) for below, status in find_statuses(text))
        case Table(header=header, rows=rows):
            column = next((index for index, name in enumerate(header) if STATUS_COLUMN.search(name)), None)
            for row in rows:
                if column is not None and column < len(row.cells):
                    statuses = [read_status_cell(row.cells[column])]
                else:
                    statuses = [status for cell in row.cells for _, status in find_statuses(cell)]
                yield from (StatusClaim(row.line, status) for status in statuses if status is not None)

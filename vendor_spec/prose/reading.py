"""From a docs page to its claims."""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from typing import Any, TypeVar

from attrs import evolve

from vendor_spec.openapi.document import Document
from vendor_spec.prose.binding import find_operation
from vendor_spec.prose.block import find_differences
from vendor_spec.prose.calls import read_curl_commands, read_json, read_request_line
from vendor_spec.prose.claims import (
    BlockClaim,
    CredentialClaim,
    ExampleClaim,
    FieldClaim,
    PageClaims,
    RequestClaim,
    StatusClaim,
)
from vendor_spec.prose.markdown import Component, Fence, Heading, Item, Paragraph, Table
from vendor_spec.prose.page import Page, read_block
from vendor_spec.prose.rows import LONGEST, Rows, read_names
from vendor_spec.prose.sections import Section
from vendor_spec.prose.wording.credentials import find_credentials, read_authorization
from vendor_spec.prose.wording.statuses import STATUS_COLUMN, find_label_status, find_statuses, read_status_cell

T = TypeVar("T")
MOST_CLAIMS = 500  # of a kind: each is compared with the document, which takes a moment
LAST = 1_000_000  # a line after the last one of any page
_JSON = ("json", "jsonc", "json5")


def read_page_claims(page: Page, operation: str, document: Document | None = None) -> PageClaims:
    """Return what `page` says of `operation`, a label (`GET /path`): that of its block, or of `find_page_operation`.

    `document` is the whole document beside which the page is read: where the page's block says otherwise of the
    operation, that is claimed, too.
    """
    placed = list(_place_items(page.items))
    own = [(item, section) for item, section in placed if not section.is_foreign]
    rows = Rows(frozenset(name for item in page.items for name in read_names(item)))
    mentions = [claim for item, _ in own for claim in _read_statuses(item)]
    first = {claim.status: claim for claim in reversed(mentions)}
    return PageClaims(
        operation=operation,
        page=page.name,
        sha256=page.sha256,
        requests=tuple(_find_ends(page.items, _first(claim for item, _ in own for claim in _read_requests(item)))),
        fields=_first(claim for item, section in _gather_lists(placed) for claim in _read_fields(item, section, rows)),
        examples=_first(claim for item, section in own for claim in _read_examples(item, section)),
        statuses=tuple(first[status] for status in sorted(first)),
        credentials=_first(claim for item, section in own for claim in _read_credentials(item, section)),
        block=() if document is None else _compare_block(page, operation, document),
    )


def find_page_operation(page: Page, content: Mapping[str, Any]) -> str:
    """Return the label of the operation that a page without a block is about; empty for a guide.

    The label is the document's own (`content`), or made of the request line if the document lacks the operation. The
    request line is the one above the page's first heading, or all that the page has are for one operation.
    """
    placed = [(item, section) for item, section in _place_items(page.items) if not section.is_foreign]
    requests = ((claim, section) for item, section in placed for claim in _read_requests(item))
    lines = _first((claim, section) for claim, section in requests if claim.form == "http")
    top = [claim for claim, section in lines if not section.texts]
    return find_operation(top[:1] or [claim for claim, _ in lines], content)


def _first(claims: Iterable[T]) -> tuple[T, ...]:
    return tuple(islice(claims, MOST_CLAIMS))


def _compare_block(page: Page, operation: str, document: Document) -> tuple[BlockClaim, ...]:
    documented = next((each for each in document.operations if each.label == operation), None)
    if page.block is None or documented is None:
        return ()
    block, own, _ = read_block(page)
    return find_differences(document.content, documented, block.content, own, page.block.line)


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


def _gather_lists(placed: list[tuple[Item, Section]]) -> Iterator[tuple[Item | list[Paragraph], Section]]:
    """Yield the items, bullets that follow one another as one list under what stands before the first of them."""
    for is_list, group in groupby(placed, lambda pair: isinstance(pair[0], Paragraph) and pair[0].depth > 0):
        run = list(group)
        if is_list:
            yield [item for item, _ in run if isinstance(item, Paragraph)], run[0][1]
        else:
            yield from run


def _find_ends(items: tuple[Item, ...], claims: tuple[RequestClaim, ...]) -> Iterator[RequestClaim]:
    """Yield the claims, those unlike the first with the last line of their section: what follows there is theirs."""
    headings = [item for item in items if isinstance(item, Heading)]
    ends: dict[int, int] = {}
    pending: list[Heading] = []
    for heading in headings:
        while pending and pending[-1].level >= heading.level:
            ends[pending.pop().line] = heading.line - 1
        pending.append(heading)
    lines = [heading.line for heading in headings]
    for claim in claims:
        is_alike = (claim.method, claim.path) == (claims[0].method, claims[0].path)
        above = bisect(lines, claim.line)
        yield claim if is_alike else evolve(claim, until=ends.get(lines[above - 1], LAST) if above else LAST)


def _read_requests(item: Item) -> Iterator[RequestClaim]:
    claim = None
    if isinstance(item, Paragraph) and not item.depth:
        claim = read_request_line(item.text, item.line, is_code=False)
    elif isinstance(item, Fence) and item.language not in _JSON:
        claim = read_request_line(item.content, item.line + 1, is_code=True)
        if claim is None:
            yield from read_curl_commands(item.content, item.line + 1)
    if claim is not None:
        yield claim


def _read_fields(item: Item | list[Paragraph], section: Section, rows: Rows) -> Iterator[FieldClaim]:
    match item:
        case Table():
            yield from rows.read_table(item, section)
        case list():
            yield from rows.read_list(item, section)
        case Component() if not section.is_foreign:
            yield from rows.read_component(item.tag, item.text, item.line)


def _read_credentials(item: Item, section: Section) -> Iterator[CredentialClaim]:
    match item:
        case Heading(line=line, text=text) | Paragraph(line=line, text=text):
            found = find_credentials(text, is_about_authentication=section.is_about_authentication)
            yield from (CredentialClaim(line + below, scheme, name) for below, scheme, name in found)
        case Table(rows=rows):
            for row in rows:
                scheme = read_authorization(" ".join(row.cells)[:LONGEST])
                if scheme is not None:
                    yield CredentialClaim(row.line, scheme)


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

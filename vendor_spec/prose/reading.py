"""From a docs page to its claims."""

import re
from collections.abc import Iterator

from vendor_spec.prose.calls import read_curl_commands, read_json, read_request_line
from vendor_spec.prose.claims import ExampleClaim, FieldClaim, PageClaims, RequestClaim, StatusClaim
from vendor_spec.prose.markdown import Component, Fence, Heading, Item, Paragraph, Table
from vendor_spec.prose.page import Page
from vendor_spec.prose.rows import Rows, read_names
from vendor_spec.prose.sections import Section
from vendor_spec.prose.statuses import find_label_status, find_statuses, is_status_column, read_status_cell

_JSON = ("json", "jsonc", "json5", "")


def read_page_claims(page: Page, operation: str) -> PageClaims:
    """Return what `page` says of `operation`, the label (`GET /path`) of the one in its block."""
    placed = list(_place_items(page.items))
    return PageClaims(
        operation=operation,
        page=page.name,
        sha256=page.sha256,
        requests=tuple(claim for item, section in placed for claim in _read_requests(item, section)),
        fields=tuple(_read_fields(placed)),
        examples=tuple(claim for item, section in placed for claim in _read_examples(item, section)),
        statuses=_first_mentions(claim for item, section in placed for claim in _read_statuses(item, section)),
    )


def _place_items(items: tuple[Item, ...]) -> Iterator[tuple[Item, Section]]:
    section = Section()
    for item in items:
        yield item, section
        if isinstance(item, Heading):
            section = section.enter(item.level, item.text)
        elif isinstance(item, Paragraph):
            section = section.after(item.text)
        elif isinstance(item, Table):
            section = section.after("")


def _read_requests(item: Item, section: Section) -> Iterator[RequestClaim]:
    if section.is_foreign:
        return
    claim = None
    if isinstance(item, Paragraph) and not item.is_bullet:
        claim = read_request_line(item.text, item.line, is_code=False)
    elif isinstance(item, Fence) and item.info.split(" ")[0].lower() not in _JSON[:-1]:
        claim = read_request_line(item.content, item.line + 1, is_code=True)
        if claim is None:
            yield from read_curl_commands(item.content, item.line + 1)
    if claim is not None:
        yield claim


def _read_fields(placed: list[tuple[Item, Section]]) -> Iterator[FieldClaim]:
    names = {name for item, _ in placed if isinstance(item, Table) for name in read_names(item)}
    rows = Rows(frozenset(names))
    for item, section in placed:
        if isinstance(item, Table):
            yield from rows.read_table(item, section)
        elif isinstance(item, Paragraph) and item.is_bullet:
            yield from rows.read_bullet(item.text, item.line, section)
        elif isinstance(item, Component):
            yield from rows.read_component(item.tag, item.text, item.line, section)


def _read_examples(item: Item, section: Section) -> Iterator[ExampleClaim]:
    if not isinstance(item, Fence) or section.is_foreign:
        return
    language, _, label = item.info.partition(" ")
    label = re.sub(r"\w+=\{[^}]*\}", "", label)
    body = read_json(item.content) if language.lower() in _JSON else None
    status = find_label_status(label)
    labelled = Section(lead=label)
    side = "response" if status else labelled.side or section.side
    if not isinstance(body, dict | list) or not side:
        return
    if side == "response":
        status = status or section.status
        if status is None and (
            section.is_about_errors or re.search(r"\berrors?\b", f"{label} {section.lead}", re.IGNORECASE)
        ):
            return
    yield ExampleClaim(item.line, side, body, status if side == "response" else None)


def _read_statuses(item: Item, section: Section) -> Iterator[StatusClaim]:
    if section.is_foreign:
        return
    match item:
        case Fence(line=line, info=info) if info.split(" ")[0].lower() in _JSON:
            status = find_label_status(re.sub(r"\w+=\{[^}]*\}", "", info.partition(" ")[2]))
            if status is not None:
                yield StatusClaim(line, status)
        case Heading(line=line, text=text) | Paragraph(line=line, text=text) | Component(line=line, text=text):
            yield from (StatusClaim(line + below, status) for below, status in find_statuses(text))
        case Table(header=header, rows=rows):
            column = next((index for index, name in enumerate(header) if is_status_column(name)), None)
            for row in rows:
                if column is not None and column < len(row.cells):
                    statuses = [read_status_cell(row.cells[column])]
                else:
                    statuses = [status for cell in row.cells for _, status in find_statuses(cell)]
                yield from (StatusClaim(row.line, status) for status in statuses if status is not None)


def _first_mentions(claims: Iterator[StatusClaim]) -> tuple[StatusClaim, ...]:
    first = {claim.status: claim for claim in reversed(list(claims))}
    return tuple(first[status] for status in sorted(first))

"""Docs pages, each bound to the operation that it documents: by its block, by a line `METHOD /path`, by its request."""

import re
from collections.abc import Sequence

from attrs import evolve, frozen

from vendor_spec.errors import SpecError
from vendor_spec.openapi.document import METHODS, Document
from vendor_spec.prose.claims import PageClaims
from vendor_spec.prose.markdown import Heading
from vendor_spec.prose.page import Page, read_block, read_page
from vendor_spec.prose.reading import find_page_operation, read_page_claims
from vendor_spec.update.sources import Text

STAYS = "what is known of a page stays as it is"
_HEAD = re.compile(r"(?:(?!```|~~~|#{2,} )[^\n]*\n)*")
_LINE = re.compile(rf"^({'|'.join(METHODS).upper()}) (/\S*)[ \t]*$", re.MULTILINE)


@frozen
class OperationPage:
    """A page of an operation, with the block that it may have as `document` and its text (`content`).

    `fault` says why there is none though the page has a block; `is_certain` is whether the page says that it is the
    operation's, and does not only begin with a request.
    """

    label: str
    page: Page
    document: Document | None
    content: bytes
    is_certain: bool
    fault: str = ""

    @property
    def title(self) -> str:
        return next((item.text for item in self.page.items if isinstance(item, Heading) and item.level == 1), "")


@frozen
class Pages:
    """The pages of operations, those that are none counted in `others`, and a sentence for each that cannot be used."""

    found: Sequence[OperationPage]
    others: int
    faults: Sequence[str]

    @property
    def blocks(self) -> list[OperationPage]:
        return [page for page in self.found if page.document is not None]


def read_pages(texts: Sequence[Text], whole: Document | None, current: Document | None, *, is_strict: bool) -> Pages:
    """Read pages beside the document `whole`, or to make one of their blocks.

    A page without a block is bound to an operation of `whole`, or else `current`, which need not have it. Raises
    SpecError for a page or block that cannot be read if that `is_strict`; a block is not needed beside `whole`.
    """
    found: list[OperationPage] = []
    unread: list[str] = []
    for text in texts:
        try:
            page = _read(text, whole or current, is_strict=whole is None)
        except SpecError as error:
            if is_strict:
                raise
            unread.append(f"{STAYS}: {error}")
        else:
            found += [page] if page else []
    faults = [f"{page.fault}; only the page's prose was read" for page in found if page.fault]
    return Pages(found, len(texts) - len(found) - len(unread), [*unread, *faults])


def choose_pages(pages: Sequence[OperationPage]) -> tuple[list[OperationPage], list[str]]:
    """Return one page for each operation, and a sentence for each operation that two pages claim for themselves."""
    by_label: dict[str, list[OperationPage]] = {}
    for page in pages:
        by_label.setdefault(page.label, []).append(page)
    chosen, faults = [], []
    for label, group in by_label.items():
        certain = [page for page in group if page.is_certain]
        best = sorted(certain or group, key=lambda page: page.document is None)
        other = next((page for page in certain if page.title != best[0].title), None)
        if other is None:
            chosen.append(best[0])
        else:
            names = f"{best[0].page.name} and {other.page.name}"
            faults.append(f"{STAYS}: {names} both say that they document {label}; one of them is wrong")
    return chosen, faults


def read_claims_of(page: OperationPage, document: Document) -> PageClaims:
    """Return what a page says of its operation, and where its block says otherwise than `document`."""
    return read_page_claims(page.page, page.label, None if page.fault else document)


def _read(text: Text, document: Document | None, *, is_strict: bool) -> OperationPage | None:
    page = read_page(text.content, text.name)
    if page.block is not None:
        try:
            own, operation, content = read_block(page)
            return OperationPage(operation.label, page, evolve(own, name=page.name), content, True)
        except SpecError as error:
            if is_strict or not page.block.heading:
                raise
            return OperationPage(page.block.heading, page, None, b"", True, str(error))
    line = _find_line(text.content)
    if line:
        labels = [operation.label for operation in document.operations] if document else []
        return OperationPage(_find_label(line, labels), page, None, b"", True)
    label = find_page_operation(page, document.content if document else {})
    return OperationPage(label, page, None, b"", False) if label else None


def _find_line(content: bytes) -> str:
    head = _HEAD.match(content.decode("utf-8", "replace").replace("\r\n", "\n"))
    match = _LINE.search(head[0]) if head else None
    return f"{match[1]} {match[2]}" if match else ""


def _find_label(label: str, labels: Sequence[str]) -> str:
    for spell in (str, _shape, lambda each: _shape(each).rstrip("/")):
        same = [each for each in labels if spell(each) == spell(label)]
        if len(same) == 1:
            return same[0]
    return label


def _shape(label: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", label)

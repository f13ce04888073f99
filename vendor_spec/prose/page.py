"""One docs page: its prose, and the OpenAPI document of one operation in its last fenced block."""

import re

from attrs import frozen

from vendor_spec.errors import SpecError
from vendor_spec.files import decode_text, sha256_of
from vendor_spec.openapi.document import METHODS, Document, Operation, parse_document
from vendor_spec.prose.markdown import Fence, Item, read_items
from vendor_spec.prose.mdx import prose_length

MAX_BYTES = 2 * 1024 * 1024
MAX_PROSE = 128 * 1024  # characters outside fences: Markdown made to be slow takes seconds at most
_LINE_END = re.compile(r"\r\n|\n|\r")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_OPENAPI = re.compile(r"^\{?[ \t]*[\"']?openapi[\"']?[ \t]*:", re.MULTILINE)
_OPERATION = re.compile(rf"(?:^|\s)({'|'.join(METHODS)})\s+(/\S*)", re.IGNORECASE)
_LANGUAGES = ("yaml", "yml", "json", "")
_TABS = re.compile(rb"^[ ]*\t[ \t]*", re.MULTILINE)


@frozen
class Block:
    """The fenced OpenAPI document: `content` as it stands in the page; `heading` is the label of its operation."""

    line: int
    content: bytes
    heading: str


@frozen
class Page:
    """A docs page; `items` leave the block out. A page without a block documents no operation."""

    name: str
    sha256: str
    items: tuple[Item, ...]
    block: Block | None


def looks_like_html(content: bytes) -> bool:
    """Return whether `content` is a page for browsers, such as a login page."""
    return _HTML.match(content[:4096].decode("utf-8", "replace").lstrip("\ufeff")) is not None


def read_page(content: bytes, name: str) -> Page:
    """Read a docs page; raises SpecError when it is too big, no UTF-8 text, or holds two OpenAPI blocks."""
    if len(content) > MAX_BYTES:
        raise SpecError(f"{name} has more than {MAX_BYTES} bytes, which is no docs page")
    text = decode_text(content, name)
    text_of_lines = _LINE_END.sub("\n", text).replace("\0", "")
    if prose_length(text_of_lines) > MAX_PROSE:
        raise SpecError(f"{name} has more than {MAX_PROSE} characters beside its code blocks, which is no docs page")
    items = read_items(text_of_lines)
    fences = [item for item in items if isinstance(item, Fence) and _is_block(item)]
    if len(fences) > 1:
        lines = " and ".join(str(fence.line) for fence in fences[:3])
        raise SpecError(f"{name} holds {len(fences)} OpenAPI blocks, at lines {lines}; a page documents one operation")
    block = _make_block(text, fences[0]) if fences else None
    return Page(name, sha256_of(content), tuple(item for item in items if item not in fences), block)


def read_block(page: Page) -> tuple[Document, Operation, bytes]:
    """Return the document in the page's block, its one operation, and the document's text.

    Raises SpecError when there is no block, it is no valid document, or it holds other operations than its heading.
    """
    if page.block is None:
        raise SpecError(f"{page.name} holds no OpenAPI block; an operation's page ends with its document in a fence")
    name = f"the block at line {page.block.line} of {page.name}"
    document, content = _parse(page.block.content, name)
    operations = document.operations
    if len(operations) != 1:
        raise SpecError(f"{name} holds {len(operations)} operations; a page documents one")
    operation = operations[0]
    if page.block.heading not in ("", operation.label):
        raise SpecError(f"{name} is headed {page.block.heading} but documents {operation.label}")
    return document, operation, content


def _parse(content: bytes, name: str) -> tuple[Document, bytes]:
    try:
        return parse_document(content, name), content
    except SpecError:
        # YAML forbids tabs as indentation; a page may hold them, and what they mean is not in doubt.
        spaced = _TABS.sub(lambda match: match[0].replace(b"\t", b"  "), content)
        if spaced == content:
            raise
    return parse_document(spaced, name), spaced


def _is_block(fence: Fence) -> bool:
    is_named = _OPERATION.search(fence.label) or _OPENAPI.search(fence.content)
    return bool(is_named) and fence.language in _LANGUAGES


def _make_block(text: str, fence: Fence) -> Block:
    ends = [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]
    raw = text[ends[fence.line] : ends[fence.last - 1]]
    # Inside a list or a component the fence is indented: then the block is what Markdown makes of it.
    same = _LINE_END.sub("\n", raw) == fence.content
    content = (raw if same else fence.content).rstrip("\r\n") + ("\r\n" if same and "\r\n" in raw else "\n")
    match = _OPERATION.search(fence.label)
    return Block(fence.line, content.encode(), f"{match[1].upper()} {match[2]}" if match else "")

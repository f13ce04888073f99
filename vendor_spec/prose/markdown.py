"""A docs page as headings, paragraphs, tables and fences, each with its line; `page` and the claim readers use it."""

import re
from collections.abc import Iterator, Sequence

from attrs import define, field, frozen
from markdown_it import MarkdownIt
from markdown_it.token import Token

from vendor_spec.prose.html_tags import COMPONENTS, Tag, read_tag
from vendor_spec.prose.indentation import strip_component_indentation

# The pages are MDX: indentation comes from components around the text and means no code, and text stands between tags.
_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["code", "html_block", "lheading"])
_HIDDEN = (("<!--", "-->"), ("{/*", "*/}"))
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)


@frozen
class Heading:
    """Inline code in `text`, here and below, stands between single backticks, however the page marks it."""

    line: int
    level: int
    text: str


@frozen
class Paragraph:
    """A line of the page is a line of `text`."""

    line: int
    text: str
    is_bullet: bool = False


@frozen
class Row:
    """One row of a table; a line break inside a cell is a newline."""

    line: int
    cells: tuple[str, ...]


@frozen
class Table:
    """A Markdown or HTML table."""

    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]


@frozen
class Fence:
    """Fenced code: `info` is what follows the opening backticks; `last` is the line of the closing ones."""

    line: int
    last: int
    info: str
    content: str


@frozen
class Component:
    """A documentation component that declares one field, such as `<ParamField path="id" required>`."""

    line: int
    tag: Tag
    text: str


Item = Heading | Paragraph | Table | Fence | Component


def read_items(text: str) -> tuple[Item, ...]:
    """Return the items of a page whose line ends are LF, in its order; comments and front matter are no part of it."""
    text = _FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), text)
    for opening, closing in _HIDDEN:
        text = _blank_out(text, opening, closing)
    collector = _Collector()
    collector.collect(_MARKDOWN.parse(strip_component_indentation(text)))
    return tuple(collector.items)


def _blank_out(text: str, opening: str, closing: str) -> str:
    kept, at = [], 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start)) >= 0:
        end += len(closing)
        hidden = text[start:end]
        # A comment that reaches over a fence began inside other text.
        kept += [text[at:start], hidden if "```" in hidden or "~~~" in hidden else "\n" * hidden.count("\n")]
        at = end
    return "".join([*kept, text[at:]])


@define
class _RowDraft:
    line: int
    cells: list[str] = field(factory=list)
    is_header: bool = False
    is_in_cell: bool = False

    def finish(self) -> Row:
        # A no-break space is how a table without nesting indents a nested field.
        return Row(self.line, tuple(cell.strip(" \t\n") for cell in self.cells))


@define
class _TableDraft:
    line: int
    rows: list[_RowDraft] = field(factory=list)
    row: _RowDraft | None = None

    def take_tag(self, tag: Tag, line: int) -> None:
        if tag.name == "tr":
            self.row = None if tag.is_end else _RowDraft(line)
            self.rows += [self.row] if self.row else []
        elif tag.name in ("td", "th") and self.row:
            self.row.is_in_cell = not tag.is_end
            if not tag.is_end:
                self.row.cells.append("")
                self.row.is_header |= tag.name == "th"

    def add_text(self, text: str) -> None:
        if self.row and self.row.is_in_cell:
            self.row.cells[-1] += text

    def finish(self) -> Table:
        header = next((row.finish().cells for row in self.rows if row.is_header), ())
        rows = (row.finish() for row in self.rows if row.cells and not row.is_header)
        return Table(self.line, header, tuple(rows))


@define
class _Collector:
    items: list[Item] = field(factory=list)
    tables: list[_TableDraft] = field(factory=list)
    component: tuple[int, Tag, list[str]] | None = None

    def collect(self, tokens: Sequence[Token]) -> None:
        bullets = line = 0
        for index, token in enumerate(tokens):
            line = token.map[0] + 1 if token.map else line  # a cell stands on the line of its row
            match token.type:
                case "heading_open":
                    text = "".join(part for _, part in self.inline(tokens[index + 1], line)).strip()
                    self.items.append(Heading(line, int(token.tag[1:]), text))
                case "fence":
                    last = token.map[1] if token.map else line
                    self.items.append(Fence(line, last, token.info.strip(), token.content))
                case "list_item_open" | "list_item_close":
                    bullets += token.nesting
                case "paragraph_open":
                    self.paragraph(tokens[index + 1], line, is_bullet=bullets > 0)
                case "th_open" | "td_open":
                    self.take_tag(Tag(token.tag, {}), line)
                    self.paragraph(tokens[index + 1], line)
                case "table_open" | "table_close" | "tr_open":
                    self.take_tag(Tag(token.tag, {}, is_end=token.nesting < 0), line)

    def paragraph(self, token: Token, line: int, *, is_bullet: bool = False) -> None:
        kept: list[str] = []
        for at, part in self.inline(token, line):
            if self.tables:
                self.tables[-1].add_text(part)
            elif self.component is not None:
                self.component[2].append(part)
            else:
                if not kept:
                    line = at
                if kept or part.strip():
                    kept.append(part)
        if kept:
            self.items.append(Paragraph(line, "".join(kept).rstrip(), is_bullet))

    def inline(self, token: Token, line: int) -> Iterator[tuple[int, str]]:
        """Yield the text of an inline token in parts, each with its line; tags take effect on the way."""
        for child in token.children or ():
            match child.type:
                case "text":
                    yield line, child.content.replace("`", "'")
                case "code_inline":
                    yield line, "`" + child.content.replace("`", "'").strip() + "`"
                case "softbreak" | "hardbreak":
                    yield line, "\n"
                    line += 1
                case "html_inline":
                    tag = read_tag(child.content)
                    yield line, self.take_tag(tag, line) if tag else ""
                    line += child.content.count("\n")
                case "image":
                    yield line, child.content

    def take_tag(self, tag: Tag, line: int) -> str:
        """Return what a tag stands for in the text; tables, rows, cells and components open and close."""
        if tag.name in ("code", "kbd", "tt"):
            return "`"
        if tag.name == "br" or (self.tables and tag.name in ("p", "li", "div") and not tag.is_end):
            return "\n" if self.tables else " "
        if tag.name in COMPONENTS:
            self.close_component()
            self.component = None if tag.is_end else (line, tag, [])
            if tag.is_empty:
                self.close_component()
        elif tag.name == "table" and not tag.is_end:
            self.tables.append(_TableDraft(line))
        elif tag.name == "table" and self.tables:
            self.items.append(self.tables.pop().finish())
        elif self.tables:
            self.tables[-1].take_tag(tag, line)
        return ""

    def close_component(self) -> None:
        if self.component is not None:
            line, tag, parts = self.component
            self.items.append(Component(line, tag, "".join(parts).strip()))
            self.component = None

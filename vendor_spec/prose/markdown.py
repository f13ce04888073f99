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
    """The items of a page whose line ends are LF, in its order; comments and front matter are no part of it."""
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
class _TableDraft:
    line: int
    rows: list[tuple[Row, bool]] = field(factory=list)
    cells: list[str] | None = None
    is_header: bool = False
    is_in_cell: bool = False
    row_line: int = 0

    def open_row(self, line: int) -> None:
        self.close_row()
        self.cells, self.is_header, self.row_line = [], False, line

    def open_cell(self, *, is_header: bool) -> None:
        if self.cells is not None:
            self.cells.append("")
            self.is_header, self.is_in_cell = self.is_header or is_header, True

    def close_row(self) -> None:
        if self.cells:
            # A no-break space is how a table without nesting indents a nested field.
            cells = tuple(cell.strip(" \t\n") for cell in self.cells)
            self.rows.append((Row(self.row_line, cells), self.is_header))
        self.cells, self.is_in_cell = None, False

    def finish(self) -> Table:
        self.close_row()
        header = next((row.cells for row, is_header in self.rows if is_header), ())
        return Table(self.line, header, tuple(row for row, is_header in self.rows if not is_header))


@define
class _Collector:
    items: list[Item] = field(factory=list)
    tables: list[_TableDraft] = field(factory=list)
    component: tuple[int, Tag, list[str]] | None = None

    def collect(self, tokens: Sequence[Token]) -> None:
        bullets = 0
        for index, token in enumerate(tokens):
            line = token.map[0] + 1 if token.map else 0
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
                case "table_open" | "table_close" | "tr_open" | "th_open" | "td_open":
                    self.table_token(token, tokens[index + 1 : index + 2], line)

    def table_token(self, token: Token, following: Sequence[Token], line: int) -> None:
        if token.type == "table_open":
            self.tables.append(_TableDraft(line))
        elif token.type == "table_close":
            self.items.append(self.tables.pop().finish())
        elif token.type == "tr_open":
            self.tables[-1].open_row(line)
        else:
            self.tables[-1].open_cell(is_header=token.type == "th_open")
            for _, part in self.inline(following[0], self.tables[-1].row_line):
                self.add_to_cell(part)

    def paragraph(self, token: Token, line: int, *, is_bullet: bool) -> None:
        kept: list[str] = []
        for at, part in self.inline(token, line):
            if self.tables:
                self.add_to_cell(part)
            elif self.component is not None:
                self.component[2].append(part)
            else:
                if not kept:
                    line = at
                if kept or part.strip():
                    kept.append(part)
        if kept:
            self.items.append(Paragraph(line, "".join(kept).rstrip(), is_bullet))

    def add_to_cell(self, text: str) -> None:
        draft = self.tables[-1]
        if draft.cells and draft.is_in_cell:
            draft.cells[-1] += text

    def inline(self, token: Token, line: int) -> Iterator[tuple[int, str]]:
        """The text of an inline token in parts, each with its line; tags take effect on the way."""
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
                    yield line, self.take_tag(child.content, line)
                    line += child.content.count("\n")
                case "image":
                    yield line, child.content

    def take_tag(self, source: str, line: int) -> str:
        """What a tag stands for in the text; tables, rows, cells and components open and close."""
        tag = read_tag(source)
        if tag is None:
            return ""
        if tag.name in ("code", "kbd", "tt"):
            return "`"
        if tag.name == "br" or (self.tables and tag.name in ("p", "li", "div") and not tag.is_end):
            return "\n" if self.tables else " "
        if tag.name in COMPONENTS:
            self.close_component()
            self.component = None if tag.is_end or tag.is_empty else (line, tag, [])
            if tag.is_empty:
                self.items.append(Component(line, tag, ""))
        elif tag.name == "table" and not tag.is_end:
            self.tables.append(_TableDraft(line))
        elif self.tables:
            self.take_table_tag(tag, line)
        return ""

    def take_table_tag(self, tag: Tag, line: int) -> None:
        draft = self.tables[-1]
        if tag.name == "table":
            self.items.append(self.tables.pop().finish())
        elif tag.name == "tr" and not tag.is_end:
            draft.open_row(line)
        elif tag.name == "tr":
            draft.close_row()
        elif tag.name in ("td", "th"):
            draft.is_in_cell = False
            if not tag.is_end:
                draft.open_cell(is_header=tag.name == "th")

    def close_component(self) -> None:
        if self.component is not None:
            line, tag, parts = self.component
            self.items.append(Component(line, tag, "".join(parts).strip()))
            self.component = None

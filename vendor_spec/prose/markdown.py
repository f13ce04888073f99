"""A docs page as headings, paragraphs, tables and fences, each with its line; `page` and the claim readers use it."""

import re
from collections.abc import Iterator, Sequence

from attrs import define, evolve, field, frozen
from markdown_it import MarkdownIt
from markdown_it.token import Token

from vendor_spec.prose.mdx import COMPONENTS, Tag, read_tags, strip_component_indentation

# The pages are MDX: indentation comes from components around the text and means no code, and text stands between tags.
_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["code", "html_block", "lheading"])
_HIDDEN = (("<!--", "-->"), ("{/*", "*/}"))
_NAME = re.compile(r"[A-Za-z_$@][\w$@.\[\]-]*")
_UNLIKE_A_WORD = re.compile(r"[a-z_$@]|\w+[A-Z_]")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)


@frozen
class Heading:
    """Inline code in `text`, here and below, stands between single backticks, however the page marks it."""

    line: int
    level: int
    text: str


@frozen
class Paragraph:
    """A line of the page is a line of `text`; `depth` counts the lists around it.

    A name in bold at the start of a list's item stands between backticks, as if it were code.
    """

    line: int
    text: str
    depth: int = 0


@define
class Row:
    """One row of a table; a line break inside a cell is a newline."""

    line: int
    cells: list[str] = field(factory=list)
    is_header: bool = False


@frozen
class Table:
    """A Markdown or HTML table; `rows` are those below the header."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


@frozen
class Fence:
    """Fenced code: `language` and `label` follow the opening backticks; `last` is the line of the closing ones."""

    line: int
    last: int
    language: str
    label: str
    content: str


@define
class Component:
    """A documentation component that declares one field, such as `<ParamField path="id" required>`."""

    line: int
    tag: Tag
    text: str = ""


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
class _Collector:
    """Collects the items of a page; the text goes to the last of the open `tables`, or to the open component."""

    items: list[Item] = field(factory=list)
    tables: list[list[Row]] = field(factory=list)
    component: Component | None = None

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
                    language, _, label = token.info.strip().partition(" ")
                    self.items.append(Fence(line, last, language.lower(), label, token.content))
                case "list_item_open" | "list_item_close":
                    bullets += token.nesting
                case "paragraph_open":
                    self.paragraph(tokens[index + 1], line, depth=bullets)
                case "th_open" | "td_open":
                    self.take_tag(Tag(token.tag, {}), line)
                    self.paragraph(tokens[index + 1], line)
                case "table_open" | "table_close" | "tr_open":
                    self.take_tag(Tag(token.tag, {}, is_end=token.nesting < 0), line)

    def paragraph(self, token: Token, line: int, *, depth: int = 0) -> None:
        kept: list[tuple[int, str]] = []
        if depth:
            token.children = _with_code_name(token.children or [])
        for at, part in self.inline(token, line):
            if self.tables:
                row = self.tables[-1][-1] if self.tables[-1] else None
                if row and row.cells:
                    row.cells[-1] += part
            elif self.component is not None:
                self.component.text += part
            elif kept or part.strip():
                kept.append((at, part))
        if kept:
            self.items.append(Paragraph(kept[0][0], "".join(part for _, part in kept).rstrip(), depth))

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
                    for tag in read_tags(child.content):
                        yield line, self.take_tag(tag, line)
                    line += child.content.count("\n")
                case "image":
                    yield line, child.content

    def take_tag(self, tag: Tag, line: int) -> str:
        """Return what a tag stands for in the text; tables, rows, cells and components open and close."""
        if tag.name in ("code", "kbd", "tt"):
            return "`"
        if tag.name == "br" or (self.tables and tag.name in ("p", "li", "div")):
            return "" if tag.is_end else "\n" if self.tables else " "
        if tag.name in COMPONENTS:
            if self.component is not None:
                self.items.append(evolve(self.component, text=self.component.text.strip()))
            self.component = None if tag.is_end else Component(line, tag)
        elif tag.name == "table" and not tag.is_end:
            self.tables.append([])
        elif tag.name == "table" and self.tables:
            self.items.append(_make_table(self.tables.pop()))
        elif self.tables and not tag.is_end:
            rows = self.tables[-1]
            if tag.name == "tr":
                rows.append(Row(line))
            elif tag.name in ("td", "th") and rows:
                rows[-1].cells.append("")
                rows[-1].is_header |= tag.name == "th"
        return ""


def _with_code_name(children: list[Token]) -> list[Token]:
    """Return the tokens of a list's item, a name in bold at its start as code."""
    bold = [child for child in children[:4] if child.type != "text" or child.content]
    if [child.type for child in bold[:3]] != ["strong_open", "text", "strong_close"]:
        return children
    name, rest = bold[1].content.rstrip(": "), children[children.index(bold[2]) + 1 :]
    is_explained = bool(rest) and rest[0].content.lstrip().startswith("(")
    if not (_NAME.fullmatch(name) and (is_explained or _UNLIKE_A_WORD.match(name))):
        return children
    return [Token("code_inline", "code", 0, content=name), *rest]


def _make_table(rows: list[Row]) -> Table:
    for row in rows:
        # A no-break space is how a table without nesting indents a nested field.
        row.cells = [cell.strip(" \t\n") for cell in row.cells]
    header = next((row.cells for row in rows if row.is_header), [])
    return Table(tuple(header), tuple(row for row in rows if row.cells and not row.is_header))

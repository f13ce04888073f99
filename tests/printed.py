"""The commands in what a run prints and writes, as a reader copies them."""

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

PROGRAM = re.compile(r"(?:\.venv/bin/python|python3?|make|curl|printf|gh|git|npx|npm|pip|export|cd|rm|cp) ")


def on_terminal(printed: str) -> list[str]:
    """What is said to be run: lines of their own, what is between backticks, and what stands behind a colon."""
    lines = [line.strip() for line in printed.splitlines() if line.startswith("  ")]
    behind = re.findall(r": ((?:curl|printf) .*)$", printed, re.MULTILINE)
    return _commands([*lines, *re.findall(r"`([^`\n]+)`", printed), *behind])


def in_markdown(text: str) -> list[str]:
    """Each block of the shell, and what is code in a line and begins like a command."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or () if child.type == "code_inline"]
    blocks = [token.content.rstrip("\n") for token in tokens if token.type == "fence" and token.info == "sh"]
    assert not [block for block in blocks if not PROGRAM.match(block)]
    return _commands([*blocks, *(child.content for child in inline)])


def on_page(html: str) -> list[str]:
    """What a button copies, and what is code and begins like a command."""
    reader = _Code()
    reader.feed(html)
    return _commands(reader.texts)


def text_of_page(html: str) -> str:
    """All text of a page."""
    reader = _Code()
    reader.feed(html)
    return "".join(reader.all)


def _commands(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if PROGRAM.match(f"{text} ")))


class _Code(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.all: list[str] = []
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "code":
            self._is_code = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._is_code = self._is_code and tag != "code"

    def handle_data(self, data: str) -> None:
        self.all.append(data)
        if self._is_code:
            self.texts[-1] += data

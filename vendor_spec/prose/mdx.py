"""What MDX adds to Markdown: tags in the text, and components that indent what they hold."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from attrs import frozen

COMPONENTS = ("paramfield", "responsefield")
_BRACES = re.compile(r"=\{\s*([^{}]*?)\s*\}")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_COMPONENT = re.compile(r"[ \t]*</?[A-Z][A-Za-z.]*(?:\s[^<>]*)?(?<!/)>[ \t]*$")


@frozen
class Tag:
    """`name` and the names of `attributes` are in lower case; an attribute without a value has an empty one."""

    name: str
    attributes: dict[str, str]
    is_end: bool = False


def read_tags(source: str) -> list[Tag]:
    """Return the tag that `source` is, and its end if it is empty; none for a comment or other angle brackets."""
    parser = _TagParser()
    # MDX writes `required={true}`; HTML's own parser would take the brace for a part of the value.
    parser.feed(_BRACES.sub(lambda match: f'="{match[1].strip(chr(34))}"', source))
    return parser.tags


class _TagParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(Tag(tag, {}, is_end=True))


def prose_length(text: str) -> int:
    """Return the number of characters of `text` that stand outside fences."""
    return sum(len(line) + 1 for line, is_prose in _iter_lines(text) if is_prose)


def strip_component_indentation(text: str) -> str:
    """Return `text` with the lines after a component's tag moved left, by what the first of them is indented.

    Markdown would take that indentation for its own.
    """
    depth, is_first = 0, False
    stripped = []
    for line, is_prose in _iter_lines(text):
        indent = len(line) - len(line.lstrip(" \t"))
        if is_first and line.strip():
            depth, is_first = indent, False
        stripped.append(line[min(indent, depth) :])
        is_first |= is_prose and _COMPONENT.match(line) is not None
    return "\n".join(stripped)


def _iter_lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it stands outside fences."""
    fence = ""
    for line in text.split("\n"):
        marker = _FENCE.match(line)
        yield line, not (fence or marker)
        if marker and not fence:
            fence = marker[1]
        elif marker and marker[1].startswith(fence) and line.strip() == marker[1]:
            fence = ""

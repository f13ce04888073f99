"""Lines in and out of fences: how much of a page is prose, and the indentation that components give to their text."""

import re
from collections.abc import Iterator

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_TAG = re.compile(r"[ \t]*</?[A-Z][A-Za-z.]*(?:\s[^<>]*)?(?<!/)>[ \t]*$")


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
        is_first |= is_prose and _TAG.match(line) is not None
    return "\n".join(stripped)


def _iter_lines(text: str) -> Iterator[tuple[str, bool]]:
    fence = ""
    for line in text.split("\n"):
        marker = _FENCE.match(line)
        yield line, not (fence or marker)
        if marker and not fence:
            fence = marker[1]
        elif marker and marker[1].startswith(fence) and line.strip() == marker[1]:
            fence = ""

"""Lines in and out of fences: how much of a page is prose, and the indentation that components give to their text."""

import re
from collections.abc import Iterator

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_OPEN = re.compile(r"[ \t]*<([A-Z][A-Za-z.]*)(?:\s[^<>]*)?(?<!/)>[ \t]*$")
_CLOSE = re.compile(r"[ \t]*</([A-Z][A-Za-z.]*)>[ \t]*$")


def prose_length(text: str) -> int:
    """Return the number of characters of `text` that stand outside fences."""
    return sum(len(line) + 1 for line, is_prose in _iter_lines(text) if is_prose)


def strip_component_indentation(text: str) -> str:
    """Return `text` with the lines inside a component moved left, by what the component's first line is indented.

    Markdown would take that indentation for its own.
    """
    depths: list[int] = []
    stripped = []
    is_first = False
    for line, is_prose in _iter_lines(text):
        indent = len(line) - len(line.lstrip(" \t"))
        if is_first and line.strip():
            depths[-1] = max(depths[-1], indent)
            is_first = False
        if is_prose and depths and _CLOSE.match(line):
            depths.pop()
        stripped.append(line[min(indent, depths[-1] if depths else 0) :])
        if is_prose and _OPEN.match(line):
            depths.append(depths[-1] if depths else 0)
            is_first = True
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

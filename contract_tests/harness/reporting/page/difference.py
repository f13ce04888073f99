"""What differs between two short texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from markupsafe import Markup

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
MOST_TOKENS = 400  # the comparison is quadratic, and longer texts are not read word by word
ALIKE = 0.5  # texts that share no more words say different things altogether: marks would only be in the way
REMARK = re.compile(r"\s\([^()]*\)$")  # such as on which line of a page it says so


def mark_difference(expected: str, observed: str) -> tuple[Markup, Markup]:
    """Both texts as HTML: what only the first has in `<del>`, what only the second has in `<ins>`."""
    remarks = [match[0] if (match := REMARK.search(text)) else "" for text in (expected, observed)]
    first, second = (TOKEN.findall(REMARK.sub("", text)) for text in (expected, observed))
    if len(first) + len(second) > MOST_TOKENS:
        return Markup.escape(expected), Markup.escape(observed)
    blocks = [
        (block.a, block.b, block.size, sum(not token.isspace() for token in first[block.a : block.a + block.size]))
        for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    ]
    words = sum(not token.isspace() for token in (*first, *second))
    if 2 * sum(shared for *_, shared in blocks) <= ALIKE * words:
        return Markup.escape(expected), Markup.escape(observed)
    return (
        Markup().join([*_parts(first, [(at, size) for at, _, size, shared in blocks if shared], "del"), remarks[0]]),
        Markup().join([*_parts(second, [(at, size) for _, at, size, shared in blocks if shared], "ins"), remarks[1]]),
    )


def _parts(tokens: list[str], shared: list[tuple[int, int]], tag: str) -> Iterator[Markup]:
    at = 0
    for start, size in [*shared, (len(tokens), 0)]:
        own = "".join(tokens[at:start])
        if own.strip():
            yield Markup("<{0}>{1}</{0}>").format(tag, own)
        else:
            yield Markup.escape(own)
        yield Markup.escape("".join(tokens[start : start + size]))
        at = start + size
